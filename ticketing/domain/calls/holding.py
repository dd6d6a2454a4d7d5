"""Hold and transfer: what AMI knows of a conversation before, or instead of, the log."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.reading import text
from ticketing.domain.calls.visit import EndReason, Stage, Visit
from ticketing.domain.presence import IntervalKind
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold


def held(fold: "Fold", signal: Signal) -> None:
    """Hold: the agent's channel puts the caller on hold; the caller's own hold key changes nothing here."""
    visit = _conversation(fold, signal)
    if visit is None or visit.serial in fold.state.holds or visit.agent is None:
        return
    if visit.end_us is not None and signal.at_us >= visit.end_us:
        return
    fold.state.holds[visit.serial] = signal.at_us
    fold.track(visit.agent).begin(IntervalKind.HOLD, signal.at_us, visit.queue, "", visit.key)
    fold.touched(visit, signal)


def unheld(fold: "Fold", signal: Signal) -> None:
    """Unhold: [Hold, Unhold) is added up per visit."""
    visit = _conversation(fold, signal)
    since_us = fold.state.holds.pop(visit.serial, None) if visit is not None else None
    if visit is None or since_us is None or visit.agent is None:
        return
    at_us = signal.at_us if visit.end_us is None else min(signal.at_us, visit.end_us)
    visit.hold_us = (visit.hold_us or 0) + max(at_us - since_us, 0)
    track = fold.track(visit.agent)
    fact = track.find(IntervalKind.HOLD, visit.key, since_us)
    if fact is not None and fact.end_us is None:
        track.finish(fact, at_us)
    fold.touched(visit, signal)


def transferred(fold: "Fold", signal: Signal) -> None:
    """BlindTransfer, AttendedTransfer: the kind and the target, kept until AgentComplete says "transfer"."""
    visit = fold.state.by_member.get(text(signal.data, 0) or "")
    if visit is not None and visit.stage is Stage.TALKING:
        blind = signal.kind is SignalKind.TRANSFERRED_BLIND
        reason = EndReason.BLIND_TRANSFER if blind else EndReason.ATTENDED_TRANSFER
        fold.state.transfers[visit.serial] = [reason.value, text(signal.data, 1) or ""]


def _conversation(fold: "Fold", signal: Signal) -> Visit | None:
    channel, linked = text(signal.data, 0) or "", text(signal.data, 1) or ""
    visit = fold.state.by_member.get(channel)
    if visit is None and channel != linked:
        talking = (v for v in fold.state.by_call.get(linked, ()) if v.stage is Stage.TALKING)
        visit = next((v for v in talking if not v.member_uniqueid), None)
    return visit
