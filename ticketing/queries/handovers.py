"""What somebody would leave behind now, and the sheets that wait to be taken over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.calls import Outcome
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.handovers import HandoverMiss, HandoverSheet
from ticketing.models.people import Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.shifts import Shift
from ticketing.models.tickets import Ticket
from ticketing.queries.assignment import IN_HAND
from ticketing.queries.published import next_starts

#: From so long before the end of a shift on going home asks for the sheet, and as long as a shift may run over.
OPENS, STAYS = timedelta(minutes=60), timedelta(hours=6)
MOST = 200


@dataclass(frozen=True)
class Leaving:
    """Whose shift ends (ended) at `end_at`, when they are back, and what they have in hand."""

    end_at: datetime
    back_at: datetime | None
    items: list[dict[str, Any]]


def ending(session: Session, person_id: int, at: datetime) -> datetime | None:
    """The end of the shift that somebody is about to leave: its last hour, or the hours after it; None otherwise."""
    shift = Shift
    return session.scalar(
        sa.select(shift.published_end_at)
        .where(
            shift.person_id == person_id,
            shift.published_start_at <= at,
            shift.published_end_at > at - STAYS,
            shift.published_end_at <= at + OPENS,
        )
        .order_by(shift.published_end_at.desc())
        .limit(1)
    )


def sheet(session: Session, person_id: int, end_at: datetime) -> HandoverSheet | None:
    """The sheet of one shift, once it is filed."""
    return session.scalar(sa.select(HandoverSheet).filter_by(person_id=person_id, shift_end_at=end_at))


def leaving(session: Session, person_id: int, end_at: datetime, at: datetime) -> Leaving:
    """Tickets in hand, promised call-backs, callers who wait in their queues. Four statements.

    What was promised for a time before the person is back moves to the next shift; the rest stays with them.
    """
    back_at = next_starts(session, [person_id], max(at, end_at - OPENS)).get(person_id)
    items = [*_callbacks(session, person_id, back_at), *_tickets(session, person_id), *_waiting(session, person_id)]
    return Leaving(end_at, back_at, items)


class Missing(NamedTuple):
    """The sheet of which shift is owed, and for how much of what."""

    shift_end_at: datetime
    tickets: int
    callbacks: int


def missing(session: Session, person_id: int, at: datetime) -> Missing | None:
    """Whether somebody about to leave owes a sheet: their shift ends, something of theirs is open, nothing is filed."""
    end_at = ending(session, person_id, at)
    if end_at is None or sheet(session, person_id, end_at) is not None:
        return None
    kinds = [item["kind"] for item in leaving(session, person_id, end_at, at).items]
    found = Missing(end_at, kinds.count("ticket"), kinds.count("callback"))
    return found if found.tickets or found.callbacks else None


def gone_without(
    session: Session, people: Collection[int], from_at: datetime, to_at: datetime
) -> set[tuple[int, datetime]]:
    """(person, end of the shift) of those who went without a sheet and have filed none since."""
    miss = HandoverMiss
    filed = sa.select(HandoverSheet.id).where(
        HandoverSheet.person_id == miss.person_id, HandoverSheet.shift_end_at == miss.shift_end_at
    )
    rows = session.execute(
        sa.select(miss.person_id, miss.shift_end_at).where(
            miss.person_id.in_(people), miss.shift_end_at.between(from_at, to_at), ~filed.exists()
        )
    )
    return {(person_id, end_at) for person_id, end_at in rows}


def open_sheets(session: Session, actor: Actor) -> Sequence[HandoverSheet]:
    """What waits to be taken over in the actor's team (everybody's for who sees all), the oldest first."""
    found = sa.select(HandoverSheet).where(HandoverSheet.accepted_at.is_(None))
    if Reach.ALL not in reaches_of(actor, Permission.HANDOVER_WORK):
        found = found.where(HandoverSheet.team_id == actor.scope.team_id)
    return session.scalars(
        found.order_by(HandoverSheet.filed_at).options(joinedload(HandoverSheet.person)).limit(50)
    ).all()


def _callbacks(session: Session, person_id: int, back_at: datetime | None) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(Callback.id, Callback.window_start, Callback.note, Ticket.number)
        .outerjoin(Ticket, Ticket.id == Callback.ticket_id)
        .where(Callback.owner_id == person_id, Callback.state.in_(OPEN_CALLBACKS))
        .order_by(Callback.window_start, Callback.id)
        .limit(MOST)
    )
    return [
        _item("callback", id_, note or number or "", start, back_at is None or start < back_at, number)
        for id_, start, note, number in rows
    ]


def _tickets(session: Session, person_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(Ticket.id, Ticket.subject, Ticket.next_due_at, Ticket.number)
        .where(Ticket.owner_id == person_id, Ticket.state.in_(IN_HAND))
        .order_by(Ticket.next_due_at.asc().nulls_last(), Ticket.id)
        .limit(MOST)
    )
    return [_item("ticket", id_, subject, due, False, number) for id_, subject, due, number in rows]


def _waiting(session: Session, person_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(Queue.id, Queue.name, sa.func.count(QueueVisit.id))
        .join(QueueMember, QueueMember.queue_id == Queue.id)
        .join(QueueVisit, QueueVisit.queue == Queue.code)
        .where(QueueMember.person_id == person_id, QueueVisit.outcome == Outcome.WAITING)
        .group_by(Queue.id, Queue.name)
        .order_by(Queue.name)
    )
    return [_item("waiting", id_, f"{name}: {count}", None, True, None) for id_, name, count in rows]


def _item(
    kind: str, id_: int, text: str, due: datetime | None, moves: bool, number: str | None
) -> dict[str, Any]:  # fmt: skip
    return {
        "kind": kind,
        "id": id_,
        "text": text,
        "due": due.isoformat() if due is not None else None,
        "moves": moves,
        "number": number,
    }


def leaders(session: Session, team_id: int | None, at: datetime) -> Sequence[int]:
    """Who leads the shifts that run then: of this team, else of any."""
    found = (
        sa.select(Shift.person_id, Person.team_id)
        .join(Person, Person.id == Shift.person_id)
        .where(Person.active, Shift.published_is_leader, Shift.published_start_at <= at, Shift.published_end_at > at)
        .order_by(Shift.person_id)
    )
    rows = session.execute(found).all()
    own = [row.person_id for row in rows if row.team_id == team_id]
    return own or [row.person_id for row in rows]
