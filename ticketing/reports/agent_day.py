"""话务人员日工作统计表: what each agent's day came to (binder chapter 13, sheet 13)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.instants import micros
from ticketing.queries import agent_days
from ticketing.reports.asked import Asked
from ticketing.reports.forms import N_, Column, FormDef, Kind, mean, share
from ticketing.reports.periods import Period

IN_TIME_S = 20

FORM = FormDef(
    key="agent_day",
    title=N_("Agents' daily work sheet"),
    # 2: satisfaction by the instant of asking.
    version=2,
    item="13-13",
    subject="people",
    columns=(
        Column("on", N_("Date"), Kind.DAY, 11),
        Column("shift", N_("Shift"), width=6),
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("first_in", N_("Signed in at"), Kind.CLOCK, 9),
        Column("last_out", N_("Signed out at"), Kind.CLOCK, 9),
        Column("logins", N_("Sign-ins"), Kind.COUNT, 6),
        Column("login_s", N_("Signed-in time"), Kind.DURATION, 9),
        Column("ready_pct", N_("Ready %"), Kind.PERCENT, 8, means=N_("ready time ÷ signed-in time")),
        Column("offered", N_("Offered"), Kind.COUNT, 7, means=N_("answered + not answered rings")),
        Column("answered", N_("Answered"), Kind.COUNT, 7),
        Column("answer_pct", N_("Answer rate"), Kind.PERCENT, 8, means=N_("answered ÷ offered")),
        Column("in_time_pct", N_("Answered in 20 s"), Kind.PERCENT, 9, means=N_("answered within 20 s ÷ answered")),
        Column("missed", N_("Missed"), Kind.COUNT, 6, means=N_("rang at least 3 s without an answer")),
        Column("transferred", N_("Transfers"), Kind.COUNT, 6),
        Column("outbound", N_("Outbound"), Kind.COUNT, 6, means=N_("attempts at call-backs")),
        Column("outbound_connected", N_("Outbound connected"), Kind.COUNT, 6),
        Column("talk_s", N_("Talk time"), Kind.DURATION, 9),
        Column("talk_avg_s", N_("Mean talk"), Kind.DURATION, 8, means=N_("talk time ÷ calls with a measured end")),
        Column("acw_avg_s", N_("Mean wrap-up"), Kind.DURATION, 8, means=N_("wrap-up time ÷ answered")),
        Column("hold_s", N_("Hold time"), Kind.DURATION, 8),
        Column("breaks", N_("Breaks"), Kind.COUNT, 6),
        Column("break_s", N_("Break time"), Kind.DURATION, 8),
        Column("break_pct", N_("Break %"), Kind.PERCENT, 7, means=N_("break time ÷ signed-in time")),
        Column("opened", N_("Tickets opened"), Kind.COUNT, 6),
        Column("resolved", N_("Tickets resolved"), Kind.COUNT, 6),
        Column("callbacks", N_("Call-backs"), Kind.COUNT, 6),
        Column("rated_pct", N_("Response rate"), Kind.PERCENT, 7, means=N_("rated ÷ invited")),
        Column("satisfied_pct", N_("Satisfied %"), Kind.PERCENT, 7, means=N_("satisfied ÷ rated")),
        Column("bad_attitude", N_("Poor: attitude"), Kind.COUNT, 6),
        Column("bad_solution", N_("Poor: solution"), Kind.COUNT, 6),
        Column("bad_both", N_("Poor: both"), Kind.COUNT, 6),
        Column("late_min", N_("Late, min"), Kind.COUNT, 6),
        Column("early_min", N_("Left early, min"), Kind.COUNT, 6),
        Column("adherence_pct", N_("Adherence"), Kind.PERCENT, 8, means=N_("time as planned ÷ planned time")),
        Column("remark", N_("Remarks"), width=14, written=True),
    ),
)

# What a total is the sum of; ratios are reckoned from sums, never averaged.
_SUMS = (
    *("logins", "login_s", "offered", "answered", "missed", "transferred", "outbound", "outbound_connected"),
    *("talk_s", "hold_s", "breaks", "break_s", "opened", "resolved", "callbacks", "late_min", "early_min"),
    *("bad_attitude", "bad_solution", "bad_both"),
)
_PARTS = (
    *("in_time", "ready_s", "acw_s", "talking_s", "talks", "planned_s", "adherent_s"),
    *("invited", "rated", "satisfied"),
)

#: Everything of a row that adds up.
SUMMED = (*_SUMS, *_PARTS)


def rows(session: Session, asked: Asked) -> list[dict[str, Any]]:
    """One row per agent of whom the day knows anything, by team and code.

    A pure function of the tables and the period; of a day that still runs up to `asked.at`. Beside the columns a row
    carries the parts of its ratios, so that any choice of rows can be totalled.
    """
    period = asked.period
    facts = _facts(session, period, micros(asked.at) if asked.at else period.hi_us)
    return [_row(period, person, facts[person[0]]) for person in agent_days.people(session) if facts.get(person[0])]


def totals(chosen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The total row over these rows: sums, and ratios of sums."""
    sums: dict[str, Any] = {key: sum(row.get(key) or 0 for row in chosen) for key in SUMMED}
    return sums | _ratios(sums)


