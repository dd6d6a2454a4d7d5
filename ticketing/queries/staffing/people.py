"""Who is on the roster, who was on the line, and what part of the paid time that came to."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.models.people import Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.rollups import AgentRollup
from ticketing.models.shifts import Shift
from ticketing.queries.staffing.history import SLOT_US

_SHRINKAGE_WEEKS, _SHRINKAGE_LEAST = 8, 4
#: Of a young or careless roster; no centre spends more than this part of the paid time elsewhere.
_MOST_SHRINKAGE = 0.7
#: A person's own time stands under no phone system and no name; what of it is time on the line.
_PEOPLE = (AgentRollup.pbx_id == 0, AgentRollup.agent == "")
_ON_LINE = sum(
    (AgentRollup.ringing_us, AgentRollup.talking_us, AgentRollup.hold_us, AgentRollup.acw_us), AgentRollup.ready_us
)


def shrinkage(session: Session, now: datetime) -> float | None:
    """1 − seconds on the line ÷ seconds on the roster, over eight weeks; None until four of them are there."""
    since = now - timedelta(weeks=_SHRINKAGE_WEEKS)
    length = sa.func.extract("epoch", Shift.published_end_at - Shift.published_start_at)
    row = session.execute(
        sa.select(sa.func.min(Shift.published_start_at), sa.func.sum(length)).where(
            Shift.published_start_at >= since, Shift.published_end_at <= now
        )
    ).one()
    first: datetime | None = row[0]
    if first is None or now - first < timedelta(weeks=_SHRINKAGE_LEAST) or not row[1]:
        return None
    on_line = session.scalar(sa.select(sa.func.sum(_ON_LINE)).where(*_PEOPLE, AgentRollup.bucket_us >= micros(first)))
    part = 1 - float(on_line or 0) / SECOND_US / float(row[1])
    return min(max(part, 0.0), _MOST_SHRINKAGE)


def planned(session: Session, queue: Queue, bounds: tuple[int, int]) -> dict[int, int]:
    """How many of the queue's people the published roster has in each half hour, for at least half of it."""
    rows = session.execute(
        sa.select(Shift.published_start_at, Shift.published_end_at)
        .join(QueueMember, QueueMember.person_id == Shift.person_id)
        .join(Person, Person.id == Shift.person_id)
        .where(
            QueueMember.queue_id == queue.id,
            Person.active,
            Shift.published_start_at < instant(bounds[1]),
            Shift.published_end_at > instant(bounds[0]),
        )
    )
    counts: dict[int, int] = {}
    for start, end in rows:
        if start is None or end is None:
            continue
        first, last = ((micros(at) - bounds[0] + SLOT_US // 2) // SLOT_US for at in (start, end))
        for number in range(max(first, 0), min(last, (bounds[1] - bounds[0]) // SLOT_US)):
            counts[number] = counts.get(number, 0) + 1
    return counts


def actual(session: Session, queue: Queue, bounds: tuple[int, int], now: datetime) -> dict[int, float]:
    """How many of them were on the line in the mean of each half hour that is over."""
    until = min(bounds[1], micros(now) // SLOT_US * SLOT_US)
    slot = (AgentRollup.bucket_us - bounds[0]) / SLOT_US
    rows = session.execute(
        sa.select(sa.func.floor(slot), sa.func.sum(_ON_LINE))
        .join(QueueMember, QueueMember.person_id == AgentRollup.person_id)
        .where(*_PEOPLE, QueueMember.queue_id == queue.id, AgentRollup.bucket_us.between(bounds[0], until - 1))
        .group_by(sa.func.floor(slot))
    )
    there = {int(number): float(us) / SLOT_US for number, us in rows}
    return {number: there.get(number, 0.0) for number in range(max(until - bounds[0], 0) // SLOT_US)}
