"""The sockets: who is let in, what they may ask for, and how they are told. Every way in fails closed."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import marshmallow as ma
import structlog
from flask import Flask, current_app, request
from flask_socketio import ConnectionRefusedError, SocketIO
from sqlalchemy.exc import SQLAlchemyError

from realtime.gate import DROPPED, GatePacket, StrictJson
from realtime.handshake import Handshake
from realtime.listeners import TOPICS_PER_SOCKET, Listener, Listeners, no_longer_welcome
from realtime.pump import SHARDS, Pump, room_of, shard_of
from realtime.reader import Reader
from realtime.topics import Hub, Message, counts
from ticketing import redis_clients
from ticketing.api import live_rows
from ticketing.auth import COOKIE, actor_of_session
from ticketing.clock import Clock
from ticketing.config import Config
from ticketing.db import reading
from ticketing.domain.centre import Centre
from ticketing.domain.permissions import Target
from ticketing.errors import TicketingError
from ticketing.queries.board import topics, views
from ticketing.queries.board.change import Change, stamp
from ticketing.queries.board.tickets import target_by_number

NAMESPACE = "/live"
LARGEST = 64 * 1024
PING_S, PING_TIMEOUT_S = 10, 8
SWEEP_S = 30.0
# A view that nobody listens to is kept this long, so that whoever reconnects gets the deltas and no snapshot.
IDLE_S = 60.0
EVERYBODY = "everybody"

log = structlog.get_logger()


class WishSchema(ma.Schema):
    """What `sub` carries: a topic, and where the client stands in it."""

    topic = ma.fields.String(required=True, validate=ma.validate.Length(1, 40))
    e = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=40))
    s = ma.fields.Integer(load_default=None, allow_none=True, strict=True, validate=ma.validate.Range(-1, 2**53))


_WISH = WishSchema(unknown=ma.RAISE)


def attach(app: Flask) -> None:
    """Plug the sockets into the application; nothing runs until `app.extensions["live"].start()`."""
    app.extensions["live"] = Live(app, async_mode=app.config.get("SOCKETS", "threading"))


class Live:
    """The sockets of this node, the views they listen to, and the three loops that keep them fed."""

    def __init__(self, app: Flask, async_mode: str) -> None:
        self._app = app
        self._config: Config = app.config["REXIAN"]
        self._centre = Centre(self._config.timezone, self._config.day_start_hour, self._config.phone_region)
        self._stopped = threading.Event()
        self.dropped = 0
        self.listeners = Listeners()
        self.hub = Hub(self._load)
        self.socketio = _sockets(app, async_mode, self._config)
        self.pump = Pump(self.hub, self)
        self.reader = Reader(redis_clients.for_streams(self._config.redis_url), self)
        self._listen()
        app.extensions.setdefault("gauges", {}).update(self._gauges())
        app.wsgi_app = Handshake(app.wsgi_app, self._config.origins, COOKIE)  # type: ignore[method-assign]

    # -- running ------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to read the stream, to send, to beat and to sweep."""
        for loop in (self._read, self._pump, self._beat, self._sweep):
            self.socketio.start_background_task(self._inside, loop)

    def stop(self) -> None:
        """Tell everybody that this node goes, so that they come back at once instead of waiting for a ping."""
        self._stopped.set()
        self.emit("bye", {}, [_everybody(shard) for shard in range(SHARDS)], ())

    def _inside(self, loop: Callable[[], None]) -> None:
        with self._app.app_context():
            loop()

    def _read(self) -> None:
        self.reader.run(self.socketio.sleep, self._stopped.is_set)

    def _pump(self) -> None:
        self.pump.run(self._stopped.is_set)

    def _beat(self) -> None:
        """A heartbeat a second to everybody, a tenth of them at a time."""
        while not self._stopped.is_set():
            for shard in range(SHARDS):
                self.emit("hb", self.heartbeat(), [_everybody(shard)], ())
                self.socketio.sleep(1 / SHARDS)
            self.pump.catch_up()
            self.hub.forget_idle(time.monotonic(), IDLE_S)

    def _sweep(self) -> None:
        while not self._stopped.wait(SWEEP_S):
            self.sweep(self.listeners.all(), closed_when_in_doubt=False)

    def heartbeat(self) -> Message:
        """`now`, whether the rows are `fresh`, and the instant `as_of` which they were."""
        freshness = self.reader.freshness
        return {"now": self._now_text(), "fresh": freshness.fresh, "as_of": freshness.as_of}

    def _gauges(self) -> dict[str, Callable[[], float]]:
        return {
            "rexian_sockets": lambda: len(self.listeners),
            "rexian_sockets_dropped_messages": lambda: self.dropped,
            "rexian_board_fresh": lambda: self.reader.freshness.fresh,
            **{f"rexian_board_{name}": partial(self._held, name) for name in ("topics", "views", "rows")},
        }

    def _held(self, name: str) -> float:
        return counts(self.hub)[name]

    # -- what the reader tells (realtime.reader.Ears) -----------------------------------

    def changed(self, changes: Iterable[Change]) -> None:
        self.pump.wake(self.hub.put(changes))

    def revoked(self, people: Sequence[int]) -> None:
        self.sweep(self.listeners.of(people), closed_when_in_doubt=True)

    def lost_the_thread(self) -> None:
        for view in self.hub.reload():
            rooms = [room_of(view.spec.key, shard) for shard in range(SHARDS)]
            self.emit("resync", {"t": view.spec.name}, rooms, ())

    # -- what the pump needs (realtime.pump.Wire) ---------------------------------------

    def emit(self, event: str, data: Message, rooms: Sequence[str], skip: Sequence[str]) -> None:
        """To these rooms and nobody else: without a room, Socket.IO would tell those not yet let in, too."""
        if not rooms:
            raise ValueError("an emit needs a room")
        self.socketio.emit(event, data, namespace=NAMESPACE, to=list(rooms), skip_sid=list(skip))

    def waiting(self, rooms: Sequence[str]) -> Iterable[tuple[str, int]]:
        server = self.socketio.server
        for sid, eio_sid in server.manager.get_participants(NAMESPACE, list(rooms)):
            socket = server.eio.sockets.get(eio_sid)
            if socket is not None:
                yield sid, socket.queue.qsize()

    def drop(self, sid: str) -> None:
        """Close a socket from our side; its browser does not come back by itself."""
        self.socketio.server.disconnect(sid, namespace=NAMESPACE)

    # -- who may listen -----------------------------------------------------------------

    def sweep(self, listeners: Sequence[Listener], closed_when_in_doubt: bool) -> None:
        """Close the sockets of those who may no longer listen; without a database also those in doubt, if so told."""
        if not listeners:
            return
        try:
            with reading() as session:
                gone: Sequence[Listener] = no_longer_welcome(session, listeners)
        except SQLAlchemyError as error:
            log.warning("sweep_failed", error=str(error).splitlines()[0])
            gone = listeners if closed_when_in_doubt else ()
        for listener in gone:
            self.drop(listener.sid)

    def _listen(self) -> None:
        on = self.socketio.on_event
        on("connect", self._on_connect, namespace=NAMESPACE)
        on("disconnect", self._on_disconnect, namespace=NAMESPACE)
        on("sub", self._on_sub, namespace=NAMESPACE)
        on("unsub", self._on_unsub, namespace=NAMESPACE)
        on(DROPPED, self._on_dropped, namespace=NAMESPACE)

    def _on_connect(self, auth: Any = None) -> None:
        """Whatever goes wrong in here, the answer is no: Flask-SocketIO may read an exception as a yes."""
        sid: str = request.sid  # type: ignore[attr-defined]  # set by Flask-SocketIO
        try:
            code = self._admit(sid)
        except Exception:
            log.exception("socket_connect_failed")
            code = "unavailable"
        if code:
            self.listeners.leave(sid)
            raise ConnectionRefusedError(code)

    def _admit(self, sid: str) -> str | None:
        """Let the bearer of the cookie in, or say why not."""
        if self._stopped.is_set():
            return "unavailable"
        found = actor_of_session(request.cookies.get(COOKIE, ""))
        if found is None:
            return "unauthenticated"
        if not self.listeners.admit(Listener(sid, *found)):
            return "too_many_sockets"
        self.socketio.server.enter_room(sid, _everybody(shard_of(sid)), namespace=NAMESPACE)
        return None

    def _on_disconnect(self, reason: Any = None) -> None:
        sid: str = request.sid  # type: ignore[attr-defined]  # set by Flask-SocketIO
        listener = self.listeners.leave(sid)
        for key in listener.views.values() if listener else ():
            self._leave(sid, key)

    def _on_dropped(self) -> None:
        self.dropped += 1
        self._known()

    def _on_unsub(self, wish: Any = None) -> dict[str, Any]:
        listener = self._known()
        if listener is None or not isinstance(wish, dict):
            return {"err": "invalid"}
        key = listener.views.pop(str(wish.get("topic")), None)
        if key is not None:
            self._leave(listener.sid, key)
        return {}

    def _on_sub(self, wish: Any = None) -> dict[str, Any]:
        """The acknowledgement of `sub`: {"snap"}, {"replay"} or {"err": code}; never a word about the inside."""
        listener = self._known()
        if listener is None:
            return {"err": "unauthenticated"}
        try:
            asked = _WISH.load(wish)
            return self._subscribe(listener, asked["topic"], asked["e"], asked["s"])
        except ma.ValidationError:
            return {"err": "not_found"}
        except TicketingError as refusal:
            return {"err": refusal.code}
        except Exception:
            log.exception("socket_sub_failed")
            return {"err": "unavailable"}

    def _known(self) -> Listener | None:
        """Who speaks, with one token less; whoever says too much is told so and closed."""
        sid: str = request.sid  # type: ignore[attr-defined]  # set by Flask-SocketIO
        listener = self.listeners.get(sid)
        if listener is None:
            self.drop(sid)
            return None
        if not listener.bucket.take():
            self.emit("refused", {"err": "too_many_requests"}, [sid], ())
            self.drop(sid)
            return None
        return listener

    # -- subscriptions ------------------------------------------------------------------

    def _subscribe(self, listener: Listener, topic: str, epoch: str | None, seq: int | None) -> dict[str, Any]:
        if topic not in listener.views and len(listener.views) >= TOPICS_PER_SOCKET:
            return {"err": "too_many_topics"}
        spec = views.view_of(listener.actor, topic, self._centre.day_of(self._now()), self._find_ticket)
        view = self.hub.view(spec)
        with self.hub.lock:
            # In the room before the answer is worked out: no delta can fall between the two.
            view.sids.add(listener.sid)
            listener.views[topic] = spec.key
            room = room_of(spec.key, shard_of(listener.sid))
            self.socketio.server.enter_room(listener.sid, room, namespace=NAMESPACE)
            messages = view.flush()
            answer = view.answer(epoch, seq)
        self.pump.deliver(view, messages, time.monotonic())
        return answer

    def _leave(self, sid: str, key: str) -> None:
        with self.hub.lock:
            view = self.hub.views.get(key)
            if view is not None:
                view.sids.discard(sid)
        self.socketio.server.leave_room(sid, room_of(key, shard_of(sid)), namespace=NAMESPACE)

    def _load(self, topic: str) -> tuple[int, list[Change]]:
        with reading() as session:
            look = topics.look_at(session, self._centre, self._now())
            return look.v, live_rows.whole(look, topic)

    def _find_ticket(self, number: str) -> Target | None:
        with reading() as session:
            return target_by_number(session, number)

    def _now(self) -> datetime:
        clock: Clock = current_app.extensions["clock"]
        return clock.now()

    def _now_text(self) -> str | None:
        """The shared clock, or the machine's when the database that holds a test's clock does not answer."""
        try:
            return stamp(self._now())
        except SQLAlchemyError:
            machine: Clock = current_app.extensions["machine_clock"]
            return stamp(machine.now())


def _sockets(app: Flask, async_mode: str, config: Config) -> SocketIO:
    """Socket.IO with every default that matters said out loud (runtime.md a, f)."""
    logging.getLogger("engineio.server").setLevel(logging.CRITICAL)
    logging.getLogger("socketio.server").setLevel(logging.CRITICAL)
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


def _everybody(shard: int) -> str:
    return f"{EVERYBODY}#{shard}"
