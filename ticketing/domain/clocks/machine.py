"""One clock: due = add(resumed_at, allowance - elapsed), and met up to and including that instant."""

from dataclasses import replace
from datetime import datetime

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks.policies import Terms
from ticketing.domain.clocks.records import ClockFlag, ClockKind, ClockRecord, ClockState, Run


def start(kind: ClockKind, seq: int, at: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """A running clock of `kind`, the `seq`-th of its ticket (from 1)."""
    clock = ClockRecord(
        kind=kind,
        seq=seq,
        state=ClockState.RUNNING,
        target_s=terms.target_s,
        allowance_s=terms.target_s,
        started_at=at,
        resumed_at=at,
        generation=0,
    )
    return dated(clock, at, terms, time)


def judge(clock: ClockRecord, at: datetime) -> ClockRecord:
    """The clock as it stands at `at`: broken, dated its due instant, once that instant lies behind (R1)."""
    if clock.state is not ClockState.RUNNING or clock.breached_at or clock.due_at is None or at <= clock.due_at:
        return clock
    return replace(clock, breached_at=clock.due_at)


def elapsed_s(clock: ClockRecord, at: datetime, time: WorkingTime) -> int:
    """Working seconds used up to `at`; of a paused or ended clock, up to its pause or end."""
    if clock.state is not ClockState.RUNNING or clock.resumed_at is None:
        return clock.elapsed_s
    return clock.elapsed_s + time.between(clock.resumed_at, at)


def overdue_s(clock: ClockRecord, at: datetime, time: WorkingTime) -> int:
    """Working seconds run since the due instant; 0 for a clock that is not broken."""
    judged = judge(clock, at)
    return max(0, elapsed_s(judged, at, time) - judged.allowance_s) if judged.breached_at else 0


def pause(clock: ClockRecord, at: datetime, time: WorkingTime) -> ClockRecord:
    """Stands still with its elapsed time kept and nothing due; a breach stays what it is (R2)."""
    if clock.state is not ClockState.RUNNING:
        return clock
    halted = _halted(judge(clock, at), at, time)
    return replace(
        halted,
        state=ClockState.PAUSED,
        due_at=halted.breached_at,
        warn_at=(),
        generation=halted.generation + 1,
    )


def resume(clock: ClockRecord, at: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """Runs on; a target that changed during the pause is judged now, grace included."""
    if clock.state is not ClockState.PAUSED:
        return clock
    running = replace(clock, state=ClockState.RUNNING, resumed_at=at, paused_target_s=None)
    if running.breached_at:
        return replace(running, generation=running.generation + 1)
    changed = clock.paused_target_s not in (None, clock.target_s)
    if not changed:
        return dated(running, at, terms, time)
    old_due = time.add(at, max(0, clock.allowance_s - clock.elapsed_s))
    return _retargeted(running, at, terms, time, old_due)


def stop(clock: ClockRecord, at: datetime, time: WorkingTime) -> ClockRecord:
    """Ends it as met or met late, by the instant."""
    if not clock.is_open:
        return clock
    halted = _halted(judge(clock, at), at, time)
    state = ClockState.MET_LATE if halted.breached_at else ClockState.MET
    return replace(halted, state=state, stopped_at=at, warn_at=(), generation=halted.generation + 1)


def cancel(clock: ClockRecord, at: datetime, time: WorkingTime, reason: str) -> ClockRecord:
    """Ends it without a verdict because of `reason`; a breach until then stays on record."""
    if not clock.is_open:
        return clock
    halted = _halted(judge(clock, at), at, time)
    return replace(
        halted,
        state=ClockState.CANCELLED,
        stopped_at=at,
        warn_at=(),
        reason=reason,
        generation=halted.generation + 1,
    )


def retarget(clock: ClockRecord, at: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """R3: elapsed time is kept, the new target holds from now, with grace if less than that is left.

    A broken clock keeps its verdict and its due instant; a paused one is judged when it runs again.
    """
    clock = judge(clock, at)
    if not clock.is_open or clock.breached_at:
        return clock
    if clock.state is ClockState.PAUSED:
        before = clock.target_s if clock.paused_target_s is None else clock.paused_target_s
        return replace(clock, target_s=terms.target_s, paused_target_s=before)
    if terms.target_s == clock.target_s:
        return dated(clock, at, terms, time)
    changed = replace(clock, target_s=terms.target_s)
    return _retargeted(changed, at, terms, time, clock.due_at or at)


def extend(clock: ClockRecord, at: datetime, until: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """More time was granted: due at `until` instead. A broken clock keeps its verdict, a waiting one its allowance."""
    clock = judge(clock, at)
    if clock.state is not ClockState.RUNNING or clock.breached_at or clock.due_at is None or until <= clock.due_at:
        return clock
    allowance = elapsed_s(clock, at, time) + time.between(at, until)
    extended = replace(
        clock,
        due_at=until,
        allowance_s=allowance,
        flags=clock.flags | {ClockFlag.EXTENDED},
        generation=clock.generation + 1,
    )
    return _warned(extended, at, terms, time)


def rolled(clock: ClockRecord, at: datetime, time: WorkingTime) -> ClockRecord:
    """The clock with its time up to `at` counted on the calendar that held until then."""
    clock = judge(clock, at)
    if clock.state is not ClockState.RUNNING:
        return clock
    return replace(_halted(clock, at, time), resumed_at=at)


def dated(clock: ClockRecord, at: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """A running clock with its due instant and its warnings worked out anew from `at` (R6 and every start)."""
    clock = judge(clock, at)
    if clock.state is not ClockState.RUNNING or clock.breached_at:
        return clock
    used = elapsed_s(clock, at, time)
    due = time.add(at, max(0, clock.allowance_s - used))
    return _warned(replace(clock, due_at=due, generation=clock.generation + 1), at, terms, time)


def recomputed(clock: ClockRecord, at: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """R5 retroactive: the same runs and pauses under the new target and calendar, from the start.

    A breach found so is dated at the instant it should have happened; a breach that was there stands.
    """
    clock = judge(clock, at)
    if not clock.is_open or clock.breached_at:
        return clock
    running = clock.state is ClockState.RUNNING and clock.resumed_at is not None
    runs = (*clock.runs, Run(clock.resumed_at, at)) if running and clock.resumed_at else clock.runs
    used, breached_at = 0, None
    for run in runs:
        due = time.add(run.began_at, max(0, terms.target_s - used))
        breached_at = breached_at or (due if due < run.ended_at else None)
        used += time.between(run.began_at, run.ended_at)
    renewed = replace(
        clock,
        target_s=terms.target_s,
        allowance_s=terms.target_s,
        elapsed_s=used,
        runs=runs,
        resumed_at=at if running else None,
        breached_at=breached_at,
        due_at=breached_at,
        paused_target_s=None,
        warn_at=(),
        generation=clock.generation + 1,
    )
    return dated(renewed, at, terms, time)


def _retargeted(clock: ClockRecord, at: datetime, terms: Terms, time: WorkingTime, old_due: datetime) -> ClockRecord:
    used = elapsed_s(clock, at, time)
    if terms.target_s - used >= terms.shortest_s:
        return dated(replace(clock, allowance_s=terms.target_s), at, terms, time)
    due = min(time.add(at, terms.shortest_s), old_due)
    graced = replace(
        clock,
        due_at=due,
        allowance_s=used + time.between(at, due),
        flags=clock.flags | {ClockFlag.RETARGETED},
        generation=clock.generation + 1,
    )
    return _warned(graced, at, terms, time)


def _warned(clock: ClockRecord, at: datetime, terms: Terms, time: WorkingTime) -> ClockRecord:
    """Warnings are per cent of the target; none for what is used already, none after the due instant."""
    used = elapsed_s(clock, at, time)
    marks = sorted({clock.target_s * pct // 100 for pct in terms.warn_pct})
    instants = (time.add(at, mark - used) for mark in marks if mark > used)
    return replace(clock, warn_at=tuple(one for one in instants if clock.due_at and one <= clock.due_at))


def _halted(clock: ClockRecord, at: datetime, time: WorkingTime) -> ClockRecord:
    if clock.state is not ClockState.RUNNING or clock.resumed_at is None:
        return clock
    used = elapsed_s(clock, at, time)
    return replace(clock, elapsed_s=used, resumed_at=None, runs=(*clock.runs, Run(clock.resumed_at, at)))
