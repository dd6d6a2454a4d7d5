"""One connection to an event socket, from the greeting to its end."""

import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from ticketing.telephony.freeswitch.access import Access
from ticketing.telephony.freeswitch.lists import Refusal, Round
from ticketing.telephony.freeswitch.protocol import Frame, FrameReader, NotEsl
from ticketing.telephony.link import Pace, Refused

#: Everything after CUSTOM names subclasses, so it comes last.
WANTED: Final = "event json HEARTBEAT CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_HANGUP_COMPLETE CUSTOM callcenter::info"
#: A change of status may have moved an agent between queues, which the event does not tell: look soon.
_LOOK_SOON: Final = b'"agent-status-change"'
_SOON_S: Final = 1.0


class Listener(Protocol):
    """Who is told what a conversation hears."""

    access: Access

    def begin(self, core: str, uptime_s: int) -> None: ...

    def hear(self, text: str) -> None: ...

    def sweep(self, rows: list[list[str]], asked_us: int) -> None: ...

    def now_us(self) -> int: ...


class Conversation:
    """`hold` listens until the other side closes or `stop` is set; what it hears goes to the listener."""

    def __init__(self, listener: Listener, line: socket.socket, pace: Pace) -> None:
        self.listener = listener
        self.line = line
        self.pace = pace
        self.reader = FrameReader()
        # Replies come in the order of the commands.
        self.waiting: deque[Callable[[str], None]] = deque()
        self.is_in = self.is_over = False
        self.core = ""
        self.round: Round | None = None
        self.heard_at = self.began_at = time.monotonic()
        self.pinged_at, self.sweep_at = 0.0, 0.0

    def hold(self, stop: threading.Event) -> None:
        """Raises `Refused`, `NotEsl`, `OSError`."""
        self.line.settimeout(self.pace.tick_s)
        while not stop.is_set() and not self.is_over:
            try:
                data = self.line.recv(1 << 16)
            except TimeoutError:
                self._look_after()
                continue
            if not data:
                return
            self.heard_at = time.monotonic()
            for frame in self.reader.feed(data):
                self._take(frame)
            if self.is_in and _LOOK_SOON in data:
                self.sweep_at = min(self.sweep_at, self.heard_at + _SOON_S)
            self._look_after()
        if not self.is_over:
            self.line.sendall(b"exit\n\n")

    def _take(self, frame: Frame) -> None:
        take = _FRAMES.get(frame.kind)
        if take is not None:
            take(self, frame)
        elif not frame.kind:
            raise NotEsl("no event socket answers there")

    def _hear(self, frame: Frame) -> None:
        if self.is_in:
            self.listener.hear(frame.body)

    def _answer(self, frame: Frame) -> None:
        if self.waiting:
            self.waiting.popleft()(frame.reply)

    def _greet(self, _: Frame) -> None:
        self._ask(self.listener.access.opening, self._let_in)

    def _refuse(self, _: Frame) -> None:
        raise Refused("the access list of the event socket does not let us in")

    def _end(self, _: Frame) -> None:
        self.is_over = True

    def _let_in(self, reply: str) -> None:
        if not reply.startswith("+OK"):
            raise Refused(reply.removeprefix("-ERR").strip() or "the password was refused")
        # Who we talk to is asked before the first event may come.
        self._ask("api global_getvar core_uuid", self._named)
        self._ask("api uptime s", self._begin)
        self._ask(WANTED, self._subscribed)

    def _named(self, reply: str) -> None:
        self.core = reply.strip()
        if not self.core or self.core.startswith("-ERR"):
            raise Refused("the switch does not tell its Core-UUID: allow the API commands global_getvar and uptime")

    def _begin(self, reply: str) -> None:
        uptime = reply.strip()
        self.is_in = True
        self.listener.begin(self.core, int(uptime) if uptime.isascii() and uptime.isdecimal() else 0)

    def _subscribed(self, reply: str) -> None:
        if not reply.startswith("+OK"):
            raise Refused(reply.removeprefix("-ERR").strip() or "the events were refused")

    def _look_after(self) -> None:
        """Look at the lists now and then, prove that the other side lives, give up when it does not."""
        now = time.monotonic()
        if not self.is_in and now - self.began_at > self.pace.answer_s:
            raise NotEsl("no answer to the log-in")
        if now - self.heard_at > self.pace.silent_s:
            raise OSError("the phone system fell silent")
        if not self.is_in:
            return
        if now >= self.sweep_at:
            if self.round is not None and now > self.sweep_at + self.pace.answer_s:
                raise OSError("the lists of the queues were asked for and never came")
            if self.round is not None:
                return
            self.sweep_at = now + self.pace.snapshot_s
            self._sweep()
        elif now - max(self.heard_at, self.pinged_at) > self.pace.ping_s:
            self.pinged_at = now
            self._ask("api uptime s", lambda _: None)

    def _sweep(self) -> None:
        self.round, asked_us = Round(), self.listener.now_us()
        self._next(self.round, asked_us)

    def _next(self, gathering: Round, asked_us: int) -> None:
        commands = gathering.commands()
        if not commands:
            self.round = None
            self.listener.sweep(gathering.rows, asked_us)
        left = len(commands)

        def answered(command: str, reply: str) -> None:
            nonlocal left
            left -= 1
            if self.round is not gathering:
                return
            try:
                gathering.take(command, reply)
            except Refusal:
                # No lists, no sweep: the module may not be loaded, or be busy (freeswitch#1062).
                self.round = None
                return
            if not left:
                self._next(gathering, asked_us)

        for command in commands:
            self._ask(f"api {command}", lambda reply, command=command: answered(command, reply))  # type: ignore[misc]

    def _ask(self, command: str, then: Callable[[str], None]) -> None:
        """Send a command; a setting cannot smuggle in another one."""
        self.waiting.append(then)
        self.line.sendall(command.replace("\r", " ").replace("\n", " ").encode() + b"\n\n")


_FRAMES: Final[dict[str, Callable[[Conversation, Frame], None]]] = {
    "text/event-json": Conversation._hear,
    "command/reply": Conversation._answer,
    "api/response": Conversation._answer,
    "auth/request": Conversation._greet,
    "text/rude-rejection": Conversation._refuse,
    "text/disconnect-notice": Conversation._end,
}
