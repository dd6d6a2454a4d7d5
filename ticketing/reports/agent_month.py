"""话务人员月工作统计表: the month as the sum of its day sheets, cell by cell (binder chapter 13, sheet 14)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from ticketing.models.reports import ReportAdjustment
from ticketing.queries import quality, reports
from ticketing.reports import agent_day
from ticketing.reports.agent_now import used
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, mean

_C, _D, _P = Kind.COUNT, Kind.DURATION, Kind.PERCENT

FORM = FormDef(
    key="agent_month",
    title=N_("Agents' monthly work sheet"),
    # 2: the mean of the quality scores.
    version=2,
    item="13-14",
    subject="people",
    columns=(
        Column("month", N_("Month"), width=8),
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("days", N_("Days present"), _C, 6, means=N_("days with signed-in time")),
        Column("login_s", N_("Hours worked"), _D, 9),
        Column("answered", N_("Answered"), _C, 7),
        Column("per_day", N_("Per day"), _C, 7, means=N_("answered ÷ days present")),
        Column("answer_pct", N_("Answer rate"), _P, 8, means=N_("answered ÷ offered")),
        Column("in_time_pct", N_("Answered in 20 s"), _P, 9, means=N_("answered within 20 s ÷ answered")),
        Column("outbound", N_("Outbound"), _C, 6, means=N_("attempts at call-backs")),
        Column("talk_avg_s", N_("Mean talk"), _D, 8, means=N_("talk time ÷ calls with a measured end")),
        Column("acw_avg_s", N_("Mean wrap-up"), _D, 8, means=N_("wrap-up time ÷ answered")),
        Column("use_pct", N_("Time used"), _P, 8, means=N_("(talk + hold + wrap-up + ready) ÷ signed-in time")),
        Column("break_pct", N_("Break %"), _P, 7, means=N_("break time ÷ signed-in time")),
        Column("opened", N_("Tickets opened"), _C, 6),
        Column("resolved", N_("Tickets resolved"), _C, 6),
        Column("callbacks", N_("Call-backs"), _C, 6),
        Column("satisfied_pct", N_("Satisfied %"), _P, 7, means=N_("satisfied ÷ rated")),
        Column("scored", N_("Calls scored"), _C, 6, means=N_("calls whose score was given in the month")),
        Column("quality", N_("Mean quality score"), _C, 7, means=N_("points ÷ calls scored")),
        Column("late_days", N_("Late, times"), _C, 6),
        Column("early_days", N_("Left early, times"), _C, 6),
        Column("adherence_pct", N_("Adherence"), _P, 8, means=N_("time as planned ÷ planned time")),
        Column("belongs", N_("Belongs to"), width=8, means=N_("a correction after sign-off stands in the next month")),
        Column("remark", N_("Remarks"), width=12, written=True),
    ),
)
#: The same columns as the day's sheet, over any stretch.
DAYS = replace(agent_day.FORM, key="agent_days", title=N_("Agents' days one by one"), item="")
_TIMES = ("days", "late_days", "early_days")
_SCORES = ("scored", "points")
#: So many people stand in the calendar at most; the table above it has them all.
MOST_DRAWN = 60
# A team and an agent's number.
Place = tuple[str, str]


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row per agent and team of the day, out of the newest revisions of the month's day sheets."""
    period = asked.period
    found: dict[Place, list[Row]] = defaultdict(list)
    last: dict[int, Place] = {}
    for on, version, content in reports.contents(session, agent_day.FORM.key, period.day, period.last):
        for row in content["rows"]:
            found[row["team"] or "", row["code"]].append(row | {"on": on.isoformat(), "version": version})
            last[row.get("person_id", 0)] = (row["team"] or "", row["code"])
    month = f"{period.day:%Y-%m}"
    belated = reports.adjustments_into(session, FORM.key, period.day)
    lines = [_row(days, month) for _, days in sorted(found.items())]
    return [*_judged(session, asked, lines, last), *(_belated(row, month) for row in belated)]


