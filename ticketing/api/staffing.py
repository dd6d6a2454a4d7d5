"""How many agents a queue needs over a day, and the formula by itself, to be tried."""

from math import isfinite
from typing import Any

import marshmallow as ma
import sqlalchemy as sa
from marshmallow import validate

from ticketing.api.door import Door
from ticketing.api.fields import day
from ticketing.auth import needs
from ticketing.db import centre, now, reading
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission
from ticketing.domain.staffing import SHRINKAGE, Level, Load, Need, Target, need_of
from ticketing.errors import NotFound
from ticketing.models.queues import Queue
from ticketing.queries import staffing as looks
from ticketing.queries.staffing import coverage

blp = Door("staffing", __name__, url_prefix="/staffing", description="How many agents are needed, and why")

#: A half hour of more calls, or calls that take longer, no formula here is meant for.
MOST_CALLS, LONGEST_S = 20_000, 7_200


class NeedArgs(ma.Schema):
    """`on` is a day of the centre's zone."""

    queue = ma.fields.String(required=True, validate=validate.Length(1, 256))
    on = day(required=True)


class LevelArgs(ma.Schema):
    """A half hour of `calls` that keep an agent for `aht_s` seconds each; `patience_s` is how long callers wait before
    they give up, on average, absent for ever."""

    calls = ma.fields.Float(required=True, validate=validate.Range(0, MOST_CALLS))
    aht_s = ma.fields.Float(required=True, validate=validate.Range(1, LONGEST_S))
    within_s = ma.fields.Float(load_default=20.0, validate=validate.Range(0, 3600))
    target_pct = ma.fields.Float(load_default=80.0, validate=validate.Range(1, 99.9))
    patience_s = ma.fields.Float(load_default=None, validate=validate.Range(1, 86_400))
    most_busy_pct = ma.fields.Float(load_default=None, validate=validate.Range(1, 100))
    shrinkage_pct = ma.fields.Float(load_default=SHRINKAGE * 100, validate=validate.Range(0, 95))


class LevelSchema(ma.Schema):
    """What some agents come to; `mean_wait_s` null: without end."""

    agents = ma.fields.Integer()
    sl_pct = ma.fields.Float()
    wait_pct = ma.fields.Float()
    mean_wait_s = ma.fields.Float(allow_none=True)
    abandoned_pct = ma.fields.Float()
    occupancy_pct = ma.fields.Float()


class WhySchema(ma.Schema):
    """`model` c: callers wait for ever (Erlang C), a: they lose patience (Erlang A). `raw` agents on the line make
    `rostered` on the roster; `below` is what one fewer would come to; `thin`: too little work for statistics."""

    calls = ma.fields.Float()
    aht_s = ma.fields.Float()
    model = ma.fields.String()
    raw = ma.fields.Integer()
    rostered = ma.fields.Integer()
    thin = ma.fields.Boolean()
    found = ma.fields.Nested(LevelSchema)
    below = ma.fields.Nested(LevelSchema, allow_none=True)


class PastDaySchema(ma.Schema):
    """`why` a day was left out: outage | outlier."""

    day = ma.fields.Date()
    calls = ma.fields.Integer()
    why = ma.fields.String()


class SlotSchema(WhySchema):
    """Half an hour from `at`; `actual` null: not over yet."""

    at = ma.fields.AwareDateTime()
    planned = ma.fields.Integer()
    actual = ma.fields.Float(allow_none=True)
    counted = ma.fields.List(ma.fields.Nested(PastDaySchema(only=("day", "calls"))))
    omitted = ma.fields.List(ma.fields.Nested(PastDaySchema))


class NeedSchema(ma.Schema):
    """`kind` is the class of the day, `days` the past days of that class that were looked at."""

    queue = ma.fields.String()
    on = ma.fields.Date()
    kind = ma.fields.String()
    days = ma.fields.List(ma.fields.Date())
    within_s = ma.fields.Float()
    target_pct = ma.fields.Float()
    patience_s = ma.fields.Float(allow_none=True)
    shrinkage_pct = ma.fields.Float()
    shrinkage_measured = ma.fields.Boolean()
    slots = ma.fields.List(ma.fields.Nested(SlotSchema))


