"""What a revision changed against the one before it: cell by cell, and in one line for the head of the sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.reports.cells import shown
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet, Translate

Rows = Sequence[Mapping[str, Any]]
#: By what a row is known again in another revision: the first of these of which it has any.
_NAMES = (("number",), ("team", "code"), ("slot", "queue"), ("side", "name"), ("ticket", "due"), ("phone", "at"))
_SUMMED = frozenset({Kind.COUNT, Kind.DURATION, Kind.MONEY, Kind.PERCENT})
_MOST_NAMED = 4
CAUSES = {
    "late_event": N_("late line of the log, call"),
    "reopened": N_("a matter was taken up again"),
    "attendance": N_("attendance was corrected"),
    "appeal": N_("a score was changed on appeal"),
    "by_hand": N_("made again by hand"),
}


def changes(form: FormDef, old: Rows, new: Rows) -> dict[tuple[int, str], Any]:
    """(row, column) of every cell that differs from the revision before -> its old value; a row that was not there has
    None in every cell."""
    before = {_name(row): row for row in old}
    found: dict[tuple[int, str], Any] = {}
    for at, row in enumerate(new):
        was = before.get(_name(row), {})
        for column in form.columns:
            if column.key != "no" and row.get(column.key) != was.get(column.key):
                found[at, column.key] = was.get(column.key)
    return found


def headline(form: FormDef, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """(column, old total, new total) of the first totals that moved: `Offered 120 → 121, AHT 180.00 → 180.99`."""
    moved = [
        (column.title, old.get(column.key), new.get(column.key))
        for column in form.columns
        if column.kind in _SUMMED and column.key != "no" and old.get(column.key) != new.get(column.key)
    ]
    return moved[:_MOST_NAMED]


def told(sheet: Sheet, translate: Translate) -> str:
    """`Correction, revision 2 · Offered 120 → 121 · late line of the log, call 8f3…`; empty for a first revision."""
    if sheet.revision < 2 or not sheet.correction:
        return ""
    columns = {column.title: column for column in sheet.form.columns}
    moved = [
        _moved(columns.get(title), title, old, new, translate) for title, old, new in sheet.correction.get("moved", ())
    ]
    why = translate(CAUSES[cause]) if (cause := sheet.correction.get("cause")) in CAUSES else ""
    reason = " ".join(part for part in (why, sheet.correction.get("detail", "")) if part)
    head = f"{translate(N_('Correction'))} rev {sheet.revision}"
    return " · ".join(part for part in (head, ", ".join(moved), reason) if part)


def _moved(column: Column | None, title: str, old: Any, new: Any, translate: Translate) -> str:
    if column is None:
        return translate(title)
    return f"{translate(title)} {shown(column, old) or '—'} → {shown(column, new) or '—'}"


def _name(row: Mapping[str, Any]) -> tuple[Any, ...]:
    for keys in _NAMES:
        if any(row.get(key) for key in keys):
            return (*keys, *(row.get(key) for key in keys))
    return ("category", row.get("category"))
