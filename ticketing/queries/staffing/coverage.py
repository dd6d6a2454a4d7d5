"""Who is planned on queue and who is there, against what each half hour needs; and where the paid time goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.adherence import Does, Kept, Slot, understaffed
from ticketing.domain.centre import Centre
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.attendance import AttendanceDay
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue, QueueMember
from ticketing.queries import published
from ticketing.queries.published import Told
from ticketing.queries.staffing import SLOT_US, day_need

WEEKS = 8


@dataclass(frozen=True)
class QueueCover:
    """A queue's half hours of a day; `short` are those of two and more running that are planned too thin."""

    queue: Queue
    slots: Sequence[Slot]
    short: frozenset[int]


@dataclass(frozen=True)
class Shrinkage:
    """A team's last eight weeks: the sums, and how many days of people they are of."""

    team: str
    days: int
    kept: Kept


def day_cover(session: Session, queue: Queue, on_day: date, centre: Centre, now: datetime) -> QueueCover:
    """The half hours of one queue's day; planned are those whose shift has them on queue then, breaks taken off."""
    need = day_need(session, queue, on_day, centre.zone, now)
    from_us = need.slots[0].from_us
    members = list(session.scalars(sa.select(QueueMember.person_id).where(QueueMember.queue_id == queue.id)))
    shifts = published.between(session, from_us, need.slots[-1].from_us + SLOT_US, members) if members else []
    planned = on_queue(shifts, from_us, len(need.slots))
    slots = [
        Slot(one.from_us, one.need.raw, round(planned[number] / SLOT_US, 1), one.actual)
        for number, one in enumerate(need.slots)
    ]
    return QueueCover(queue, slots, frozenset(slot.start_us for slot in understaffed(slots)))


def shrinkage_of_teams(session: Session, actor: Actor, today: date) -> list[Shrinkage]:
    """1 − on queue ÷ paid of each team whose days the actor may see, over eight weeks. One statement."""
    day = AttendanceDay
    query = (
        sa.select(
            Team.name, sa.func.count(), sa.func.sum(day.worked_queue_us), sa.func.sum(day.planned_queue_us),
            sa.func.sum(day.paid_us),
        )
        .join(Person, Person.id == day.person_id)
        .join(Team, Team.id == Person.team_id)
        .where(day.is_current, day.on_day.between(today - timedelta(weeks=WEEKS), today))
        .group_by(Team.id, Team.name)
        .order_by(Team.name)
    )  # fmt: skip
    if Reach.ALL not in reaches_of(actor, Permission.ATTENDANCE_READ):
        query = query.where(Team.id == actor.scope.team_id)
    return [
        Shrinkage(team, count, Kept(0, 0, int(planned), int(worked), int(paid)))
        for team, count, worked, planned, paid in session.execute(query)
    ]


def on_queue(shifts: Sequence[Told], from_us: int, count: int) -> list[int]:
    """Microseconds of people planned on queue in each half hour."""
    found = [0] * count
    for piece in (piece for told in shifts for piece in told.pieces if piece.does is Does.ON_QUEUE):
        first, last = (piece.start_us - from_us) // SLOT_US, (piece.end_us - 1 - from_us) // SLOT_US
        for number in range(max(first, 0), min(last, count - 1) + 1):
            start_us = from_us + number * SLOT_US
            found[number] += min(piece.end_us, start_us + SLOT_US) - max(piece.start_us, start_us)
    return found
