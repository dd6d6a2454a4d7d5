"""A restart ends every call without a word, and logs nobody off (R1)."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.changes import OutageSeen
from ticketing.domain.calls.config import SECOND_US, RestartPolicy
from ticketing.domain.calls.moves import infer_end
from ticketing.domain.calls.reading import integer
from ticketing.domain.calls.visit import EndReason
from ticketing.domain.presence import AgentTrack
from ticketing.domain.presence.facts import log_off, remove_member, unpause
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: QUEUESTART and FullyBooted tell of one restart within this time of each other.
_SAME_BOOT_US = 30 * SECOND_US


def started(fold: "Fold", signal: Signal) -> None:
    """QUEUESTART: whatever was open ended at the last thing heard before it."""
    _restart(fold, signal.at_us, signal)
    fold.state.boot_us = signal.at_us


def booted(fold: "Fold", signal: Signal) -> None:
    """FullyBooted comes after every log-in; only an up-time that began anew tells of a restart."""
    boot_us = signal.at_us - (integer(signal.data, 0) or 0) * SECOND_US
    known = fold.state.boot_us
    if known is not None and boot_us > known + _SAME_BOOT_US:
        _restart(fold, boot_us, signal)
    if known is None or boot_us > known:
        fold.state.boot_us = boot_us


def link_changed(fold: "Fold", signal: Signal) -> None:
    """The link went down, or is back: what happened between is known from snapshot and log alone."""
    state = fold.state
    if signal.kind is SignalKind.LINK_DOWN:
        state.link_down_us = state.link_down_us or signal.at_us
        fold.changes.outages.append(OutageSeen("link_down", signal.at_us, None, "the link was lost"))
    elif state.link_down_us is not None:
        fold.changes.outages.append(OutageSeen("link_down", state.link_down_us, signal.at_us, "the link is back"))
        state.link_down_us = None


def _restart(fold: "Fold", at_us: int, signal: Signal) -> None:
    state = fold.state
    # Two feeds overtake each other: the last one heard is not always the latest.
    cut_us = min(max(state.log_last_us, state.ami_last_us), at_us) if state.last_us else at_us
    for visit in state.open_visits():
        if visit.enter_us < at_us:
            infer_end(fold, visit, EndReason.LOST, cut_us, "the phone system restarted")
            fold.touched(visit, signal)
    for name in list(state.agents):
        _after_restart(fold, fold.track(name), cut_us)
    if state.last_us:
        fold.changes.outages.append(OutageSeen("restart", cut_us, at_us, signal.kind))


def _after_restart(fold: "Fold", track: AgentTrack, cut_us: int) -> None:
    for interval in list(track.running.values()):
        track.finish(interval, cut_us)
    for queue in sorted(track.members):
        if queue in track.fixed:
            # A static member is back at once, its pause forgotten.
            unpause(track, queue, cut_us)
        elif fold.config.restart_policy is RestartPolicy.DROP:
            remove_member(track, queue, cut_us)
    if fold.config.restart_policy is RestartPolicy.DROP and track.session is not None:
        log_off(track, cut_us, 0)
