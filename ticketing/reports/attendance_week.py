"""The week's attendance, Monday to Sunday, as it is made public on Monday (seed 002, B3; workforce W15)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.attendance import ABSENCE, EARLY, LATE, MISSED_IN, MISSED_OUT
from ticketing.domain.instants import SECOND_US
from ticketing.models.attendance import AttendanceDay
from ticketing.queries.sheets import attendance
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

_C, _D = Kind.COUNT, Kind.DURATION
_SUMS = (
    *("shifts", "present", "late", "late_s", "early", "early_s", "missed", "half_days", "pending", "overtime_s"),
    *("planned_s", "adherent_s"),
)

_SIGNS_MEAN = N_("L late, E left early, M punch missed, A absent")

FORM = FormDef(
    key="attendance_week",
    title=N_("Attendance of the week"),
    version=1,
    subject="people",
    columns=(
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("shifts", N_("Shifts planned"), _C, 7),
        Column("present", N_("Shifts worked"), _C, 7, means=N_("shifts with a sign of coming or going")),
        Column("late", N_("Late, times"), _C, 6),
        Column("late_s", N_("Late in all"), _D, 8),
        Column("early", N_("Left early, times"), _C, 6),
        Column("early_s", N_("Early in all"), _D, 8),
        Column("missed", N_("Punches missed"), _C, 7, means=N_("no sign of coming, or none of going")),
        Column("half_days", N_("Half days absent"), _C, 7),
        Column("pending", N_("To be certified"), _C, 7, means=N_("missed punches that nobody has certified")),
        Column("overtime_s", N_("Overtime"), _D, 8, means=N_("served beyond the planned end")),
        Column("planned_s", N_("Planned"), _D, 9, means=N_("planned and not excused")),
        Column("adherence_pct", N_("Adherence"), Kind.PERCENT, 8, means=N_("time as planned ÷ planned time")),
        Column("deviations", N_("Deviations by day"), width=26, means=_SIGNS_MEAN),
        Column("remark", N_("Remarks"), width=12, written=True),
    ),
    notes=(N_("Corrections within five weeks make another revision, and who they are about is told."),),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row for each person of whom a shift of the week was judged."""
    found: dict[int, list[tuple[AttendanceDay, str, str, str | None]]] = defaultdict(list)
    for one in attendance.judged(session, asked.period.day, asked.period.last):
        found[one[0].person_id].append(one)
    return [_row(days) for days in found.values()]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums: Row = {key: sum(row[key] for row in chosen) for key in _SUMS}
    return sums | {"adherence_pct": share(sums["adherent_s"], sums["planned_s"])}


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """The week as a calendar: a line for each person, a sign for each shift, a dash where none was planned."""
    days = sorted({day for row in chosen for day in row.get("by_day", {})})
    lines = tuple((row["name"], {day: row.get("by_day", {}).get(day, "–") for day in days}) for row in chosen)
    series = tuple((day, day[5:]) for day in days)
    title = N_("Attendance by day: ✓ as planned, L late, E left early, M punch missed, A absent")
    return (Chart("attendance", title, "heat", series, lines if days else (), steps=_STEPS),)


_STEPS = {"✓": 1, "L": 3, "E": 3, "M": 4, "A": 5}


def _row(days: Sequence[tuple[AttendanceDay, str, str, str | None]]) -> Row:
    _, code, name, team = days[0]
    of_days = [_day(one[0]) for one in days]
    sums: Row = {key: sum(one[key] for one in of_days) for key in _SUMS}
    by_day: dict[str, str] = {}
    for one, day in zip(of_days, days, strict=True):
        on = day[0].on_day.isoformat()
        by_day[on] = "".join(sorted({*by_day.get(on, ""), *one["signs"]}))
    kept = {"by_day": {on: signs.replace("✓", "") or "✓" for on, signs in by_day.items()}}
    said = "; ".join(one["said"] for one in of_days if one["said"])
    about = {"person_id": days[0][0].person_id, "team": team, "code": code, "name": name, "deviations": said}
    return {**about, **sums, **kept, "adherence_pct": share(sums["adherent_s"], sums["planned_s"])}


def _day(day: AttendanceDay) -> Row:
    codes = [one["code"] for one in day.findings]
    missed = codes.count(MISSED_IN) + codes.count(MISSED_OUT)
    certified = any(one.get("certified") for one in day.evidence)
    return {
        "shifts": 1,
        "present": int(day.in_at is not None or day.out_at is not None),
        "late": codes.count(LATE),
        "late_s": day.late_s,
        "early": codes.count(EARLY),
        "early_s": day.early_s,
        "missed": missed,
        "half_days": day.half_days,
        "pending": 0 if certified else missed,
        "overtime_s": day.overtime_s,
        "planned_s": day.scheduled_us // SECOND_US,
        "adherent_s": day.adherent_us // SECOND_US,
        "said": _said(day, codes),
        "signs": "".join(_SIGNS.get(code, "") for code in codes) or "✓",
    }


def _said(day: AttendanceDay, codes: Sequence[str]) -> str:
    """`03-02 ▲▼`: the day and a sign for each finding; the column explains them."""
    signs = "".join(_SIGNS.get(code, "") for code in codes)
    return f"{day.on_day:%m-%d} {signs}" if signs else ""


_SIGNS = {LATE: "L", EARLY: "E", MISSED_IN: "M", MISSED_OUT: "M", ABSENCE: "A"}
