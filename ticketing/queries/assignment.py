"""Who could be given a ticket, what waits to be given, and whose shift has ended."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.assignment import AssignMode, Candidate, TakeBack
from ticketing.domain.categories import above
from ticketing.domain.console import ConsoleWord
from ticketing.domain.tickets import TicketState
from ticketing.models.assignment import Assignment, AssignmentRule, PersonSkill, ShiftEnd
from ticketing.models.categories import Category
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState, PersonSlice
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.relations import Handover
from ticketing.models.shifts import Shift
from ticketing.models.tickets import Ticket
from ticketing.queries.finding.sides import seen_by

IN_HAND = (TicketState.NEW, TicketState.OPEN, TicketState.WAITING_CUSTOMER, TicketState.WAITING_INTERNAL)
# Longer ago than this nobody is sent home any more: the system stood still, and the desk has looked by itself.
LOOKS_BACK = timedelta(hours=24)
_AWAY = (ConsoleWord.BREAK.value, ConsoleWord.OFFLINE.value)
_AWAY_AT_THE_PHONE = ("paused", "lost")


def rules(session: Session) -> Sequence[AssignmentRule]:
    """Every queue's rule, by the queue's place."""
    found = sa.select(AssignmentRule).join(Queue).order_by(Queue.position, Queue.code)
    return session.scalars(found.options(joinedload(AssignmentRule.queue), joinedload(AssignmentRule.team))).all()


def giving(session: Session) -> Sequence[int]:
    """The queues whose tickets find their owner by themselves."""
    return session.scalars(sa.select(AssignmentRule.queue_id).where(AssignmentRule.mode != AssignMode.OFF)).all()


def unowned(session: Session, queue_id: int, limit: int) -> Sequence[Ticket]:
    """What nobody has in hand, handed-over matters first, each locked; what another is just giving is left out."""
    handed = sa.select(Handover.ticket_id).where(Handover.taken_at.is_(None))
    free = sa.and_(Ticket.queue_id == queue_id, Ticket.owner_id.is_(None))
    held: dict[str, Any] = {"skip_locked": True, "of": Ticket}
    first = sa.select(Ticket).where(free, Ticket.id.in_(handed), Ticket.state.in_(IN_HAND)).order_by(Ticket.id)
    found = list(session.scalars(first.limit(limit).with_for_update(**held)))
    fresh = sa.select(Ticket).where(free, Ticket.state == TicketState.NEW).order_by(Ticket.id)
    found += session.scalars(fresh.limit(limit - len(found)).with_for_update(**held))
    return list({one.id: one for one in found}.values())


def here(session: Session, queue_id: int, at: datetime) -> list[Candidate]:
    """Members of the queue whose published shift covers `at` and who are not on break. Four queries."""
    on_shift = sa.select(Shift.person_id).where(Shift.published_start_at <= at, Shift.published_end_at > at)
    away = sa.select(ConsoleState.person_id).where(ConsoleState.state.in_(_AWAY))
    paused = sa.select(PersonSlice.person_id).where(
        PersonSlice.end_us.is_(None), PersonSlice.state.in_(_AWAY_AT_THE_PHONE)
    )
    members = sa.select(Person).join(QueueMember, QueueMember.person_id == Person.id)
    people = session.scalars(
        members.where(
            QueueMember.queue_id == queue_id,
            Person.active,
            Person.id.in_(on_shift),
            Person.id.not_in(away),
            Person.id.not_in(paused),
        )
    ).all()
    ids = [one.id for one in people]
    loads, skills, given = _loads(session, ids), _skills(session, ids), _given(session, ids)
    return [
        Candidate(
            person_id=one.id,
            code=one.code or one.login,
            team_id=one.team_id,
            open_tickets=loads.get(one.id, 0),
            skills=skills.get(one.id, frozenset()),
            last_given_at=given.get(one.id),
        )
        for one in people
    ]


def before(session: Session, ticket: Ticket) -> int | None:
    """Who had the same customer's newest matter before this one (sticky owner)."""
    mine = (
        Ticket.customer_id == ticket.customer_id if ticket.customer_id else Ticket.contact_phone == ticket.contact_phone
    )
    if ticket.customer_id is None and ticket.contact_phone is None:
        return None
    newest = sa.select(Ticket.owner_id).where(mine, Ticket.owner_id.is_not(None), Ticket.id != ticket.id)
    return session.scalar(newest.order_by(Ticket.id.desc()).limit(1))


