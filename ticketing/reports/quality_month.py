"""热线服务质量考核表, the monthly list: what the scores of a month come to, agent by agent (reports.md 2.2)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.queries import quality
from ticketing.queries.quality import Month
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, mean, share

_C = Kind.COUNT
_SUMS = (
    *("sheets", "points", "fatal", "excellent", "good", "passing", "fail"),
    *("confirmed", "appeals", "changed", "notes"),
)

FORM = FormDef(
    key="quality_month",
    title=N_("Monthly list of the quality of service"),
    version=1,
    subject="quality",
    columns=(
        Column("month", N_("Month"), width=8),
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("sheets", N_("Calls scored"), _C, 7, means=N_("calls whose score was given in the month")),
        Column("mean", N_("Mean score"), _C, 7, means=N_("points ÷ calls scored")),
        Column("highest", N_("Highest"), _C, 6),
        Column("lowest", N_("Lowest"), _C, 6),
        Column("excellent", N_("Excellent"), _C, 6),
        Column("good", N_("Good"), _C, 6),
        Column("passing", N_("Pass"), _C, 6),
        Column("fail", N_("Failed score"), _C, 6),
        Column("good_pct", N_("Good or better %"), Kind.PERCENT, 8, means=N_("excellent and good ÷ calls scored")),
        Column("fatal", N_("Fatal errors"), _C, 6),
        Column("confirmed", N_("Confirmed scores"), _C, 6),
        Column("appeals", N_("Appeals"), _C, 6),
        Column("changed", N_("Changed on appeal"), _C, 6),
        Column("notes", N_("Coaching notes"), _C, 6),
        Column("remark", N_("Remarks"), width=12, written=True),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row per agent with a scored call, by team."""
    lo, hi = asked.period.bounds
    return [_row(one, f"{asked.period.day:%Y-%m}") for one in quality.month_of(session, lo, hi, sa.true())]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """The mean over all calls, not of the agents' means."""
    sums: Row = {key: sum(row[key] for row in chosen) for key in _SUMS}
    return sums | {
        "mean": mean(sums["points"], sums["sheets"]),
        "highest": max((row["highest"] for row in chosen), default=None),
        "lowest": min((row["lowest"] for row in chosen), default=None),
        "good_pct": share(sums["excellent"] + sums["good"], sums["sheets"]),
    }


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    named = tuple((row["name"], {key: row[key] for key in ("excellent", "good", "passing", "fail")}) for row in chosen)
    series = (
        ("excellent", N_("Excellent")),
        ("good", N_("Good")),
        ("passing", N_("Pass")),
        ("fail", N_("Failed score")),
    )
    return (Chart("grades", N_("Grades by agent"), "bars", series, named, None),) if named else ()


def _row(one: Month, month: str) -> Row:
    return {
        **vars(one),
        "month": month,
        "mean": mean(one.points, one.sheets),
        "good_pct": share(one.excellent + one.good, one.sheets),
    }
