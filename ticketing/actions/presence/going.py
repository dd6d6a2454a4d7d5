"""The end of a shift at the phone: who is idle gets no further call, who has a customer goes on until it is done."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import notices, timers
from ticketing.actions.presence.say import move
from ticketing.domain.attendance import SHIFT_END
from ticketing.domain.console import ConsoleWord
from ticketing.errors import Forbidden
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.models.shifts import Shift
from ticketing.models.timers import Timer
from ticketing.queries import handovers, presence
from ticketing.queries.attendance.rules import rules
from ticketing.work import Work

SHIFT, SHIFT_TIMER = "shift", "shift_end"
#: So long ahead the ends of shifts are planned, and so soon whoever has a customer is looked at again.
AHEAD, AGAIN = timedelta(minutes=5), timedelta(seconds=1)


def plan_ends(work: Work) -> int:
    """Plan the ends of the published shifts that come within minutes, each once; how many were planned."""
    if not work.actor.is_system:
        raise Forbidden(permission="system")
    known = sa.select(Timer.id).where(
        Timer.subject == SHIFT,
        Timer.subject_id == Shift.id,
        Timer.kind == SHIFT_TIMER,
        Timer.due_at >= Shift.published_end_at,
    )
    rows = work.session.execute(
        sa.select(Shift.id, Shift.published_end_at).where(
            Shift.published_end_at > work.now - AHEAD, Shift.published_end_at <= work.now + AHEAD, ~known.exists()
        )
    ).all()
    timers.plan(work, *(timers.Owed(SHIFT, shift_id, SHIFT_TIMER, end_at) for shift_id, end_at in rows))
    return len(rows)


def shift_over(work: Work, shift_id: int) -> None:
    """Pause whoever is ready; look again in a second at whoever has a customer, and tell the leader after the cap.

    A shift that was moved or taken off the roster has not ended.
    """
    shift = work.session.get(Shift, shift_id)
    end_at = shift.published_end_at if shift is not None else None
    if shift is None or end_at is None or end_at > work.now or _stays(work, shift):
        return
    if presence.is_serving(work.session, shift.person_id, work.now):
        most = timedelta(seconds=rules(work.session).extension_most_s)
        if work.now < end_at + most:
            timers.plan(work, timers.Owed(SHIFT, shift.id, SHIFT_TIMER, work.now + AGAIN))
        else:
            _tell(work, shift)
        return
    person = work.get(Person, shift.person_id)
    row = work.session.scalar(sa.select(ConsoleState).filter_by(person_id=person.id))
    is_ready = row is not None and row.state == ConsoleWord.READY
    if is_ready or presence.is_ready(work.session, person.id, work.now):
        move(work, person, ConsoleWord.BUSY, SHIFT_END)


def _stays(work: Work, shift: Shift) -> bool:
    """Whether another shift of the same person runs on."""
    other = sa.select(Shift.id).where(
        Shift.person_id == shift.person_id, Shift.published_start_at <= work.now, Shift.published_end_at > work.now
    )
    return work.session.scalar(other.limit(1)) is not None


def _tell(work: Work, shift: Shift) -> None:
    person = work.get(Person, shift.person_id)
    params: notices.Params = {"name": person.name}
    for leader in handovers.leaders(work.session, person.team_id, work.now):
        notices.tell(work, leader, "shift_too_long", f"shift:{shift.id}:cap", notices.Subject(), params)