def of_days(session: Session, asked: Asked) -> list[Row]:
    """The days behind a month's figures: every row of the newest day sheets, of one agent where `asked.number` says."""
    found = reports.contents(session, agent_day.FORM.key, asked.period.day, asked.period.last)
    return [row for _, _, content in found for row in content["rows"] if asked.number in {"", row["code"]}]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums = agent_day.totals(chosen) | {key: sum(row[key] for row in chosen) for key in _TIMES}
    sums |= {key: sum(row.get(key) or 0 for row in chosen) for key in _SCORES}
    ratios = {"use_pct": used(sums), "per_day": mean(sums["answered"], sums["days"])}
    return sums | ratios | {"quality": mean(sums["points"], sums["scored"])}


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """The month by day: calls answered, with a mark where the day's rules changed; and who was there when."""
    sums: dict[str, Row] = {}
    versions: dict[str, int] = {}
    for row in chosen:
        for on, (answered, _, version) in row.get("by_day", {}).items():
            sums.setdefault(on, {"answered": 0})["answered"] += answered
            versions[on] = version
    days = sorted(sums)
    broken = tuple(day for before, day in pairwise(days) if versions[before] != versions[day])
    trend = tuple((day, sums[day]) for day in days)
    hours = tuple((row["name"], _hours(row["by_day"], days)) for row in chosen if row.get("by_day"))
    named = tuple((day, day[8:]) for day in days)
    return (
        Chart("trend", N_("Calls answered by day"), "lines", (("answered", N_("Answered")),), trend, breaks=broken),
        Chart("calendar", N_("Hours signed in by day"), "heat", named, hours[:MOST_DRAWN]),
    )


def _hours(by_day: Mapping[str, Sequence[Any]], days: Sequence[str]) -> Row:
    return {day: round(by_day[day][1] / 3600, 1) if day in by_day else 0 for day in days}


def _judged(session: Session, asked: Asked, lines: list[Row], last: Mapping[int, Place]) -> list[Row]:
    """The lines with the month's scores. Who changed teams has a line in either: the scores stand where they were
    `last`, so that they are counted once."""
    scores = quality.mean_of_month(session, [*last], *asked.period.bounds)
    for line in lines:
        person_id = line.get("person_id", 0)
        is_last = last[person_id] == (line["team"] or "", line["code"])
        scored, points = scores.get(person_id, (0, 0)) if is_last else (0, 0)
        line |= {"scored": scored, "points": points, "quality": mean(points, scored)}
    return lines


def _row(days: Sequence[Mapping[str, Any]], month: str) -> Row:
    last = days[-1]
    return {
        **agent_day.totals(days),
        **{key: last[key] for key in ("person_id", "team", "code", "name") if key in last},
        **_counted(days),
        "month": month,
        # For the drawings: of each day the calls answered, the seconds signed in, and the version of its rules.
        "by_day": {row["on"]: [row["answered"], row["login_s"], row["version"]] for row in days},
    }


def _belated(row: ReportAdjustment, month: str) -> Row:
    """What a day of a signed month came to differently, said where it still can be."""
    about = {"team": row.team, "code": row.code, "name": row.name, "month": month, "belongs": f"{row.on_day:%Y-%m}"}
    none = {**dict.fromkeys((*_TIMES, *_SCORES), 0), **dict.fromkeys(("use_pct", "per_day", "quality"))}
    return {**agent_day.totals([row.parts]), **none, **about}


def _counted(days: Sequence[Mapping[str, Any]]) -> Row:
    sums = agent_day.totals(days)
    present = sum(row["login_s"] > 0 for row in days)
    return {
        "days": present,
        "per_day": mean(sums["answered"], present),
        "use_pct": used(sums),
        "late_days": sum(row["late_min"] > 0 for row in days),
        "early_days": sum(row["early_min"] > 0 for row in days),
    }
