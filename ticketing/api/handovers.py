"""Hand-over sheets over HTTP: what one would leave, the sheet, taking one over."""

from typing import Any

import marshmallow as ma

from ticketing.actions import handovers
from ticketing.api.door import Door
from ticketing.api.fields import prose
from ticketing.auth import current_actor, needs
from ticketing.db import do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.models.handovers import HandoverSheet
from ticketing.queries import handovers as looks

blp = Door("handover_sheets", __name__, url_prefix="/handover-sheets", description="What one shift leaves to the next")


class HandoverItemSchema(ma.Schema):
    """`moves`: promised for a time before the person is back, so it goes to the next shift."""

    kind = ma.fields.String()
    text = ma.fields.String()
    number = ma.fields.String(allow_none=True)
    due = ma.fields.String(allow_none=True)
    moves = ma.fields.Boolean()


class LeavingSchema(ma.Schema):
    """`shift_end_at` null: no shift of the asker ends within the hour."""

    shift_end_at = ma.fields.AwareDateTime(allow_none=True)
    back_at = ma.fields.AwareDateTime(allow_none=True)
    is_filed = ma.fields.Boolean()
    items = ma.fields.List(ma.fields.Nested(HandoverItemSchema))


class HandoverNoteSchema(ma.Schema):
    note = prose(2_000, load_default="")


class HandoverSheetSchema(ma.Schema):
    id = ma.fields.Integer()
    shift_end_at = ma.fields.AwareDateTime()
    note = ma.fields.String()
    items = ma.fields.List(ma.fields.Nested(HandoverItemSchema))
    filed_at = ma.fields.AwareDateTime()
    accepted_at = ma.fields.AwareDateTime(allow_none=True)


class HandoverSheetsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HandoverSheetSchema))


@blp.route("/mine", methods=["GET"])
@needs(Permission.OWN_STATE)
@blp.response(200, LeavingSchema)
def mine() -> dict[str, Any]:
    """What the asker would leave behind now."""
    person_id = current_actor().id or 0
    with reading() as session:
        end_at = looks.ending(session, person_id, now())
        if end_at is None:
            return {"shift_end_at": None, "back_at": None, "is_filed": False, "items": []}
        left = looks.leaving(session, person_id, end_at, now())
        filed = looks.sheet(session, person_id, end_at)
        items = filed.items if filed is not None else left.items
        return {"shift_end_at": end_at, "back_at": left.back_at, "is_filed": filed is not None, "items": items}


@blp.route("/mine", methods=["POST"])
@needs(Permission.OWN_STATE)
@blp.arguments(HandoverNoteSchema)
@blp.response(201, HandoverSheetSchema)
def file_sheet(body: dict[str, Any]) -> HandoverSheet:
    """File it; promised call-backs that fall before one is back go to the next shift."""
    return do(current_actor(), lambda work: handovers.file_sheet(work, body["note"]))


@blp.route("", methods=["GET"])
@needs(Permission.HANDOVER_WORK)
@blp.response(200, HandoverSheetsSchema)
def waiting() -> dict[str, Any]:
    """What waits to be taken over, the oldest first."""
    with reading() as session:
        return {"items": looks.open_sheets(session, current_actor())}


@blp.route("/<int:sheet_id>/acceptance", methods=["POST"])
@needs(Permission.HANDOVER_WORK)
@blp.response(200, HandoverSheetSchema)
def accept(sheet_id: int) -> HandoverSheet:
    """Take it over; 409 `already_taken` for whoever comes second."""
    return do(current_actor(), lambda work: handovers.accept(work, sheet_id))
