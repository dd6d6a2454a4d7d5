"""A bare client: it sends what it is told to, byte for byte, and trips over the first broken frame."""

import base64
import json
import os
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any

TEXT, CLOSE = 0x1, 0x8


class Refused(Exception):
    """The server did not shake hands, or did not let us into the namespace."""


class Corrupt(Exception):
    """What came is no sequence of WebSocket frames."""


def frame(payload: bytes, code: int = TEXT, masked: bool = True, final: bool = True) -> bytes:
    first = (0x80 if final else 0) | code
    bit = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    mask = os.urandom(4)
    body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)) if masked else payload
    return head + (mask if masked else b"") + body


@dataclass
class Wire:
    """One TCP connection that has become a WebSocket; `upgrade` raises Refused with the status line."""

    port: int
    origin: str | None = None
    cookie: str | None = None
    path: str = "/socket.io/?EIO=4&transport=websocket"
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 5.0

    def upgrade(self) -> "Wire":
        self.sock = socket.create_connection(("127.0.0.1", self.port), timeout=self.timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        wanted = {
            "Host": f"127.0.0.1:{self.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **({"Origin": self.origin} if self.origin is not None else {}),
            **({"Cookie": self.cookie} if self.cookie is not None else {}),
            **self.headers,
        }
        lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in wanted.items())]
        self.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._buffer = b""
        head = self._until(b"\r\n\r\n").decode()
        if " 101 " not in head.splitlines()[0]:
            raise Refused(head.splitlines()[0])
        return self

    def send(self, text: str | bytes) -> None:
        self.sock.sendall(frame(text.encode() if isinstance(text, str) else text))

    def recv(self) -> str:
        """The next text message; EOFError when the server has closed."""
        while True:
            self._need(2)
            first, second = self._buffer[0], self._buffer[1]
            size, offset = second & 0x7F, 2
            if size == 126:
                self._need(4)
                (size,), offset = struct.unpack("!H", self._buffer[2:4]), 4
            elif size == 127:
                self._need(10)
                (size,), offset = struct.unpack("!Q", self._buffer[2:10]), 10
            if first not in (0x81, 0x88, 0x89, 0x8A) or second & 0x80:
                raise Corrupt(f"a frame began with {first:#x} {second:#x}")
            self._need(offset + size)
            payload = self._buffer[offset : offset + size]
            self._buffer = self._buffer[offset + size :]
            if first == 0x88:
                raise EOFError
            if first == 0x81:
                return payload.decode()

    def closed_within(self, seconds: float) -> bool:
        """Whether the server ends the connection in time; what it says until then is read and dropped."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.sock.settimeout(left)
            try:
                said = self.recv()
                if said == "2":
                    self.send("3")
                if said in ("1", "41/live,"):
                    return True
            except TimeoutError:
                return False
            except (EOFError, OSError):
                return True
        return False

    def close(self) -> None:
        if hasattr(self, "sock"):
            self.sock.close()

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._more()
        head, self._buffer = self._buffer.split(end, 1)
        return head

    def _need(self, count: int) -> None:
        while len(self._buffer) < count:
            self._more()

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self._buffer += data


class LiveClient(Wire):
    """A client of the namespace /live that keeps topics as our own pages do (realtime/web/src/live.ts)."""

    def enter(self, auth: str = "") -> "LiveClient":
        """Shake hands and join the namespace; raises Refused with the code."""
        self.upgrade()
        self.recv()
        self.send(f"40/live,{auth}")
        answer = self.recv()
        if not answer.startswith("40/live,"):
            raise Refused(answer)
        self.asked, self.topics, self.beats, self.said = 0, {}, [], []
        self.resubs = 0
        return self

    def ask(self, topic: Any, **place: Any) -> Any:
        """`sub`, and its acknowledgement; deltas that come meanwhile are dropped, as the answer covers them."""
        self.asked += 1
        self.send(f"42/live,{self.asked}" + json.dumps(["sub", {"topic": topic, **place}]))
        return self.answer(self.asked)

    def answer(self, number: int) -> Any:
        head = f"43/live,{number}"
        while True:
            said = self.recv()
            if said == "2":
                self.send("3")
            elif said.startswith(head):
                return json.loads(said[len(head) :])[0]
            else:
                self.said.append(said)

    def sub(self, topic: str) -> dict[str, Any]:
        """Follow a topic from where we stand; gives its rows."""
        held = self.topics.setdefault(topic, {"e": None, "s": -1, "rows": {}})
        place = {} if held["e"] is None else {"e": held["e"], "s": held["s"]}
        answer = self.ask(topic, **place)
        if "snap" in answer:
            snap = answer["snap"]
            held.update(e=snap["e"], s=snap["s"], rows={id_: (v, row) for id_, v, row in snap["st"]})
        for delta in answer.get("replay", ()):
            self._apply(held, delta)
        return self.rows(topic)

    def rows(self, topic: str) -> dict[str, Any]:
        return {id_: row for id_, (_, row) in self.topics[topic]["rows"].items()}

    def listen(self, seconds: float) -> None:
        """Take what comes for so long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.sock.settimeout(left)
            try:
                self._take(self.recv())
            except TimeoutError:
                break
        self.sock.settimeout(self.timeout)

    def wait_for(self, topic: str, holds: Any, seconds: float = 5.0) -> dict[str, Any]:
        """Listen until `holds(rows)`; AssertionError when it never does."""
        deadline = time.monotonic() + seconds
        while not holds(self.rows(topic)):
            assert time.monotonic() < deadline, self.rows(topic)
            self.listen(0.05)
        return self.rows(topic)

    def _take(self, said: str) -> None:
        if said == "2":
            return self.send("3")
        if not said.startswith("42/live,"):
            return None
        name, data = json.loads(said[len("42/live,") :])
        if name == "hb":
            self.beats.append(data)
        elif name == "resync" and data["t"] in self.topics:
            self.sock.settimeout(self.timeout)
            self.sub(data["t"])
        elif name == "d":
            self._delta(data)
        return None

    def _delta(self, delta: dict[str, Any]) -> None:
        held = self.topics.get(delta["t"])
        if held is None or (delta["e"] == held["e"] and delta["s"] <= held["s"]):
            return
        if delta["e"] != held["e"] or delta["p"] != held["s"]:
            self.resubs += 1
            self.sock.settimeout(self.timeout)
            self.sub(delta["t"])
        else:
            self._apply(held, delta)

    @staticmethod
    def _apply(held: dict[str, Any], delta: dict[str, Any]) -> None:
        held["s"] = delta["s"]
        for id_, v, row in delta["i"]:
            if v >= held["rows"].get(id_, (-1, None))[0]:
                held["rows"][id_] = (v, row)
        for id_ in delta["x"]:
            held["rows"].pop(id_, None)
