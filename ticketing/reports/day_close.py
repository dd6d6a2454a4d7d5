"""The close of a day (N1): whether its figures hold together, before any sheet is made of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US
from ticketing.queries import figures
from ticketing.queries.figures import Span
from ticketing.queries.sheets import closing
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

KEY = "day_close"
#: `good`; `note` is told and stops nothing; `bad` holds back the sheets that are made of it.
GOOD, NOTE, BAD = "good", "note", "bad"

FORM = FormDef(
    key=KEY,
    title=N_("Close of the day"),
    version=1,
    subject="night",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("check", N_("What is checked"), width=36, words="close_check"),
        Column("state", N_("Finding"), width=12, words="check_state"),
        Column("count", N_("Count"), Kind.COUNT, 8),
        Column("detail", N_("Particulars"), width=40),
    ),
    signatures=(),
    landscape=False,
    notes=(N_("What is not in order holds back the sheets that are made of it, and only those."),),
)

WORDS: Mapping[str, Mapping[str, str]] = {
    "close_check": {
        "conservation": N_("Offered = all the ways to end, and the quarters of an hour say the same"),
        "open_stays": N_("Stays in queues that have no end yet"),
        "unheard": N_("Minutes in which a phone system was not heard"),
        "attendance": N_("Shifts whose attendance is not judged yet"),
        "clocks": N_("Deadlines that passed and were not looked at"),
    },
    "dimension": {"calls": N_("Call records"), "people": N_("People at work"), "complaints": N_("Complaints")},
    "check_state": {GOOD: N_("in order"), NOTE: N_("to be noted"), BAD: N_("not in order")},
}


def rows(session: Session, asked: Asked) -> list[Row]:
    """A line for each check; `dimension` says which sheets are made of what it looks at."""
    period, end = asked.period, asked.period.bounds[1]
    offered, gaps = closing.gaps(session, period.lo_us, period.hi_us)
    said = "; ".join(f"{gap.name} {gap.kept} ≠ {gap.true}" for gap in gaps[:6])
    late = closing.late_clocks(session, end)
    found = (
        ("conservation", BAD if gaps else GOOD, len(gaps) if gaps else offered, said, "calls"),
        _noted("open_stays", closing.still_open(session, period.lo_us, period.hi_us), "calls"),
        _noted("unheard", unheard_min(session, asked), "calls"),
        _noted("attendance", closing.unjudged(session, period.day, end), "people"),
        ("clocks", BAD if late else GOOD, late, "", "complaints"),
    )
    names = ("check", "state", "count", "detail", "dimension")
    return [{"no": no, **dict(zip(names, one, strict=True))} for no, one in enumerate(found, 1)]


def unheard_min(session: Session, asked: Asked) -> int:
    """Whole minutes of the period in which a phone system was not heard."""
    period = asked.period
    span = Span(period.lo_us, period.hi_us, period.zone, "day", period.hi_us)
    cut = [
        (max(one.from_us, period.lo_us), min(one.to_us or period.hi_us, period.hi_us))
        for one in figures.outages(session, span)
    ]
    return sum(max(end - start, 0) for start, end in cut) // (60 * SECOND_US)


def held_back(found: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The dimensions whose sheets wait until the day is in order."""
    return frozenset(str(row["dimension"]) for row in found if row["state"] == BAD)


def _noted(check: str, count: int, dimension: str) -> tuple[str, str, int, str, str]:
    return check, NOTE if count else GOOD, count, "", dimension
