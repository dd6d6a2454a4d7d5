"""What a revision changed against the one before it: cell by cell, and in one line for the head of the sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.reports.forms import FormDef, Kind

Rows = Sequence[Mapping[str, Any]]
#: By what a row is known again in another revision: the first of these of which it has any.
_NAMES = (("number",), ("team", "code"), ("slot", "queue"), ("side", "name"), ("ticket", "due"), ("phone", "at"))
_SUMMED = frozenset({Kind.COUNT, Kind.DURATION, Kind.MONEY, Kind.PERCENT})
_MOST_NAMED = 4


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


def _name(row: Mapping[str, Any]) -> tuple[Any, ...]:
    for keys in _NAMES:
        if any(row.get(key) for key in keys):
            return (*keys, *(row.get(key) for key in keys))
    return ("category", row.get("category"))
