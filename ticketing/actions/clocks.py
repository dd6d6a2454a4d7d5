"""Every event of a ticket moves its clocks: rows in, the pure ledger, rows out, timers in the same transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ticketing.actions import ladders, timers
from ticketing.actions.timers import Owed
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import ClockRecord, ClockState, Ledger, Moment, Policy
from ticketing.domain.escalations import Instance
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


@dataclass(frozen=True)
class Held:
    """A ticket's clocks as they are stored, with what they are reckoned by (queries/terms.py).

    `fired` are the levels of each clock by its id, where they were read for many tickets at once.
    """

    rows: Sequence[TicketClock]
    calendar_id: int
    calendar_version: int
    policy: Policy
    time: WorkingTime
    fired: Mapping[int, Sequence[Instance]] | None = None


def change(work: Work, ticket: Ticket, event: Event, at: datetime | None = None) -> None:
    """Let the ticket's clocks live through `event` at `at` (now unless told); the ticket's row is held by the caller.

    Breaches and warnings that time has brought are told once, dated at their own instants.
    """
    timers.plan(work, *live_through(work, ticket, held(work, ticket), event, at))


def held(work: Work, ticket: Ticket) -> Held:
    """The clocks of one ticket under the policy that it has now."""
    return Held(clocks.of(work.session, ticket.id), *terms.of_ticket(work.session, ticket))


def held_many(work: Work, tickets: Sequence[Ticket]) -> dict[int, Held]:
    """The clocks of these tickets by ticket id, with their fired levels, in a handful of queries."""
    rows = clocks.by_ticket(work.session, [ticket.id for ticket in tickets])
    fired = clocks.fired(work.session, ladders.CLOCK, [row.id for of_one in rows.values() for row in of_one])
    under = terms.under_many(work.session, {(ticket.policy_id, ticket.policy_version) for ticket in tickets})
    return {
        ticket.id: Held(rows.get(ticket.id, []), *under[ticket.policy_id, ticket.policy_version], fired)
        for ticket in tickets
    }


def newborn(work: Work, ticket: Ticket, *, answered: bool) -> tuple[Held, list[TicketClock]]:
    """The first clocks of a ticket that is not in the database yet, to be written with it; the ticket shows them."""
    known = Held((), *terms.of_ticket(work.session, ticket))
    now = Moment(ticket.opened_at, known.policy, known.time, ticket.priority)
    born = Ledger.created(Ledger(), now, answered=answered)
    rows = [_new(work, ticket, _unwarned(record, work.now), known) for record in born.clocks]
    _project(ticket, rows)
    return known, rows


def begun(work: Work, ticket: Ticket, known: Held, rows: Sequence[TicketClock]) -> None:
    """The newborn's clocks are in the database: tell what is broken from the start, plan what comes."""
    _tell_broken(work, ticket, rows)
    now = Moment(ticket.opened_at, known.policy, known.time, ticket.priority)
    timers.plan(work, *_owed(work, [row for row in rows if row.record.is_open], now, lambda _: ()))


def live_through(work: Work, ticket: Ticket, known: Held, event: Event, at: datetime | None = None) -> list[Owed]:
    """The same for clocks in hand; gives the timers to plan, so that many tickets can share one statement."""
    rows = known.rows
    waiting = ticket.state is TicketState.WAITING_CUSTOMER
    now = Moment(at or work.now, known.policy, known.time, ticket.priority, waiting)
    before = Ledger(tuple(row.record for row in rows))
    after = event(before.judged(now.at), now)
    moved = [
        row
        for row, record in zip(rows, after.clocks, strict=False)
        if _moved(work, ticket, row, _unwarned(record, work.now), known.policy)
    ]
    born = [_new(work, ticket, _unwarned(record, work.now), known) for record in after.clocks[len(rows) :]]
    _project(ticket, [*rows, *born])
    if born:
        work.session.add_all(born)
        work.session.flush()
        _tell_broken(work, ticket, born)
    # What was born and met in one breath has never been owed anything.
    alive = [*moved, *(row for row in born if row.record.is_open)]
    return _owed(work, alive, now, lambda row: () if row in born else _fired(known, row))


def _owed(
    work: Work, rows: Sequence[TicketClock], now: Moment, fired: Callable[[TicketClock], Sequence[Instance] | None]
) -> list[Owed]:
    rungs = [owed for row in rows for owed in ladders.follow_clock(work, row, now, fired(row))]
    return [*map(_own, rows), *rungs]


def due(work: Work, *tickets: Ticket) -> None:
    """Time alone has passed: what has broken is broken, what was to be warned of is warned of.

    For any number of tickets a handful of queries: thousands of deadlines end in one minute (tickets.md, section 6).
    """
    known = held_many(work, tickets)
    rungs = [
        owed for ticket in tickets for owed in live_through(work, ticket, known[ticket.id], lambda ledger, _: ledger)
    ]
    # The timers that brought us here are done: each clock that has more to come is armed anew.
    owns = [_own(row) for held in known.values() for row in held.rows]
    timers.plan(work, *{one[:3]: one for one in (*rungs, *owns)}.values())


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


def _fired(known: Held, row: TicketClock) -> Sequence[Instance] | None:
    return None if known.fired is None else known.fired.get(row.id, ())


def _new(work: Work, ticket: Ticket, record: ClockRecord, known: Held) -> TicketClock:
    row = TicketClock(ticket=ticket, calendar_id=known.calendar_id, calendar_version=known.calendar_version)
    row.become(record)
    if record.breached_at:
        row.fired_at = work.now
    return row


def _tell_broken(work: Work, ticket: Ticket, rows: Sequence[TicketClock]) -> None:
    for row in rows:
        if row.breached_at:
            work.record(ClockBreached(ticket.id, row.id, row.kind.value, row.breached_at.isoformat()))


def _project(ticket: Ticket, rows: Sequence[TicketClock]) -> None:
    ticket.next_due_at = clocks.soonest(rows)
    ticket.breached = any(row.breached_at for row in rows)


def _next_instant(record: ClockRecord) -> datetime | None:
    """The one instant at which something happens to the clock by itself, if nothing else does before."""
    if record.state is not ClockState.RUNNING or record.due_at is None or record.breached_at:
        return None
    return min((*record.warn_at, record.due_at + _MOMENT_AFTER))
