"""Follow a ticket that is somebody else's, and mark what it is about."""

from collections.abc import Sequence

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.actions.tickets.held import readable, writable
from ticketing.domain.events import TicketEdited, WatchingChanged
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, Invalid
from ticketing.models.people import Person
from ticketing.models.relations import Watcher
from ticketing.models.tickets import Ticket
from ticketing.queries import relations
from ticketing.work import Work

MOST_TAGS = 20


def watch(work: Work, number: str, who: str, *, watches: bool) -> Ticket:
    """Begin or cease to follow, for oneself (`me`) or, who may change the ticket, for a person by code.

    Whoever may read a ticket may follow it; a repeat changes nothing.
    """
    ticket = readable(work, number)
    person = _person(work, who)
    if person.id != work.actor.id and not work.may(Permission.TICKET_WRITE, ticket.target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    row = work.session.scalar(sa.select(Watcher).filter_by(ticket_id=ticket.id, person_id=person.id))
    if (row is not None) is watches:
        return ticket
    if row is None:
        work.add(Watcher(ticket_id=ticket.id, person_id=person.id, at=work.now))
    else:
        work.session.delete(row)
    work.record(WatchingChanged(ticket.id, person.id, watches))
    return ticket


def tag(work: Work, number: str, version: int | None, tags: Sequence[str]) -> Ticket:
    """These tags and no others, in their order and each once."""
    ticket = writable(work, number, version)
    wanted = list(dict.fromkeys(one.strip() for one in tags if one.strip()))
    if len(wanted) > MOST_TAGS:
        raise Invalid("too_many_tags", errors={"tags": ["too_many_tags"]}, most=MOST_TAGS)
    if wanted != ticket.tags:
        ticket.tags = wanted
        ticket.touch("tags")
        work.record(TicketEdited(ticket.id, ["tags"]))
    return ticket


def tell_watchers(work: Work, ticket: Ticket, cause: str) -> None:
    """Those who follow the ticket hear of it, each once per cause; whoever did it knows already."""
    for person in relations.watchers(work.session, ticket.id):
        if person.id != work.actor.id:
            subject = notices.Subject(ticket_id=ticket.id)
            params: notices.Params = {"number": ticket.number, "subject": ticket.subject}
            notices.tell(work, person.id, "ticket_watched", f"ticket:{ticket.id}:{cause}", subject, params)


def _person(work: Work, who: str) -> Person:
    wanted = Person.id == work.actor.id if who == "me" else Person.code == who
    person = work.session.scalar(sa.select(Person).where(wanted, Person.active))
    if person is None:
        raise Invalid("unknown_person", errors={"person": ["unknown_person"]})
    return person
