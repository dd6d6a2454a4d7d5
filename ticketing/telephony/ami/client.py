"""A link to a manager interface over TCP: it logs in, asks what it missed, listens, and comes back when it is cut.

The reader only parses and hands on: Asterisk disconnects who reads too slowly (`writetimeout`). What the events mean
and where they are kept is for whoever takes them off `said`.
"""

import queue
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from typing import NamedTuple

from ticketing.clock import Clock
from ticketing.domain.instants import micros
from ticketing.models.telephony import LinkState
from ticketing.telephony.ami.access import Access, Pace
from ticketing.telephony.ami.events import event_us
from ticketing.telephony.ami.protocol import Block, BlockReader, NotAmi
from ticketing.telephony.decode import link_note
from ticketing.telephony.link import LinkMoved, Refused, keep_up

__all__ = ["WAITED_FOR", "AmiClient", "LinkMoved", "Refused", "Said"]

#: How the ids of actions begin whose answers somebody waits for; everything else with an id is the link's own.
WAITED_FOR = "rexian-c"
_MARK = f"ActionID: {WAITED_FOR}"


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
        self._conversation: _Conversation | None = None
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
            _Conversation(self, line, self._pace).hold(stop)

    def ask(self, action: str, action_id: str, headers: Iterable[tuple[str, str]]) -> bool:
        """Send an action from any thread; False when nobody is there to hear it. Raises `OSError` in mid-sending.

        `action_id` begins with `WAITED_FOR`; a name may repeat in `headers`.
        """
        conversation = self._conversation
        if conversation is None:
            return False
        conversation.send([("Action", action), ("ActionID", action_id), *headers])
        return True

    def enter(self, conversation: "_Conversation") -> None:
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
        if block.event not in ("LinkUp", "LinkDown"):
            self._look_at_the_clock(block, recv_us)
        self._number += 1
        self.said.put(Said(self._generation, self._number, recv_us - self._skew_us, block))

    def _look_at_the_clock(self, block: Block, recv_us: int) -> None:
        stamped_us = event_us(block.to_dict(), 0)
        if stamped_us:
            self._skew_us = recv_us - stamped_us

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


class _Conversation:
    """One connection, from the greeting to its end."""

    def __init__(self, client: AmiClient, line: socket.socket, pace: Pace) -> None:
        self.client = client
        self.line = line
        self.pace = pace
        self.reader = BlockReader()
        self.actions = 0
        self.login = ""
        # What was asked to learn the clock of the other side, and what it said before that was known.
        self.clock = ""
        self.early: list[Block] = []
        self.is_in = self.has_begun = False
        self.sending = threading.Lock()
        self.heard_at = self.began_at = time.monotonic()
        self.asked_at = self.pinged_at = self.entered_at = 0.0

    def hold(self, stop: threading.Event) -> None:
        """Until the other side closes, falls silent, or `stop` is set. Raises `Refused`, `NotAmi`, `OSError`."""
        self.line.settimeout(self.pace.tick_s)
        while not stop.is_set():
            try:
                data = self.line.recv(1 << 16)
            except TimeoutError:
                self._look_after()
                continue
            if not data:
                return
            self.heard_at = time.monotonic()
            self._take(data)
            self._look_after()
        self._ask("Logoff")

    def _take(self, data: bytes) -> None:
        blocks = self.reader.feed(data)
        if self.reader.banner is not None and not self.login:
            if not self.reader.banner.startswith("Asterisk Call Manager"):
                raise NotAmi("no manager interface answers there")
            access = self.client.access
            self.login = self._ask("Login", Username=access.username, Secret=access.secret, Events=access.read)
        for block in blocks:
            # The first look is cheap, the second is sure: a caller may be called anything.
            if _MARK in block.raw and block.get("ActionID").startswith(WAITED_FOR):
                self.client.answers.put(block)
            elif block.event:
                self._hear(block)
            else:
                self._answer(block)

    def _answer(self, block: Block) -> None:
        action_id = block.get("ActionID")
        if action_id == self.clock and self.is_in and not self.has_begun:
            self._begin(block)
        if action_id != self.login or self.is_in:
            return
        if block.get("Response") != "Success":
            raise Refused(block.get("Message") or "the log-in was refused")
        self.is_in, self.entered_at = True, time.monotonic()
        self.client.enter(self)
        self.clock = self._ask("Ping")

    def _begin(self, stamped: Block | None) -> None:
        self.has_begun = True
        self.client.begin(stamped)
        for block in self.early:
            self.client.hear(block)
        self.early.clear()
        self._ask_status()

    def _hear(self, block: Block) -> None:
        if not self.is_in:
            return
        if not self.has_begun:
            if not event_us(block.to_dict(), 0):
                self.early.append(block)
                return
            self._begin(block)
        self.client.hear(block)
        if block.event == "FullyBooted":
            self._ask_status()

    def _look_after(self) -> None:
        """Ask what changed unheard, prove that the other side lives, give up when it does not."""
        now = time.monotonic()
        if not self.is_in and now - self.began_at > self.pace.answer_s:
            raise NotAmi("no answer to the log-in")
        if self.is_in and not self.has_begun and now - self.entered_at > self.pace.clock_s:
            self._begin(None)
        if now - self.heard_at > self.pace.silent_s:
            raise OSError("the phone system fell silent")
        if self.has_begun and now - self.asked_at > self.pace.snapshot_s:
            self._ask_status()
        if self.is_in and now - max(self.heard_at, self.pinged_at) > self.pace.ping_s:
            self.pinged_at = now
            self._ask("Ping")

    def _ask_status(self) -> None:
        self.asked_at = time.monotonic()
        self._ask("QueueStatus")

    def _ask(self, action: str, **headers: str) -> str:
        """Send an action; gives the id that its answer will carry."""
        self.actions += 1
        action_id = f"rexian-{self.actions}"
        self.send([("Action", action), ("ActionID", action_id), *headers.items()])
        return action_id

    def send(self, headers: Iterable[tuple[str, str]]) -> None:
        """One whole action, however many threads have something to ask."""
        text = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in headers)
        with self.sending:
            self.line.sendall(f"{text}\r\n".encode())


def _one_line(value: str) -> str:
    """No setting may smuggle in a header or an action of its own."""
    return value.replace("\r", " ").replace("\n", " ")
