"""What fills a sheet: one line of the catalogue."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.permissions import Permission
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import FormDef
from ticketing.reports.periods import Grain

#: Rows in their order; a long list is read while they are taken.
Fill = Callable[[Session, Asked], Iterable[Row]]
Totals = Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]
Signed = Callable[[Session, Asked], dict[str, str]]
Facts = Callable[[Session, Asked], dict[str, Any]]
Items = Callable[[Session], tuple[Row, ...]]
Draw = Callable[[Sequence[Mapping[str, Any]]], tuple[Chart, ...]]


def no_totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of a sheet in which nothing adds up."""
    return {}


def counted(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of a list in which lines alone are counted: it may be written while it is read."""
    return {"no": len(rows)}


def nothing(session: Session, asked: Asked) -> list[Row]:
    """Of a sheet that is only printed empty."""
    return []


def unsigned(session: Session, asked: Asked) -> dict[str, str]:
    return {}


def no_facts(session: Session, asked: Asked) -> dict[str, Any]:
    return {}


def no_charts(rows: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    return ()


@dataclass(frozen=True)
class Entry:
    """A sheet's definition and what fills it.

    `nightly` ones are owed for every finished day, week or month of their grain, made by the runs and read from their
    rows; the others are filled when somebody looks. `right` is what opens a sheet; how far it goes for a reader
    decides over rows. `page` is where people work with the same rows.
    """

    form: FormDef
    rows: Fill
    totals: Totals = no_totals
    nightly: bool = False
    grain: Grain = Grain.DAY
    right: Permission = Permission.REPORT_READ
    signed: Signed = unsigned
    draw: Draw = no_charts
    facts: Facts = no_facts
    page: str = ""
    # Nothing fills it yet, or only people do: it is for printing.
    is_blank: bool = False
    # What stands on it before anybody writes: the items of an assessment, the nodes of a process.
    items: tuple[Row, ...] = ()
    # The same where the centre itself says what stands on it.
    items_now: Items | None = None
    # Each row is one person's: it has `team` and `code`, by which a reader's own are found.
    is_personal: bool = False
    begins_at_midnight: bool = False
    # Of what late data makes its rows come out differently (`ReportDirty.dimension`).
    dimensions: frozenset[str] = frozenset()
    # The nightly sheet of days that it is the sum of: a month waits until its days are made.
    sums_up: str = ""
    # Told to administrators when it finds something, and to nobody else when it does not.
    alarms: Callable[[Sequence[Mapping[str, Any]]], bool] | None = None
