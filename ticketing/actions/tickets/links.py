"""Hang tickets together: as parent and child, or by a link that says how they stand to each other."""

import sqlalchemy as sa

from ticketing.actions.tickets.held import held_both, seen, writable
from ticketing.domain.events import TicketLinked
from ticketing.domain.tickets import TERMINAL, LinkKind, TicketState
from ticketing.errors import Conflict, IllegalMove, Invalid, NotFound
from ticketing.models.relations import TicketLink
from ticketing.models.tickets import Ticket
from ticketing.queries import relations
from ticketing.work import Work

PARENT = "parent"
FOLLOWED = frozenset({TicketState.RESOLVED, TicketState.CLOSED, TicketState.CANCELLED})


def link(work: Work, number: str, other: str, kind: LinkKind) -> TicketLink:
    """`number` stands so to `other`, which the actor must be able to see; the same link twice is one."""
    ticket, far = held_both(work, number, other)
    known = work.session.scalar(sa.select(TicketLink).filter_by(from_id=ticket.id, to_id=far.id, kind=kind))
    if known is not None:
        return known
    row = work.add(TicketLink(from_id=ticket.id, to_id=far.id, kind=kind, by_id=work.actor.id, at=work.now))
    _tell(work, ticket, far, kind.value, is_linked=True)
    return row


def unlink(work: Work, number: str, link_id: int) -> None:
    """Take a link away, from whichever end."""
    ticket = writable(work, number)
    row = work.session.get(TicketLink, link_id)
    if row is None or ticket.id not in (row.from_id, row.to_id):
        raise NotFound(what="ticket_links")
    far = work.session.get_one(Ticket, row.to_id if row.from_id == ticket.id else row.from_id)
    work.session.delete(row)
    _tell(work, ticket, far, LinkKind(row.kind).value, is_linked=False)


def set_parent(work: Work, number: str, version: int | None, parent: str | None) -> Ticket:
    """Hang a ticket below another, or on its own again. `parent_cycle` for one that would hang below itself."""
    if parent is None:
        ticket = writable(work, number, version)
        above = work.session.get(Ticket, ticket.parent_id) if ticket.parent_id is not None else None
    else:
        ticket, above = held_both(work, number, parent, version)
        if ticket.id in relations.ancestors(work.session, above.id):
            raise Invalid("parent_cycle", errors={"parent": ["parent_cycle"]})
    wanted = above.id if parent is not None and above is not None else None
    if ticket.parent_id != wanted and above is not None:
        ticket.parent_id = wanted
        ticket.touch("parent")
        _tell(work, ticket, above, PARENT, is_linked=wanted is not None)
    return ticket


def followed(work: Work, number: str | None) -> int | None:
    """The id of the ticket that a new one follows: one that is done, or where it was merged to. `still_open`."""
    if number is None:
        return None
    ticket = seen(work, number)
    ticket = (relations.chain(work.session, ticket) or [ticket])[-1]
    if ticket.state not in FOLLOWED:
        raise Conflict("still_open", number=ticket.number)
    return ticket.id


def above(work: Work, number: str | None) -> int | None:
    """The id of the ticket that a new one hangs below; one that is over takes no children."""
    if number is None:
        return None
    ticket = seen(work, number)
    if ticket.state in TERMINAL:
        raise IllegalMove(move="child", state=ticket.state.value, allowed=[])
    return ticket.id


def _tell(work: Work, ticket: Ticket, far: Ticket, kind: str, *, is_linked: bool) -> None:
    work.record(TicketLinked(ticket.id, far.number, kind, is_linked))
    work.record(TicketLinked(far.id, ticket.number, f"{kind}_turned", is_linked))
