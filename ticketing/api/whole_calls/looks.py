"""Lists of calls, and one call."""

from datetime import datetime
from typing import Any

from ticketing.api.door import Door
from ticketing.api.requests import paged, read_cursor
from ticketing.api.whole_calls.bodies import CallsArgs, CallsSchema, OneCallSchema
from ticketing.api.whole_calls.rows import call_item, whole_item
from ticketing.auth import current_actor, needs
from ticketing.db import centre, reading
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.queries import whole_calls as looks
from ticketing.queries.whole_calls import CallFilter
from ticketing.telephony.told import told_of

blp = Door("whole_calls", __name__, url_prefix="/calls", description="Calls above their stays in queues")

_OF_STAYS = ("answered_within", "abandoned_within", "transferred")
_SIMPLE = ("direction", "queue", "agent", "number", "has_recording", "has_ticket", "pbx")


@blp.route("", methods=["GET"])
@needs(Permission.CALL_READ)
@blp.arguments(CallsArgs, location="query")
@blp.response(200, CallsSchema)
def calls(args: dict[str, Any]) -> dict[str, Any]:
    """Calls, the newest (or longest) first."""
    after, sort = read_cursor(args["after"], int, int), args["sort"]
    with reading() as session:
        wanted, region = _filter(args), centre().phone_region
        rows = looks.page(session, current_actor(), wanted, after, args["limit"] + 1, sort, region)
        parts = looks.parts_of(session, [one.call for one in rows])
    value = looks.SORTS[sort].key
    page, rest = paged(rows, args["limit"], lambda one: (getattr(one.call, value), one.call.id))
    return {"items": [call_item(one, parts.get(one.call.id, ())) for one in page], "next": rest}


@blp.route("/<int:call_id>", methods=["GET"])
@needs(Permission.CALL_READ)
@blp.response(200, OneCallSchema)
def call(call_id: int) -> dict[str, Any]:
    """One call: its legs, its way through time, the lines behind it, the reasons of what was inferred."""
    with reading() as session:
        whole = looks.one(session, current_actor(), call_id, told_of)
    if whole is None:
        raise NotFound(what="call")
    return whole_item(whole)


def _filter(args: dict[str, Any]) -> CallFilter:
    return CallFilter(
        from_us=_us(args["since"]),
        to_us=_us(args["until"]),
        outcomes=args["outcome"],
        ids=args["ids"],
        words=args["q"].strip(),
        **{name: args[name] for name in (*_SIMPLE, *_OF_STAYS)},
    )


def _us(at: datetime | None) -> int | None:
    return micros(at) if at is not None else None
