"""A process full of listeners: `python -m benchmarks._listeners PORT ORIGIN SECONDS`, cookies on standard input.

Every socket follows the wallboard and its person's own topic. Prints "ready" when all are in, then one JSON line:
latencies in milliseconds of rows that carry `sent` (CLOCK_MONOTONIC), and how many sockets were lost.
"""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import base64
import json
import os
import socket
import struct
import sys
import time
from typing import Any

import gevent
import orjson
from gevent.event import Event
from gevent.pool import Group

MASK = b"\x00\x00\x00\x00"
# Connecting all at once measures the connecting; a few at a time is what a morning looks like.
AT_ONCE = 50


class Listener:
    """One socket; it answers pings, asks again when told to, and notes when rows came."""

    def __init__(self, port: int, origin: str, cookie: str, late: dict[str, list[float]]) -> None:
        self._port, self._origin, self._cookie, self._late = port, origin, cookie, late
        self._buffer = bytearray()
        self.lost = False
        # When the screen pop of a call came, by its id.
        self.rang: dict[str, float] = {}

    def enter(self) -> None:
        self._sock = socket.create_connection(("127.0.0.1", self._port))
        key = base64.b64encode(os.urandom(16)).decode()
        self._sock.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Origin: {self._origin}\r\nCookie: {self._cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise OSError(head.decode())
        self._buffer = bytearray(rest)
        self._read()
        self._send("40/live,")
        self._read()
        for number, topic in enumerate(("wallboard", "me")):
            self._send(f"42/live,{number}" + json.dumps(["sub", {"topic": topic}]))
            while not self._read().startswith(f"43/live,{number}"):
                pass

    def listen(self, over: Event) -> None:
        while not over.is_set():
            try:
                text = self._read()
            except OSError:
                self.lost = True
                return
            if text == "2":
                self._send("3")
            elif text.startswith('42/live,["d"'):
                self._note(orjson.loads(text[8:])[1])

    def _note(self, delta: dict[str, Any]) -> None:
        now = time.monotonic()
        for _, _, row in delta["i"]:
            if row.get("stage") == "ringing":
                self.rang.setdefault(row["callid"], now)
            if "sent" in row:
                self._late[delta["t"]].append((now - row["sent"]) * 1000)
                return

    def _read(self) -> str:
        while True:
            size, offset = self._head()
            while len(self._buffer) < offset + size:
                self._more()
            payload = bytes(self._buffer[offset : offset + size])
            del self._buffer[: offset + size]
            return payload.decode()

    def _head(self) -> tuple[int, int]:
        while len(self._buffer) < 4:
            self._more()
        size = self._buffer[1] & 0x7F
        if size < 126:
            return size, 2
        if size == 126:
            return int(struct.unpack("!H", self._buffer[2:4])[0]), 4
        while len(self._buffer) < 10:
            self._more()
        return int(struct.unpack("!Q", self._buffer[2:10])[0]), 10

    def _send(self, text: str) -> None:
        data = text.encode()
        head = struct.pack("!BB", 0x81, 0x80 | len(data)) if len(data) < 126 else b""
        self._sock.sendall(head + MASK + data)

    def _more(self) -> None:
        data = self._sock.recv(65536)
        if not data:
            raise OSError("closed")
        self._buffer += data


def main() -> None:
    port, origin, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    late: dict[str, list[float]] = {"wallboard": [], "me": []}
    listeners = [Listener(port, origin, line.strip(), late) for line in sys.stdin]
    over = Event()
    group = Group()
    for at in range(0, len(listeners), AT_ONCE):
        some = listeners[at : at + AT_ONCE]
        gevent.joinall([gevent.spawn(one.enter) for one in some], raise_error=True)
        for one in some:
            group.spawn(one.listen, over)
    print("ready", flush=True)
    gevent.sleep(seconds)
    over.set()
    group.join(timeout=2)
    rang = {call: at for one in listeners for call, at in one.rang.items()}
    print(json.dumps({"late": late, "rang": rang, "lost": sum(one.lost for one in listeners)}), flush=True)


if __name__ == "__main__":
    main()
