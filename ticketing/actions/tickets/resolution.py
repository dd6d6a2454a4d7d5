"""The last word on a matter, and taking it back."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions import callbacks, clocks, endings, timers
from ticketing.actions.contacts import WAKE_TIMER
from ticketing.actions.facts import facts, waited_s
from ticketing.actions.tickets.held import writable
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackKind, Window
from ticketing.domain.clocks import ClockKind, Ledger, Policy
from ticketing.domain.tickets import TicketKind
from ticketing.domain.tickets.facts import AUTO_CLOSE_S
from ticketing.errors import Invalid
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Complaint, Ticket
from ticketing.queries import terms
from ticketing.work import Work

FOLLOW_UPS = frozenset({CallbackKind.FOLLOW_UP})


@dataclass(frozen=True)
class LastWord:
    """How a matter was settled; a complaint also needs its root cause and the reply given to the customer."""

    code: str
    text: str
    root_cause: str = ""
    reply: str = ""


def resolve(work: Work, number: str, version: int | None, word: LastWord) -> Ticket:
    """T8 with all its guards; refused with every guard named when something is missing."""
    ticket = writable(work, number, version)
    finish(work, ticket, word)
    return ticket


def unresolve(work: Work, number: str, version: int | None, reason: str) -> Ticket:
    """T10, T11: the customer is not satisfied, or calls again about the same."""
    ticket = writable(work, number, version)
    endings.reopen(work, ticket, reason)
    callbacks.cancel_owed(work, ticket, FOLLOW_UPS)
    return ticket


def reply(work: Work, number: str, version: int | None, text: str) -> Ticket:
    """The answer to a complaint, given in a conversation that is on record; its follow-up is due from here (4.6)."""
    ticket = writable(work, number, version)
    complaint = _complaint(work, ticket)
    if ticket.last_outbound_at is None:
        raise Invalid("no_outbound_contact", guards=["no_outbound_contact"])
    complaint.reply(text, work.now)
    ticket.touch("complaint")
    _owe_follow_up(work, ticket)
    return ticket


def finish(work: Work, ticket: Ticket, word: LastWord, *, force: bool = False) -> None:
    """Resolve a ticket in hand; with `force` though tickets below it are still open."""
    if word.reply:
        complaint = _complaint(work, ticket)
        complaint.reply(word.reply, work.now)
    ticket.resolution_code, ticket.resolution_text = word.code, word.text
    ticket.root_cause = word.root_cause or ticket.root_cause
    before = ticket.state
    number = ticket.resolve(facts(work, ticket, force=force), work.now, waited_s(work, ticket, work.now))
    timers.void(work, endings.TICKET, ticket.id, WAKE_TIMER)
    clocks.change(work, ticket, Ledger.resolved)
    endings.moved(work, ticket, before, number, word.code)
    callbacks.cancel_owed(work, ticket)
    await_verdict(work, ticket)


def await_verdict(work: Work, ticket: Ticket) -> None:
    """What a settled matter still owes: a complaint somebody's question to the customer, others to close in time."""
    if ticket.kind is TicketKind.COMPLAINT:
        _owe_follow_up(work, ticket)
    else:
        _, time = _working(work, ticket)
        closes_at = time.add(ticket.resolved_at or work.now, AUTO_CLOSE_S)
        timers.plan(work, timers.Owed(endings.TICKET, ticket.id, endings.AUTO_CLOSE_TIMER, closes_at))


def _complaint(work: Work, ticket: Ticket) -> Complaint:
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id).with_for_update())
    if complaint is None:
        raise Invalid("not_a_complaint", errors={"reply": ["not_a_complaint"]})
    return complaint


def _owe_follow_up(work: Work, ticket: Ticket) -> None:
    """Somebody asks the customer whether the answer satisfies them, within the policy's time from the reply."""
    complaint = _complaint(work, ticket)
    held, time = _working(work, ticket)
    promised = held.terms(ClockKind.FOLLOW_UP, ticket.priority)
    if promised is None or complaint.replied_at is None or _has_follow_up(work, ticket):
        return
    window = Window(work.now, time.add(complaint.replied_at, promised.target_s))
    callbacks.follow_up(work, ticket, window)


def _has_follow_up(work: Work, ticket: Ticket) -> bool:
    owed = sa.select(Callback.id).where(
        Callback.ticket_id == ticket.id,
        Callback.kind == CallbackKind.FOLLOW_UP,
        Callback.state.in_(OPEN_CALLBACKS),
    )
    return work.session.scalar(owed.limit(1)) is not None


def _working(work: Work, ticket: Ticket) -> tuple[Policy, WorkingTime]:
    calendar_id, held = terms.under(work.session, ticket)
    return held, terms.working_time(work.session, calendar_id)
