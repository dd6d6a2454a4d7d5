"""Look at the figures that something has touched, by the rules (telephony.md 5.7).

Looks follow each other one at a time, so a figure is never judged by two at once. Between events a look is planned
for the instant at which a figure will cross its limit: nothing is polled.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from ticketing.actions import timers
from ticketing.actions.alerts import tell
from ticketing.domain.alerts import CALM, AlertMetric, Limits, Reading, Rule, Touched, chosen, limits_of, step
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Permission
from ticketing.models.alerts import AlertRule, AlertWatch
from ticketing.models.queues import Queue
from ticketing.models.timers import Timer
from ticketing.queries.alerts.agents import away, of_agents, on_line
from ticketing.queries.alerts.links import of_links
from ticketing.queries.alerts.queues import of_queues
from ticketing.queries.alerts.subjects import Figure, Subject
from ticketing.queries.board.change import Look
from ticketing.queries.board.phones import RawName
from ticketing.work import Work

WATCH, WATCH_TIMER = "alert_watch", "alert_watch"
# Any number that no other advisory lock of ours uses.
LOCK = 0x414C_4552

Key = tuple[AlertMetric, str]


def evaluate(work: Work, touched: Touched) -> None:
    """Judge what was touched; looking twice at the same changes nothing."""
    work.require(Permission.ALERT_ADMIN)
    if not touched:
        return
    _take_turn(work)
    rules = [row.rule for row in work.session.scalars(sa.select(AlertRule))]
    look = Look(work.session, work.now, work.centre, 0)
    watched = _watched(work) if touched.everything else []
    figures = list(_figures(look, rules, touched, watched))
    _judge(work, rules, figures)


def hold(work: Work, timer_ids: Sequence[int]) -> None:
    """Take the turn to look before these timers are marked as fired, if one of them is a planned look.

    An event's look takes the turn first and then plans timers; in the same order neither waits for the other.
    """
    if work.session.scalar(sa.select(sa.exists().where(Timer.id.in_(timer_ids), Timer.subject == WATCH))):
        _take_turn(work)


def look_again(work: Work, timer: Timer) -> None:
    """A figure's planned look has come."""
    row = work.session.get(AlertWatch, timer.subject_id)
    if row is None:
        return
    touched = Touched()
    if row.queue_id is not None:
        queue = work.session.get(Queue, row.queue_id)
        touched.queues.update([queue.code] if queue is not None else [])
    elif row.source_id is not None:
        touched.sources.add(row.source_id)
    elif row.person_id is not None:
        touched.people.add(row.person_id)
    elif row.pbx_id is not None:
        touched.names.add((row.pbx_id, row.name))
    evaluate(work, touched)


def _take_turn(work: Work) -> None:
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def _figures(look: Look, rules: Sequence[Rule], touched: Touched, watched: Sequence[AlertWatch]) -> Iterable[Figure]:
    """What is to be judged; looking at everything also finds what is watched and is no more."""
    if touched.everything:
        found = [*of_queues(look, rules, None), *of_links(look, None)]
        names = {RawName(row.pbx_id, row.name) for row in watched if row.subject.startswith("name:") and row.pbx_id}
        people = {row.person_id for row in watched if row.person_id is not None}
        found += of_agents(look, names | on_line(look), people | away(look))
        seen = {(figure.metric, figure.subject.key) for figure in found}
        gone = [row for row in watched if (row.metric, row.subject) not in seen]
        return [*found, *(Figure(Subject.of_row(row), row.metric, Reading()) for row in gone)]
    found = list(of_queues(look, rules, touched.queues)) if touched.queues else []
    found += of_links(look, touched.sources) if touched.sources else []
    if touched.names or touched.people:
        found += of_agents(look, {RawName(*name) for name in touched.names}, touched.people)
    return found


def _judge(work: Work, rules: Sequence[Rule], figures: Sequence[Figure]) -> None:
    rows = _rows(work, figures)
    now_us, owed = micros(work.now), list[timers.Owed]()
    for figure in figures:
        rule = chosen(rules, figure.metric, figure.subject.queue_id, figure.reason)
        row = rows.get((figure.metric, figure.subject.key))
        if rule is None:
            # Nobody wants to know any more: over at once.
            limits, reading = Limits(None, None), Reading()
        else:
            limits, reading = limits_of(rule, figure.subject.thresholds), figure.reading
        after, next_us = step(row.watch if row else CALM, limits, reading, now_us)
        if row is None and after == CALM and next_us is None:
            continue
        row = row or _new(work, figure)
        before, row.watch = row.watch.level, after
        if row.next_us != next_us:
            row.next_us = next_us
            due_at = None if next_us is None else instant(next_us)
            owed.append(timers.Owed(WATCH, row.id, WATCH_TIMER, due_at))
        if before is not after.level:
            tell.follow(work, tell.Turn(figure, rule, limits, after))
    timers.plan(work, *owed)


def _new(work: Work, figure: Figure) -> AlertWatch:
    who = figure.subject
    return work.add(
        AlertWatch(
            metric=figure.metric,
            subject=who.key,
            queue_id=who.queue_id,
            person_id=who.person_id,
            source_id=who.source_id,
            pbx_id=who.pbx_id,
            name=who.name,
        )
    )


def _rows(work: Work, figures: Sequence[Figure]) -> dict[Key, AlertWatch]:
    keys = {figure.subject.key for figure in figures}
    found = work.session.scalars(sa.select(AlertWatch).where(AlertWatch.subject.in_(keys)))
    return {(row.metric, row.subject): row for row in found}


def _watched(work: Work) -> Sequence[AlertWatch]:
    """What is past a limit or planned to be looked at."""
    planned = sa.select(Timer.subject_id).where(Timer.subject == WATCH, Timer.next_at.is_not(None))
    busy = sa.or_(AlertWatch.level > 0, AlertWatch.id.in_(planned))
    return work.session.scalars(sa.select(AlertWatch).where(busy)).all()
