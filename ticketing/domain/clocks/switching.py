"""A policy was edited, or another one took over: what becomes of the clocks of an open ticket (R4, R5)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import machine
from ticketing.domain.clocks.ledger import Ledger, Moment
from ticketing.domain.clocks.policies import Policy
from ticketing.domain.clocks.records import ClockKind, ClockRecord, ClockState, Run

_BY_FIRST_CONTACT = frozenset({ClockKind.ACK, ClockKind.FIRST_RESPONSE})
_STARTED_LATE = (
    ClockKind.ACK,
    ClockKind.FIRST_RESPONSE,
    ClockKind.RESOLUTION,
    ClockKind.NEXT_RESPONSE,
    ClockKind.UPDATE,
)


@dataclass(frozen=True, kw_only=True)
class History:
    """What a clock that was never there would have lived through.

    `contacted_at` is the last contact by an agent, `waits` are the finished waits for the customer.
    """

    created_at: datetime
    responded_at: datetime | None = None
    contacted_at: datetime | None = None
    unanswered_since: datetime | None = None
    reopened_at: datetime | None = None
    finished: bool = False
    waits: tuple[Run, ...] = ()
    waiting_since: datetime | None = None


@dataclass(frozen=True)
class Switch:
    """From the old policy and its calendar to those in `now`; `retroactive` counts from the start."""

    old: Policy
    old_time: WorkingTime
    now: Moment
    retroactive: bool

    @property
    def begins_any(self) -> bool:
        """Whether some kind is promised only now: just then it matters what the ticket has lived through."""
        return any(True for _ in self._new_kinds())

    def apply(self, ledger: Ledger, history: History) -> Ledger:
        """Kinds in both: R3 or a recomputation; only in the old: cancelled; only in the new: started."""
        switched = Ledger(tuple(self._moved(one) for one in ledger.clocks))
        for kind in self._new_kinds():
            if not switched.is_open(kind):
                switched = self._begun(switched, kind, history)
        return self._paused_as_promised(switched.judged(self.now.at))

    def _moved(self, clock: ClockRecord) -> ClockRecord:
        if not clock.is_open:
            return clock
        now, terms = self.now, self.now.terms(clock)
        if terms is None:
            return machine.cancel(clock, now.at, self.old_time, "policy")
        if self.retroactive:
            fresh = machine.recomputed(machine.judge(clock, now.at), now.at, terms, now.time)
            return fresh if not clock.breached_at else machine.rolled(clock, now.at, self.old_time)
        return machine.retarget(machine.rolled(clock, now.at, self.old_time), now.at, terms, now.time)

    def _new_kinds(self) -> Iterable[ClockKind]:
        now = self.now
        for kind in _STARTED_LATE:
            if now.policy.terms(kind, now.priority) and not self.old.terms(kind, now.priority):
                yield kind

    def _begun(self, ledger: Ledger, kind: ClockKind, history: History) -> Ledger:
        origin = _origin(kind, history)
        if origin is None:
            return ledger
        answered_at = history.responded_at if kind in _BY_FIRST_CONTACT else None
        reopened = kind is ClockKind.RESOLUTION and history.reopened_at is not None
        if not self.retroactive:
            return ledger if answered_at else ledger.started(kind, self.now, reopened=reopened)
        begun = ledger.started(kind, replace(self.now, at=origin, waiting=False), reopened=reopened)
        clock = begun.clocks[-1]
        if answered_at:
            return begun.replaced(machine.stop(clock, answered_at, self.now.time))
        return begun.replaced(self._relived(clock, history))

    def _relived(self, clock: ClockRecord, history: History) -> ClockRecord:
        terms = self.now.terms(clock)
        if clock.kind not in self.now.policy.pauses or terms is None:
            return clock
        for wait in history.waits:
            if wait.began_at >= clock.started_at:
                clock = machine.pause(clock, wait.began_at, self.now.time)
                clock = machine.resume(clock, wait.ended_at, terms, self.now.time)
        return machine.pause(clock, history.waiting_since, self.now.time) if history.waiting_since else clock

    def _paused_as_promised(self, ledger: Ledger) -> Ledger:
        for one in ledger.clocks:
            stands_still = self.now.waiting and one.kind in self.now.policy.pauses
            terms = self.now.terms(one)
            if stands_still and one.state is ClockState.RUNNING:
                ledger = ledger.replaced(machine.pause(one, self.now.at, self.now.time))
            elif not stands_still and one.state is ClockState.PAUSED and terms:
                ledger = ledger.replaced(machine.resume(one, self.now.at, terms, self.now.time))
        return ledger


def _origin(kind: ClockKind, history: History) -> datetime | None:
    """Since when a clock of `kind` would have been running, or None when nothing calls for one."""
    if history.finished:
        return None
    if kind is ClockKind.NEXT_RESPONSE:
        return history.unanswered_since
    if kind is ClockKind.UPDATE:
        return history.contacted_at
    if kind is ClockKind.RESOLUTION:
        return history.reopened_at or history.created_at
    return history.created_at
