"""R06 over random months: the sums of the day sheets are the month, cell by cell, whoever changed teams."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.proofs import in_memory
from ticketing.reports import agent_day, agent_month

Row = dict[str, Any]
NUMBERS = st.integers(0, 90_000)
#: Ratios of the month: column -> what is divided by what; per cent unless it is a mean.
PER_CENT = {
    "answer_pct": ("answered", "offered"),
    "in_time_pct": ("in_time", "answered"),
    "break_pct": ("break_s", "login_s"),
    "satisfied_pct": ("satisfied", "rated"),
    "adherence_pct": ("adherent_s", "planned_s"),
}
MEANS = {"talk_avg_s": ("talk_s", "talks"), "acw_avg_s": ("acw_s", "answered"), "per_day": ("answered", "days")}


@st.composite
def months(draw: st.DrawFn) -> list[Row]:
    """The rows of a month's day sheets: each day some of a few agents, in either of two teams or in none."""
    first, length = date(2028, 2, 1), draw(st.integers(1, 31))
    found = []
    for at in range(length):
        for code in draw(st.sets(st.sampled_from("123"))):
            row = {key: draw(NUMBERS) for key in agent_day.SUMMED}
            row["login_s"] *= draw(st.integers(0, 1))
            about = {"team": draw(st.sampled_from(["一组", "二组", None])), "code": code, "name": f"n{code}"}
            found.append(row | about | {"on": (first + timedelta(days=at)).isoformat(), "version": 1})
    return found


def month_of(days: list[Row]) -> list[Row]:
    lines: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in days:
        lines[row["team"] or "", row["code"]].append(row)
    made = [agent_month._row(found, "2028-02") for _, found in sorted(lines.items())]
    return [line | {"scored": 0, "points": 0} for line in made]


def halved_up(part: int, whole: int, times: int) -> float | None:
    """Reckoned in decimals, as one would on paper; nothing over nothing."""
    if not whole:
        return None
    return float((Decimal(part) * times / whole).quantize(Decimal("0.01"), ROUND_HALF_UP))


@given(months())
@in_memory(quick=40)
def test_r06_every_column_that_adds_up_is_the_sum_of_its_days_and_every_ratio_one_of_sums(days: list[Row]) -> None:
    lines = month_of(days)
    whole = agent_month.totals(lines)
    for line in [*lines, whole]:
        mine = [row for row in days if line is whole or (row["team"], row["code"]) == (line["team"], line["code"])]
        sums = {key: sum(row[key] for row in mine) for key in agent_day.SUMMED}
        sums["days"] = sum(row["login_s"] > 0 for row in mine)
        assert {key: line[key] for key in sums} == sums
        for key, (part, over) in PER_CENT.items():
            assert line[key] == halved_up(sums[part], sums[over], 100), key
        for key, (part, over) in MEANS.items():
            assert line[key] == halved_up(sums[part], sums[over], 1), key
    assert sum(len(line["by_day"]) for line in lines) == len({(row["team"], row["code"], row["on"]) for row in days})


@given(months())
@in_memory(quick=20)
def test_r06_nothing_is_left_out_of_the_month_that_the_day_adds_up(days: list[Row]) -> None:
    added = {column.key for column in agent_day.FORM.columns if column.key in agent_day.SUMMED}
    shown = {column.key for column in agent_month.FORM.columns}
    assert {"answered", "outbound", "opened", "resolved", "callbacks", "login_s"} <= added & shown
    whole = agent_month.totals(month_of(days))
    assert all(whole[key] == sum(row[key] for row in days) for key in added)
