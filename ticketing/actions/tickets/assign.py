"""Who has a ticket in hand."""

import sqlalchemy as sa

from ticketing.actions import contacts, notices
from ticketing.actions.tickets.held import readable
from ticketing.actions.tickets.transfer import Place, changed_hands
from ticketing.domain.events import TicketAssigned
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TERMINAL, WORKED, TicketState
from ticketing.errors import Forbidden, IllegalMove, Invalid
from ticketing.models.assignment import Assignment
from ticketing.models.people import Person
from ticketing.models.queues import QueueMember
from ticketing.models.relations import Handover
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.work import Work

ME = "me"


def assign(work: Work, number: str, version: int | None, owner: str | None, reason: str = "") -> Ticket:
    """Give a ticket to a person by code or `me`, or to nobody. Whoever takes a new one accepts it (T4).

    Taking an unowned ticket of one's queue is everybody's right; giving and taking away is the lead's.
    """
    ticket = readable(work, number, version, {"owner": owner})
    if ticket.state in TERMINAL:
        raise IllegalMove(move="assign", state=ticket.state.value, allowed=[])
    person = _person(work, owner)
    if person is None or person.id != ticket.owner_id:
        _allow(work, ticket, person)
        hand_over(work, ticket, person, reason)
    return ticket


def _person(work: Work, owner: str | None) -> Person | None:
    if owner is None:
        return None
    wanted = Person.id == work.actor.id if owner == ME else Person.code == owner
    person = work.session.scalar(sa.select(Person).where(wanted, Person.active))
    if person is None:
        raise Invalid("unknown_person", errors={"owner": ["unknown_person"]})
    return person


def _allow(work: Work, ticket: Ticket, person: Person | None) -> None:
    takes_free = person is not None and person.id == work.actor.id and ticket.owner_id is None
    gives_own_back = person is None and ticket.owner_id == work.actor.id
    if not (takes_free or gives_own_back or work.may(Permission.TICKET_ASSIGN, ticket.target)):
        raise Forbidden(permission=Permission.TICKET_ASSIGN.value)


def hand_over(work: Work, ticket: Ticket, person: Person | None, reason: str, *, fit: bool | None = None) -> None:
    """Give a ticket in hand to a person or to nobody; `fit` when it is known that they are here and may have it."""
    before = Place.of(ticket)
    if ticket.state is TicketState.NEW and person is not None:
        contacts.accept(work, ticket, reason, fit=_is_fit(work, ticket, person) if fit is None else fit)
    ticket.assign(person.id if person else None, person.team_id if person else None)
    ticket.touch("owner")
    work.add(Assignment(ticket_id=ticket.id, owner_id=ticket.owner_id, by_id=work.actor.id, reason=reason, at=work.now))
    work.record(TicketAssigned(ticket.id, ticket.owner_id, work.actor.id, reason))
    if ticket.state in WORKED:
        changed_hands(work, ticket, before, reason)
    if person is not None:
        _taken(work, ticket, person)


def _taken(work: Work, ticket: Ticket, person: Person) -> None:
    """It is nobody's legacy any more; whoever did not take it themselves is told."""
    waiting = sa.update(Handover).where(Handover.ticket_id == ticket.id, Handover.taken_at.is_(None))
    taken = waiting.values(taken_by=person.id, taken_at=work.now)
    work.session.execute(taken.execution_options(synchronize_session=False))
    if person.id != work.actor.id:
        _tell(work, ticket, person)


def _is_fit(work: Work, ticket: Ticket, person: Person) -> bool:
    """Whether this person is on shift in the ticket's queue just now."""
    if ticket.queue_id is not None:
        member = sa.select(QueueMember.id).filter_by(queue_id=ticket.queue_id, person_id=person.id)
        if work.session.scalar(member) is None:
            return False
    return on_shift.is_here(work.session, person.id, work.now)


def _tell(work: Work, ticket: Ticket, person: Person) -> None:
    subject = notices.Subject(ticket_id=ticket.id)
    params: notices.Params = {"number": ticket.number, "subject": ticket.subject}
    notices.tell(work, person.id, "ticket_assigned", f"ticket:{ticket.id}:assigned:{ticket.version}", subject, params)
