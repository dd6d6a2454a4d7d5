"""Write what a person found over what was filled in; both stay, with who and when."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ticketing.domain.equipment_checks import AFTERWARDS, WRITTEN, CheckState
from ticketing.domain.equipment_checks.states import PREFILLED
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.equipment import Equipment
from ticketing.models.equipment_checks import CheckChange, CheckRow, CheckSheet
from ticketing.work import Work, expect_version

Rows = dict[int, dict[str, Any]]


def fill(work: Work, sheet_id: int, version: int | None, rows: Rows) -> CheckSheet:
    """Change rows by number: values of `WRITTEN` (`equipment` is a piece's number), once done only of `AFTERWARDS`.

    Raises `NotFound`, `Conflict` (`stale_version`, `check_closed`), `Invalid` (`unknown_row`, `unknown_equipment`).
    """
    work.require(Permission.EQUIPMENT_CHECK)
    sheet = work.get(CheckSheet, sheet_id)
    expect_version(sheet, version)
    if sheet.state is CheckState.OWED:
        raise Conflict("check_not_so_far", state=sheet.state.value)
    known = {row.no: row for row in work.session.scalars(sa.select(CheckRow).filter_by(sheet_id=sheet_id))}
    for no, fields in rows.items():
        if no not in known:
            raise Invalid("unknown_row", no=no)
        _write(work, sheet, known[no], _values(work, fields))
    work.session.flush()
    return sheet


def _values(work: Work, fields: dict[str, Any]) -> dict[str, Any]:
    values = {name: fields[name] for name in WRITTEN if name in fields}
    if "equipment" in fields:
        values["equipment_id"] = _piece(work, fields["equipment"])
    return {name: "" if value is None and name in _TEXTS else value for name, value in values.items()}


_TEXTS = frozenset({"finding", "measure", "handler"})


def _piece(work: Work, code: str | None) -> int | None:
    if not code:
        return None
    found = work.session.scalar(sa.select(Equipment.id).filter_by(code=code))
    if found is None:
        raise Invalid("unknown_equipment", errors={"equipment": ["unknown_equipment"]})
    return found


def _write(work: Work, sheet: CheckSheet, row: CheckRow, values: dict[str, Any]) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if sheet.state is not CheckState.BEGUN and not changed.keys() <= AFTERWARDS:
        raise Conflict("check_closed")
    for name, value in changed.items():
        work.session.add(
            CheckChange(
                sheet_id=sheet.id,
                row_no=row.no,
                at=work.now,
                by_id=work.actor.id,
                field=name,
                was=_plain(getattr(row, name)),
                said=_plain(value),
            )
        )
        setattr(row, name, value)
    if row.seen and _corrects(row, changed):
        row.corrected_at, row.corrected_by = work.now, work.actor.id


def _corrects(row: CheckRow, changed: dict[str, Any]) -> bool:
    """An answer where live truth had none, or a word beside it, takes nothing back."""
    said = changed.keys() & PREFILLED
    return ("result" in said and row.seen_result is not None) or ("finding" in said and row.finding != "")


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat(timespec="seconds")
    return str(value)
