"""An agent is in exactly one state at a time, worked out from facts that may overlap."""

from ticketing.domain.presence.day import Pause, length_us, pauses_of, pieces_of, totals_of
from ticketing.domain.presence.intervals import Interval, IntervalKind, PresenceState, Slice, Subject
from ticketing.domain.presence.person import CONSOLE_GONE, REACH_BACK_US, Gap, Named, Said, person_slices
from ticketing.domain.presence.sessions import Session, sessions_of
from ticketing.domain.presence.timeline import slices_between
from ticketing.domain.presence.track import AgentTrack

__all__ = [
    "CONSOLE_GONE",
    "REACH_BACK_US",
    "AgentTrack",
    "Gap",
    "Interval",
    "IntervalKind",
    "Named",
    "Pause",
    "PresenceState",
    "Said",
    "Session",
    "Slice",
    "Subject",
    "length_us",
    "pauses_of",
    "person_slices",
    "pieces_of",
    "sessions_of",
    "slices_between",
    "totals_of",
]
