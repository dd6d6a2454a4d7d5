"""Take a ticket in hand: its row locked, its reader and its writer told apart."""

import sqlalchemy as sa

from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, NotFound
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def seen(work: Work, number: str) -> Ticket:
    """The ticket for somebody who may see it, as it is and unlocked."""
    work.require(Permission.TICKET_READ)
    ticket = work.session.scalar(sa.select(Ticket).filter_by(number=number))
    if ticket is None:
        raise NotFound(what="tickets")
    work.require(Permission.TICKET_READ, ticket.target)
    return ticket


def readable(work: Work, number: str, version: int | None = None) -> Ticket:
    """The ticket under lock for somebody who may see it; 404 otherwise, 409 when `version` is not its own."""
    work.require(Permission.TICKET_READ)
    ticket = work.session.scalar(
        sa.select(Ticket).filter_by(number=number).with_for_update().execution_options(populate_existing=True)
    )
    if ticket is None:
        raise NotFound(what="tickets")
    work.require(Permission.TICKET_READ, ticket.target)
    ticket.expect(version)
    return ticket


def writable(work: Work, number: str, version: int | None = None) -> Ticket:
    """The ticket under lock for somebody who may change it; who may only read it gets 403."""
    ticket = readable(work, number)
    if not work.may(Permission.TICKET_WRITE, ticket.target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    ticket.expect(version)
    return ticket
