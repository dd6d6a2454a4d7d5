"""The moves of a visit: it opens, an agent takes it, it ends; each keeps the state's indexes true."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.visit import EndReason, Mark, Outcome, Stage, Visit
from ticketing.domain.presence import IntervalKind
from ticketing.domain.presence.facts import wrap_up

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold


def open_visit(fold: "Fold", callid: str, queue: str, enter_us: int, position: int | None = None) -> Visit:
    """A caller enters a queue; the position says where in the line (priority callers do not stand at the end)."""
    state = fold.state
    twins = [v for v in state.by_call.get(callid, ()) if v.queue == queue and v.enter_us == enter_us]
    # The instant itself where it is free: one visit more does not move the numbers of those that come much later.
    state.serial = max(state.serial + 1, enter_us)
    visit = Visit(callid, queue, enter_us, len(twins), state.serial)
    visit.position = position
    note = state.notes.get(callid)
    if note is not None:
        visit.dnis, visit.ivr, visit.disposition = note.get("dnis"), note.get("ivr"), note.get("disposition")
    state.index(visit)
    line = state.lines.setdefault(queue, [])
    line.insert(min(position - 1, len(line)) if position else len(line), visit)
    state.alarm_us = min(state.alarm_us, enter_us + fold.config.of(queue).max_wait_s * SECOND_US)
    return visit


def leave_line(fold: "Fold", visit: Visit) -> None:
    """The caller no longer stands in the waiting line, wherever they went."""
    line = fold.state.lines.get(visit.queue)
    if line is not None and visit in line:
        line.remove(visit)


def start_talk(fold: "Fold", visit: Visit, agent: str, connect_us: int) -> None:
    """An agent has the caller. A visit whose end was only inferred, or known from AMI alone, is open again."""
    state = fold.state
    leave_line(fold, visit)
    state.doubtful.pop(visit.serial, None)
    visit.marks &= ~(Mark.INFERRED_END | Mark.WAIT_UNSURE | Mark.PROVISIONAL)
    visit.stage, visit.outcome = Stage.TALKING, Outcome.ANSWERED
    visit.agent, visit.connect_us = agent, connect_us
    visit.end_us = visit.end_reason = visit.exit_key = None
    state.open[visit.serial] = visit
    connections = state.talking.setdefault(agent, [])
    if visit not in connections:
        connections.append(visit)
    state.alarm_us = min(state.alarm_us, connect_us + fold.config.of(visit.queue).max_talk_s * SECOND_US)
    track = fold.track(agent)
    for fact in [f for f in track.running.values() if f.kind is IntervalKind.TALK and f.visit is None]:
        # A snapshot had seen this call before its own event arrived.
        track.finish(fact, connect_us)
    track.begin(IntervalKind.TALK, connect_us, visit.queue, "", visit.key)


def supersede(fold: "Fold", visit: Visit, at_us: int) -> None:
    """The agent took another call: their part of this one is over, the visit itself goes on (R7)."""
    visit.agent_end_us = max(at_us, visit.connect_us or at_us)
    visit.marks |= Mark.SUPERSEDED
    _end_talk_fact(fold, visit, visit.agent_end_us)


def end_wait(fold: "Fold", visit: Visit, outcome: Outcome, at_us: int, wait_us: int | None) -> None:
    """The caller left unanswered. A negative wait is a stepped clock's: 0, and out of every mean (R9)."""
    wait_us = at_us - visit.enter_us if wait_us is None else wait_us
    if wait_us < 0:
        wait_us, visit.marks = 0, visit.marks | Mark.CLOCK_STEP | Mark.WAIT_UNSURE
    elif abs(at_us - visit.enter_us - wait_us) > 2 * SECOND_US:
        visit.marks |= Mark.MISMATCH
    visit.outcome, visit.wait_us = outcome, wait_us
    _end(fold, visit, at_us)


