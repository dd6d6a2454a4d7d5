"""What a client may say at all: `sub` and `unsub` with one object. Everything else is dropped before dispatch.

Socket.IO runs the handlers of `connect` and `disconnect` when a client *emits* events of these names, waits for
binary attachments that never come, and prints a stack for every broken message. None of that passes here.
"""

from typing import Any

import orjson
from socketio import packet

ALLOWED = frozenset({"sub", "unsub"})
# The event by which `realtime/server.py` counts what was dropped; no client can name it.
DROPPED = "\x00dropped"


class StrictJson:
    """JSON without NaN, infinities or endless nesting: orjson refuses all three."""

    @staticmethod
    def dumps(thing: Any, **_: Any) -> str:
        return orjson.dumps(thing, option=orjson.OPT_NON_STR_KEYS).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return orjson.loads(text)


class GatePacket(packet.Packet):  # type: ignore[misc]  # the library ships no types
    """A Socket.IO packet that decodes to a DROPPED event when a client has no business sending it."""

    uses_binary_events = False
    json = StrictJson

    def decode(self, encoded_packet: Any) -> int:
        try:
            attachments = super().decode(encoded_packet)
            good = not attachments and self._is_expected()
        except (ValueError, TypeError, IndexError, RecursionError):
            good = False
        if not good:
            self.packet_type, self.data, self.id = packet.EVENT, [DROPPED], None
        return 0

    def _is_expected(self) -> bool:
        if self.packet_type == packet.EVENT:
            return isinstance(self.data, list) and len(self.data) == 2 and self._names_an_event()
        return self.packet_type in (packet.CONNECT, packet.DISCONNECT)

    def _names_an_event(self) -> bool:
        name = self.data[0]
        return isinstance(name, str) and name in ALLOWED
