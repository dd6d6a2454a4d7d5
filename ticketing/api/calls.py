"""Stays in queues over HTTP, an agent's day, and the floor as it is now."""

from datetime import date, datetime
from functools import partial
from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api import live_rows
from ticketing.api.door import Door
from ticketing.api.fields import Words, day
from ticketing.api.fields import instant as instant_field
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.breaks import Used
from ticketing.domain.calls import Outcome
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.domain.presence import Slice
from ticketing.models.calls import QueueVisit
from ticketing.queries import calls as looks
from ticketing.queries import people, presence
from ticketing.queries.board import topics, views
from ticketing.queries.board.tickets import target_by_number
from ticketing.queries.calls import Listed, VisitFilter
from ticketing.queries.folded import visit_of
from ticketing.telephony.replay.rows import visit_row

blp = Door("visits", __name__, url_prefix="", description="Calls, and the floor now")

_NAME = validate.Length(1, 256)


class VisitsArgs(PageArgs):
    """`from` and `to` by arrival, [from, to); `agent` is a person's code or the phone system's name; `outcome` may be
    several with commas; `within` is a decided wait of at most so many seconds, or `own` or `short`: the queue's T,
    or its limit of a short abandon."""

    since = instant_field(data_key="from", load_default=None)
    until = instant_field(data_key="to", load_default=None)
    queue = ma.fields.String(validate=_NAME, load_default=None)
    agent = ma.fields.String(validate=_NAME, load_default=None)
    outcome = Words(Outcome, load_default=())
    within = ma.fields.String(validate=validate.Regexp(r"^(own|short|\d{1,5})$"), load_default=None)
    transferred = ma.fields.Boolean(load_default=False)


class TimelineArgs(ma.Schema):
    """A business day; without it today's."""

    on = day(load_default=None)


class VisitsSchema(ma.Schema):
    """Rows as in the shared cases (seconds, epoch stamps), and `enter_at` for people; numbers are masked."""

    items = ma.fields.List(ma.fields.Dict())
    next = ma.fields.String(allow_none=True)


class RowsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Dict())


class PieceSchema(ma.Schema):
    """`online` false with a call: taken without any log-in."""

    start_at = ma.fields.AwareDateTime()
    end_at = ma.fields.AwareDateTime(allow_none=True)
    state = ma.fields.String()
    reason = ma.fields.String()
    queue = ma.fields.String()
    callid = ma.fields.String(allow_none=True)
    online = ma.fields.Boolean()


class UsedSchema(ma.Schema):
    """Seconds; `over_s` beyond the day's allowance, `over_limit_s` of single pauses beyond theirs."""

    kind = ma.fields.String()
    name = ma.fields.String()
    times = ma.fields.Integer()
    seconds = ma.fields.Integer()
    allowance_s = ma.fields.Integer(allow_none=True)
    over_s = ma.fields.Integer()
    over_times = ma.fields.Integer()
    over_limit_s = ma.fields.Integer()


class StripSchema(ma.Schema):
    """One queue: pairs of instants, and pauses in it as [start, end, reason]."""

    queue = ma.fields.String()
    member = ma.fields.List(ma.fields.List(ma.fields.AwareDateTime()))
    paused = ma.fields.List(ma.fields.List(ma.fields.Raw()))


class TimelineSchema(ma.Schema):
    """The pieces cover the day up to now without a gap; `totals` are seconds by state and add up to `span_s`."""

    code = ma.fields.String()
    on = ma.fields.Date()
    span_s = ma.fields.Float()
    totals = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Float())
    activity_without_login = ma.fields.Boolean()
    pauses = ma.fields.List(ma.fields.Nested(UsedSchema))
    queues = ma.fields.List(ma.fields.Nested(StripSchema))
    items = ma.fields.List(ma.fields.Nested(PieceSchema))


