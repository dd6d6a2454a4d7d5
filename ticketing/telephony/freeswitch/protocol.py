"""Bytes from the event socket become frames, however the network cut them."""

from typing import Final, NamedTuple
from urllib.parse import unquote

from ticketing.telephony.link import NotThatLanguage

#: No list of agents and no event is this long; a stream without an end of frame is no event socket.
MAX_FRAME: Final = 16 << 20
_MAX_HEAD: Final = 64 << 10


class NotEsl(NotThatLanguage):
    """What answers at that port is no event socket."""


class Frame(NamedTuple):
    """One frame: its headers, and the body that `Content-Length` announced."""

    headers: dict[str, str]
    body: str

    @property
    def kind(self) -> str:
        """Its `Content-Type`: auth/request, command/reply, api/response, text/event-json, text/disconnect-notice …"""
        return self.headers.get("Content-Type", "")

    @property
    def reply(self) -> str:
        """What was answered to a command: `+OK …`, `-ERR …`, or the body of an API call."""
        return self.headers.get("Reply-Text", "") or self.body


class FrameReader:
    """Takes bytes in any pieces and gives whole frames out; what is torn off at the end of a stream is dropped."""

    def __init__(self) -> None:
        self._rest = b""
        self._head: dict[str, str] | None = None
        self._wanted = 0

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete. Raises `NotEsl` when no frame ever ends."""
        self._rest += data
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> Frame | None:
        if self._head is None and not self._read_head():
            return None
        if len(self._rest) < self._wanted or self._head is None:
            return None
        body, self._rest = self._rest[: self._wanted], self._rest[self._wanted :]
        head, self._head, self._wanted = self._head, None, 0
        return Frame(head, body.decode("utf-8", "replace"))

    def _read_head(self) -> bool:
        self._rest = self._rest.lstrip(b"\r\n")
        text, end, rest = self._rest.partition(b"\n\n")
        if not end:
            if len(self._rest) > _MAX_HEAD:
                raise NotEsl("a frame without an end")
            return False
        self._rest, self._head = rest, _headers(text)
        length = self._head.get("Content-Length", "0")
        self._wanted = int(length) if length.isascii() and length.isdecimal() and len(length) < 10 else -1
        if not 0 <= self._wanted <= MAX_FRAME:
            raise NotEsl("a frame of no possible length")
        return True


def _headers(text: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.decode("utf-8", "replace").split("\n"):
        name, colon, value = line.rstrip("\r").partition(":")
        if not colon or not name or " " in name:
            raise NotEsl("no event socket answers there")
        found[name] = unquote(value.strip())
    return found
