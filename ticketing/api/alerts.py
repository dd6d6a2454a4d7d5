"""What the floor's rules have told, who saw it, and the rules themselves."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import alerts
from ticketing.actions.alerts import RuleWish
from ticketing.api.door import Door
from ticketing.api.fields import day, line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain.alerts import AlertMetric
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.alerts import Alert, AlertRule
from ticketing.queries.alerts import history, page
from ticketing.work import Work

blp = Door("alerts", __name__, url_prefix="", description="The floor's alerts and the rules that raise them")

DAY_S = 86_400
MOST_TRIED = 500


class AlertsArgs(PageArgs):
    open = ma.fields.Boolean(load_default=False)


class AlertSchema(ma.Schema):
    id = ma.fields.Integer()
    metric = ma.fields.Enum(AlertMetric, by_value=True)
    level = ma.fields.Integer()
    worst = ma.fields.Integer()
    name = ma.fields.String()
    queue = ma.fields.String(allow_none=True)
    person = ma.fields.String(allow_none=True)
    reason = ma.fields.String()
    value = ma.fields.Float(allow_none=True)
    limit = ma.fields.Float(allow_none=True)
    since_at = ma.fields.AwareDateTime()
    raised_at = ma.fields.AwareDateTime()
    cleared_at = ma.fields.AwareDateTime(allow_none=True)
    acknowledged_at = ma.fields.AwareDateTime(allow_none=True)
    acknowledged_by = ma.fields.String(allow_none=True)


class AlertsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(AlertSchema))
    next = ma.fields.String(allow_none=True)


def _limit() -> ma.fields.Float:
    return ma.fields.Float(allow_none=True, allow_nan=False, validate=validate.Range(0, 1_000_000))


def _seconds(least: int = 0) -> ma.fields.Integer:
    return ma.fields.Integer(strict=True, validate=validate.Range(least, DAY_S))


class RuleEditSchema(ma.Schema):
    """Seconds, calls and per cent as the metric has them; see GET /alert-rules."""

    warn = _limit()
    critical = _limit()
    hold_s = _seconds()
    calm_s = _seconds()
    margin = ma.fields.Float(allow_nan=False, validate=validate.Range(0, 10_000))
    min_calls = ma.fields.Integer(strict=True, validate=validate.Range(0, 10_000))
    window_s = _seconds(60)
    bell = ma.fields.Boolean()
    enabled = ma.fields.Boolean()


class RuleWishSchema(RuleEditSchema):
    metric = ma.fields.Enum(AlertMetric, by_value=True, required=True)
    queue = line(64, 0, allow_none=True)
    reason = line(100, 0)


class RuleSchema(RuleWishSchema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()


class RulesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RuleSchema))


class TrialArgs(ma.Schema):
    """A business day that is over; yesterday unless said."""

    on = day(load_default=None, allow_none=True)


class WouldSchema(ma.Schema):
    who = ma.fields.String()
    level = ma.fields.Integer()
    raised_at = ma.fields.AwareDateTime()
    cleared_at = ma.fields.AwareDateTime(allow_none=True)


class TrialSchema(ma.Schema):
    on = ma.fields.Date()
    count = ma.fields.Integer()
    items = ma.fields.List(ma.fields.Nested(WouldSchema))


@blp.route("/alerts", methods=["GET"])
@needs(Permission.ALERT_READ)
@blp.arguments(AlertsArgs, location="query")
@blp.response(200, AlertsSchema)
def find(args: dict[str, Any]) -> dict[str, Any]:
    """What was told, newest first; `open` narrows to what still stands."""
    after = read_cursor(args["after"], int)
    with reading() as session:
        rows = page.page(session, args["open"], after[0] if after else None, args["limit"] + 1)
        items, more = paged(rows, args["limit"], lambda alert: (alert.id,))
        return {"items": [_alert(alert) for alert in items], "next": more}


@blp.route("/alerts/<int:alert_id>/acknowledgement", methods=["PUT"])
@needs(Permission.ALERT_ACKNOWLEDGE)
@blp.response(200, AlertSchema)
def acknowledge(alert_id: int) -> dict[str, Any]:
    """Seen, by whoever says so first; again is harmless."""
    do(current_actor(), lambda work: alerts.acknowledge(work, alert_id))
    with reading() as session:
        found = page.one(session, alert_id)
        if found is None:
            raise NotFound()
        return _alert(found)


@blp.route("/alert-rules")
class Rules(MethodView):
    @needs(Permission.ALERT_READ)
    @blp.response(200, RulesSchema)
    def get(self) -> dict[str, Any]:
        """Every rule; without a queue it holds for all that have none of their own."""
        with reading() as session:
            return {"items": [_rule(row) for row in page.rules(session)]}

    @needs(Permission.ALERT_ADMIN)
    @idempotent
    @blp.arguments(RuleWishSchema)
    @blp.response(201, RuleSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new rule; the floor is looked at by it at once."""
        return do(current_actor(), lambda work: _rule(alerts.add_rule(work, _wish(body))))


