"""呼入记录表 and 呼出记录表: the calls of some days, one a line (binder chapter 13, sheets 6 and 7)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US
from ticketing.queries.sheets import calls
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

INBOUND = FormDef(
    key="inbound",
    title=N_("Record of calls received"),
    version=1,
    item="13-6",
    subject="calls",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("on", N_("Date of call"), Kind.DAY, 11),
        Column("at", N_("Time of call"), Kind.CLOCK, 9),
        Column("phone", N_("Number called from"), width=13),
        Column("customer", N_("Name of the customer"), width=10),
        Column("address", N_("Company / address"), width=16),
        Column("kind", N_("Kind of call"), width=7, words="kind"),
        Column("ivr", N_("Menu keys"), width=6),
        Column("queue", N_("Queue"), width=8),
        Column("wait_s", N_("Waited"), Kind.DURATION, 7),
        Column("ring_s", N_("Rang"), Kind.DURATION, 7),
        Column("talk_s", N_("Talked"), Kind.DURATION, 7, means=N_("time connected, hold included")),
        Column("outcome", N_("Outcome"), width=9, words="outcome"),
        Column("content", N_("What it was about"), width=24, written=True),
        Column("handling", N_("How it was handled"), width=10, written=True, words="handling"),
        Column("result", N_("Result of handling"), width=18, written=True),
        Column("promised", N_("Call-back promised for"), Kind.INSTANT, 15),
        Column("score", N_("Satisfaction"), width=9, words="score"),
        Column("agent", N_("Agent (no.)"), width=11),
        Column("ticket", N_("Ticket no."), width=15),
        Column("recording", N_("Recording"), width=6, words="yes"),
        Column("remark", N_("Remark"), width=12, written=True),
    ),
)

OUTBOUND = FormDef(
    key="outbound",
    title=N_("Record of calls placed"),
    version=1,
    item="13-7",
    subject="calls",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("on", N_("Date"), Kind.DAY, 11),
        Column("at", N_("Placed at"), Kind.CLOCK, 9),
        Column("phone", N_("Number called"), width=13),
        Column("customer", N_("Name of the customer"), width=10),
        Column("reason", N_("Reason for the call"), width=10, written=True, words="callback_kind"),
        Column("ticket", N_("Ticket no."), width=15),
        Column("outcome", N_("Result of the call"), width=10, words="outcome"),
        Column("nth", N_("Attempt no."), Kind.COUNT, 6),
        Column("talk_s", N_("Talked"), Kind.DURATION, 7),
        Column("content", N_("Summary of the talk"), width=24, written=True),
        Column("opinion", N_("What the customer says"), width=18, written=True, words="result"),
        Column("next", N_("Next contact at"), Kind.INSTANT, 15, written=True),
        Column("agent", N_("Agent (no.)"), width=11),
        Column("remark", N_("Remark"), width=12, written=True),
    ),
)


def inbound(session: Session, asked: Asked) -> Iterator[Row]:
    """A line for every stay in a queue that began within the days, read as they are taken."""
    period = asked.period
    found = calls.inbound(session, asked.actor, period.lo_us, period.hi_us, asked.most)
    for no, row in enumerate(found, 1):
        yield {"no": no, **call_cells(row, asked)}


def call_cells(row: Any, asked: Asked) -> Row:
    """One call in the words of its record; the list and the sheet of one call alike."""
    at = asked.when_us(row.enter_us)
    return {
        "on": at[:10] if at else None,
        "at": at,
        "phone": asked.phone(row.caller_norm or row.caller),
        "customer": row.customer if row.is_known else row.caller_name,
        "address": " ".join(part for part in (row.company, row.address) if part) if row.is_known else None,
        "kind": row.kind.value if row.kind else None,
        "ivr": row.ivr,
        "queue": row.queue_name or row.queue,
        "wait_s": _seconds(row.wait_us),
        "ring_s": _seconds(row.ring_us),
        "talk_s": _seconds(row.talk_us),
        "outcome": row.outcome.value,
        "content": row.content or row.subject,
        "demand": row.demand,
        "handling": _handling(row),
        "result": row.resolution_text,
        "promised": asked.when(row.promised),
        "score": str(row.score) if row.score else None,
        "agent": f"{row.person} ({row.code})" if row.person else row.agent,
        "ticket": row.number,
        "recording": None if row.recorded is None else ("yes" if row.recorded else "no"),
    }


def outbound(session: Session, asked: Asked) -> Iterator[Row]:
    """A line for every call that we placed within the days, read as they are taken."""
    period, people = asked.period, calls.people_by_id(session)
    found = calls.outbound(session, asked.actor, period.lo_us, period.hi_us, asked.most)
    for no, row in enumerate(found, 1):
        yield {"no": no, **_placed(row, people, asked)}


def _placed(row: Any, people: dict[int, tuple[str, str]], asked: Asked) -> Row:
    at = asked.when_us(row.first_us)
    who = [people[one] for one in row.person_ids if one in people]
    return {
        "on": at[:10] if at else None,
        "at": at,
        "phone": asked.phone(row.number_norm or row.called),
        "customer": row.customer,
        "reason": row.reason.value if row.reason else None,
        "ticket": row.number,
        "outcome": row.outcome.value,
        "nth": row.no,
        "talk_s": _seconds(row.talk_us),
        "content": row.note,
        "opinion": row.result.value if row.result else None,
        "next": asked.when(row.next_attempt_at),
        "agent": ", ".join(f"{name} ({code})" for code, name in who),
    }


def _handling(row: Any) -> str | None:
    if row.number is None:
        return None
    if row.promised is not None:
        return "call_back"
    return "at_once" if row.resolved_at is not None and row.reopen_count == 0 else "handed_on"


def _seconds(us: int | None) -> float | None:
    return None if us is None else us / SECOND_US
