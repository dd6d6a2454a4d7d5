"""One definition per sheet: page, xlsx and print all come from it, so their columns cannot differ."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a word for the catalogues without translating it here: the core has no language."""
    return text


class Kind(StrEnum):
    """How a cell is written: on the page, in a spreadsheet and on paper alike."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    DURATION = "duration"
    CLOCK = "clock"
    DAY = "day"
    MONEY = "money"
    # An instant, written as day and minute by the centre's clock.
    INSTANT = "instant"


class Layout(StrEnum):
    """How a sheet lies on paper: rows under a head, one matter field by field, or the steps of a process."""

    LIST = "list"
    FORM = "form"
    FLOW = "flow"


@dataclass(frozen=True)
class Column:
    """`title` is the English msgid; `written` marks a column that people fill in by hand."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 8
    written: bool = False
    # The formula behind the number, shown beside it (口径).
    means: str = ""
    # The table of `reports/words.py` by which a code is said in the reader's language.
    words: str = ""


@dataclass(frozen=True)
class FormDef:
    """A sheet of the binders: fixed column order, head, signature line, and the version of its rules."""

    key: str
    title: str
    version: int
    columns: tuple[Column, ...]
    signatures: tuple[str, ...] = (N_("Prepared by"), N_("Checked by"), N_("Approved by"))
    landscape: bool = True
    notes: tuple[str, ...] = ()
    layout: Layout = Layout.LIST
    # The item of the binders that it is: chapter and number, `13-6`; empty for a sheet of our own.
    item: str = ""
    # Under which subject the catalogue lists it (`reports/words.py`, table `subject`).
    subject: str = "calls"
    # What stands above the rows of a form that has rows: English titles, in order.
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One filled-in sheet: plain values by column key, durations in seconds, percentages as 0..100."""

    form: FormDef
    number: str
    on: str
    scope: str
    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    revision: int = 0
    made_at: str | None = None
    remarks: tuple[str, ...] = field(default=())
    zone: str = ""
    # Who signed which slot, by the slot's English name: "王芳 03-02 10:00". A line is printed for ink all the same.
    signed: dict[str, str] = field(default_factory=dict)
    # What stands above the rows, by its English title; a code is (table of `reports/words.py`, code).
    facts: dict[str, Any] = field(default_factory=dict)
    # Cells that a revision changed against the one before: (row, column key) -> the old value.
    changed: dict[tuple[int, str], Any] = field(default_factory=dict)
    # Of the rules by which it was made; 0 stands for those of the form.
    version: int = 0
    # Minutes in which a phone system was not heard: what the figures may lack.
    unheard_min: int = 0
    # {cause, detail, moved} of a revision that corrects another.
    correction: dict[str, Any] = field(default_factory=dict)
    # What became known after somebody signed it: (day, team, code, name, what changed), and who signed when.
    afterwards: tuple[Any, ...] = ()
    signer: str = ""
    charts: tuple[Any, ...] = ()
    is_blank: bool = False


def share(part: float | None, whole: float | None) -> float | None:
    """A percentage rounded half up to two decimals; None for a zero denominator (telephony.md 3.2)."""
    if not whole or part is None:
        return None
    return int(part * 1_000_000 / whole / 100 + 0.5) / 100


def mean(total: float | None, count: int | None) -> float | None:
    """A mean rounded half up to two decimals; None over nothing."""
    if not count or total is None:
        return None
    return int(total * 100 / count + 0.5) / 100
