"""The far end of the line: a manager interface on a real loopback socket that says what it is told to say."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Talk = Callable[["FakePbx", socket.socket], None]
SECRET = "secret"
BANNER = b"Asterisk Call Manager/11.0.0\r\n"


class FakePbx:
    """Greets, checks the log-in, and hands every accepted connection to `talk`, one at a time."""

    def __init__(self, talk: Talk, secret: str = SECRET) -> None:
        self.talk = talk
        self.secret = secret
        self.asked: list[dict[str, str]] = []
        self.connections = 0
        # What its clock shows (epoch seconds); an old one does not say.
        self.clock: Callable[[], float] | None = None
        self._line: socket.socket | None = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more connections, and the one there is over; the listening socket is given back."""
        # Closing alone wakes nobody who waits on a socket.
        for ear in (self._server, self._line):
            if ear is not None:
                with suppress(OSError):
                    ear.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5.0)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            self._line = line
            with line:
                line.settimeout(5.0)
                try:
                    line.sendall(BANNER)
                    if self.let_in(line):
                        self.talk(self, line)
                except OSError:
                    continue

    def let_in(self, line: socket.socket) -> bool:
        """Answer the log-in as Asterisk does."""
        login = self.action(line)
        good = login["Secret"] == self.secret
        words = ("Success", "Authentication accepted") if good else ("Error", "Authentication failed")
        self.say(line, Response=words[0], ActionID=login["ActionID"], Message=words[1])
        if good:
            self.pong(line)
        return good

    def pong(self, line: socket.socket) -> None:
        """Answer the first question, which is for the time."""
        asked = self.action(line)
        stamp = {} if self.clock is None else {"Timestamp": f"{self.clock():.6f}"}
        self.say(line, Response="Success", ActionID=asked["ActionID"], Ping="Pong", **stamp)

    def action(self, line: socket.socket) -> dict[str, str]:
        """The next action that the client sends, noted in `asked`."""
        text = b""
        while not text.endswith(b"\r\n\r\n"):
            byte = line.recv(1)
            if not byte:
                raise OSError("the client hung up")
            text += byte
        headers = dict(part.split(": ", 1) for part in text.decode().split("\r\n") if part)
        self.asked.append(headers)
        return headers

    def say(self, line: socket.socket, **headers: str) -> None:
        """One block."""
        line.sendall("".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\n")


@contextmanager
def fake_pbx(talk: Talk, secret: str = SECRET) -> Iterator[FakePbx]:
    """A phone system for the length of a test."""
    pbx = FakePbx(talk, secret)
    try:
        yield pbx
    finally:
        pbx.close()


def playing(raw: bytes, index: bytes, speed: float) -> Talk:
    """A recorded connection, chunk by chunk at its own pace, `speed` times as fast; then the line is held open."""
    chunks = [json.loads(line) for line in index.decode().splitlines()]

    def talk(pbx: FakePbx, line: socket.socket) -> None:
        began, first = time.monotonic(), chunks[0]["t"]
        for chunk in chunks:
            time.sleep(max(0.0, (chunk["t"] - first) / speed - (time.monotonic() - began)))
            line.sendall(raw[chunk["off"] : chunk["off"] + chunk["len"]])
        hold(pbx, line)

    return talk


class CutShort:
    """A recorded connection that is cut at some of its chunks, in the middle of an event; what the phone system says in
    the next `lost` chunks is heard by nobody. `over` is set when the rest was said."""

    def __init__(self, raw: bytes, index: bytes, cuts: list[int], lost: int, pause_s: float = 0.002) -> None:
        self.raw, self.cuts, self.lost, self.pause_s = raw, set(cuts), lost, pause_s
        self.chunks = [json.loads(line) for line in index.decode().splitlines()]
        self.next = 0
        self.over = threading.Event()

    def __call__(self, pbx: FakePbx, line: socket.socket) -> None:
        while self.next < len(self.chunks):
            at, self.next = self.next, self.next + 1
            chunk = self.chunks[at]
            data = self.raw[chunk["off"] : chunk["off"] + chunk["len"]]
            time.sleep(self.pause_s)
            if at in self.cuts:
                line.sendall(data[: len(data) // 2])
                self.next += self.lost
                # Closed with the client's words unread, the line would be reset and take with it what was said before.
                line.shutdown(socket.SHUT_WR)
                hold(pbx, line)
                return
            line.sendall(data)
        self.over.set()
        hold(pbx, line)


def hold(_: FakePbx, line: socket.socket) -> None:
    """Say nothing and listen until the client hangs up."""
    line.settimeout(0.2)
    while True:
        try:
            if not line.recv(4096):
                return
        except TimeoutError:
            continue