def _facts(session: Session, period: Period, now_us: int) -> dict[int, dict[str, Any]]:
    lo, hi = period.bounds
    hi_us = min(now_us, period.hi_us)
    sources = (
        agent_days.shifts(session, period.day),
        agent_days.time_spent(session, period.lo_us, hi_us),
        agent_days.calls(session, period.lo_us, period.hi_us, IN_TIME_S * 1_000_000),
        agent_days.missed_rings(session, period.lo_us, period.hi_us),
        agent_days.desk_work(session, lo, hi),
        agent_days.time_in_shift(session, period.day),
        agent_days.judged(session, period.day),
        agent_days.ratings(session, period.lo_us, period.hi_us),
    )
    merged: dict[int, dict[str, Any]] = {}
    for source in sources:
        for person_id, values in source.items():
            merged.setdefault(person_id, {}).update(values)
    return merged


def _row(period: Period, person: tuple[int, str, str, str | None], facts: Mapping[str, Any]) -> dict[str, Any]:
    person_id, code, name, team = person
    answered, missed = facts.get("answered", 0), facts.get("missed", 0)
    row = {
        "person_id": person_id,
        "on": period.day.isoformat(),
        "shift": facts.get("shift"),
        "team": team,
        "code": code,
        "name": name,
        "first_in": _instant(facts.get("first_us"), period),
        "last_out": _instant(facts.get("last_us"), period),
        "offered": answered + missed,
        "break_s": round(facts.get("paused_s", 0)),
        **{key: facts.get(key, 0) for key in _PARTS},
        **{key: round(facts.get(key) or 0) for key in _SUMS if key not in {"offered", "break_s"}},
        **_attendance(facts),
    }
    return row | _ratios(row)


def _ratios(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ready_pct": share(row["ready_s"], row["login_s"]),
        "answer_pct": share(row["answered"], row["offered"]),
        "in_time_pct": share(row["in_time"], row["answered"]),
        "talk_avg_s": mean(row["talk_s"], row["talks"]),
        "acw_avg_s": mean(row["acw_s"], row["answered"]),
        "break_pct": share(row["break_s"], row["login_s"]),
        "adherence_pct": share(row["adherent_s"], row["planned_s"]),
        "rated_pct": share(row["rated"], row["invited"]),
        "satisfied_pct": share(row["satisfied"], row["rated"]),
    }


def _attendance(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Lateness and early leaving in whole minutes: as the day was judged, and until it is as the phone tells it, where
    a break counts as planned up to the shift's allowance."""
    if "judged_kept_s" in facts:
        return {
            "late_min": facts["judged_late_s"] // 60,
            "early_min": facts["judged_early_s"] // 60,
            "planned_s": float(facts["judged_planned_s"]),
            "adherent_s": float(facts["judged_kept_s"]),
        }
    start, end = facts.get("start_at"), facts.get("end_at")
    if start is None or end is None:
        return {"late_min": 0, "early_min": 0, "planned_s": 0, "adherent_s": 0}
    planned = (end - start).total_seconds()
    rested = min(float(facts.get("rested_s") or 0), float(facts.get("break_min") or 0) * 60)
    return {
        "late_min": _minutes(facts.get("first_us"), start, 1),
        "early_min": _minutes(facts.get("last_us"), end, -1),
        "planned_s": planned,
        "adherent_s": min(planned, float(facts.get("worked_s") or 0) + rested),
    }


def _minutes(at_us: int | None, planned: datetime, sign: int) -> int:
    if at_us is None:
        return 0
    return max(0, int(sign * (at_us / 1_000_000 - planned.timestamp()) // 60))


def _instant(at_us: int | None, period: Period) -> str | None:
    if at_us is None:
        return None
    return datetime.fromtimestamp(at_us // 1_000_000, period.zone).isoformat()
