"""Socket.IO as we use it: every default that matters said out loud, and nothing sent to "everybody"."""

import logging
from collections.abc import Iterable, Sequence

from flask import Flask
from flask_socketio import SocketIO

from realtime.gate import GatePacket, StrictJson
from realtime.topics import Message
from ticketing.config import Config

NAMESPACE = "/live"
LARGEST = 64 * 1024
PING_S, PING_TIMEOUT_S = 10, 8


class SocketWire:
    """The sockets of this node, for the pump and the entrance (realtime.pump.Wire)."""

    def __init__(self, socketio: SocketIO) -> None:
        self._socketio = socketio

    def emit(self, event: str, data: Message, rooms: Sequence[str], skip: Sequence[str]) -> None:
        """To these rooms and nobody else: without a room, Socket.IO would tell those not yet let in, too."""
        if not rooms:
            raise ValueError("an emit needs a room")
        self._socketio.emit(event, data, namespace=NAMESPACE, to=list(rooms), skip_sid=list(skip))

    def waiting(self, rooms: Sequence[str]) -> Iterable[tuple[str, int]]:
        server = self._socketio.server
        for sid, eio_sid in server.manager.get_participants(NAMESPACE, list(rooms)):
            socket = server.eio.sockets.get(eio_sid)
            if socket is not None:
                yield sid, socket.queue.qsize()

    def drop(self, sid: str) -> None:
        """Close a socket from our side; its browser does not come back by itself."""
        self._socketio.server.disconnect(sid, namespace=NAMESPACE)


def sockets(app: Flask, async_mode: str, config: Config) -> SocketIO:
    """A server on this application; `async_mode` is `gevent` in production, `threading` in tests."""
    for name in ("engineio.server", "socketio.server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return SocketIO(
        app,
        async_mode=async_mode,
        transports=["websocket"],
        allow_upgrades=False,
        cors_allowed_origins=config.origins,
        manage_session=False,
        ping_interval=PING_S,
        ping_timeout=PING_TIMEOUT_S,
        max_http_buffer_size=LARGEST,
        async_handlers=False,
        serializer=GatePacket,
        json=StrictJson,
        cookie=None,
        namespaces=[NAMESPACE],
    )


def everybody(shard: int) -> str:
    """The room of all who were let in, by tenths."""
    return f"everybody#{shard}"
