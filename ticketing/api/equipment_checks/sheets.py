"""Sheets: begun and filled from live truth, corrected, done, signed, on paper, and the tickets that come of them."""

from datetime import date
from typing import Any

from flask.views import MethodView
from flask_babel import get_locale, gettext

from ticketing.actions import audit
from ticketing.actions import equipment_checks as checks
from ticketing.api.door import CSV, XLSX
from ticketing.api.equipment_checks import bodies
from ticketing.api.equipment_checks.blueprint import blp
from ticketing.api.idempotent import idempotent
from ticketing.api.reports import file_of
from ticketing.api.requests import if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.days import days_before
from ticketing.domain.equipment_checks import CheckState
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.equipment_checks import CheckRow, CheckSheet
from ticketing.queries import equipment_checks as looks
from ticketing.reports import equipment_checks as paper

DAYS = 31
OPEN = (CheckState.OWED, CheckState.BEGUN)


@blp.route("/equipment-checks")
class Checks(MethodView):
    @needs(Permission.EQUIPMENT_READ)
    @blp.arguments(bodies.ChecksArgs, location="query")
    @blp.response(200, bodies.ChecksSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """The register, the newest day first; what is owed and not begun stands in it, too."""
        last = args["last"] or centre().day_of(now())
        first = args["first"] or days_before(last, DAYS - 1)
        before = _before(args["after"])
        with reading() as session:
            found = looks.page(session, (first, last), before, args["limit"] + 1)
            items, more = paged(found, args["limit"], lambda one: (one.sheet.on_day.isoformat(), one.sheet.id))
            return {"items": [_sheet(one.sheet) | one._asdict() for one in items], "next": more}

    @needs(Permission.EQUIPMENT_CHECK)
    @idempotent
    @blp.arguments(bodies.BeginBody)
    @blp.response(201, bodies.WholeCheckSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Begin today's check: what live truth knows is filled in at once."""
        return _whole(do(current_actor(), lambda work: checks.begin(work, body["shift"]).id))


@blp.route("/equipment-checks/<int:sheet_id>")
class OneCheck(MethodView):
    @needs(Permission.EQUIPMENT_READ)
    @blp.arguments(bodies.FormatArgs, location="query")
    @blp.response(200, bodies.WholeCheckSchema)
    @blp.file(CSV, XLSX)
    def get(self, args: dict[str, Any], sheet_id: int) -> Any:
        """The sheet with its rows and every correction; `csv` and `xlsx` are the form."""
        return _whole(sheet_id) if args["format"] == "json" else _file(sheet_id, args["format"])

    @needs(Permission.EQUIPMENT_CHECK)
    @blp.arguments(bodies.FillBody)
    @blp.response(200, bodies.WholeCheckSchema)
    def patch(self, body: dict[str, Any], sheet_id: int) -> dict[str, Any]:
        """Write what was found; once it is done only how a fault was dealt with."""
        version = if_match()
        return _whole(do(current_actor(), lambda work: checks.fill(work, sheet_id, version, body["rows"]).id))


@blp.route("/equipment-checks/<int:sheet_id>/completion")
class Completion(MethodView):
    @needs(Permission.EQUIPMENT_CHECK)
    @blp.response(200, bodies.WholeCheckSchema)
    def put(self, sheet_id: int) -> dict[str, Any]:
        """Everything has been looked at; 422 names the rows that still want a word."""
        version = if_match()
        return _whole(do(current_actor(), lambda work: checks.done(work, sheet_id, version).id))

    @needs(Permission.EQUIPMENT_REVIEW)
    @blp.arguments(bodies.SendBackBody)
    @blp.response(200, bodies.WholeCheckSchema)
    def delete(self, body: dict[str, Any], sheet_id: int) -> dict[str, Any]:
        """Send it back with the reason."""
        version, reason = if_match(), body["reason"]
        return _whole(do(current_actor(), lambda work: checks.send_back(work, sheet_id, version, reason).id))


@blp.route("/equipment-checks/<int:sheet_id>/review", methods=["PUT"])
@needs(Permission.EQUIPMENT_REVIEW)
@blp.arguments(bodies.ReviewBody)
@blp.response(200, bodies.WholeCheckSchema)
def review(body: dict[str, Any], sheet_id: int) -> dict[str, Any]:
    """Sign it (审核); not by whoever looked."""
    version = if_match()
    return _whole(do(current_actor(), lambda work: checks.review(work, sheet_id, version, body["note"]).id))


@blp.route("/equipment-checks/<int:sheet_id>/rows/<int:no>/ticket")
class Trouble(MethodView):
    @needs(Permission.EQUIPMENT_CHECK)
    @idempotent
    @blp.arguments(bodies.TroubleBody)
    @blp.response(201, bodies.LinkedSchema)
    def post(self, body: dict[str, Any], sheet_id: int, no: int) -> dict[str, Any]:
        """Open a repair ticket for the fault in this row."""
        wish = checks.Trouble(**body)
        ticket = do(current_actor(), lambda work: checks.open_ticket(work, sheet_id, no, wish))
        return {"ticket": ticket.number}

    @needs(Permission.EQUIPMENT_CHECK)
    @blp.arguments(bodies.LinkBody)
    @blp.response(200, bodies.LinkedSchema)
    def put(self, body: dict[str, Any], sheet_id: int, no: int) -> dict[str, Any]:
        """The fault is the matter of a ticket that is there already."""
        ticket = do(current_actor(), lambda work: checks.link_ticket(work, sheet_id, no, body["number"]))
        return {"ticket": ticket.number}

    @needs(Permission.EQUIPMENT_CHECK)
    @blp.response(204)
    def delete(self, sheet_id: int, no: int) -> None:
        """It was another matter; the ticket itself stays."""
        do(current_actor(), lambda work: checks.unlink_ticket(work, sheet_id, no))


def _before(after: str | None) -> tuple[date, int] | None:
    cursor = read_cursor(after, str, int)
    if cursor is None:
        return None
    try:
        return date.fromisoformat(cursor[0]), cursor[1]
    except ValueError:
        raise Invalid("bad_cursor") from None


def _whole(sheet_id: int) -> dict[str, Any]:
    with reading() as session:
        sheet, rows = _found(session, sheet_id)
        changes = looks.changes(session, sheet_id)
    return _sheet(sheet) | {"rows": [_row(row) for row in rows], "changes": changes}


def _found(session: Any, sheet_id: int) -> tuple[CheckSheet, Any]:
    sheet = looks.one(session, sheet_id)
    if sheet is None:
        raise NotFound(what=CheckSheet.__tablename__)
    return sheet, looks.rows(session, sheet_id)


def _sheet(sheet: CheckSheet) -> dict[str, Any]:
    names = (
        *("id", "version", "shift", "shift_name", "state", "due_at", "until_at", "note"),
        *("begun_at", "done_at", "reviewed_at"),
    )
    late = sheet.due_at is not None and sheet.state in OPEN and sheet.due_at <= now()
    return {name: getattr(sheet, name) for name in names} | {
        "on": sheet.on_day,
        "missed": late,
        "checker": sheet.checker.name if sheet.checker else None,
        "reviewer": sheet.reviewer.name if sheet.reviewer else None,
    }


def _row(row: CheckRow) -> dict[str, Any]:
    names = bodies.CheckRowSchema._declared_fields.keys() - {
        "name",
        "name_en",
        "said",
        "corrected_by",
        "equipment",
        "ticket",
    }
    return {name: getattr(row, name) for name in names} | {
        "item_name": row.item_name,
        "item_name_en": row.item_name_en,
        "said": paper.sentence(row.seen, _reader()),
        "corrected_by": row.corrector.name if row.corrector else None,
        "equipment": row.equipment.code if row.equipment else None,
        "ticket": row.ticket.number if row.ticket else None,
    }


def _file(sheet_id: int, kind: str) -> Any:
    with reading() as session:
        sheet, rows = _found(session, sheet_id)
    made = paper.sheet_of(sheet, rows, _reader())
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", "report:equipment_checks", on=made.on, format=kind, rows=len(rows))
    return file_of(made, kind)


def _reader() -> paper.Reader:
    return paper.Reader(centre().zone, gettext, str(get_locale()).startswith("en"))
