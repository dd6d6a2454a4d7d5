"""Whether the queues bear a meeting: who is there on its next day, what each queue can spare, which split would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain import meetings
from ticketing.domain.adherence import Does
from ticketing.domain.centre import Centre
from ticketing.domain.days import wall_instant
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.meetings import MOST_SITTINGS, Attendant, Split
from ticketing.models.queues import Queue, QueueMember
from ticketing.queries import published
from ticketing.queries.staffing import SLOT_US
from ticketing.queries.staffing.coverage import day_cover

#: A meeting is looked at on its next day within so many.
AHEAD = timedelta(days=35)


@dataclass(frozen=True)
class Look:
    """A meeting on its next day: who is there then, what each queue can spare at each sitting, the split proposed."""

    on_day: date | None
    people: Sequence[Attendant]
    spares: Sequence[Mapping[str, int]]
    split: Split


def look(session: Session, meeting: meetings.Meeting, from_on: date, centre: Centre, now: datetime) -> Look:
    """How the meeting's next day from `from_on` on would go for the queues of whoever is there."""
    days = sorted(meetings.days_of(meeting.rule, from_on, from_on + AHEAD))
    if not days:
        return Look(None, [], [], Split([], {}))
    on_day = days[0]
    begin_us = micros(wall_instant(on_day, meeting.from_min, centre.zone))
    spans = [begin_us + n * meeting.length_min * 60 * SECOND_US for n in range(MOST_SITTINGS + 1)]
    told = published.between(session, spans[0], spans[-1])
    here = {one.person_id for one in told if meeting.concerns(one.team_id) and _is_there(one, spans[0], spans[1])}
    people = _attendants(session, here)
    spares = _spares(session, people, on_day, spans, centre, now)
    return Look(on_day, people, spares, meetings.split(people, spares))


def _is_there(told: published.Told, from_us: int, to_us: int) -> bool:
    """Whether a shift has somebody at the queue, or at a meeting, in the first sitting."""
    does = (Does.ON_QUEUE, Does.MEETING)
    return any(one.does in does and one.start_us < to_us and one.end_us > from_us for one in told.pieces)


def _attendants(session: Session, here: set[int]) -> list[Attendant]:
    rows = session.execute(
        sa.select(QueueMember.person_id, Queue.code)
        .join(Queue, Queue.id == QueueMember.queue_id)
        .where(QueueMember.person_id.in_(here))
    )
    queues: dict[int, set[str]] = {person_id: set() for person_id in here}
    for person_id, code in rows:
        queues[person_id].add(code)
    return [Attendant(person_id, frozenset(codes)) for person_id, codes in sorted(queues.items())]


def _spares(
    session: Session, people: Sequence[Attendant], on_day: date, spans: Sequence[int], centre: Centre, now: datetime
) -> list[dict[str, int]]:
    """Whom each queue can do without at each sitting, at its thinnest half hour; not below nought."""
    codes = {code for one in people for code in one.queues}
    spares: list[dict[str, int]] = [{} for _ in spans[1:]]
    for queue in session.scalars(sa.select(Queue).where(Queue.code.in_(codes)).order_by(Queue.code)):
        cover = day_cover(session, queue, on_day, centre, now)
        for number, spare in enumerate(spares):
            from_us, to_us = spans[number], spans[number + 1]
            slots = [one for one in cover.slots if one.start_us < to_us and one.start_us + SLOT_US > from_us]
            spare[queue.code] = max(min((int(one.planned - one.need) for one in slots), default=0), 0)
    return spares