def skills_of(session: Session, category: str) -> frozenset[str]:
    """What the category and the branches above it ask for."""
    asked = sa.select(Category.skill).where(Category.path.in_(above(category)), Category.skill != "")
    return frozenset(session.scalars(asked)) if category else frozenset()


def gone_home(session: Session, at: datetime) -> Sequence[tuple[int, datetime]]:
    """Whose shift has ended (person, end) without another having begun, and whose tickets nobody has looked through."""
    covered = sa.select(Shift.person_id).where(Shift.published_start_at <= at, Shift.published_end_at > at)
    done = sa.select(ShiftEnd.id).where(
        ShiftEnd.person_id == Shift.person_id, ShiftEnd.end_at == Shift.published_end_at
    )
    rows = session.execute(
        sa.select(Shift.person_id, Shift.published_end_at)
        .where(
            Shift.published_end_at <= at,
            Shift.published_end_at > at - LOOKS_BACK,
            Shift.person_id.not_in(covered),
            ~done.exists(),
        )
        .order_by(Shift.published_end_at, Shift.person_id)
    )
    return [(row.person_id, row.published_end_at) for row in rows]


def back_at(session: Session, person_id: int, at: datetime) -> datetime | None:
    """When somebody's next published shift begins."""
    later = sa.select(sa.func.min(Shift.published_start_at))
    return session.scalar(later.where(Shift.person_id == person_id, Shift.published_start_at > at))


def left_behind(session: Session, person_id: int) -> Sequence[tuple[Ticket, TakeBack]]:
    """What somebody has in hand in queues that take back, each locked, with what their rule takes."""
    held = (
        sa.select(Ticket, AssignmentRule.take_back)
        .join(AssignmentRule, AssignmentRule.queue_id == Ticket.queue_id)
        .where(Ticket.owner_id == person_id, Ticket.state.in_(IN_HAND), AssignmentRule.take_back != TakeBack.NONE)
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
    )
    return [(row[0], row[1]) for row in session.execute(held)]


def handovers(session: Session, actor: Actor, limit: int) -> Sequence[Handover]:
    """What was taken back and nobody has in hand yet, the soonest due first. One query."""
    found = (
        sa.select(Handover)
        .join(Ticket, Ticket.id == Handover.ticket_id)
        .where(Handover.taken_at.is_(None), seen_by(actor))
        .order_by(Ticket.next_due_at.asc().nulls_last(), Handover.id)
        .options(joinedload(Handover.ticket).joinedload(Ticket.queue), joinedload(Handover.from_person))
    )
    return session.scalars(found.limit(limit)).all()


def skills(session: Session) -> dict[int, list[str]]:
    """Everybody's skills by person, sorted."""
    found: dict[int, list[str]] = {}
    for row in session.scalars(sa.select(PersonSkill).order_by(PersonSkill.skill)):
        found.setdefault(row.person_id, []).append(row.skill)
    return found


def _loads(session: Session, ids: Collection[int]) -> dict[int, int]:
    rows = session.execute(
        sa.select(Ticket.owner_id, sa.func.count())
        .where(Ticket.owner_id.in_(ids), Ticket.state.in_(IN_HAND))
        .group_by(Ticket.owner_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _skills(session: Session, ids: Collection[int]) -> dict[int, frozenset[str]]:
    return {person: frozenset(words) for person, words in skills(session).items() if person in set(ids)}


def _given(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    rows = session.execute(
        sa.select(Assignment.owner_id, sa.func.max(Assignment.at))
        .where(Assignment.owner_id.in_(ids))
        .group_by(Assignment.owner_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}
