"""The check register: what was owed and done, one sheet to fill in or on paper, the dialogs for tickets."""

from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import days_before
from ticketing.domain.equipment_checks import Cadence, CheckState, Look
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.equipment_checks import CheckRow, CheckSheet
from ticketing.pages import words
from ticketing.pages.equipment import blueprint, page
from ticketing.pages.formats import as_date, zone
from ticketing.pages.places import queue_names
from ticketing.queries import equipment as pieces
from ticketing.queries import equipment_checks as looks
from ticketing.reports import equipment_checks as paper

DAYS = 14
MOST = 200
MOST_PIECES = 2_000
OPEN = (CheckState.OWED, CheckState.BEGUN)


@blueprint.get("/checks")
@needs(Permission.EQUIPMENT_READ)
def register() -> str:
    """`from` and `to` are business days; above them whatever can be begun now."""
    today = centre().day_of(now())
    last = as_date(request.args.get("to"), today)
    first = as_date(request.args.get("from"), days_before(last, DAYS - 1))
    with reading() as session:
        found = looks.page(session, (first, last), None, MOST)
        rows = [one._asdict() | {"late": late(one.sheet), "can": _beginnable(one.sheet)} for one in found]
        plan = looks.plan(session)
        today_has = any(one.sheet.on_day == today and one.sheet.shift == "" for one in found)
        return page("checks", "checks", rows=rows, days=(first, last), plan=plan, extra=not today_has)


@blueprint.get("/checks/<int:sheet_id>")
@needs(Permission.EQUIPMENT_READ)
def one_check(sheet_id: int) -> str:
    """The sheet as a form while it is under way, as a table afterwards; `print` gives it on paper."""
    with reading() as session:
        sheet, rows = _found(session, sheet_id)
        if request.args.get("print"):
            back = f"/equipment/checks/{sheet_id}"
            return render_template("reports/print.html", sheet=paper.sheet_of(sheet, rows, reader()), back=back)
        changes = looks.changes(session, sheet_id)
        codes = [piece.code for piece in pieces.page(session, pieces.Filter(), None, MOST_PIECES)]
        shown = [_row(row) for row in rows]
        about = {"late": late(sheet), "can": _beginnable(sheet), "own": _is_own(sheet)}
        corrections = [(one, _named(one.row_no, shown)) for one in changes]
        return page("check", "checks", sheet=sheet, rows=shown, changes=corrections, codes=codes, **about)


@blueprint.get("/checks/<int:sheet_id>/rows/<int:no>/ticket")
@needs(Permission.EQUIPMENT_CHECK)
def ticket_form(sheet_id: int, no: int) -> str:
    """Open a ticket for the fault, or name one."""
    with reading() as session:
        _, rows = _found(session, sheet_id)
        found = [row for row in rows if row.no == no]
        if not found:
            raise NotFound(what=CheckRow.__tablename__)
        queues = [("", "—"), *queue_names(session).items()]
        return render_template("equipment/_ticket.html", row=_row(found[0]), sheet_id=sheet_id, queues=queues)


@blueprint.get("/items")
@needs(Permission.EQUIPMENT_READ)
def check_items() -> str:
    with reading() as session:
        return page("items", "items", rows=looks.items(session), plan=looks.plan(session), cadences=list(Cadence))


@blueprint.get("/items/new")
@needs(Permission.EQUIPMENT_WRITE)
def new_item() -> str:
    return render_template("equipment/_item.html", item=None, looks=list(Look))


@blueprint.get("/items/<int:item_id>")
@needs(Permission.EQUIPMENT_WRITE)
def one_item(item_id: int) -> str:
    with reading() as session:
        found = [item for item in looks.items(session) if item.id == item_id]
    if not found:
        raise NotFound()
    return render_template("equipment/_item.html", item=found[0], looks=list(Look))


def reader() -> paper.Reader:
    return paper.Reader(zone(), gettext, words.language() != "zh")


def late(sheet: CheckSheet) -> bool:
    """Its time has passed and it is not done."""
    return sheet.due_at is not None and sheet.state in OPEN and sheet.due_at <= now()


def _found(session: Any, sheet_id: int) -> tuple[CheckSheet, Any]:
    sheet = looks.one(session, sheet_id)
    if sheet is None:
        raise NotFound(what=CheckSheet.__tablename__)
    return sheet, looks.rows(session, sheet_id)


def _beginnable(sheet: CheckSheet) -> bool:
    return sheet.state is CheckState.OWED and sheet.until_at > now()


def _is_own(sheet: CheckSheet) -> bool:
    return current_actor().id in (sheet.begun_by, sheet.done_by)


def _row(row: CheckRow) -> dict[str, Any]:
    reads = reader()
    said = paper.sentence(row.seen, reads)
    names = ("no", "seen_result", "result", "finding", "measure", "handler", "restored_at", "corrected_at", "look")
    return {name: getattr(row, name) for name in names} | {
        "name": paper.name_of(row, reads),
        "standard": paper.standard_of(row, reads),
        "said": said,
        "corrector": row.corrector.name if row.corrector else "",
        "equipment": row.equipment,
        "ticket": row.ticket.number if row.ticket else "",
        "restored": _wall(row.restored_at),
    }


def _wall(at: datetime | None) -> str:
    """As a field for a wall time wants it."""
    return at.astimezone(zone()).isoformat(timespec="seconds" if at.second else "minutes")[:-6] if at else ""


def _named(no: int | None, shown: list[dict[str, Any]]) -> str:
    return next((f"{row['no']} {row['name']}" for row in shown if row["no"] == no), "")
