"""A WebSocket under gevent that never truncates a frame: each goes out whole, or the connection dies.

simple-websocket 1.1.0 calls `send` once and ignores how much went out; a gevent socket sends in parts as soon as
the peer is slow, and the stream is garbage from there on (tests/realtime/test_transport.py shows it).
Frames are not compressed: one frame is built per broadcast and shared by all its readers.
"""

import base64
import hashlib
import struct
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import gevent
from gevent import Timeout
from gevent.lock import BoundedSemaphore

# What pywsgi's handler puts into the environment (workers/processes/web.py).
SOCKET = "rexian.socket"
LARGEST = 64 * 1024
SEND_TIMEOUT_S = 10.0

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_FIN, _RSV, _MASKED = 0x80, 0x70, 0x80
_CONTINUATION, _TEXT, _CLOSE, _PING, _PONG = 0x0, 0x1, 0x8, 0x9, 0xA


class ProtocolError(Exception):
    """The peer sent what no WebSocket or Engine.IO client sends."""


class Frames:
    """Builds text frames; remembers the last, because a broadcast hands the same string to every connection."""

    def __init__(self) -> None:
        self._text, self._frame = "", b""

    def of(self, text: str) -> bytes:
        if text is not self._text:
            self._frame = frame(_TEXT, text.encode())
            self._text = text
        return self._frame


class GeventWebSocket:
    """The `websocket` of an Engine.IO driver: called as a WSGI application, then `send`, `wait` and `close`."""

    frames: ClassVar[Frames] = Frames()
    # The open ones, by the id under which Engine.IO knows them.
    by_id: ClassVar[dict[str, "GeventWebSocket"]] = {}

    def __init__(self, handler: Callable[["GeventWebSocket"], Iterable[bytes]], server: Any) -> None:
        self._handler = handler
        self._lock = BoundedSemaphore()
        self._buffer = bytearray()
        self._closed = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._socket = environ[SOCKET]
        # Engine.IO sets a time-out here after which a silent peer is dead.
        self.socket = self._socket
        # What came with the request, read ahead by the server's file object.
        reader = environ["wsgi.input"]
        self._reader = getattr(reader, "rfile", reader)
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        self._write(_greeting(key))
        # Engine.IO hands over a method of the connection it keeps.
        name: str = getattr(getattr(self._handler, "__self__", None), "sid", "")
        self.by_id[name] = self
        try:
            return self._handler(self)
        finally:
            self.by_id.pop(name, None)
            self.close()

    def send(self, text: str) -> None:
        """Send one text message whole; `OSError` when the peer takes longer than SEND_TIMEOUT_S or is gone."""
        self._write(self.frames.of(text))

    def send_now(self, text: str) -> bool:
        """Send one text message if the connection takes it at this moment; False when it must wait its turn.

        The caller makes sure that nothing older waits. What the peer takes in parts is finished behind our back.
        """
        if self._closed or self._lock.locked():
            return False
        data = self.frames.of(text)
        try:
            sent = self._socket._sock.send(data)
        except BlockingIOError:
            return False
        except OSError:
            self.close()
            return True
        if sent < len(data):
            self._lock.acquire(blocking=False)
            gevent.spawn(self._finish, data[sent:])
        return True

    def wait(self) -> str | None:
        """The next text message, or None when there will be no more."""
        try:
            return self._message()
        except (OSError, EOFError, ProtocolError, UnicodeDecodeError):
            return None

    def close(self) -> None:
        """End the connection now; a second call does nothing."""
        if not self._closed:
            self._closed = True
            try:
                self._socket.shutdown(2)
            except OSError:
                return

    def _write(self, data: bytes) -> None:
        with self._lock:
            if self._closed:
                raise OSError("the connection is closed")
            self._send_all(data)

    def _finish(self, rest: bytes) -> None:
        try:
            self._send_all(rest)
        except OSError:
            return
        finally:
            self._lock.release()

    def _send_all(self, data: bytes) -> None:
        try:
            with Timeout(SEND_TIMEOUT_S, OSError("the peer does not read")):
                self._socket.sendall(data)
        except OSError:
            self.close()
            raise

    def _message(self) -> str | None:
        parts: list[bytes] = []
        while True:
            final, code, payload = self._frame()
            if code == _CLOSE:
                self._write(frame(_CLOSE, payload[:2]))
                return None
            if code == _PING:
                self._write(frame(_PONG, payload))
            if code in (_PING, _PONG):
                continue
            if (code == _TEXT) is bool(parts):
                raise ProtocolError("a message begins with a text frame and goes on with continuations")
            parts.append(payload)
            if sum(map(len, parts)) > LARGEST:
                raise ProtocolError("too long")
            if final:
                return _engine_io(b"".join(parts))

    def _frame(self) -> tuple[bool, int, bytes]:
        first, second = self._take(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._take(8))
        code = first & 0x0F
        if first & _RSV or not second & _MASKED or length > LARGEST:
            raise ProtocolError("reserved bits, no mask or too long")
        if code not in (_CONTINUATION, _TEXT) and (code not in (_CLOSE, _PING, _PONG) or length > 125):
            raise ProtocolError("no text and no control frame")
        mask = self._take(4)
        return bool(first & _FIN), code, _unmasked(self._take(length), mask)

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            data = self._reader.read1(65536)
            if not data:
                raise EOFError
            self._buffer += data
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def frame(code: int, payload: bytes) -> bytes:
    """One unfragmented, unmasked frame, as a server sends it (RFC 6455, 5.2)."""
    length = len(payload)
    if length < 126:
        return struct.pack("!BB", _FIN | code, length) + payload
    if length < 65536:
        return struct.pack("!BBH", _FIN | code, 126, length) + payload
    return struct.pack("!BBQ", _FIN | code, 127, length) + payload


def _greeting(key: str) -> bytes:
    # SHA-1 is what the handshake of RFC 6455 is made of; it protects nothing.
    accept = base64.b64encode(hashlib.sha1(key.encode("latin-1") + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    if not payload:
        return b""
    stretched = (mask * ((len(payload) + 3) // 4))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stretched, "big")).to_bytes(len(payload), "big")


def _engine_io(message: bytes) -> str:
    """Every Engine.IO text message begins with its type, 0 to 6; the library itself trips over anything else."""
    if not message or message[0] not in b"0123456":
        raise ProtocolError("no Engine.IO message")
    return message.decode()
