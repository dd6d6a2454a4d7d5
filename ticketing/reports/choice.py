"""The columns of a sheet that a person wants to see: chosen freely, always in the sheet's own order."""

from collections.abc import Collection
from dataclasses import replace

from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.forms import Layout, Sheet

_PREFIX = "sheet:"


def subject_of(key: str) -> str:
    """Under which name the choice is kept beside those of other lists."""
    return f"{_PREFIX}{key}"


def key_of(subject: str) -> str:
    """The sheet's key again; what is no sheet's choice has none in the catalogue."""
    return subject.removeprefix(_PREFIX) if subject.startswith(_PREFIX) else ""


def columns_of(subject: str) -> tuple[str, ...] | None:
    """Every column of the sheet that a kept choice is about; None where there is no such sheet."""
    entry = CATALOGUE.get(subject.removeprefix(_PREFIX)) if subject.startswith(_PREFIX) else None
    return tuple(column.key for column in entry.form.columns) if entry is not None else None


def narrowed(sheet: Sheet, chosen: Collection[str]) -> Sheet:
    """The sheet with the chosen columns in their fixed order; all of them while nothing was chosen."""
    if not chosen or sheet.form.layout is not Layout.LIST:
        return sheet
    columns = tuple(column for column in sheet.form.columns if column.key in chosen)
    return replace(sheet, form=replace(sheet.form, columns=columns)) if columns else sheet
