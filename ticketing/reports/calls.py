"""呼入记录表 and 呼出记录表: the calls of some days, one a line (binder chapter 13, sheets 6 and 7)."""

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


def inbound(session: Session, asked: Asked) -> list[Row]:
    """A line for every stay in a queue that began within the days."""
    period = asked.period
    found = calls.inbound(session, asked.actor, period.lo_us, period.hi_us, asked.most)
    return [{"no": no, **call_cells(row, asked)} for no, row in enumerate(found, 1)]


def call_cells(row: Any, asked: Asked) -> Row:
    """One call in the words of its record; the list and the sheet of one call alike."""
    visit, queue, ticket, customer, person, score, promised, recorded = row
    at = asked.when_us(visit.enter_us)
    return {
        "on": at[:10] if at else None,
        "at": at,
        "phone": asked.phone(visit.caller_norm or visit.caller),
        "customer": customer.name if customer else visit.caller_name,
        "address": " ".join(part for part in (customer.company, customer.address) if part) if customer else None,
        "kind": ticket.kind.value if ticket else None,
        "ivr": visit.ivr,
        "queue": queue or visit.queue,
        "wait_s": _seconds(visit.wait_us),
        "ring_s": _seconds(visit.ring_us),
        "talk_s": _seconds(visit.talk_us),
        "outcome": visit.outcome.value,
        "content": (ticket.content or ticket.subject) if ticket else None,
        "demand": ticket.demand if ticket else None,
        "handling": _handling(ticket, promised),
        "result": ticket.resolution_text if ticket else None,
        "promised": asked.when(promised),
        "score": str(score) if score else None,
        "agent": f"{person.name} ({person.code})" if person else visit.agent,
        "ticket": ticket.number if ticket else None,
        "recording": None if recorded is None else ("yes" if recorded else "no"),
    }


def outbound(session: Session, asked: Asked) -> list[Row]:
    """A line for every call that we placed within the days."""
    period, people = asked.period, calls.people_by_id(session)
    found = calls.outbound(session, asked.actor, period.lo_us, period.hi_us, asked.most)
    return [{"no": no, **_placed(row, people, asked)} for no, row in enumerate(found, 1)]


def _placed(row: Any, people: dict[int, tuple[str, str]], asked: Asked) -> Row:
    call, attempt, callback, ticket, customer = row
    at = asked.when_us(call.first_us)
    who = [people[one] for one in call.person_ids if one in people]
    return {
        "on": at[:10] if at else None,
        "at": at,
        "phone": asked.phone(call.number_norm or call.number),
        "customer": customer.name if customer else None,
        "reason": callback.kind.value if callback else None,
        "ticket": ticket.number if ticket else None,
        "outcome": call.outcome.value,
        "nth": attempt.no if attempt else None,
        "talk_s": _seconds(call.talk_us),
        "content": attempt.note if attempt else None,
        "opinion": attempt.result.value if attempt and attempt.result else None,
        "next": asked.when(callback.next_attempt_at) if callback else None,
        "agent": ", ".join(f"{name} ({code})" for code, name in who),
    }


def _handling(ticket: Any, promised: Any) -> str | None:
    if ticket is None:
        return None
    if promised is not None:
        return "call_back"
    return "at_once" if ticket.resolved_at is not None and ticket.reopen_count == 0 else "handed_on"


def _seconds(us: int | None) -> float | None:
    return None if us is None else us / SECOND_US
