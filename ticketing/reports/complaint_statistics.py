"""客户投诉统计表: a month of complaints by category beside the month and the year before (chapter 9, sheet 20)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.sheets import complaints
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind, share
from ticketing.reports.periods import Grain, Period, span_around

_C, _P = Kind.COUNT, Kind.PERCENT
SUMMED = (
    *("previous", "count", "last_year", "upheld", "closed", "in_time", "due", "repeated", "compensated", "amount"),
    *("rated", "satisfied"),
)

FORM = FormDef(
    key="complaint_statistics",
    title=N_("Statistics of complaints"),
    version=1,
    item="9-20",
    subject="complaints",
    columns=(
        Column("category", N_("Category"), width=14),
        Column("previous", N_("Month before"), _C, 8),
        Column("count", N_("This month"), _C, 8),
        Column("share_pct", N_("Share"), _P, 8, means=N_("of all complaints of the month")),
        Column("mom", N_("Against the month before"), width=9, words="change", means=N_("(this − before) ÷ before")),
        Column("yoy", N_("Against the year before"), width=9, words="change", means=N_("(this − before) ÷ before")),
        Column("per_day", N_("Per day"), _C, 7, means=N_("this month ÷ its days")),
        Column("upheld", N_("Upheld"), _C, 7),
        Column("closed", N_("Settled"), _C, 7),
        Column("closed_pct", N_("Settled %"), _P, 8, means=N_("settled ÷ received")),
        Column("in_time_pct", N_("In time %"), _P, 8, means=N_("settled in time ÷ (settled + overdue)")),
        Column("late", N_("Overdue"), _C, 7),
        Column("repeated", N_("Repeated"), _C, 7),
        Column("compensated", N_("Compensated"), _C, 7),
        Column("amount", N_("Compensation"), Kind.MONEY, 10),
        Column("satisfied_pct", N_("Satisfied %"), _P, 8, means=N_("satisfied ÷ rated")),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row per category of this month or the one before, the most first."""
    period = asked.period
    now = _sums(session, asked, period)
    before = _sums(session, asked, _month(period, period.day - timedelta(days=1)))
    year = _sums(session, asked, _month(period, _a_year_before(period.day)))
    days = (period.last - period.day).days + 1
    named = [*now, *sorted((set(before) | set(year)) - set(now))]
    found = [_row(name, now.get(name, {}), before.get(name, {}), year.get(name, {}), days) for name in named]
    whole = sum(row["count"] for row in found)
    return [{**row, "share_pct": share(row["count"], whole)} for row in found]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums: Row = {key: sum(row[key] for row in chosen) for key in SUMMED}
    days = chosen[0]["days"] if chosen else 0
    return {**sums, "days": days, **_shares(sums, days), "share_pct": 100.0 if sums["count"] else None}


def change(now: int, before: int) -> str | None:
    """`+12.50%`; from nothing to something is new, never infinite; from nothing to nothing is no change to tell."""
    if before == 0:
        return "new" if now else None
    return f"{(now - before) * 100 / before:+.2f}%"


def _row(name: str, now: Mapping[str, int], before: Mapping[str, int], year: Mapping[str, int], days: int) -> Row:
    sums: Row = {key: now.get(key, 0) for key in SUMMED}
    sums |= {"previous": before.get("count", 0), "last_year": year.get("count", 0)}
    sums["amount"] = now.get("amount_minor", 0) / 100
    return {"category": name, "days": days, **sums, **_shares(sums, days)}


def _shares(sums: Mapping[str, Any], days: int) -> Row:
    return {
        "mom": change(sums["count"], sums["previous"]),
        "yoy": change(sums["count"], sums["last_year"]),
        "per_day": round(sums["count"] / days, 2) if days else None,
        "closed_pct": share(sums["closed"], sums["count"]),
        "in_time_pct": share(sums["in_time"], sums["due"]),
        "late": sums["due"] - sums["in_time"],
        "satisfied_pct": share(sums["satisfied"], sums["rated"]),
    }


def _sums(session: Session, asked: Asked, period: Period) -> Mapping[str, dict[str, int]]:
    return complaints.sums_by(session, asked.actor, *period.bounds, "category")


def _month(like: Period, day: date) -> Period:
    first, last = span_around(day, Grain.MONTH)
    return Period(first, like.zone, like.start_hour, last)


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=1)
