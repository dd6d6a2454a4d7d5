"""Bytes from the manager interface become blocks of headers, however the network cut them."""

from typing import Final, NamedTuple

from ticketing.telephony.link import NotThatLanguage

#: No event is this long; a stream without an end of block is not AMI.
MAX_BLOCK: Final = 1 << 20
_BANNER = b"Asterisk Call Manager"


class Block(NamedTuple):
    """One event or response: its headers as they came (a name may repeat) and its own text."""

    headers: tuple[tuple[str, str], ...]
    raw: str

    def get(self, name: str, default: str = "") -> str:
        """The value of a header; of a repeated one the last, as the dialplan's own fields come after the channel's."""
        wanted = name.lower()
        for key, value in reversed(self.headers):
            if key.lower() == wanted:
                return value
        return default

    @property
    def event(self) -> str:
        """The event's name; "" for a response."""
        return self.get("Event")

    def to_dict(self) -> dict[str, str]:
        """The headers by name; `Output:` lines of a command are joined."""
        fields: dict[str, str] = {}
        for key, value in self.headers:
            fields[key] = f"{fields[key]}\n{value}" if key == "Output" and key in fields else value
        return fields


class NotAmi(NotThatLanguage):
    """What answers at that port does not speak AMI."""


class BlockReader:
    """Takes bytes in any pieces and gives whole blocks out; what is torn off at the end of a stream is dropped.

    `banner` is the greeting line once it was read (it has no blank line behind it).
    """

    def __init__(self) -> None:
        self.banner: str | None = None
        self._rest = b""

    def feed(self, data: bytes) -> list[Block]:
        """The blocks that these bytes complete. Raises NotAmi when no block ever ends."""
        rest = self._rest + data if self._rest else data
        if self.banner is None:
            rest = self._greet(rest)
        parts = rest.split(b"\r\n\r\n")
        self._rest = parts.pop()
        if len(self._rest) > MAX_BLOCK:
            raise NotAmi("a block without an end")
        return [block for block in map(parse_block, parts) if block.headers]

    @property
    def torn(self) -> bytes:
        """What has come of a block that is not whole yet."""
        return self._rest

    def _greet(self, data: bytes) -> bytes:
        """Take the greeting line off; a stream may also begin in mid-conversation, without one."""
        start = data[: len(_BANNER)]
        if start != _BANNER[: len(start)]:
            self.banner = ""
            return data
        line, newline, rest = data.partition(b"\r\n")
        if not newline:
            return data
        self.banner = line.decode("utf-8", "replace")
        return rest


def parse_block(raw: bytes | str) -> Block:
    """The headers of one block's text; a line without a colon belongs to the value above it."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    text = text.strip("\r\n")
    headers: list[tuple[str, str]] = []
    for line in text.split("\n"):
        key, colon, value = line.rstrip("\r").partition(":")
        if colon and key and " " not in key.strip():
            headers.append((key.strip(), value[1:] if value[:1] == " " else value))
        elif headers:
            last, before = headers[-1]
            headers[-1] = (last, f"{before}\n{line.rstrip(chr(13))}")
    return Block(tuple(headers), text)
