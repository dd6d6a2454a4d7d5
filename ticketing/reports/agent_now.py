"""话务人员工作量实时统计表: the day so far and where everybody stands now (binder chapter 13, sheet 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US, micros
from ticketing.queries.sheets import people
from ticketing.reports import agent_day
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

_C, _D, _P = Kind.COUNT, Kind.DURATION, Kind.PERCENT

FORM = FormDef(
    key="agent_now",
    title=N_("Agents' workload now"),
    version=1,
    item="13-12",
    subject="people",
    columns=(
        Column("until", N_("Up to"), Kind.INSTANT, 15),
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("state", N_("Present state"), width=9, words="presence"),
        Column("state_s", N_("In this state for"), _D, 8),
        Column("first_in", N_("Signed in at"), Kind.CLOCK, 9),
        Column("login_s", N_("Signed-in time"), _D, 9),
        Column("answered", N_("Answered"), _C, 7),
        Column("missed", N_("Missed"), _C, 6, means=N_("rang at least 3 s without an answer")),
        Column("outbound", N_("Outbound"), _C, 6, means=N_("attempts at call-backs")),
        Column("talk_s", N_("Talk time"), _D, 9),
        Column("talk_avg_s", N_("Mean talk"), _D, 8, means=N_("talk time ÷ calls with a measured end")),
        Column("acw_s", N_("Wrap-up time"), _D, 8),
        Column("hold_s", N_("Hold time"), _D, 8),
        Column("breaks", N_("Pauses"), _C, 6),
        Column("break_s", N_("Paused"), _D, 8),
        Column("ready_s", N_("Ready time"), _D, 8),
        Column("use_pct", N_("Time used"), _P, 8, means=N_("(talk + hold + wrap-up + ready) ÷ signed-in time")),
        Column("open_tickets", N_("Tickets in hand"), _C, 6),
        Column("owed", N_("Call-backs owed"), _C, 6),
        Column("satisfied_pct", N_("Satisfied %"), _P, 7, means=N_("satisfied ÷ rated")),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """Everybody of whom the day knows anything, up to `asked.at`."""
    at = asked.at or asked.period.bounds[1]
    now_us = min(micros(at), asked.period.hi_us)
    found = agent_day.rows(session, replace(asked, at=at))
    ids = [row["person_id"] for row in found]
    present, in_hand = people.present(session, ids), people.in_hand(session)
    return [{**row, **_now(row, present, in_hand, asked, now_us)} for row in found]


def _now(row: Row, present: Mapping[int, Any], in_hand: Mapping[int, Any], asked: Asked, now_us: int) -> Row:
    state, _, since = present.get(row["person_id"], ("offline", "", None))
    return {
        "until": asked.when_us(now_us),
        "state": state,
        "state_s": (now_us - since) / SECOND_US if since is not None else None,
        "use_pct": used(row),
        "open_tickets": 0,
        "owed": 0,
        **in_hand.get(row["person_id"], {}),
    }


def used(row: Mapping[str, Any]) -> float | None:
    """工时利用率; the talk of a timeline has its hold in it."""
    return share(row["talking_s"] + row["acw_s"] + row["ready_s"], row["login_s"])


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums = agent_day.totals(chosen)
    sums |= {key: sum(row[key] for row in chosen) for key in ("open_tickets", "owed")}
    return sums | {"use_pct": used(sums)}
