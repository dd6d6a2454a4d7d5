"""Every event of a ticket moves its clocks: rows in, the pure ledger, rows out, timers in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ticketing.actions import ladders, timers
from ticketing.actions.timers import Owed
from ticketing.domain.clocks import ClockRecord, ClockState, Ledger, Moment, Policy
from ticketing.domain.events import ClockBreached, ClockWarned
from ticketing.domain.tickets import TicketState
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks, terms
from ticketing.work import Work

CLOCK_TIMER = "clock"
# At its due instant a clock is still in time: the verdict is spoken the moment after.
_MOMENT_AFTER = timedelta(microseconds=1)

Event = Callable[[Ledger, Moment], Ledger]


def change(work: Work, ticket: Ticket, event: Event, at: datetime | None = None) -> None:
    """Let the ticket's clocks live through `event` at `at` (now unless told); the ticket's row is held by the caller.

    Breaches and warnings that time has brought are told once, dated at their own instants.
    """
    rows = clocks.of(work.session, ticket.id)
    calendar_id, policy = terms.under(work.session, ticket)
    time = terms.working_time(work.session, calendar_id)
    waiting = ticket.state is TicketState.WAITING_CUSTOMER
    now = Moment(at or work.now, policy, time, ticket.priority, waiting)
    before = Ledger(tuple(row.record for row in rows))
    after = event(before.judged(now.at), now)
    version = terms.calendar_version(work.session, calendar_id)
    moved = []
    for row, record in zip(rows, after.clocks, strict=False):
        if _moved(work, ticket, row, _unwarned(record, work.now), policy):
            moved.append(row)
    for record in after.clocks[len(rows) :]:
        moved.append(_new(work, ticket, _unwarned(record, work.now), calendar_id, version))
    _project(ticket, [*rows, *moved])
    known = {row.id for row in rows}
    rungs = [owed for row in moved for owed in ladders.follow_clock(work, row, now, newborn=row.id not in known)]
    timers.plan(work, *map(_own, moved), *rungs)


def due(work: Work, ticket: Ticket) -> None:
    """Time alone has passed: what has broken is broken, what was to be warned of is warned of."""
    change(work, ticket, lambda ledger, _: ledger)
    timers.plan(work, *map(_own, clocks.of(work.session, ticket.id)))


def _own(row: TicketClock) -> Owed:
    return Owed(ladders.CLOCK, row.id, CLOCK_TIMER, _next_instant(row.record))


def _moved(work: Work, ticket: Ticket, row: TicketClock, record: ClockRecord, policy: Policy) -> bool:
    before = row.record
    if record == before:
        return False
    _warn(work, ticket, row, before, policy)
    if record.breached_at and not before.breached_at:
        row.fired_at = work.now
        work.record(ClockBreached(ticket.id, row.id, row.kind.value, record.breached_at.isoformat()))
    row.become(record)
    return True


def _warn(work: Work, ticket: Ticket, row: TicketClock, before: ClockRecord, policy: Policy) -> None:
    """One event per warning that time has passed; what is left in `warn_at` are the highest marks."""
    marks = sorted(policy.warn_pct)[-len(before.warn_at) :] if before.warn_at else []
    for at, pct in zip(before.warn_at, marks, strict=False):
        if at <= work.now:
            work.record(ClockWarned(ticket.id, row.id, row.kind.value, pct))


def _unwarned(record: ClockRecord, now: datetime) -> ClockRecord:
    return replace(record, warn_at=tuple(at for at in record.warn_at if at > now))


def _new(work: Work, ticket: Ticket, record: ClockRecord, calendar_id: int, version: int) -> TicketClock:
    row = TicketClock(ticket_id=ticket.id, calendar_id=calendar_id, calendar_version=version)
    row.become(record)
    if record.breached_at:
        row.fired_at = work.now
    work.add(row)
    if record.breached_at:
        work.record(ClockBreached(ticket.id, row.id, row.kind.value, record.breached_at.isoformat()))
    return row


def _project(ticket: Ticket, rows: Sequence[TicketClock]) -> None:
    ticket.next_due_at = clocks.soonest(rows)
    ticket.breached = any(row.breached_at for row in rows)


def _next_instant(record: ClockRecord) -> datetime | None:
    """The one instant at which something happens to the clock by itself, if nothing else does before."""
    if record.state is not ClockState.RUNNING or record.due_at is None or record.breached_at:
        return None
    return min((*record.warn_at, record.due_at + _MOMENT_AFTER))
