"""Take a ticket in hand: its row locked, its reader and its writer told apart."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.tickets import Ticket
from ticketing.queries import relations
from ticketing.work import Work


def seen(work: Work, number: str) -> Ticket:
    """The ticket for somebody who may see it, as it is and unlocked."""
    work.require(Permission.TICKET_READ)
    ticket = work.session.scalar(sa.select(Ticket).filter_by(number=number))
    if ticket is None:
        raise NotFound(what="tickets")
    work.require(Permission.TICKET_READ, ticket.target)
    return ticket


def readable(work: Work, number: str, version: int | None = None, sent: Mapping[str, Any] | None = None) -> Ticket:
    """The ticket under lock for somebody who may see it; 404 otherwise, 409 when `version` is not its own: then
    with what stands there now beside what was `sent`, field by field."""
    work.require(Permission.TICKET_READ)
    ticket = work.session.scalar(
        sa.select(Ticket).filter_by(number=number).with_for_update().execution_options(populate_existing=True)
    )
    if ticket is None:
        raise NotFound(what="tickets")
    work.require(Permission.TICKET_READ, ticket.target)
    _expect(ticket, version, sent)
    return ticket


def writable(work: Work, number: str, version: int | None = None, sent: Mapping[str, Any] | None = None) -> Ticket:
    """The ticket under lock for somebody who may change it; who may only read it gets 403."""
    ticket = readable(work, number)
    if not work.may(Permission.TICKET_WRITE, ticket.target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    _expect(ticket, version, sent)
    return ticket


def held_both(work: Work, number: str, other: str, version: int | None = None) -> tuple[Ticket, Ticket]:
    """One ticket to change and another to be seen, both under lock, always in the same order: two who take the same
    pair from both ends do not wait for each other for ever. Raises as `writable` and `readable` do."""
    work.require(Permission.TICKET_READ)
    both = sa.select(Ticket).where(Ticket.number.in_((number, other))).order_by(Ticket.id).with_for_update()
    found = {one.number: one for one in work.session.scalars(both.execution_options(populate_existing=True))}
    for one in (number, other):
        if one not in found:
            raise NotFound(what="tickets")
        work.require(Permission.TICKET_READ, found[one].target)
    if number == other:
        raise Invalid("same_ticket", errors={"into": ["same_ticket"]})
    if not work.may(Permission.TICKET_WRITE, found[number].target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    _expect(found[number], version, None)
    return found[number], found[other]


def redirected(work: Work, ticket: Ticket) -> Ticket:
    """Where a merged ticket's matter goes on, under lock; the ticket itself when it stands alone."""
    later = relations.chain(work.session, ticket)
    return readable(work, later[-1].number) if later else ticket


def _expect(ticket: Ticket, version: int | None, sent: Mapping[str, Any] | None) -> None:
    if version is None or version == ticket.version:
        return
    changed = ticket.changed_since(version)
    mine = sent or {}
    values = {
        name: {"now": _WIRE[name](ticket)} | ({"yours": mine[name]} if name in mine else {})
        for name in changed
        if name in _WIRE
    }
    raise Conflict("stale_version", version=ticket.version, changed=changed, values=values)


def _plain(name: str) -> Callable[[Ticket], Any]:
    return lambda ticket: getattr(ticket, name)


# What a reader of the ticket sees under the names by which fields are changed.
_WIRE: dict[str, Callable[[Ticket], Any]] = {
    **{name: _plain(name) for name in ("subject", "content", "demand", "category", "department", "customer_id")},
    **{name: _plain(name) for name in ("product_ref", "details", "tags")},
    "priority": lambda ticket: ticket.priority.value,
    "state": lambda ticket: ticket.state.value,
    "queue": lambda ticket: ticket.queue.code if ticket.queue else None,
    "owner": lambda ticket: (ticket.owner.code or ticket.owner.login) if ticket.owner else None,
    "contact_phone": lambda ticket: masked(ticket.contact_phone),
}