@blp.route("/alert-rules/<int:rule_id>")
class OneRule(MethodView):
    @needs(Permission.ALERT_ADMIN)
    @blp.arguments(RuleEditSchema)
    @blp.response(200, RuleSchema)
    def patch(self, body: dict[str, Any], rule_id: int) -> dict[str, Any]:
        """Change what is named."""
        version = if_match()
        return do(current_actor(), lambda work: _rule(alerts.edit_rule(work, rule_id, version, body)))

    @needs(Permission.ALERT_ADMIN)
    @blp.response(204)
    def delete(self, rule_id: int) -> None:
        """Take it away; what it had raised is cleared."""
        do(current_actor(), lambda work: alerts.remove_rule(work, rule_id))


@blp.route("/alert-rules/trial", methods=["POST"])
@needs(Permission.ALERT_ADMIN)
@blp.arguments(RuleWishSchema)
@blp.arguments(TrialArgs, location="query")
@blp.response(200, TrialSchema)
def trial(body: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """What this rule would have told on a day that is over, had it been the only one."""
    on = args["on"] or centre().day_of(now()) - timedelta(days=1)
    start, end = day_bounds(on, centre().zone, centre().day_start_hour)

    def look(work: Work) -> list[history.Would]:
        rule = alerts.tried(work, _wish(body))
        return history.would_have(work.session, rule, (micros(start), micros(min(end, work.now))))

    found = do(current_actor(), look)
    return {"on": on, "count": len(found), "items": [_would(one) for one in found[:MOST_TRIED]]}


def _wish(body: dict[str, Any]) -> RuleWish:
    known = {entry.name for entry in fields(RuleWish)}
    return RuleWish(
        **{name: value for name, value in body.items() if name in known} | {"queue": body.get("queue") or None}
    )


def _rule(row: AlertRule) -> dict[str, Any]:
    names = (*RuleEditSchema._declared_fields, "id", "version", "metric", "reason")
    return {name: getattr(row, name) for name in names} | {"queue": row.queue.code if row.queue else None}


def _alert(alert: Alert) -> dict[str, Any]:
    names = (
        *("id", "metric", "level", "worst", "reason", "value", "limit", "since_at", "raised_at", "cleared_at"),
        "acknowledged_at",
    )
    return {name: getattr(alert, name) for name in names} | {
        "name": alert.queue.name if alert.queue else alert.name,
        "queue": alert.queue.code if alert.queue else None,
        "person": alert.person.code if alert.person else None,
        "acknowledged_by": alert.acknowledger.name if alert.acknowledger else None,
    }


def _would(one: history.Would) -> dict[str, Any]:
    cleared = one.fired.cleared_us
    return {
        "who": one.who,
        "level": int(one.fired.level),
        "raised_at": instant(one.fired.raised_us),
        "cleared_at": None if cleared is None else instant(cleared),
    }
