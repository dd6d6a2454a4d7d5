"""The ticket that a supervisor's deed is about."""

from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def ticket_of(work: Work, number: str, permission: Permission) -> Ticket:
    """The ticket under lock for whoever has this right over it; 404 outside what they may see."""
    work.require(permission)
    row = work.session.query(Ticket.id).filter_by(number=number).first()
    if row is None:
        raise NotFound(what="tickets")
    ticket = work.get(Ticket, row[0])
    work.require(permission, ticket.target)
    return ticket
