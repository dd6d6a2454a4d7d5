"""A link to a phone system: how patient it is, how it stands, and how it comes back when it is cut."""

import random
import threading
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ticketing.models.telephony import LinkState


@dataclass(frozen=True)
class Pace:
    """How patient the link is, in seconds. A refused log-in is tried again slowly: it may be watched for attacks."""

    connect_s: float = 5.0
    answer_s: float = 10.0
    # How long the phone system may take to say what its clock shows; one that never says it has ours.
    clock_s: float = 2.0
    ping_s: float = 15.0
    silent_s: float = 40.0
    snapshot_s: float = 60.0
    # All channels are a longer list than all queues, and seldom needed.
    channels_s: float = 300.0
    first_retry_s: float = 1.0
    longest_retry_s: float = 30.0
    refused_retry_s: float = 30.0
    tick_s: float = 0.5


class LinkMoved(NamedTuple):
    """The link came up, went down or was refused; `error` says why in words."""

    state: LinkState
    error: str


class Refused(Exception):
    """The phone system does not let us in; the words are its own."""


class NotThatLanguage(Exception):
    """What answers at that port speaks something else than this link does."""


class Talker(Protocol):
    """One side of a link: `talk` is one connection from its beginning to its end and tells whether anybody was let
    in (also by raising); `note_end` writes the end down."""

    @property
    def was_in(self) -> bool: ...

    def talk(self, stop: threading.Event) -> None: ...

    def note_end(self, state: LinkState, error: str) -> None: ...


def keep_up(talker: Talker, stop: threading.Event, pace: Pace) -> None:
    """Connect, listen, come back after a growing pause; returns soon after `stop` is set."""
    pause_s = pace.first_retry_s
    while not stop.is_set():
        try:
            talker.talk(stop)
            error, state = "the phone system closed the link", LinkState.DOWN
        except Refused as refusal:
            error, state = str(refusal), LinkState.REFUSED
        except (OSError, NotThatLanguage) as trouble:
            error, state = str(trouble) or type(trouble).__name__, LinkState.DOWN
        pause_s = pace.first_retry_s if talker.was_in else min(pause_s * 2, pace.longest_retry_s)
        talker.note_end(state, "" if stop.is_set() else error)
        retry_s = pace.refused_retry_s if state is LinkState.REFUSED else pause_s
        # Not all together: several links cut at once would come back at once.
        stop.wait(retry_s * (0.5 + random.random() / 2))  # noqa: S311 - nothing secret
