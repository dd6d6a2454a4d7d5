"""Figures over HTTP: sums by queue and agent, over any stretch, in any zone."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import marshmallow as ma
import sqlalchemy as sa
from marshmallow import validate

from ticketing.api.door import Door
from ticketing.api.fields import instant as instant_field
from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Invalid
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.queries import figures
from ticketing.queries.figures import INTERVALS, MOST_BUCKETS, Span
from ticketing.queries.reach import Sides, within

blp = Door("stats", __name__, url_prefix="/stats", description="Figures by queue and agent")

_SHORTEST_S = {"15m": 900, "hour": 3600, "day": 82_800, "month": 2_419_200}


class StatsArgs(ma.Schema):
    since = instant_field(data_key="from", required=True)
    until = instant_field(data_key="to", required=True)
    tz = ma.fields.String(validate=validate.Length(max=64), load_default=None)
    interval = ma.fields.String(validate=validate.OneOf(INTERVALS), load_default="day")


class StatsSchema(ma.Schema):
    """Each bucket has `start_at`, `end_at`, `name` and its figures by queue or agent."""

    tz = ma.fields.String()
    interval = ma.fields.String()
    buckets = ma.fields.List(ma.fields.Dict())


@blp.route("/queues", methods=["GET"])
@needs(Permission.BOARD_READ)
@blp.arguments(StatsArgs, location="query")
@blp.response(200, StatsSchema)
def queue_stats(args: dict[str, Any]) -> dict[str, Any]:
    """Figures by queue; calls count where they arrive. Service levels carry their formula's name."""
    span, actor = _span(args), current_actor()
    with reading() as session:
        codes = None
        if Reach.ALL not in reaches_of(actor, Permission.BOARD_READ):
            codes = set(session.scalars(sa.select(Queue.code).where(Queue.id.in_(actor.scope.queue_ids))))
        found = figures.queue_figures(session, span, codes)
    return {"tz": span.zone.key, "interval": span.interval, "buckets": [_bucket(one, "queues") for one in found]}


@blp.route("/agents", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(StatsArgs, location="query")
@blp.response(200, StatsSchema)
def agent_stats(args: dict[str, Any]) -> dict[str, Any]:
    """Figures by agent (工号), of whom the asker may read reports."""
    span, actor = _span(args), current_actor()
    sides = Sides(owner=Person.id, team=Person.team_id)
    with reading() as session:
        rows = sa.select(Person.id, Person.code).where(
            Person.code.is_not(None), within(actor, Permission.REPORT_READ, sides)
        )
        people = {person_id: code for person_id, code in session.execute(rows) if code is not None}
        found = figures.agent_figures(session, span, people)
    return {"tz": span.zone.key, "interval": span.interval, "buckets": [_bucket(one, "agents") for one in found]}


def _span(args: dict[str, Any]) -> Span:
    """Raises `Invalid` for an unknown zone, an empty stretch or one of too many buckets."""
    name = args["tz"] or centre().timezone
    if name not in available_timezones():
        raise Invalid("unknown_zone", tz=name)
    since, until = args["since"], args["until"]
    if until <= since:
        raise Invalid("empty_stretch")
    if (until - since) / timedelta(seconds=_SHORTEST_S[args["interval"]]) > MOST_BUCKETS:
        raise Invalid("too_many_buckets", most=MOST_BUCKETS)
    return Span(micros(since), micros(until), ZoneInfo(name), args["interval"], micros(now()))


def _bucket(found: dict[str, Any], what: str) -> dict[str, Any]:
    bounds = {"start_at": instant(found["start_us"]).isoformat(), "end_at": instant(found["end_us"]).isoformat()}
    return {"name": found["name"], **bounds, what: found[what]}
