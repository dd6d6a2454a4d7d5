"""The floor's alerts: the rules, what they told lately, and what a changed rule would have told yesterday (试算)."""

from datetime import timedelta
from typing import Any

from flask import render_template, request

from ticketing.actions.alerts.rules import CHANGEABLE
from ticketing.auth import needs
from ticketing.db import centre, now, reading
from ticketing.domain.alerts import SPECS, AlertMetric, Rule, Scope
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.alerts import Alert, AlertRule
from ticketing.pages.admin import blueprint, page
from ticketing.pages.places import queue_name, queue_names
from ticketing.queries import admin
from ticketing.queries.alerts import history
from ticketing.queries.alerts import page as told

LATELY = 50
SHOWN = 100
_WHOLE = ("hold_s", "calm_s", "min_calls", "window_s")


@blueprint.get("/alerts")
@needs(Permission.ALERT_READ)
def alarms() -> str:
    with reading() as session:
        rules = [_rule(row) for row in told.rules(session)]
        lately = [_alert(one) for one in told.page(session, False, None, LATELY)]
    of_queues = {metric.value for metric, spec in SPECS.items() if spec.scope is Scope.QUEUE}
    return page("alerts", rules=rules, lately=lately, of_queues=of_queues)


@blueprint.get("/alerts/new")
@needs(Permission.ALERT_ADMIN)
def new_alert_rule() -> str:
    with reading() as session:
        queues = [("", "—"), *queue_names(session).items()]
    return render_template("admin/_alert.html", rule=None, queues=queues, metrics=[metric.value for metric in SPECS])


@blueprint.get("/alerts/<int:rule_id>")
@needs(Permission.ALERT_ADMIN)
def one_alert_rule(rule_id: int) -> str:
    with reading() as session:
        found = [_rule(row) for row in told.rules(session) if row.id == rule_id]
    if not found:
        raise NotFound()
    return render_template("admin/_alert.html", rule=found[0], queues=[], metrics=[])


@blueprint.get("/alerts/trial")
@needs(Permission.ALERT_ADMIN)
def alert_trial() -> str:
    """Yesterday under the rule as the form stands; nothing is saved."""
    on = centre().day_of(now()) - timedelta(days=1)
    start, end = day_bounds(on, centre().zone, centre().day_start_hour)
    with reading() as session:
        queues = {queue.code: queue.id for queue in admin.queues(session)}
        found = history.would_have(session, _asked(queues), (micros(start), micros(end)))
    rows = [
        {
            "who": one.who,
            "level": int(one.fired.level),
            "from": instant(one.fired.raised_us),
            "to": None if one.fired.cleared_us is None else instant(one.fired.cleared_us),
        }
        for one in found[:SHOWN]
    ]
    return render_template("admin/_trial.html", rows=rows, on=on, count=len(found))


def _asked(queues: dict[str, int]) -> Rule:
    args = request.args
    try:
        values: dict[str, Any] = {name: int(args.get(name) or 0) for name in _WHOLE}
        values |= {name: float(args[name]) if args.get(name) else None for name in ("warn", "critical")}
        values |= {"margin": float(args.get("margin") or 0), "window_s": values["window_s"] or 1_800}
        metric = AlertMetric(args.get("metric", ""))
    except ValueError:
        raise Invalid("not_a_number") from None
    return Rule(metric=metric, queue_id=queues.get(args.get("queue", "")), reason=args.get("reason", ""), **values)


def _rule(row: AlertRule) -> dict[str, Any]:
    queue = {"queue": row.queue.code if row.queue else "", "queue_name": queue_name(row.queue) if row.queue else ""}
    return (
        {name: getattr(row, name) for name in (*CHANGEABLE, "id", "version", "reason")}
        | queue
        | {"metric": row.metric.value}
    )


def _alert(one: Alert) -> dict[str, Any]:
    names = ("id", "level", "worst", "reason", "value", "limit", "raised_at", "cleared_at")
    return {name: getattr(one, name) for name in names} | {
        "metric": one.metric.value,
        "who": queue_name(one.queue) if one.queue else one.name,
        "seen_by": one.acknowledger.name if one.acknowledger else "",
    }
