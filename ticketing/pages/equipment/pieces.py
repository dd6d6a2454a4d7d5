"""The list of equipment: searched, narrowed, printed; one piece with its history; the forms."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from ticketing.auth import needs
from ticketing.db import centre, now, reading
from ticketing.domain.equipment import EquipmentState
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.equipment import Equipment, EquipmentChange
from ticketing.pages.equipment import blueprint, page
from ticketing.pages.vocabulary import word
from ticketing.queries import equipment as looks
from ticketing.queries import people
from ticketing.reports import equipment as sheet

PER_PAGE = 100
MOST_PRINTED = 5_000
#: A warranty that ends within so many days is marked.
SOON = 60
EDITABLE = [state.value for state in EquipmentState if state is not EquipmentState.RETIRED]
_TITLES = {column.key: column.title for column in sheet.FORM.columns}
#: Fields whose column of the form has another name.
_NAMED = {"price_minor": "price", "keeper_id": "keeper", "supplier_phone": "supplier"}


@blueprint.get("")
@needs(Permission.EQUIPMENT_READ)
def pieces() -> str:
    """`q` searches, `state` narrows, `after` goes on; `print` gives the form on paper."""
    args = request.args
    wanted = looks.Filter(text=args.get("q", "").strip()[:100], state=args.get("state", ""))
    most = MOST_PRINTED if args.get("print") else PER_PAGE
    with reading() as session:
        found = looks.page(session, wanted, args.get("after") or None, most + 1)
        counts = looks.counts(session)
        if args.get("print"):
            return _paper(found[:most])
        rows = [_row(piece) for piece in found[:most]]
    more = rows[-1]["code"] if len(found) > most else None
    return page("list", "list", rows=rows, counts=counts, more=more, args=args, states=list(EquipmentState))


@blueprint.get("/<int:equipment_id>")
@needs(Permission.EQUIPMENT_READ)
def one_piece(equipment_id: int) -> str:
    """What it is, what was done to it, which faults checks found."""
    with reading() as session:
        piece = looks.one(session, equipment_id)
        if piece is None:
            raise NotFound(what=Equipment.__tablename__)
        changes = [_change(row) for row in looks.changes(session, equipment_id)]
        faults = looks.faults(session, equipment_id)
        cells = sheet.row_of(piece, gettext)
        shown = [(gettext(column.title), column, cells.get(column.key)) for column in sheet.FORM.columns[1:]]
        return page("one", "list", piece=piece, shown=shown, changes=changes, faults=faults)


@blueprint.get("/new")
@needs(Permission.EQUIPMENT_WRITE)
def new_piece() -> str:
    return _form(None)


@blueprint.get("/<int:equipment_id>/form")
@needs(Permission.EQUIPMENT_WRITE)
def edit_piece(equipment_id: int) -> str:
    with reading() as session:
        piece = looks.one(session, equipment_id)
    if piece is None:
        raise NotFound(what=Equipment.__tablename__)
    return _form(piece)


def _form(piece: Equipment | None) -> str:
    with reading() as session:
        staff = [(row.code, f"{row.name} ({row.code})") for row in people.page(session, 0, 2_000) if row.code]
    return render_template("equipment/_piece.html", piece=piece, staff=[("", "—"), *staff], states=EDITABLE)


def _paper(found: Any) -> str:
    on = centre().day_of(now()).isoformat()
    rows = [sheet.row_of(piece, gettext) for piece in found]
    made = sheet.sheet_of(rows, on, gettext("Whole centre"))
    return render_template("reports/print.html", sheet=made, back="/equipment")


def _row(piece: Equipment) -> dict[str, Any]:
    names = (
        *("id", "code", "name", "model", "brand", "quantity", "unit", "bought_on", "place", "state"),
        *("warranty_until", "supplier", "supplier_phone", "note"),
    )
    left = (piece.warranty_until - _today()).days if piece.warranty_until else None
    return {name: getattr(piece, name) for name in names} | {
        "keeper": piece.keeper_name,
        "price": None if piece.price_minor is None else piece.price_minor / 100,
        "warranty": "mute" if left is None or left > SOON else ("warn" if left >= 0 else "bad"),
    }


def _change(row: EquipmentChange) -> dict[str, Any]:
    said = [(_title(name), _shown(name, was), _shown(name, said)) for name, (was, said) in row.changes.items()]
    return {"at": row.at, "by": row.by.name if row.by else "", "deed": row.deed.value, "said": said, "why": row.reason}


def _title(name: str) -> str:
    title: str = gettext(_TITLES.get(_NAMED.get(name, name), name))
    return title


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if name == "state":
        return word("equipment_state", value)
    return f"{value / 100:,.2f}" if name == "price_minor" else str(value)


def _today() -> date:
    return centre().day_of(now())
