"""An agent is in exactly one state at a time, worked out from facts that may overlap."""

from ticketing.domain.presence.intervals import Interval, IntervalKind, PresenceState, Slice, Subject
from ticketing.domain.presence.timeline import slices_between
from ticketing.domain.presence.track import AgentTrack

__all__ = ["AgentTrack", "Interval", "IntervalKind", "PresenceState", "Slice", "Subject", "slices_between"]
