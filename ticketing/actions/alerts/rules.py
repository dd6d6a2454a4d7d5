"""Keep the rules: what is watched, from which value on, and how long it must last."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.alerts.evaluate import evaluate
from ticketing.domain.actors import SYSTEM
from ticketing.domain.alerts import DEFAULTS, SPECS, AlertMetric, Rule, Scope, Touched
from ticketing.domain.events import AlertRulesChanged
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.alerts import AlertRule
from ticketing.models.queues import Queue
from ticketing.work import Work, expect_version

# What may be changed of a rule that stands; metric, queue and reason say which rule it is.
CHANGEABLE = ("warn", "critical", "hold_s", "calm_s", "margin", "min_calls", "window_s", "bell", "enabled")


@dataclass(frozen=True, kw_only=True)
class RuleWish:
    """A rule as it is asked for; `queue` is a code, None for every queue."""

    metric: AlertMetric
    queue: str | None = None
    reason: str = ""
    warn: float | None = None
    critical: float | None = None
    hold_s: int = 0
    calm_s: int = 0
    margin: float = 0.0
    min_calls: int = 0
    window_s: int = 1_800
    bell: bool = True
    enabled: bool = True


def first_rules(work: Work) -> None:
    """What a centre begins with, as long as it has no rule at all."""
    if not work.actor.is_system:
        raise Forbidden(permission=SYSTEM.name)
    if work.session.scalar(sa.select(AlertRule.id).limit(1)) is None:
        for rule in DEFAULTS:
            values = {entry.name: getattr(rule, entry.name) for entry in fields(rule) if entry.name != "id"}
            work.session.add(AlertRule(**values))
        work.session.flush()


def tried(work: Work, wish: RuleWish) -> Rule:
    """A rule that is only tried out: checked like a new one, and kept nowhere."""
    work.require(Permission.ALERT_ADMIN)
    row = _row(work, wish)
    values = {name: getattr(row, name) for name in Rule.__slots__ if name != "id"}
    return Rule(**values)


def add_rule(work: Work, wish: RuleWish) -> AlertRule:
    """A new rule. Raises `Conflict` (`rule_exists`), `Invalid` (`unknown_queue`, `limits_backwards`, …)."""
    work.require(Permission.ALERT_ADMIN)
    row = _row(work, wish)
    twin = sa.select(AlertRule.id).where(
        AlertRule.metric == row.metric,
        AlertRule.queue_id.is_not_distinct_from(row.queue_id),
        AlertRule.reason == row.reason,
    )
    if work.session.scalar(twin) is not None:
        raise Conflict("rule_exists")
    work.add(row)
    _told(work, row, "alert_rule_added", **values(row, CHANGEABLE))
    return row


def edit_rule(work: Work, rule_id: int, version: int | None, changes: dict[str, Any]) -> AlertRule:
    """Change what `changes` names of `CHANGEABLE`. Raises `NotFound`, `Conflict` (`stale_version`), `Invalid`."""
    work.require(Permission.ALERT_ADMIN)
    row = work.get(AlertRule, rule_id)
    expect_version(row, version)
    before = values(row, changes)
    for name in CHANGEABLE:
        if name in changes:
            setattr(row, name, changes[name])
    check(row)
    work.session.flush()
    _told(work, row, "alert_rule_edited", before=before, after=values(row, changes))
    return row


def values(row: AlertRule, names: Iterable[str]) -> dict[str, Any]:
    """What stands there of these fields, as `edit_rule` takes them."""
    return {name: getattr(row, name) for name in CHANGEABLE if name in names}


def remove_rule(work: Work, rule_id: int) -> None:
    """Take a rule away; what it had raised is cleared at once. Alerts of the past stay."""
    work.require(Permission.ALERT_ADMIN)
    row = work.get(AlertRule, rule_id)
    work.session.delete(row)
    work.session.flush()
    work.record(AlertRulesChanged(rule_id))
    evaluate(work, Touched(everything=True))
    _audited(work, row, "alert_rule_removed", **values(row, CHANGEABLE))


def _row(work: Work, wish: RuleWish) -> AlertRule:
    values = {entry.name: getattr(wish, entry.name) for entry in fields(wish) if entry.name != "queue"}
    row = AlertRule(queue_id=queue_of(work, wish), **values)
    check(row)
    return row


def queue_of(work: Work, wish: RuleWish) -> int | None:
    """The id of the queue that is asked for; only a queue's figure may name one."""
    if wish.queue is None:
        return None
    if SPECS[wish.metric].scope is not Scope.QUEUE:
        raise Invalid("queue_not_fitting", errors={"queue": ["queue_not_fitting"]})
    found = work.session.scalar(sa.select(Queue.id).where(Queue.code == wish.queue))
    if found is None:
        raise Invalid("unknown_queue", errors={"queue": ["unknown_queue"]})
    return found


def check(row: AlertRule) -> None:
    """Refuse limits that nothing could pass in order."""
    spec = SPECS[row.metric]
    if row.reason and not spec.by_reason:
        raise Invalid("reason_not_fitting", errors={"reason": ["reason_not_fitting"]})
    if row.warn is None and row.critical is None and not spec.of_queue:
        raise Invalid("limit_missing", errors={"warn": ["limit_missing"]})
    if spec.scope is not Scope.LINK and 0 in (row.warn, row.critical):
        # A figure is 0 whenever all is well.
        raise Invalid("limit_zero", errors={"warn": ["limit_zero"]})
    if row.warn is not None and row.critical is not None:
        ordered = row.warn >= row.critical if spec.low_is_bad else row.warn <= row.critical
        if not ordered:
            raise Invalid("limits_backwards", errors={"critical": ["limits_backwards"]})


def _told(work: Work, row: AlertRule, action: str, **detail: Any) -> None:
    """By the new rule everything is looked at at once."""
    work.record(AlertRulesChanged(row.id))
    evaluate(work, Touched(everything=True))
    _audited(work, row, action, **detail)


def _audited(work: Work, row: AlertRule, action: str, **detail: Any) -> None:
    audit.record(work, action, f"alert_rule:{row.id}", metric=row.metric.value, queue=row.queue_id, **detail)