@blp.route("/visits", methods=["GET"])
@needs(Permission.CALL_READ)
@blp.arguments(VisitsArgs, location="query")
@blp.response(200, VisitsSchema)
def visits(args: dict[str, Any]) -> dict[str, Any]:
    """Stays in queues, the newest first."""
    after = read_cursor(args["after"], int, int)
    with reading() as session:
        rows = looks.visits(session, current_actor(), _filter(args), after, args["limit"] + 1)
    page, rest = paged(rows, args["limit"], lambda one: (one.visit.enter_us, one.visit.id))
    return {"items": [_row(one) for one in page], "next": rest}


@blp.route("/live/queues", methods=["GET"])
@needs(Permission.BOARD_READ)
@blp.response(200, RowsSchema)
def live_queues() -> dict[str, Any]:
    """The queues as they stand now, as on the floor."""
    return {"items": _floor("queue:")}


@blp.route("/live/agents", methods=["GET"])
@needs(Permission.BOARD_READ)
@blp.response(200, RowsSchema)
def live_agents() -> dict[str, Any]:
    """The agents as they are now, as on the floor."""
    return {"items": _floor("agent:")}


@blp.route("/agents/<code>/timeline", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(TimelineArgs, location="query")
@blp.response(200, TimelineSchema)
def timeline(args: dict[str, Any], code: str) -> dict[str, Any]:
    """One agent's day in exclusive pieces, made of all their names on all phone systems and of the console."""
    here = centre()
    on: date = args["on"] or here.day_of(now())
    start, end = day_bounds(on, here.zone, here.day_start_hour)
    with reading() as session:
        person = people.whose_time(session, current_actor(), code)
        look = presence.day(session, person.id, micros(start), micros(end), micros(now()))
    return {
        "code": code,
        "on": on,
        "span_s": (look.to_us - look.from_us) / SECOND_US,
        "totals": {state.value: us / SECOND_US for state, us in look.totals.items()},
        "activity_without_login": look.has_activity_without_login,
        "pauses": [_used(one) for one in look.used],
        "queues": [_strip(one) for one in look.strips],
        "items": [_piece(piece, look.to_us) for piece in look.pieces],
    }


def _used(one: Used) -> dict[str, Any]:
    return {**one._asdict(), "kind": one.kind.code, "name": one.kind.name, "allowance_s": one.kind.allowance_s}


def _strip(one: presence.Strip) -> dict[str, Any]:
    return {
        "queue": one.queue,
        "member": [[instant(at) for at in span] for span in one.member],
        "paused": [[instant(start).isoformat(), instant(end).isoformat(), reason] for start, end, reason in one.paused],
    }


def _piece(piece: Slice, to_us: int) -> dict[str, Any]:
    callid = piece.visit[0] if piece.visit is not None else None
    span = {"start_at": instant(piece.start_us), "end_at": instant(piece.end_us or to_us), "callid": callid}
    return {**span, **{name: getattr(piece, name) for name in ("state", "reason", "queue", "online")}}


def _filter(args: dict[str, Any]) -> VisitFilter:
    return VisitFilter(
        _us(args["since"]),
        _us(args["until"]),
        args["queue"],
        args["agent"],
        args["outcome"],
        looks.waited(args["within"]),
        args["transferred"],
    )


def _us(at: datetime | None) -> int | None:
    return micros(at) if at is not None else None


def _row(one: Listed) -> dict[str, Any]:
    return visit_item(one.pbx, one.visit) | {"person": one.person}


def visit_item(pbx: str, visit: QueueVisit) -> dict[str, Any]:
    """A stay in a queue as the shared cases show it, the number masked."""
    caller = masked(visit.caller_norm or visit.caller, centre().phone_region)
    return {**visit_row(pbx, visit_of(visit)), "caller": caller, "enter_at": instant(visit.enter_us).isoformat()}


def _floor(prefix: str) -> list[dict[str, Any]]:
    actor, at = current_actor(), now()
    with reading() as session:
        view = views.view_of(actor, "floor", centre().day_of(at), partial(target_by_number, session))
        look = topics.look_at(session, centre(), at)
        rows = [row for name in view.topics for row in live_rows.whole(look, name)]
        return [row.row for row in rows if row.id.startswith(prefix) and row.row is not None and view.sees(row)]
