"""What a line of the log does to an agent's time: memberships, pauses, sessions, wrap-ups."""

from ticketing.domain.presence.intervals import Interval, IntervalKind, Subject
from ticketing.domain.presence.track import AgentTrack

_CUT_BYTES = 79
_UNREACHABLE = ("4", "5")


def add_member(track: AgentTrack, queue: str, at_us: int, paused: bool = False, reason: str = "") -> None:
    """A new member starts unpaused unless it was added paused; who is one already stays one."""
    if queue not in track.members:
        track.members[queue] = track.begin(IntervalKind.MEMBER, at_us, queue)
    if paused:
        pause(track, queue, at_us, reason)
    else:
        unpause(track, queue, at_us)


def remove_member(track: AgentTrack, queue: str, at_us: int) -> None:
    """The membership and the pause of that queue end; a running call is untouched."""
    member = track.members.pop(queue, None)
    if member is not None:
        track.finish(member, at_us)
    unpause(track, queue, at_us)
    track.fixed.discard(queue)
    if not track.is_online:
        cut_acw(track, at_us)


def pause(track: AgentTrack, queue: str, at_us: int, reason: str) -> None:
    """The same reason again changes nothing; another reason is a new pause from now."""
    running = track.pauses.get(queue)
    if running is not None:
        if running.reason == reason or _is_cut_from(reason, running.reason):
            return
        track.finish(running, at_us)
    track.pauses[queue] = track.begin(IntervalKind.PAUSE, at_us, queue, reason)


def _is_cut_from(reason: str, whole: str) -> bool:
    """PAUSE cuts a long reason at 79 bytes, within a character if need be; the PAUSEALL before it does not."""
    stem = reason.rstrip("\ufffd")
    return len(stem) < len(whole) and _CUT_BYTES - 3 <= len(stem.encode()) <= _CUT_BYTES and whole.startswith(stem)


def unpause(track: AgentTrack, queue: str, at_us: int) -> None:
    """Ends the pause of one queue and never creates presence."""
    running = track.pauses.pop(queue, None)
    if running is not None:
        track.finish(running, at_us)


def pause_all(track: AgentTrack, at_us: int, reason: str) -> None:
    """PAUSEALL; the PAUSE of each queue that follows it changes nothing more."""
    for queue in sorted(track.members):
        pause(track, queue, at_us, reason)


def unpause_all(track: AgentTrack, at_us: int) -> None:
    """UNPAUSEALL."""
    for queue in sorted(track.pauses):
        unpause(track, queue, at_us)


def device_is(track: AgentTrack, queue: str, status: str, at_us: int) -> None:
    """The state of the phone behind a member, as AMI numbers it: an invalid (4) or unavailable (5) one rings for
    nobody. Every queue tells of the same phone."""
    if not status or (status == track.devices.get(queue) and status not in _UNREACHABLE):
        return
    track.devices[queue] = status
    running = next((fact for fact in track.running.values() if fact.kind is IntervalKind.UNREACHABLE), None)
    if status in _UNREACHABLE and running is None:
        track.begin(IntervalKind.UNREACHABLE, at_us)
    elif running is not None and status not in _UNREACHABLE:
        track.finish(running, at_us)


def log_in(track: AgentTrack, at_us: int) -> None:
    """AGENTLOGIN, AGENTCALLBACKLOGIN: a session; a second one is the same one."""
    if track.session is None:
        track.session = track.begin(IntervalKind.SESSION, at_us)


def log_off(track: AgentTrack, at_us: int, lasted_us: int) -> None:
    """AGENTLOGOFF: ends the session, or tells of one of which we missed the start."""
    if track.session is None:
        if lasted_us > 0:
            track.add(IntervalKind.SESSION, at_us - lasted_us, at_us).inferred = True
        return
    session, track.session = track.session, None
    track.finish(session, at_us)
    if not track.is_online:
        cut_acw(track, at_us)


def wrap_up(track: AgentTrack, at_us: int, lasts_us: int, queue: str, visit: Subject | None) -> None:
    """After-call work from the end of a connection for as long as the wrap-up time lasts."""
    if lasts_us > 0:
        track.add(IntervalKind.ACW, at_us, at_us + lasts_us, queue, visit)


def wrap_up_is(track: AgentTrack, at_us: int, lasts_us: int) -> None:
    """WRAPUPSTART: the phone system's own word on how long; it shortens a wrap-up that runs, else starts one."""
    running = _wrap_ups_after(track, at_us)
    for interval in running:
        track.shift(interval, min(interval.end_us or 0, at_us + lasts_us))
    if not running:
        wrap_up(track, at_us, lasts_us, "", None)


def cut_acw(track: AgentTrack, at_us: int) -> None:
    """After-call work ends when the agent says "ready" or goes off line."""
    for interval in _wrap_ups_after(track, at_us):
        track.shift(interval, at_us)


def _wrap_ups_after(track: AgentTrack, at_us: int) -> list[Interval]:
    found = []
    for interval in reversed(track.closed):
        if (interval.end_us or 0) <= at_us:
            break
        if interval.kind is IntervalKind.ACW and interval.start_us <= at_us:
            found.append(interval)
    return found


def absorb(track: AgentTrack, other: AgentTrack) -> None:
    """Two names turned out to be one agent: take over the other's facts; its serials start anew here."""
    for interval in other.closed:
        copy = track.begin(interval.kind, interval.start_us, interval.queue, interval.reason, interval.visit)
        track.finish(copy, interval.end_us or interval.start_us)
    for interval in other.running.values():
        track.begin(interval.kind, interval.start_us, interval.queue, interval.reason, interval.visit)
    for queue, member in other.members.items():
        if queue not in track.members:
            track.members[queue] = track.begin(IntervalKind.MEMBER, member.start_us, queue)
    for queue, paused in other.pauses.items():
        if queue not in track.pauses:
            track.pauses[queue] = track.begin(IntervalKind.PAUSE, paused.start_us, queue, paused.reason)
    if other.session is not None and track.session is None:
        track.session = track.begin(IntervalKind.SESSION, other.session.start_us)
    track.fixed |= other.fixed
