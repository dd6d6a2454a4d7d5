"""Somebody has spoken, or tried to: what starts and stops clocks, wakes what waits and reopens what was done."""

from dataclasses import dataclass, replace
from datetime import datetime

from ticketing.actions import clocks, endings, timers
from ticketing.actions.facts import facts, waited_s
from ticketing.domain.clocks import Ledger
from ticketing.domain.events import ContactMade
from ticketing.domain.tickets import TERMINAL, Move, TicketState
from ticketing.models.tickets import Contact, Ticket
from ticketing.work import Work

WAKE_TIMER = "ticket_wake"


@dataclass(frozen=True)
class Spoken:
    """One contact: `direction` in or out; a "thanks" needs no action and neither reopens nor starts anything."""

    direction: str
    answered: bool
    needs_action: bool = True
    at: datetime | None = None
    callid: str | None = None


def note(work: Work, ticket: Ticket, spoken: Spoken) -> Contact:
    """Write the contact down and let it have its effect; the ticket's row is held by the caller."""
    at = spoken.at or work.now
    contact = work.add(
        Contact(
            ticket_id=ticket.id,
            direction=spoken.direction,
            answered=spoken.answered,
            needs_action=spoken.needs_action,
            person_id=work.actor.id,
            callid=spoken.callid,
            at=at,
        )
    )
    work.record(ContactMade(ticket.id, spoken.direction, spoken.answered))
    if spoken.direction == "in" and spoken.needs_action:
        _heard(work, ticket, at, answered=spoken.answered)
    if spoken.answered:
        _spoke(work, ticket, at)
    return contact


def wake(work: Work, ticket: Ticket, reason: str, at: datetime | None = None) -> None:
    """T6: the customer has come back, or the time to look again has; what stood still runs from `at`."""
    at = at or work.now
    before = ticket.state
    number = ticket.wake(facts(work, ticket), waited_s(work, ticket, at))
    timers.void(work, endings.TICKET, ticket.id, WAKE_TIMER)
    clocks.change(work, ticket, Ledger.woken, at)
    endings.moved(work, ticket, before, number, reason)


def accept(work: Work, ticket: Ticket, reason: str = "", *, fit: bool | None = None) -> None:
    """T4: somebody takes it on; `fit`: whether that other person is on shift in its queue."""
    before = ticket.state
    known = facts(work, ticket, has_reason=bool(reason))
    if fit is not None:
        known = replace(known, on_shift_in_queue=fit)
    number = ticket.step(Move.ACCEPT, known)
    clocks.change(work, ticket, Ledger.accepted)
    endings.moved(work, ticket, before, number, reason)


def _heard(work: Work, ticket: Ticket, at: datetime, *, answered: bool) -> None:
    """The customer wants something: a waiting ticket wakes, a finished one comes back, a worked one owes an answer."""
    if ticket.state in (TicketState.RESOLVED, TicketState.CLOSED):
        endings.reopen(work, ticket, "customer_contact", at)
        return
    if ticket.state in TERMINAL:
        return
    if ticket.state is TicketState.WAITING_CUSTOMER:
        wake(work, ticket, "customer_contact", at)
    ticket.hear(at)
    # A call that somebody answered leaves no answer owing.
    if not answered:
        clocks.change(work, ticket, Ledger.customer_contact, at)


def _spoke(work: Work, ticket: Ticket, at: datetime) -> None:
    ticket.speak(at)
    # An agent's word to the customer of a resolved ticket changes no clock (4.3.1).
    if ticket.state in TERMINAL or ticket.state is TicketState.RESOLVED:
        return
    clocks.change(work, ticket, Ledger.agent_contact, at)
