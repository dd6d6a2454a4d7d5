"""Every sheet there is: a line here and a file beside it make a new one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ticketing.reports import agent_day
from ticketing.reports.forms import FormDef
from ticketing.reports.periods import Period

Rows = Callable[[Session, Period], list[dict[str, Any]]]
Totals = Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """A sheet's definition and what fills it; `nightly` ones are owed for every finished day."""

    form: FormDef
    rows: Rows
    totals: Totals
    nightly: bool = False


CATALOGUE: dict[str, Entry] = {
    agent_day.FORM.key: Entry(agent_day.FORM, agent_day.rows, agent_day.totals, nightly=True),
}
