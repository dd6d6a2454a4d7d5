"""One connection to a manager interface: log-in, the time there, what is asked by itself, the end."""

import queue
import socket
import threading
import time
from collections.abc import Iterable
from typing import Final, Protocol

from ticketing.telephony.ami.access import Access, Pace
from ticketing.telephony.ami.events import event_us
from ticketing.telephony.ami.protocol import Block, BlockReader, NotAmi
from ticketing.telephony.link import LinkMoved, Refused

#: How the ids of actions begin whose answers somebody waits for; everything else with an id is the link's own.
WAITED_FOR = "rexian-c"
_MARK = f"ActionID: {WAITED_FOR}"
_CHANNEL_LIST: Final = frozenset({"CoreShowChannel", "CoreShowChannelsComplete"})


class Listener(Protocol):
    """Who keeps what a connection hears."""

    access: Access
    answers: "queue.SimpleQueue[Block | LinkMoved | None]"

    def enter(self, conversation: "Conversation") -> None: ...

    def begin(self, stamped: Block | None) -> None: ...

    def hear(self, block: Block) -> None: ...

    def note_channels(self, ids: Iterable[str]) -> None: ...


class Conversation:
    """One connection, from the greeting to its end."""

    def __init__(self, client: Listener, line: socket.socket, pace: Pace) -> None:
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
        self.asked_at = self.pinged_at = self.entered_at = self.looked_at = 0.0
        # The list of channels being read: who asked for it, and the ids so far.
        self.look = ""
        self.channels: set[str] = set()

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
        name = block.event
        if name in _CHANNEL_LIST:
            self._list(block, name)
            return
        self.client.hear(block)
        if name == "FullyBooted":
            self._ask_status()

    def _list(self, block: Block, name: str) -> None:
        """One channel of the list that we asked for, or its end; told as one note, for they may be a thousand."""
        if block.get("ActionID") != self.look:
            return
        if name == "CoreShowChannel":
            self.channels |= {block.get("Uniqueid"), block.get("Linkedid")}
            return
        self.client.note_channels(self.channels)
        self.channels.clear()

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
        if self.has_begun and now - self.looked_at > self.pace.channels_s:
            self.looked_at = now
            self.channels.clear()
            self.look = self._ask("CoreShowChannels")
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
