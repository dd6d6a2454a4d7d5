"""Lines that could not be taken: looked at, released into the log, or dropped."""

from typing import Any

import marshmallow as ma

from ticketing.actions import calls
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.queries import quarantine as aside
from ticketing.queries.quarantine import Wanted
from ticketing.telephony import quarantine

blp = Door("quarantine", __name__, url_prefix="/quarantine", description="Lines that could not be taken")

#: So many lines are decided on at a time; of a larger heap the oldest.
MOST_LINES = 5_000
_id = ma.validate.Range(1, 2**63 - 1)


class QuarantineArgs(PageArgs):
    source_id = ma.fields.Integer(load_default=None, validate=_id)
    reason = line(64, load_default=None)


class HeapSchema(ma.Schema):
    source_id = ma.fields.Integer()
    pbx = ma.fields.String()
    source = ma.fields.String()
    kind = ma.fields.String()
    reason = ma.fields.String()
    lines = ma.fields.Integer()


class LineSchema(ma.Schema):
    """`offset` is the byte in its file or the id in its table; `still` is why it says nothing today, null if it would
    be taken now. Telephone numbers in `raw` are masked."""

    id = ma.fields.Integer()
    source_id = ma.fields.Integer()
    pbx = ma.fields.String()
    source = ma.fields.String()
    kind = ma.fields.String()
    reason = ma.fields.String()
    still = ma.fields.String(allow_none=True)
    raw = ma.fields.String()
    offset = ma.fields.Integer(allow_none=True)
    received_at = ma.fields.AwareDateTime()


class QuarantineSchema(ma.Schema):
    heaps = ma.fields.List(ma.fields.Nested(HeapSchema))
    items = ma.fields.List(ma.fields.Nested(LineSchema))
    next = ma.fields.String(allow_none=True)


class ChoiceSchema(ma.Schema):
    """These lines, or the heap of one feed and reason."""

    ids = ma.fields.List(ma.fields.Integer(strict=True, validate=_id), validate=ma.validate.Length(1, MOST_LINES))
    source_id = ma.fields.Integer(validate=_id)
    reason = line(64)


class ReleasedSchema(ma.Schema):
    released = ma.fields.Integer()
    refused = ma.fields.Integer()


class DroppedSchema(ma.Schema):
    dropped = ma.fields.Integer()


@blp.route("", methods=["GET"])
@needs(Permission.QUARANTINE_WORK)
@blp.arguments(QuarantineArgs, location="query")
@blp.response(200, QuarantineSchema)
def lines(args: dict[str, Any]) -> dict[str, Any]:
    """How much lies there of which feed and why, and the lines themselves, newest first."""
    before = read_cursor(args["after"], int)
    wanted = Wanted(args["source_id"], args["reason"])
    with reading() as session:
        heaps = aside.heaps(session)
        found = aside.page(session, wanted, before[0] if before else None, args["limit"] + 1)
        page, following = paged(found, args["limit"], lambda pair: (pair[0].id,))
        items = [quarantine.shown(row, source) for row, source in page]
    return {"heaps": heaps, "items": items, "next": following}


@blp.route("/releases", methods=["POST"])
@needs(Permission.QUARANTINE_WORK)
@blp.arguments(ChoiceSchema)
@blp.response(200, ReleasedSchema)
def release(body: dict[str, Any]) -> dict[str, int]:
    """Read lines again and take them in at their own place; those that still say nothing stay."""
    return quarantine.release(current_actor(), _chosen(body))._asdict()


@blp.route("/drops", methods=["POST"])
@needs(Permission.QUARANTINE_WORK)
@blp.arguments(ChoiceSchema)
@blp.response(200, DroppedSchema)
def drop(body: dict[str, Any]) -> dict[str, int]:
    """Decide that lines count for nothing; they are kept and no longer shown."""
    ids = _chosen(body)
    return {"dropped": do(current_actor(), lambda work: calls.drop(work, ids))}


def _chosen(body: dict[str, Any]) -> list[int]:
    if "ids" in body:
        return list(body["ids"])
    if "source_id" not in body or "reason" not in body:
        raise Invalid(errors={"ids": ["missing"]})
    with reading() as session:
        return list(aside.ids(session, Wanted(body["source_id"], body["reason"]), MOST_LINES))
