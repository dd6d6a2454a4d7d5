"""Whether what tickets cache still follows from what happened: clocks, due instants, timers (tickets.md I3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.callbacks import CallbackState
from ticketing.domain.clocks import ClockState
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.timers import Timer
from ticketing.queries import clocks, terms, verify_counts

_AT_ONCE = 1_000
_ENDED = frozenset({ClockState.MET, ClockState.MET_LATE, ClockState.CANCELLED})


def differences(session: Session) -> list[str]:
    """One sentence per difference, in English for the operator; an empty list when everything agrees."""
    return [*_clocks(session), *_callbacks(session), *verify_counts.differences(session)]


def _clocks(session: Session) -> Iterator[str]:
    times: dict[int, WorkingTime] = {}
    armed = _armed(session, "ticket_clock", "clock")
    found = sa.select(TicketClock).options(joinedload(TicketClock.ticket)).order_by(TicketClock.ticket_id)
    rows = session.scalars(found.execution_options(yield_per=_AT_ONCE))
    for _, group in groupby(rows, key=lambda row: row.ticket_id):
        of_ticket = list(group)
        for row in of_ticket:
            for calendar_id in {row.calendar_id, *(one for _, one in row.calendars())} - times.keys():
                times[calendar_id] = terms.working_time(session, calendar_id)
            yield from _clock(row, times, armed)
        yield from _ticket(of_ticket)


def _clock(row: TicketClock, times: dict[int, WorkingTime], armed: dict[int, datetime]) -> Iterator[str]:
    clock, name = row.record, f"ticket {row.ticket.number}, clock {row.kind.value} {row.seq}"
    time = times[row.calendar_id]
    elapsed = sum(times[by].between(run.began_at, run.ended_at) for run, by in row.calendars())
    if elapsed != clock.elapsed_s:
        yield f"{name}: elapsed {clock.elapsed_s} s, its runs come to {elapsed} s"
    if clock.state is ClockState.RUNNING and clock.resumed_at and clock.due_at and not clock.breached_at:
        left = time.between(clock.resumed_at, clock.due_at)
        if left != max(0, clock.allowance_s - clock.elapsed_s):
            yield f"{name}: due {clock.due_at}, {left} s from its start instead of {clock.allowance_s - elapsed} s"
        if row.id not in armed:
            yield f"{name}: runs without a timer"
    if clock.state in _ENDED | {ClockState.PAUSED} and row.id in armed:
        yield f"{name}: is {clock.state.value} and still has a timer"
    if clock.state is ClockState.MET and clock.due_at and clock.stopped_at and clock.stopped_at > clock.due_at:
        yield f"{name}: met at {clock.stopped_at}, after it was due"


def _ticket(rows: Iterable[TicketClock]) -> Iterator[str]:
    of_ticket = list(rows)
    ticket = of_ticket[0].ticket
    soonest = clocks.soonest(of_ticket)
    if ticket.next_due_at != soonest:
        yield f"ticket {ticket.number}: next due {ticket.next_due_at}, its clocks say {soonest}"
    if ticket.breached != any(row.breached_at for row in of_ticket):
        yield f"ticket {ticket.number}: breached is {ticket.breached}, its clocks say otherwise"


def _callbacks(session: Session) -> Iterator[str]:
    armed = _armed(session, "callback", "callback_ready")
    scheduled = sa.select(Callback.id).where(Callback.state == CallbackState.SCHEDULED)
    for callback_id in session.scalars(scheduled):
        if callback_id not in armed:
            yield f"call-back {callback_id}: scheduled without a timer"


def _armed(session: Session, subject: str, kind: str) -> dict[int, datetime]:
    pending = sa.select(Timer.subject_id, Timer.due_at).where(
        Timer.subject == subject, Timer.kind == kind, Timer.next_at.is_not(None)
    )
    return {row[0]: row[1] for row in session.execute(pending)}
