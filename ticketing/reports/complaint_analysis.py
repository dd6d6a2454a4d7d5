"""客户投诉分析表: where a month's complaints come from, what is behind them, and when (chapter 9, sheet 21)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.sheets import complaints
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

SIDES = ("category", "cause", "department", "product")
_HOURS = range(24)

FORM = FormDef(
    key="complaint_analysis",
    title=N_("Analysis of complaints"),
    version=1,
    item="9-21",
    subject="complaints",
    landscape=False,
    columns=(
        Column("side", N_("By"), width=10, words="side"),
        Column("name", N_("Name"), width=22),
        Column("count", N_("How many"), Kind.COUNT, 8),
        Column("share_pct", N_("Share"), Kind.PERCENT, 8, means=N_("of all complaints of the month")),
        Column("cumulative_pct", N_("Cumulative"), Kind.PERCENT, 8, means=N_("shares added up, the largest first")),
        Column("upheld", N_("Upheld"), Kind.COUNT, 7),
        Column("advice", N_("Advice, who, until when"), width=26, written=True),
        Column("effect", N_("Effect of the last measures"), width=18, written=True),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """By category, cause, department and product, the largest first; then the hours in which they came, and complaints
    without a result by number."""
    lo, hi = asked.period.bounds
    found: list[Row] = []
    for side in SIDES:
        found += _pareto(side, complaints.sums_by(session, asked.actor, lo, hi, side))
    for day, weekday, hour, count in complaints.arrivals(session, asked.actor, lo, hi, str(asked.period.zone)):
        found.append({"side": "arrival", "name": day, "weekday": weekday, "hour": hour, "count": count, "drawn": True})
    missing = complaints.without_result(session, lo, hi)
    found.append({"side": "result", "name": ", ".join(missing), "count": len(missing), "upheld": 0})
    return found


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """Each side adds up to the same complaints: the category's rows are the total."""
    mine = [row for row in chosen if row["side"] == "category"]
    return {key: sum(row[key] for row in mine) for key in ("count", "upheld")}


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """The Pareto of categories, complaints by day, and the heat of weekday and hour."""
    pareto = tuple(
        (row["name"] or "—", {"count": row["count"], "cumulative_pct": row["cumulative_pct"]})
        for row in chosen
        if row["side"] == "category"
    )
    counted = (("count", N_("Complaints")),)
    return (
        Chart("pareto", N_("Categories, the largest first"), "bars", counted, pareto, _CUMULATIVE),
        Chart("trend", N_("Complaints by day"), "lines", counted, _by_day(chosen)),
        Chart("heat", N_("Complaints by weekday and hour"), "heat", _HOUR_SERIES, _by_weekday(chosen), words="weekday"),
    )


_CUMULATIVE = ("cumulative_pct", N_("Cumulative"))
_HOUR_SERIES = tuple((f"h{hour}", f"{hour:02d}") for hour in _HOURS)


def _pareto(side: str, sums: Mapping[str, Mapping[str, int]]) -> list[Row]:
    whole, so_far = sum(one["count"] for one in sums.values()), 0
    found = []
    for name, one in sums.items():
        so_far += one["count"]
        shares = {"share_pct": share(one["count"], whole), "cumulative_pct": share(so_far, whole)}
        found.append({"side": side, "name": name, "count": one["count"], "upheld": one["upheld"], **shares})
    return found


def _by_day(chosen: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    counts: Counter[str] = Counter()
    for row in chosen:
        if row["side"] == "arrival":
            counts[row["name"]] += row["count"]
    return tuple((day, {"count": float(n)}) for day, n in sorted(counts.items()))


def _by_weekday(chosen: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    cells: Counter[tuple[int, int]] = Counter()
    for row in chosen:
        if row["side"] == "arrival":
            cells[row["weekday"], row["hour"]] += row["count"]
    return tuple(
        (str(weekday), {f"h{hour}": float(cells[weekday, hour]) for hour in _HOURS}) for weekday in range(1, 8)
    )
