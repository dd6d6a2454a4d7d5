"""Nothing stays open for ever, and nothing closed is kept for ever."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.moves import end_wait, infer_end
from ticketing.domain.calls.state import FAR_US
from ticketing.domain.calls.visit import EndReason, Mark, Outcome, Stage, Visit
from ticketing.domain.presence import AgentTrack, IntervalKind, PresenceState, Subject

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: A caller who left the line for an agent but was never connected has gone by key, if nobody says otherwise.
CONNECTING_US = 60 * SECOND_US
#: A closed visit can still draw a doubled end line for this long; one not sure of its end much longer.
_KEEP_US = 3600 * SECOND_US
_KEEP_UNSURE_US = 24 * 3600 * SECOND_US
_PRUNE_EVERY_US = 600 * SECOND_US


def expire(fold: "Fold", now_us: int) -> None:
    """Close the visits of which nothing was heard for longer than a visit can last, at the instant they became so
    (R11, P10). A phone system that is asked for its queues says of who is still there that they are (snapshots)."""
    state = fold.state
    for visit in state.open_visits():
        due_us = _due(fold, visit)
        if due_us >= now_us:
            continue
        if visit.stage is Stage.CONNECTING:
            visit.marks |= Mark.PROVISIONAL
            end_wait(fold, visit, Outcome.EXIT_KEY, visit.left_us or due_us, None)
            fold.changes.visits[visit.serial] = visit
        else:
            infer_end(fold, visit, EndReason.LOST, due_us, "older than a call can be")
    state.alarm_us = min((_due(fold, visit) for visit in state.open.values()), default=FAR_US)
    state.alarm_us = min(state.alarm_us, state.next_prune_us)


def _due(fold: "Fold", visit: Visit) -> int:
    rules = fold.config.of(visit.queue)
    if visit.stage is Stage.TALKING:
        return max(visit.connect_us or visit.enter_us, visit.last_us) + rules.max_talk_s * SECOND_US
    if visit.stage is Stage.CONNECTING:
        return (visit.left_us or visit.enter_us) + CONNECTING_US
    return max(visit.enter_us, visit.last_us) + rules.max_wait_s * SECOND_US


def prune(fold: "Fold", now_us: int) -> None:
    """Drop visits, notes and agents' facts too old to matter.

    Its instants lie on a grid: they depend neither on how the signals were batched (P2) nor on which of them was the
    first to pass, so that a fold with one signal more comes to the same state in the end.
    """
    state = fold.state
    now_us -= now_us % _PRUNE_EVERY_US
    state.next_prune_us = now_us + _PRUNE_EVERY_US
    state.alarm_us = min(state.alarm_us, state.next_prune_us)
    if fold.config.history_s is None:
        return
    state.forget([visit for visit in state.visits.values() if _is_settled(fold, visit, now_us)])
    for callid in [c for c, note in state.notes.items() if note["at_us"] < now_us - _KEEP_UNSURE_US]:
        del state.notes[callid]
    state.horizon_us = now_us - fold.config.history_s * SECOND_US
    for track in state.agents.values():
        track.forget(state.horizon_us)


def _is_settled(fold: "Fold", visit: Visit, now_us: int) -> bool:
    if visit.end_us is None:
        return False
    unsure = visit.is_doubtful or (fold.config.queue_log and not visit.marks & Mark.LOG_END)
    return visit.end_us < now_us - (_KEEP_UNSURE_US if unsure else _KEEP_US)


def seat(track: AgentTrack, queue: str) -> None:
    """A member since before the log began."""
    track.fixed.add(queue)
    track.members[queue] = track.begin(IntervalKind.MEMBER, 0, queue)


def credit_wrap_ups(fold: "Fold", track: AgentTrack, from_us: int) -> None:
    """A visit's after-call work is what the agent's exclusive timeline gives it: a pause that cuts it short counts."""
    for interval in reversed(track.closed):
        if (interval.end_us or 0) < from_us:
            break
        if interval.kind is IntervalKind.ACW and interval.visit is not None:
            _credit(fold, track, interval.visit, interval.start_us, interval.end_us or 0)


def _credit(fold: "Fold", track: AgentTrack, subject: Subject, start_us: int, end_us: int) -> None:
    visit = next((v for v in fold.state.by_call.get(subject[0], ()) if v.key == subject), None)
    if visit is None:
        return
    acw_us = 0
    for piece in track.slices[track.index_at(start_us) :]:
        if piece.start_us >= end_us:
            break
        if piece.state is PresenceState.ACW and piece.visit == subject:
            acw_us += (piece.end_us or end_us) - piece.start_us
    if acw_us != visit.acw_us:
        visit.acw_us = acw_us
        fold.changes.visits[visit.serial] = visit
