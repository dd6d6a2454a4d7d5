"""An agent's track as plain values and back: what a checkpoint keeps of it."""

from typing import Any

from ticketing.domain.presence.intervals import Interval, Slice
from ticketing.domain.presence.track import AgentTrack


def track_to_dict(track: AgentTrack) -> dict[str, Any]:
    """Everything but what is waiting to be written (`touched`, `dirty_us`): settle first."""
    return {
        "serial": track.serial,
        "members": [interval.to_list() for _, interval in sorted(track.members.items())],
        "pauses": [interval.to_list() for _, interval in sorted(track.pauses.items())],
        "session": track.session.to_list() if track.session is not None else None,
        "running": [interval.to_list() for interval in track.running.values()],
        "closed": [interval.to_list() for interval in track.closed],
        "slices": [piece.to_list() for piece in track.slices],
        "fixed": sorted(track.fixed),
        "wrapups": dict(track.wrapups),
        "devices": dict(track.devices),
        "attempts": [[queue, start, count] for (queue, start), count in sorted(track.attempts.items())],
    }


def track_from_dict(name: str, plain: dict[str, Any]) -> AgentTrack:
    """The inverse of `track_to_dict`."""
    track = AgentTrack(name)
    track.serial = plain["serial"]
    track.members = {interval.queue: interval for interval in map(Interval.from_list, plain["members"])}
    track.pauses = {interval.queue: interval for interval in map(Interval.from_list, plain["pauses"])}
    track.session = Interval.from_list(plain["session"]) if plain["session"] is not None else None
    track.running = {interval.serial: interval for interval in map(Interval.from_list, plain["running"])}
    track.closed = [Interval.from_list(values) for values in plain["closed"]]
    track.slices = [Slice.from_list(values) for values in plain["slices"]]
    track.fixed = set(plain["fixed"])
    track.wrapups = dict(plain["wrapups"])
    track.devices = dict(plain["devices"])
    track.attempts = {(queue, start): count for queue, start, count in plain["attempts"]}
    return track
