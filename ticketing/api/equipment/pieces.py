"""The list of equipment over HTTP (呼叫中心设备明细表): search, keep, retire, history, sheets in and out."""

from typing import Any

from flask.views import MethodView
from flask_babel import gettext

from ticketing.actions import audit, equipment
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.equipment import bodies
from ticketing.api.equipment.files import pieces_of
from ticketing.api.idempotent import idempotent
from ticketing.api.reports import file_of
from ticketing.api.requests import if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.equipment import Equipment, EquipmentChange
from ticketing.models.equipment_checks import CheckRow
from ticketing.queries import equipment as looks
from ticketing.reports import equipment as sheet

blp = Door("equipment", __name__, url_prefix="/equipment", description="The list of equipment")

MOST_ROWS = 20_000


@blp.route("")
class Pieces(MethodView):
    @needs(Permission.EQUIPMENT_READ)
    @blp.arguments(bodies.PiecesArgs, location="query")
    @blp.response(200, bodies.PiecesSchema)
    @blp.file(CSV, XLSX)
    def get(self, args: dict[str, Any]) -> Any:
        """The list by number; as `csv` or `xlsx` all of it in the form's columns."""
        wanted = looks.Filter(text=args["q"], state=args["state"])
        if args["format"] != "json":
            return _file(wanted, args["format"])
        cursor = read_cursor(args["after"], str)
        with reading() as session:
            found = looks.page(session, wanted, cursor[0] if cursor else None, args["limit"] + 1)
            items, more = paged(found, args["limit"], lambda row: (row.code,))
            return {"items": [_piece(row) for row in items], "next": more, "counts": looks.counts(session)}

    @needs(Permission.EQUIPMENT_WRITE)
    @idempotent
    @blp.arguments(bodies.PieceWishSchema)
    @blp.response(201, bodies.PieceSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new piece."""
        return _read(do(current_actor(), lambda work: equipment.add(work, body).id))


@blp.route("/<int:equipment_id>")
class OnePiece(MethodView):
    @needs(Permission.EQUIPMENT_READ)
    @blp.response(200, bodies.PieceSchema)
    def get(self, equipment_id: int) -> dict[str, Any]:
        """One piece."""
        return _read(equipment_id)

    @needs(Permission.EQUIPMENT_WRITE)
    @blp.arguments(bodies.PieceEditSchema)
    @blp.response(200, bodies.PieceSchema)
    def patch(self, body: dict[str, Any], equipment_id: int) -> dict[str, Any]:
        """Change what is named."""
        version = if_match()
        return _read(do(current_actor(), lambda work: equipment.edit(work, equipment_id, version, body).id))


@blp.route("/<int:equipment_id>/retirement")
class Retirement(MethodView):
    @needs(Permission.EQUIPMENT_WRITE)
    @blp.arguments(bodies.ReasonSchema)
    @blp.response(200, bodies.PieceSchema)
    def put(self, body: dict[str, Any], equipment_id: int) -> dict[str, Any]:
        """Out of use for good (报废); it stays on the list."""
        version = if_match()
        return _read(do(current_actor(), lambda work: equipment.retire(work, equipment_id, version, body["reason"]).id))

    @needs(Permission.EQUIPMENT_WRITE)
    @blp.arguments(bodies.ReasonSchema)
    @blp.response(200, bodies.PieceSchema)
    def delete(self, body: dict[str, Any], equipment_id: int) -> dict[str, Any]:
        """Not for good after all: it is spare again."""
        version, reason = if_match(), body["reason"]
        return _read(do(current_actor(), lambda work: equipment.take_back(work, equipment_id, version, reason).id))


@blp.route("/<int:equipment_id>/history", methods=["GET"])
@needs(Permission.EQUIPMENT_READ)
@blp.response(200, bodies.PieceHistorySchema)
def history(equipment_id: int) -> dict[str, Any]:
    """What was done to it, and the faults that checks found."""
    _read(equipment_id)
    with reading() as session:
        changes, faults = looks.changes(session, equipment_id), looks.faults(session, equipment_id)
    return {"changes": [_change(row) for row in changes], "faults": [_fault(row) for row in faults]}


@blp.route("/imports", methods=["POST"])
@needs(Permission.EQUIPMENT_WRITE)
@idempotent
@blp.arguments(bodies.FileSchema)
@blp.response(200, bodies.TakenSchema)
def take_in(body: dict[str, Any]) -> Any:
    """Add the pieces of a file, change those whose number is known; all of it or nothing."""
    pieces = pieces_of(body["content"])
    return do(current_actor(), lambda work: equipment.take_in(work, pieces))


def _read(equipment_id: int) -> dict[str, Any]:
    with reading() as session:
        row = looks.one(session, equipment_id)
        if row is None:
            raise NotFound(what=Equipment.__tablename__)
        return _piece(row)


def _piece(row: Equipment) -> dict[str, Any]:
    names = (
        *bodies.PieceEditSchema._declared_fields.keys() - {"keeper_code"},
        "id",
        "version",
        "currency",
        "keeper_name",
    )
    return {name: getattr(row, name) for name in names} | {"keeper_code": row.person.code if row.person else None}


def _change(row: EquipmentChange) -> dict[str, Any]:
    named = {"at": row.at, "deed": row.deed, "changes": row.changes, "reason": row.reason}
    return named | {"by": row.by.name if row.by else None}


def _fault(row: CheckRow) -> dict[str, Any]:
    names = ("finding", "measure", "restored_at")
    return {name: getattr(row, name) for name in names} | {
        "on": row.sheet.on_day,
        "sheet": row.sheet_id,
        "item": row.item_name,
        "ticket": row.ticket.number if row.ticket else None,
    }


def _file(wanted: looks.Filter, kind: str) -> Any:
    with reading() as session:
        rows = [sheet.row_of(row, gettext) for row in looks.page(session, wanted, None, MOST_ROWS)]
    on = centre().day_of(now()).isoformat()
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", "report:equipment", format=kind, rows=len(rows))
    return file_of(sheet.sheet_of(rows, on, gettext("Whole centre")), kind)
