"""Whom a rung calls: not a list of names but whoever holds the role on shift when it fires."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Role
from ticketing.domain.escalations import Level, RecipientRole
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries import duties, on_shift, ranks


def of(session: Session, ticket: Ticket, rung: Level, at: datetime) -> list[Person]:
    """The people that a rung reaches at `at`, each once; empty when nobody holds the role just then."""
    found = [person for role in rung.recipients for person in _HELD_BY[role](session, ticket, at)]
    if rung.named:
        found += session.scalars(
            sa.select(Person).where(Person.code.in_(rung.named), Person.active).order_by(Person.id)
        )
    return list({person.id: person for person in found}.values())


def _owner(session: Session, ticket: Ticket, at: datetime) -> Sequence[Person]:
    owner = session.get(Person, ticket.owner_id) if ticket.owner_id else None
    return [owner] if owner and owner.active else []


def _leads(session: Session, ticket: Ticket, at: datetime) -> Sequence[Person]:
    """The team's own leads; without one on shift, any lead who is."""
    own = on_shift.people(session, Role.LEAD, at, ticket.team_id) if ticket.team_id else []
    return own or on_shift.people(session, Role.LEAD, at)


def _supervisors(session: Session, ticket: Ticket, at: datetime) -> Sequence[Person]:
    return on_shift.people(session, Role.SUPERVISOR, at)


def _manager(session: Session, ticket: Ticket, at: datetime) -> Sequence[Person]:
    """A centre that names no manager is managed by its supervisors."""
    return _named(session, RecipientRole.MANAGER) or on_shift.people(session, Role.SUPERVISOR, at)


def _director(session: Session, ticket: Ticket, at: datetime) -> Sequence[Person]:
    return _named(session, RecipientRole.DIRECTOR)


def _fallback(session: Session, ticket: Ticket, at: datetime) -> Sequence[Person]:
    return duties.answering(session, at)


def _named(session: Session, role: RecipientRole) -> Sequence[Person]:
    wanted = ranks.named(session)[role.value]
    return session.scalars(sa.select(Person).where(Person.id.in_(wanted), Person.active).order_by(Person.id)).all()


_HELD_BY: Mapping[RecipientRole, Callable[[Session, Ticket, datetime], Sequence[Person]]] = {
    RecipientRole.OWNER: _owner,
    RecipientRole.LEAD: _leads,
    RecipientRole.SUPERVISOR: _supervisors,
    RecipientRole.MANAGER: _manager,
    RecipientRole.DIRECTOR: _director,
    RecipientRole.FALLBACK: _fallback,
}
