"""A long list on its way into a file: its rows are read while they are written, and nobody holds them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from ticketing.reports import made
from ticketing.reports.entries import Entry, counted, no_charts
from ticketing.reports.forms import Layout, Sheet


@dataclass(frozen=True)
class Running:
    """`sheet` says what the file is about, `rows` come as they are read, `totals` is the last line of so many."""

    sheet: Sheet
    rows: Iterable[dict[str, Any]]
    totals: Callable[[int], dict[str, Any]]


def running(session: Session, reader: made.Reader, wanted: made.Wanted) -> Running:
    """As `made.sheet`, with its errors; what is stored, or adds up, is read whole as it is there."""
    entry = made.entry_of(reader.actor, wanted.key)
    if not _runs(entry) or (entry.nightly and not wanted.open_numbers):
        return whole(made.sheet(session, reader, wanted))
    asked = made.asked_of(reader, wanted, made.period_of(entry, reader, wanted))
    known = made.head(session, entry, asked, reader)
    return Running(known, entry.rows(session, asked), lambda count: entry.totals([{}] * count))


def whole(sheet: Sheet) -> Running:
    """A sheet that is there already."""
    known = sheet if sheet.form.layout is Layout.FORM else replace(sheet, rows=[])
    return Running(known, sheet.rows, lambda count: sheet.totals)


def _runs(entry: Entry) -> bool:
    return entry.totals is counted and entry.draw is no_charts and not entry.is_personal
