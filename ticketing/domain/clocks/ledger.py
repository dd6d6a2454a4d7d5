"""All clocks of one ticket, and which of them each event starts, stops, pauses or dates anew."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import machine
from ticketing.domain.clocks.policies import Policy, ReopenMode, Terms
from ticketing.domain.clocks.records import ClockKind, ClockRecord, ClockState
from ticketing.domain.tickets.words import Priority

_AT_BIRTH = (ClockKind.ACK, ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
_MET_BY_CONTACT = (ClockKind.ACK, ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.UPDATE)
_MET_BY_RESOLVING = (*_MET_BY_CONTACT, ClockKind.RESOLUTION, ClockKind.OLA)
LOWERING_NEEDS_SUPERVISOR_PCT = 75


@dataclass(frozen=True)
class Moment:
    """The instant of an event with what holds for the ticket just then; `waiting` is for the customer."""

    at: datetime
    policy: Policy
    time: WorkingTime
    priority: Priority
    waiting: bool = False

    def terms(self, clock: ClockRecord) -> Terms | None:
        return self.policy.terms(clock.kind, self.priority, reopened=clock.reopened, team=clock.team)


@dataclass(frozen=True)
class Ledger:
    """The clocks of a ticket in the order they came into being; every event gives a new ledger."""

    clocks: tuple[ClockRecord, ...] = ()

    def latest(self, kind: ClockKind) -> ClockRecord | None:
        """The clock of `kind` that came last, open or not."""
        return next((one for one in reversed(self.clocks) if one.kind is kind), None)

    def is_open(self, kind: ClockKind) -> bool:
        latest = self.latest(kind)
        return latest is not None and latest.is_open

    def judged(self, at: datetime) -> "Ledger":
        """Every clock as it stands at `at`; what fell due before it is broken."""
        return Ledger(tuple(machine.judge(one, at) for one in self.clocks))

    def created(self, now: Moment, *, answered: bool) -> "Ledger":
        """T1-T2: a ticket filed by the answering agent begins with a contact, everything answered at once."""
        born = self
        for kind in _AT_BIRTH:
            born = born.started(kind, now)
        return born.agent_contact(now) if answered else born

    def accepted(self, now: Moment) -> "Ledger":
        return self.stopped((ClockKind.ACK,), now)

    def agent_contact(self, now: Moment) -> "Ledger":
        """A two-way call or public reply: answers whatever waits for one, and starts the time to the next update."""
        return self.stopped(_MET_BY_CONTACT, now).started(ClockKind.UPDATE, now)

    def customer_contact(self, now: Moment) -> "Ledger":
        """Starts next_response at the oldest unanswered contact, once the first response has been given."""
        if self.is_open(ClockKind.FIRST_RESPONSE) or self.is_open(ClockKind.NEXT_RESPONSE):
            return self
        return self.started(ClockKind.NEXT_RESPONSE, now)

    def waiting(self, now: Moment) -> "Ledger":
        """T5: the kinds that the policy names stand still."""
        return self._each(lambda one: machine.pause(one, now.at, now.time) if one.kind in now.policy.pauses else one)

    def woken(self, now: Moment) -> "Ledger":
        """T6: whatever stands still runs again."""
        return self._each(lambda one: self._resumed(one, now))

    def priority_changed(self, now: Moment, *, answered: bool) -> "Ledger":
        """R3 for every open clock; what is promised only at the old or the new priority ends or starts now, as in R4.

        `answered` says whether the ticket has had its first response.
        """
        changed = self._each(lambda one: _retargeted(one, now))
        if not answered and not changed.is_open(ClockKind.FIRST_RESPONSE):
            changed = changed.started(ClockKind.FIRST_RESPONSE, now)
        before = changed.latest(ClockKind.RESOLUTION)
        if before and before.is_open:
            return changed
        reopened = before is not None and (before.reopened or before.state is not ClockState.CANCELLED)
        return changed.started(ClockKind.RESOLUTION, now, reopened=reopened)

    def calendar_changed(self, now: Moment) -> "Ledger":
        """R6: what runs falls due by the hours that lie ahead; `now.time` already holds the new version."""
        return self._each(lambda one: self._dated(one, now))

    def transferred(self, now: Moment, team: str = "") -> "Ledger":
        """R7: each second has one accountable team; the customer's clocks do not notice.

        `team` owes from now on what the policy asks of it: to take it on, and to be done with it.
        """
        moved = self.returned(now).started(ClockKind.OLA, now, team=team)
        return moved.started(ClockKind.ACK, now, team=team) if team else moved

    def returned(self, now: Moment) -> "Ledger":
        """The other team has answered: what it owed ends, and nobody owes anything to a team."""
        return self.stopped((ClockKind.OLA,), now)._each(
            lambda one: machine.stop(one, now.at, now.time) if one.team else one
        )

    def resolved(self, now: Moment) -> "Ledger":
        return self.stopped(_MET_BY_RESOLVING, now).started(ClockKind.FOLLOW_UP, now)

    def closed(self, now: Moment) -> "Ledger":
        return self.stopped((ClockKind.FOLLOW_UP,), now)

    def reopened(self, now: Moment) -> "Ledger":
        """R9: the finished clock keeps its result, a further one begins."""
        ledger = self.closed(now)
        before = ledger.latest(ClockKind.RESOLUTION)
        ledger = ledger.started(ClockKind.RESOLUTION, now, reopened=True)
        if now.policy.reopening.mode is ReopenMode.RESUME and before:
            return ledger._each(lambda one: _carried_on(one, before, now))
        return ledger

    def cancelled(self, now: Moment, reason: str) -> "Ledger":
        """Every open clock ends without a verdict: merged, cancelled, or the policy is gone."""
        return self._each(lambda one: machine.cancel(one, now.at, now.time, reason))

    def consumed_at_least(self, pct: int, now: Moment) -> bool:
        """Whether some open clock has used `pct` per cent of its target or more."""
        return any(
            machine.elapsed_s(one, now.at, now.time) * 100 >= one.target_s * pct for one in self.clocks if one.is_open
        )

    def started(self, kind: ClockKind, now: Moment, *, reopened: bool = False, team: str = "") -> "Ledger":
        """The ledger with one more clock of `kind`, if the policy promises anything there; it may have to wait."""
        terms = now.policy.terms(kind, now.priority, reopened=reopened, team=team)
        if terms is None:
            return self
        seq = sum(1 for one in self.clocks if one.kind is kind) + 1
        clock = replace(machine.start(kind, seq, now.at, terms, now.time), reopened=reopened, team=team)
        if now.waiting and kind in now.policy.pauses:
            clock = machine.pause(clock, now.at, now.time)
        return Ledger((*self.clocks, clock))

    def stopped(self, kinds: Iterable[ClockKind], now: Moment) -> "Ledger":
        """The open clocks of `kinds` end, met or met late."""
        ending = frozenset(kinds)
        return self._each(lambda one: machine.stop(one, now.at, now.time) if one.kind in ending else one)

    def replaced(self, clock: ClockRecord) -> "Ledger":
        """`clock` in the place of the one with its kind and number."""
        return self._each(lambda one: clock if (one.kind, one.seq) == (clock.kind, clock.seq) else one)

    def _each(self, move: Callable[[ClockRecord], ClockRecord]) -> "Ledger":
        return Ledger(tuple(move(one) for one in self.clocks))

    def _resumed(self, clock: ClockRecord, now: Moment) -> ClockRecord:
        terms = now.terms(clock)
        return machine.resume(clock, now.at, terms, now.time) if terms else clock

    def _dated(self, clock: ClockRecord, now: Moment) -> ClockRecord:
        terms = now.terms(clock)
        return machine.dated(clock, now.at, terms, now.time) if terms else clock


def lowering_needs_supervisor(ledger: Ledger, now: Moment, priority: Priority) -> bool:
    """R3: taking pressure off a clock that is three quarters used is not the agent's to decide."""
    return priority.rank < now.priority.rank and ledger.consumed_at_least(LOWERING_NEEDS_SUPERVISOR_PCT, now)


def _retargeted(clock: ClockRecord, now: Moment) -> ClockRecord:
    if not clock.is_open:
        return clock
    terms = now.terms(clock)
    if terms is None:
        return machine.cancel(clock, now.at, now.time, "policy")
    if terms.target_s == clock.target_s:
        return clock
    return machine.retarget(clock, now.at, terms, now.time)


def _carried_on(clock: ClockRecord, before: ClockRecord, now: Moment) -> ClockRecord:
    terms = now.terms(clock)
    if not clock.is_open or clock.kind is not before.kind or terms is None:
        return clock
    carried = replace(clock, elapsed_s=before.elapsed_s, runs=before.runs, generation=clock.generation - 1)
    return machine.dated(carried, now.at, terms, now.time)
