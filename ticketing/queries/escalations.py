"""What lies on the supervisors' desk, and who could take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor, Role
from ticketing.domain.escalations import OPEN_ESCALATIONS, EscalationState
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TERMINAL, TicketState
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.queries.reach import Sides, within

_DONE = frozenset({*TERMINAL, TicketState.RESOLVED})
_NAMED = (
    joinedload(Escalation.ticket).joinedload(Ticket.customer),
    joinedload(Escalation.ticket).joinedload(Ticket.team),
    joinedload(Escalation.clock),
    joinedload(Escalation.assignee),
)


@dataclass(frozen=True)
class Level:
    """An escalation with the names that its row shows."""

    row: Escalation
    acknowledged_by: str | None


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take an escalation: open tickets in hand, until when they are here, and what they answer.

    `queues` are the codes of the queues that they work; `fits` whether the ticket's own is among them.
    """

    code: str
    name: str
    open: int
    on_shift: bool
    shift_end_at: datetime | None
    queues: Sequence[str] = ()
    fits: bool = False


def page(
    session: Session, actor: Actor, states: Sequence[EscalationState], after: int | None, limit: int
) -> Sequence[Level]:
    """Escalations below id `after`, newest first; without states, the open ones. Two queries."""
    found = (
        sa.select(Escalation)
        .join(Ticket, Ticket.id == Escalation.ticket_id)
        .where(_seen_by(actor), Escalation.state.in_(states or OPEN_ESCALATIONS))
        .options(*_NAMED)
    )
    if after is not None:
        found = found.where(Escalation.id < after)
    return _levels(session, session.scalars(found.order_by(Escalation.id.desc()).limit(limit)).all())


def get(session: Session, escalation_id: int) -> Level | None:
    """One escalation with its names."""
    row = session.scalar(sa.select(Escalation).filter_by(id=escalation_id).options(*_NAMED))
    return _levels(session, [row])[0] if row else None


def candidates(session: Session, escalation: Escalation, at: datetime) -> Sequence[Candidate]:
    """People of the ticket's queue (without one, of its team), on shift and least loaded first. Four queries."""
    ticket = session.get_one(Ticket, escalation.ticket_id)
    load = sa.select(sa.func.count()).where(Ticket.owner_id == Person.id, Ticket.state.not_in(_DONE)).scalar_subquery()
    found = session.execute(
        sa.select(Person, load.label("load")).where(Person.active, Person.code.is_not(None), _could_take(ticket))
    ).all()
    ends = on_shift.shift_ends(session, [person.id for person, _ in found], at)
    worked = _queues(session, [person.id for person, _ in found])
    everyone = [
        Candidate(
            person.code or person.login,
            person.name,
            open_,
            person.id in ends,
            ends.get(person.id),
            [code for code, _ in worked.get(person.id, ())],
            ticket.queue_id is None or ticket.queue_id in {one for _, one in worked.get(person.id, ())},
        )
        for person, open_ in found
    ]
    return sorted(everyone, key=lambda one: (not one.on_shift, one.open, one.code))


def _queues(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """The queues, by code and id, that each of these people works."""
    rows = session.execute(
        sa.select(QueueMember.person_id, Queue.code, Queue.id)
        .join(Queue, Queue.id == QueueMember.queue_id)
        .where(QueueMember.person_id.in_(ids))
        .order_by(Queue.code)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for person_id, code, queue_id in rows:
        found.setdefault(person_id, []).append((code, queue_id))
    return found


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    holder = sa.func.coalesce(Escalation.assignee_id, Ticket.owner_id)
    return within(actor, Permission.ESCALATION_READ, Sides(owner=holder, team=Ticket.team_id, queue=Ticket.queue_id))


def _levels(session: Session, rows: Sequence[Escalation]) -> Sequence[Level]:
    """The rows with the names behind their ids, in one query for all of them."""
    people = {row.acknowledged_by for row in rows if row.acknowledged_by}
    found = session.scalars(sa.select(Person).where(Person.id.in_(people))).all() if people else []
    names = {person.id: person.name for person in found}
    return [Level(row, names.get(row.acknowledged_by or 0)) for row in rows]


def _could_take(ticket: Ticket) -> sa.ColumnElement[bool]:
    worker = sa.or_(*(Person.roles.contains([role.value]) for role in (Role.AGENT, Role.LEAD, Role.SUPERVISOR)))
    if ticket.queue_id is not None:
        members = sa.select(QueueMember.person_id).where(QueueMember.queue_id == ticket.queue_id)
        return sa.and_(worker, sa.or_(Person.id.in_(members), Person.roles.contains([Role.SUPERVISOR.value])))
    if ticket.team_id is not None:
        return sa.and_(worker, Person.team_id == ticket.team_id)
    return worker
