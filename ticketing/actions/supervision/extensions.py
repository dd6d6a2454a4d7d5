"""延期: more time for the promise to resolve, asked for by whoever works the ticket and decided by somebody else."""

from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import clocks, notices
from ticketing.actions.supervision.reach import ticket_of
from ticketing.domain.clocks import ClockKind, ClockRecord, ClockState, Ledger, Moment, machine
from ticketing.domain.events import ExtensionAsked, ExtensionDecided
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.supervision import Extension
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks as kept
from ticketing.queries import on_shift
from ticketing.work import Work


def ask(work: Work, number: str, until: datetime, reason: str) -> Extension:
    """Ask for time until an instant. `extension_asked` while another question is open; `clock_broken`,
    `clock_not_running`, `until_too_early` where there is nothing to extend."""
    ticket = ticket_of(work, number, Permission.TICKET_WRITE)
    open_one = sa.select(Extension.id).where(Extension.ticket_id == ticket.id, Extension.decided_at.is_(None))
    if work.session.scalar(open_one) is not None:
        raise Conflict("extension_asked")
    clock = _extendable(work, ticket, until)
    asked = work.add(
        Extension(
            ticket_id=ticket.id,
            asked_by=work.actor.id,
            asked_at=work.now,
            reason=reason,
            until_at=until,
            was_due_at=clock.due_at,
        )
    )
    work.record(ExtensionAsked(ticket.id, asked.id, until.isoformat()))
    for person in on_shift.supervisors(work.session, work.now):
        if person.id != work.actor.id:
            _tell(work, ticket, asked, person.id, "extension_asked")
    return asked


def decide(work: Work, number: str, extension_id: int, approved: bool, note: str = "") -> Extension:
    """Grant it, and the deadline moves, or refuse it; never one's own (`own_request`)."""
    ticket = ticket_of(work, number, Permission.ESCALATION_ASSIGN)
    asked = work.get(Extension, extension_id)
    if asked.ticket_id != ticket.id:
        raise NotFound(what="extensions")
    asked.decide(approved, note, work.actor.id, work.now)
    if approved:
        _extendable(work, ticket, asked.until_at)
        clocks.change(work, ticket, lambda ledger, now: _extended(ledger, now, asked.until_at))
        ticket.touch("due")
    work.record(ExtensionDecided(ticket.id, asked.id, approved, asked.until_at.isoformat()))
    if asked.asked_by is not None:
        _tell(work, ticket, asked, asked.asked_by, "extension_decided")
    return asked


def _extendable(work: Work, ticket: Ticket, until: datetime) -> ClockRecord:
    rows = [row for row in kept.of(work.session, ticket.id) if row.kind is ClockKind.RESOLUTION]
    clock = machine.judge(rows[-1].record, work.now) if rows else None
    if clock is None or clock.state is not ClockState.RUNNING or clock.due_at is None:
        raise Conflict("clock_not_running")
    if clock.breached_at is not None:
        raise Conflict("clock_broken", at=clock.breached_at.isoformat())
    if until <= clock.due_at:
        raise Invalid("until_too_early", errors={"until": ["until_too_early"]}, due_at=clock.due_at.isoformat())
    return clock


def _extended(ledger: Ledger, now: Moment, until: datetime) -> Ledger:
    clock = ledger.latest(ClockKind.RESOLUTION)
    terms = now.terms(clock) if clock else None
    if clock is None or terms is None:
        return ledger
    return ledger.replaced(machine.extend(clock, now.at, until, terms, now.time))


def _tell(work: Work, ticket: Ticket, asked: Extension, person_id: int, kind: str) -> None:
    params: notices.Params = {
        "number": ticket.number,
        "until": asked.until_at.isoformat(),
        "text": asked.reason[:200],
        "approved": None if asked.approved is None else int(asked.approved),
    }
    cause = f"extension:{asked.id}:{kind}"
    notices.tell(work, person_id, kind, cause, notices.Subject(ticket_id=ticket.id), params)
