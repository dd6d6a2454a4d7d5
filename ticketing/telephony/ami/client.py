"""A link to a manager interface over TCP: it logs in, asks what it missed, listens, and comes back when it is cut.

The reader only parses and hands on: Asterisk disconnects who reads too slowly (`writetimeout`). What the events mean
and where they are kept is for whoever takes them off `said`.
"""

import queue
import secrets
import socket
import threading
from collections.abc import Iterable
from typing import NamedTuple

from ticketing.clock import Clock
from ticketing.domain.instants import micros
from ticketing.models.telephony import LinkState
from ticketing.telephony.ami.access import Access, Pace
from ticketing.telephony.ami.conversation import WAITED_FOR, Conversation
from ticketing.telephony.ami.events import event_us
from ticketing.telephony.ami.protocol import Block
from ticketing.telephony.decode import OWN_EVENTS, channels_note, link_note
from ticketing.telephony.link import LinkMoved, Refused, keep_up

__all__ = ["WAITED_FOR", "AmiClient", "LinkMoved", "Refused", "Said"]


class Said(NamedTuple):
    """One event: on which connection, the how-manieth there, when it was received by the phone system's clock."""

    generation: int
    number: int
    at_us: int
    block: Block


class AmiClient:
    """`run` keeps the link until `stop` is set and puts what it hears and how the link stands into `said`.

    What was asked through `ask` is answered into `answers`, and every turn of the link is told there, too.
    """

    def __init__(self, access: Access, clock: Clock, pace: Pace | None = None) -> None:
        self.access = access
        self.said: queue.SimpleQueue[Said | LinkMoved] = queue.SimpleQueue()
        # None wakes whoever waits there.
        self.answers: queue.SimpleQueue[Block | LinkMoved | None] = queue.SimpleQueue()
        self._conversation: Conversation | None = None
        self._clock = clock
        self._pace = pace or Pace()
        # Our clock less the phone system's, by the last word of it that carried its time.
        self._skew_us = 0
        self._generation = 0
        self._number = 0

    def run(self, stop: threading.Event) -> None:
        """Connect, listen, come back after a growing pause; returns soon after `stop` is set."""
        keep_up(self, stop, self._pace)

    @property
    def was_in(self) -> bool:
        """Whether the last connection got so far that something was heard on it."""
        return bool(self._number)

    def talk(self, stop: threading.Event) -> None:
        """One connection. Raises `Refused`, `NotAmi`, `OSError`."""
        self._number = 0
        with socket.create_connection((self.access.host, self.access.port), self._pace.connect_s) as line:
            Conversation(self, line, self._pace).hold(stop)

    def ask(self, action: str, action_id: str, headers: Iterable[tuple[str, str]]) -> bool:
        """Send an action from any thread; False when nobody is there to hear it. Raises `OSError` in mid-sending.

        `action_id` begins with `WAITED_FOR`; a name may repeat in `headers`.
        """
        conversation = self._conversation
        if conversation is None:
            return False
        conversation.send([("Action", action), ("ActionID", action_id), *headers])
        return True

    def enter(self, conversation: Conversation) -> None:
        """The log-in was accepted."""
        # Drawn, not taken from the clock: two connections of one instant are two.
        self._generation = secrets.randbits(62)
        self._conversation = conversation
        self._turn(LinkMoved(LinkState.UP, ""))

    def begin(self, stamped: Block | None) -> None:
        """What is said from here on is kept; `stamped` is the first word that may show the phone system's clock.

        The link came up by that clock, too: by ours its first events would lie before it, or far behind it.
        """
        if stamped is not None:
            self._look_at_the_clock(stamped, micros(self._clock.now()))
        self.hear(link_note("LinkUp", self._now_us()))

    def hear(self, block: Block) -> None:
        """An event arrived."""
        recv_us = micros(self._clock.now())
        if block.event not in OWN_EVENTS:
            self._look_at_the_clock(block, recv_us)
        self._number += 1
        self.said.put(Said(self._generation, self._number, recv_us - self._skew_us, block))

    def _look_at_the_clock(self, block: Block, recv_us: int) -> None:
        stamped_us = event_us(block.to_dict(), 0)
        if stamped_us:
            self._skew_us = recv_us - stamped_us

    def note_channels(self, ids: Iterable[str]) -> None:
        """These are all the channels, and what they are linked to, that the phone system has at this moment."""
        self.hear(channels_note(ids, self._now_us()))

    def note_end(self, state: LinkState, error: str) -> None:
        """A connection, or the attempt at one, is over."""
        if self._number:
            self.hear(link_note("LinkDown", self._now_us()))
        self._conversation = None
        self._turn(LinkMoved(state, error))

    def _turn(self, moved: LinkMoved) -> None:
        self.said.put(moved)
        self.answers.put(moved)

    def _now_us(self) -> int:
        return micros(self._clock.now()) - self._skew_us
