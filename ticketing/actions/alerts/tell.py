"""An alert's rows, events and notices: raised once, moved, cleared once."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.domain.actors import Role
from ticketing.domain.alerts import SPECS, Level, Limits, Rule, Scope, Watch
from ticketing.domain.events import AlertCleared, AlertMoved, AlertRaised
from ticketing.domain.instants import instant, micros
from ticketing.models.alerts import Alert
from ticketing.models.people import Person
from ticketing.queries import on_shift
from ticketing.queries.alerts.subjects import Figure
from ticketing.work import Work

NOTICE = "alert"


class Turn(NamedTuple):
    """A figure whose level has changed, and by which rule."""

    figure: Figure
    rule: Rule | None
    limits: Limits
    after: Watch


def follow(work: Work, turn: Turn) -> None:
    """Bring the alert of a figure to the level of its watch."""
    figure, level = turn.figure, turn.after.level
    alert = work.session.scalar(
        sa.select(Alert).where(
            Alert.metric == figure.metric, Alert.subject == figure.subject.key, Alert.cleared_at.is_(None)
        )
    )
    if alert is None:
        if level:
            _raise(work, turn)
    elif not level:
        alert.cleared_at = work.now
        work.record(AlertCleared(alert.id))
    elif level != alert.level:
        worse = level > alert.level
        alert.move(level, work.now)
        _measure(alert, turn, micros(work.now))
        work.record(AlertMoved(alert.id, int(level)))
        if worse:
            _ring(work, alert, turn.rule)


def _raise(work: Work, turn: Turn) -> None:
    figure, level = turn.figure, turn.after.level
    who = figure.subject
    alert = Alert(
        metric=figure.metric,
        subject=who.key,
        queue_id=who.queue_id,
        person_id=who.person_id,
        source_id=who.source_id,
        pbx_id=who.pbx_id,
        name=who.name,
        rule_id=turn.rule.id if turn.rule else None,
        reason=figure.reason,
        level=int(level),
        worst=int(level),
        since_at=work.now,
        raised_at=work.now,
        level_at=work.now,
    )
    _measure(alert, turn, micros(work.now))
    since_us = turn.after.over(Level.WARN) or turn.after.over(Level.CRITICAL)
    alert.since_at = work.now if since_us is None else instant(since_us)
    work.add(alert)
    work.record(AlertRaised(alert.id, figure.metric.value, int(level)))
    _ring(work, alert, turn.rule)


def _measure(alert: Alert, turn: Turn, now_us: int) -> None:
    alert.value, alert.limit = turn.figure.reading.at(now_us), turn.limits.of(turn.after.level)


def _ring(work: Work, alert: Alert, rule: Rule | None) -> None:
    """Tell whoever leads the floor just now; a flood becomes one notice that counts."""
    if rule is None or not rule.bell:
        return
    value = None if alert.value is None else round(alert.value)
    params: notices.Params = {
        "alert_id": alert.id,
        "metric": alert.metric.value,
        "level": alert.level,
        "value": value,
        "limit": None if alert.limit is None else round(alert.limit),
        "name": alert.queue.name if alert.queue else alert.name,
        "name_en": alert.queue.name_en if alert.queue else "",
        "reason": alert.reason,
    }
    for person in _leaders(work, alert):
        cause = f"{NOTICE}:{alert.id}:{alert.level}"
        notices.tell_or_group(work, person.id, NOTICE, cause, notices.Subject(), params)


def _leaders(work: Work, alert: Alert) -> Sequence[Person]:
    """The agent's own leads, or all leads, and the supervisors, as far as they are on shift; of a link, who runs it."""
    if SPECS[alert.metric].scope is Scope.LINK:
        here = [*on_shift.people(work.session, Role.SUPERVISOR, work.now), *on_shift.admins(work.session)]
    else:
        team_id = alert.person.team_id if alert.person else None
        leads = on_shift.people(work.session, Role.LEAD, work.now, team_id)
        leads = leads or on_shift.people(work.session, Role.LEAD, work.now)
        here = [*leads, *on_shift.people(work.session, Role.SUPERVISOR, work.now)]
    return list({person.id: person for person in here}.values())