@blp.route("/need", methods=["GET"])
@needs(Permission.ROSTER_EDIT)
@blp.arguments(NeedArgs, location="query")
@blp.response(200, NeedSchema)
def need(args: dict[str, Any]) -> Any:
    """Every half hour of a day: what is expected, what that needs and why, who is planned, who was there."""
    with reading() as session:
        queue = session.scalars(sa.select(Queue).where(Queue.code == args["queue"])).first()
        if queue is None:
            raise NotFound(what=Queue.__tablename__)
        found = looks.day_need(session, queue, args["on"], centre().zone, now())
    return {
        "queue": queue.code,
        "on": found.on_day,
        "kind": found.kind.value,
        "days": found.days,
        "within_s": queue.sl_threshold_s,
        "target_pct": queue.sl_target_pct,
        "patience_s": found.patience_s,
        "shrinkage_pct": round(found.shrinkage * 100, 2),
        "shrinkage_measured": found.measured,
        "slots": [_slot(slot) for slot in found.slots],
    }


class CoverSlotSchema(ma.Schema):
    """`planned` and `actual` in the mean of the half hour; `actual` null while it is to come."""

    at = ma.fields.AwareDateTime()
    need = ma.fields.Integer()
    planned = ma.fields.Float()
    actual = ma.fields.Float(allow_none=True)
    coverage = ma.fields.Float()
    actual_coverage = ma.fields.Float(allow_none=True)
    understaffed = ma.fields.Boolean()


class CoverSchema(ma.Schema):
    queue = ma.fields.String()
    on = ma.fields.Date()
    slots = ma.fields.List(ma.fields.Nested(CoverSlotSchema))


@blp.route("/coverage", methods=["GET"])
@needs(Permission.ROSTER_EDIT)
@blp.arguments(NeedArgs, location="query")
@blp.response(200, CoverSchema)
def cover(args: dict[str, Any]) -> Any:
    """Each half hour's need on queue against who is planned on queue then, and who was there."""
    with reading() as session:
        queue = session.scalars(sa.select(Queue).where(Queue.code == args["queue"])).first()
        if queue is None:
            raise NotFound(what=Queue.__tablename__)
        found = coverage.day_cover(session, queue, args["on"], centre(), now())
    names = ("need", "planned", "actual", "coverage", "actual_coverage")
    slots = [
        {name: getattr(slot, name) for name in names}
        | {"at": instant(slot.start_us), "understaffed": slot.start_us in found.short}
        for slot in found.slots
    ]
    return {"queue": args["queue"], "on": args["on"], "slots": slots}


@blp.route("/level", methods=["GET"])
@needs(Permission.ROSTER_EDIT)
@blp.arguments(LevelArgs, location="query")
@blp.response(200, WhySchema)
def try_it(args: dict[str, Any]) -> Any:
    """The formula alone: what so many calls would need."""
    busy = args["most_busy_pct"]
    target = Target(
        args["target_pct"] / 100,
        args["within_s"],
        args["shrinkage_pct"] / 100,
        busy / 100 if busy is not None else None,
    )
    return why(need_of(Load(args["calls"], args["aht_s"], args["patience_s"]), target))


def why(found: Need) -> dict[str, Any]:
    """What `WhySchema` says."""
    return {
        "calls": round(found.load.calls, 2),
        "aht_s": round(found.load.aht_s, 2),
        **{name: getattr(found, name) for name in ("model", "raw", "rostered", "thin")},
        "found": _level(found.found),
        "below": _level(found.below) if found.below is not None else None,
    }


def _level(one: Level) -> dict[str, Any]:
    wait_s = one.mean_wait_s
    return {
        "agents": one.agents,
        "sl_pct": round(one.service_level * 100, 2),
        "wait_pct": round(one.wait_probability * 100, 2),
        "mean_wait_s": round(wait_s, 2) if isfinite(wait_s) else None,
        "abandoned_pct": round(one.abandoned * 100, 2),
        "occupancy_pct": round(one.occupancy * 100, 2),
    }


def _slot(slot: looks.SlotNeed) -> dict[str, Any]:
    omitted = slot.expected.omitted
    return {
        **why(slot.need),
        "at": instant(slot.from_us),
        "planned": slot.planned,
        "actual": round(slot.actual, 2) if slot.actual is not None else None,
        "counted": [{"day": day, "calls": calls} for day, calls in slot.expected.counted.items()],
        "omitted": [{"day": day, "calls": calls, "why": why.value} for day, (calls, why) in omitted.items()],
    }