def end_talk(fold: "Fold", visit: Visit, reason: EndReason, at_us: int, talk_us: int | None) -> None:
    """The conversation is over, by a measured end: the agent's wrap-up begins unless they had left already."""
    connect_us = visit.connect_us if visit.connect_us is not None else at_us
    talk_us = at_us - connect_us if talk_us is None else talk_us
    visit.marks &= ~Mark.TALK_UNSURE
    if talk_us < 0 or at_us < connect_us:
        talk_us, visit.marks = max(talk_us, 0), visit.marks | Mark.CLOCK_STEP | Mark.TALK_UNSURE
    elif abs(at_us - connect_us - talk_us) > 2 * SECOND_US:
        visit.marks |= Mark.MISMATCH
    visit.end_reason, visit.talk_us = reason, talk_us
    if visit.marks & Mark.SUPERSEDED and at_us <= (visit.agent_end_us or 0) + 2 * SECOND_US:
        # Only the line was late, written after the agent's next CONNECT.
        visit.marks &= ~Mark.SUPERSEDED
    if not visit.marks & Mark.SUPERSEDED:
        visit.agent_end_us = at_us
        _end_talk_fact(fold, visit, at_us)
        _start_wrap_up(fold, visit, at_us)
    _end(fold, visit, at_us)


def infer_end(fold: "Fold", visit: Visit, reason: EndReason, at_us: int, note: str) -> None:
    """Nobody told how the visit ended: waiting becomes lost, talking ends for `reason`; a real line may replace it.

    `note` says why it was inferred (R14). Inferred durations stay out of means and maxima.
    """
    at_us = max(at_us, visit.enter_us)
    visit.note = note
    visit.marks |= Mark.INFERRED_END
    fold.state.doubtful[visit.serial] = visit
    if visit.stage is Stage.TALKING:
        visit.end_reason = reason
        visit.talk_us = max(at_us - (visit.connect_us or at_us), 0)
        visit.marks |= Mark.TALK_UNSURE
        if not visit.marks & Mark.SUPERSEDED:
            visit.agent_end_us = at_us
            _end_talk_fact(fold, visit, at_us)
    else:
        visit.outcome, visit.wait_us = Outcome.LOST, at_us - visit.enter_us
        visit.marks |= Mark.WAIT_UNSURE
    _close(fold, visit, at_us)
    fold.changes.visits[visit.serial] = visit


def _end(fold: "Fold", visit: Visit, at_us: int) -> None:
    visit.marks &= ~Mark.INFERRED_END
    visit.note = None
    fold.state.doubtful.pop(visit.serial, None)
    _close(fold, visit, at_us)


def _close(fold: "Fold", visit: Visit, at_us: int) -> None:
    state = fold.state
    leave_line(fold, visit)
    visit.stage, visit.end_us = Stage.ENDED, at_us
    state.open.pop(visit.serial, None)
    if visit.agent is not None:
        connections = state.talking.get(visit.agent)
        if connections is not None and visit in connections:
            connections.remove(visit)
            if not connections:
                del state.talking[visit.agent]
    held_since = state.holds.pop(visit.serial, None)
    if held_since is not None:
        visit.hold_us = (visit.hold_us or 0) + max(at_us - held_since, 0)
    if state.heard_ami:
        _stop_rings(fold, visit, at_us)


def _end_talk_fact(fold: "Fold", visit: Visit, at_us: int) -> None:
    """Close the agent's talk (and hold), or move an end that had only been inferred or read from AMI."""
    track = fold.track(visit.agent or "")
    for kind in (IntervalKind.TALK, IntervalKind.HOLD):
        fact = track.find(kind, visit.key, visit.connect_us or 0)
        if fact is None:
            continue
        if fact.end_us is None:
            track.finish(fact, at_us)
        elif kind is IntervalKind.TALK:
            track.shift(fact, at_us)


def _start_wrap_up(fold: "Fold", visit: Visit, at_us: int) -> None:
    track = fold.track(visit.agent or "")
    earlier = track.find(IntervalKind.ACW, visit.key, visit.connect_us or 0) if fold.state.heard_ami else None
    if earlier is not None:
        if earlier.start_us == at_us:
            return
        track.shift(earlier, earlier.start_us)
    seconds = track.wrapups.get(visit.queue) or fold.config.of(visit.queue).wrapup_s
    wrap_up(track, at_us, seconds * SECOND_US, visit.queue, visit.key)


def _stop_rings(fold: "Fold", visit: Visit, at_us: int) -> None:
    """Phones that still rang for the caller stop without a word."""
    for name in fold.state.ringing.pop(visit.serial, ()):
        track = fold.track(name)
        ring = track.find(IntervalKind.RING, visit.key, visit.enter_us)
        if ring is not None and ring.end_us is None:
            track.finish(ring, at_us)
