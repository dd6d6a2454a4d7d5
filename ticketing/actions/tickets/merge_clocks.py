"""The clocks of two tickets that become one: stopped, the older promise taken over, and all of it taken back."""

from datetime import datetime
from typing import Any

from ticketing.actions import clocks, ladders, timers
from ticketing.domain.clocks import ClockKind, ClockRecord, ClockState, Ledger, Moment, Run
from ticketing.domain.clocks.merging import disinherited, inherited
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks as kept
from ticketing.queries import terms
from ticketing.work import Work

_WORDS = ("state", "allowance_s", "target_s", "elapsed_s", "paused_target_s", "reason", "flags", "runs", "warn_at")
_INSTANTS = ("resumed_at", "due_at", "breached_at", "stopped_at")


def stop(work: Work, source: Ticket) -> dict[str, Any]:
    """Cancel what runs because of the merge; gives the open clocks as they were, by id."""
    before = {str(row.id): _written(row) for row in kept.of(work.session, source.id) if row.record.is_open}
    clocks.change(work, source, lambda ledger, now: ledger.cancelled(now, "merged"))
    return {"source": before}


def inherit(work: Work, source: Ticket, target: Ticket) -> dict[str, str] | None:
    """The target answers from the earlier start on; gives the stretch that it took over, if any."""
    began_at = _began(work, source)
    own = _began(work, target)
    if began_at is None or own is None or began_at >= own:
        return None
    clocks.change(work, target, lambda ledger, now: inherited(ledger, now, began_at))
    return {"from": began_at.isoformat(), "to": own.isoformat()} if _began(work, target) == began_at else None


def restart(work: Work, source: Ticket, said: dict[str, Any]) -> None:
    """The source's clocks run on as if nothing had been; what fell due meanwhile is broken at its own instant."""
    rows = {row.id: row for row in kept.of(work.session, source.id)}
    for clock_id, before in said["source"].items():
        row = rows.get(int(clock_id))
        if row is not None and row.state is ClockState.CANCELLED and row.reason == "merged":
            _restore(row, before)
    clocks.due(work, source)
    now = terms.moment(work.session, source, work.now)
    timers.plan(work, *[owed for row in rows.values() for owed in ladders.follow_clock(work, row, now)])


def disinherit(work: Work, target: Ticket, said: dict[str, str] | None) -> None:
    """The target answers for its own time only."""
    if said is None:
        return
    older = Run(datetime.fromisoformat(said["from"]), datetime.fromisoformat(said["to"]))

    def own(ledger: Ledger, now: Moment) -> Ledger:
        return disinherited(ledger, now, older)

    clocks.change(work, target, own)


def _began(work: Work, ticket: Ticket) -> datetime | None:
    latest = Ledger(tuple(_records(work, ticket))).latest(ClockKind.RESOLUTION)
    return latest.started_at if latest else None


def _records(work: Work, ticket: Ticket) -> list[ClockRecord]:
    return [row.record for row in kept.of(work.session, ticket.id)]


def _written(row: TicketClock) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in _WORDS}
    return plain | {name: at.isoformat() if (at := getattr(row, name)) else None for name in _INSTANTS}


def _restore(row: TicketClock, before: dict[str, Any]) -> None:
    for name in _WORDS:
        setattr(row, name, before[name])
    row.state = ClockState(before["state"])
    for name in _INSTANTS:
        setattr(row, name, datetime.fromisoformat(before[name]) if before[name] else None)
    row.generation += 1
