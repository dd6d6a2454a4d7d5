"""呼叫中心员工休息情况统计表: who paused how often, how long and for what (binder chapter 13, sheet 20)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.breaks import Activity
from ticketing.domain.instants import SECOND_US
from ticketing.models.presence import BreakKind
from ticketing.queries import agent_days
from ticketing.queries.sheets import people
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

_C, _D = Kind.COUNT, Kind.DURATION
_PARTS = ("breaks", "break_s", "meal_s", "training_s", "meeting_s", "other_s", "total_s", "over", "over_s", "login_s")
#: So many people stand in the drawing at most; the table above it has them all.
MOST_DRAWN = 40

FORM = FormDef(
    key="rest",
    title=N_("Statistics of the agents' rest"),
    version=1,
    item="13-20",
    subject="people",
    columns=(
        Column("on", N_("Date"), width=11),
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("breaks", N_("Breaks"), _C, 6, means=N_("pauses of the kind break")),
        Column("allowed", N_("Allowed breaks"), _C, 6),
        Column("break_s", N_("Break time"), _D, 8),
        Column("allowed_s", N_("Allowed break time"), _D, 8),
        Column("longest_s", N_("Longest pause"), _D, 8),
        Column("over", N_("Pauses over their limit"), _C, 6),
        Column("over_s", N_("Time over the limits"), _D, 8),
        Column("meal_s", N_("Meals"), _D, 8),
        Column("training_s", N_("Training"), _D, 8),
        Column("meeting_s", N_("Meetings"), _D, 8),
        Column("other_s", N_("Other pauses"), _D, 8),
        Column("total_s", N_("Paused in all"), _D, 8),
        Column("login_s", N_("Signed-in time"), _D, 9),
        Column("break_pct", N_("Break %"), Kind.PERCENT, 7, means=N_("break time ÷ signed-in time")),
        Column("remark", N_("Remarks"), width=12, written=True),
    ),
)

_OF = {
    Activity.BREAK: "break_s",
    Activity.MEAL: "meal_s",
    Activity.TRAINING: "training_s",
    Activity.MEETING: "meeting_s",
}


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row per person who was on line or paused in the days, by team and code."""
    period = asked.period
    reasons, by_code = people.kinds(session)
    taken: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for person_id, reason, start, end in people.pauses(session, period.lo_us, period.hi_us):
        taken[person_id].append((reason, end - start))
    online = agent_days.time_spent(session, period.lo_us, period.hi_us)
    days = (period.last - period.day).days + 1
    rest = by_code.get("break")
    return [
        {**_about(person, asked, rest, days), **_sums(taken[person[0]], reasons, online.get(person[0], {}))}
        for person in agent_days.people(session)
        if person[0] in online or person[0] in taken
    ]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums: Row = {key: sum(row[key] for row in chosen) for key in _PARTS}
    longest = max((row["longest_s"] for row in chosen), default=0)
    return sums | {"longest_s": longest, "break_pct": share(sums["break_s"], sums["login_s"])}


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """What each paused for, one on the other, in minutes: those with the longest pauses first."""
    longest = sorted((row for row in chosen if row["total_s"]), key=lambda row: (-row["total_s"], row["code"] or ""))
    parts = tuple(
        (row["name"], {key: round(row[key] / 60, 1) for key, _ in _KINDS_DRAWN}) for row in longest[:MOST_DRAWN]
    )
    return (Chart("pauses", N_("Pauses by what they were for, in minutes"), "stack", _KINDS_DRAWN, parts),)


_KINDS_DRAWN = (
    ("break_s", N_("Break time")),
    ("meal_s", N_("Meals")),
    ("training_s", N_("Training")),
    ("meeting_s", N_("Meetings")),
    ("other_s", N_("Other pauses")),
)


def _about(person: tuple[int, str, str, str | None], asked: Asked, rest: BreakKind | None, days: int) -> Row:
    _, code, name, team = person
    first, last = asked.period.day.isoformat(), asked.period.last.isoformat()
    allowed = {"allowed": rest.allowance_count, "allowed_s": rest.allowance_s} if rest else {}
    return {
        "on": first if first == last else f"{first} – {last}",
        "team": team,
        "code": code,
        "name": name,
        **{key: value * days for key, value in allowed.items() if value is not None},
    }


def _sums(taken: Sequence[tuple[str, int]], reasons: Mapping[str, BreakKind], online: Mapping[str, Any]) -> Row:
    sums: Row = dict.fromkeys(_PARTS, 0) | {"longest_s": 0}
    for reason, us in taken:
        kind, spent = reasons.get(reason), us / SECOND_US
        activity = kind.activity if kind else None
        sums[_OF.get(activity, "other_s") if activity else "other_s"] += spent
        sums["breaks"] += activity is Activity.BREAK
        sums["total_s"] += spent
        sums["longest_s"] = max(sums["longest_s"], spent)
        limit = kind.limit_s if kind else None
        if limit is not None and spent > limit:
            sums["over"] += 1
            sums["over_s"] += spent - limit
    login_s = float(online.get("login_s", 0))
    whole = {key: round(value) if key.endswith("_s") else value for key, value in sums.items()}
    return whole | {"login_s": round(login_s), "break_pct": share(whole["break_s"], round(login_s))}
