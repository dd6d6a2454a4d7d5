"""The live side of one web node: the views it holds, the sockets that listen, and the loops that feed them."""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from realtime.entrance import Entrance
from realtime.handshake import Handshake
from realtime.listeners import Listener, Listeners, no_longer_welcome
from realtime.loading import Loading, Reading
from realtime.pump import SHARDS, Pump, room_of
from realtime.reader import Reader
from realtime.topics import Hub, Message, counts
from realtime.wire import SocketWire, everybody, sockets
from ticketing import redis_clients
from ticketing.actions import presence
from ticketing.api import live_rows
from ticketing.auth import COOKIE
from ticketing.auth.kiosk import COOKIE as KIOSK
from ticketing.clock import Clock
from ticketing.config import Config
from ticketing.db import do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.centre import Centre
from ticketing.queries.board import topics
from ticketing.queries.board.change import Change, stamp

SWEEP_S = 30.0
SEEN_S = 15.0
# A view that nobody listens to is kept this long, so that whoever reconnects gets the deltas and no snapshot.
IDLE_S = 60.0

log = structlog.get_logger()


def attach(app: Flask) -> None:
    """Plug the sockets into the application; nothing runs until `app.extensions["live"].start()`."""
    app.extensions["live"] = Live(app, async_mode=app.config.get("SOCKETS", "threading"))


class Live:
    """Built once per application; `start` begins to read, send, beat and sweep."""

    def __init__(self, app: Flask, async_mode: str) -> None:
        config: Config = app.config["REXIAN"]
        self._app = app
        self._centre = Centre(config.timezone, config.day_start_hour, config.phone_region)
        self._stopped = threading.Event()
        self.hub = Hub(Loading(self._read_topic, self._read_people))
        self.socketio = sockets(app, async_mode, config)
        self.wire = SocketWire(self.socketio)
        self.pump = Pump(self.hub, self.wire)
        self.entrance = Entrance(self.socketio, self.hub, self.pump, self._centre, _now)
        self.reader = Reader(redis_clients.for_streams(config.redis_url), self)
        app.extensions.setdefault("gauges", {}).update(self._gauges())
        app.wsgi_app = Handshake(app.wsgi_app, config.origins, COOKIE, KIOSK)  # type: ignore[method-assign]

    @property
    def listeners(self) -> Listeners:
        return self.entrance.listeners

    def start(self) -> None:
        for loop in (self._read, self._pump, self._beat, self._sweep, self._be_seen):
            self.socketio.start_background_task(self._inside, loop)

    def stop(self) -> None:
        """Tell everybody that this node goes, so that they come back at once instead of waiting for a ping."""
        self._stopped.set()
        self.entrance.closed.set()
        self.wire.emit("bye", {}, [everybody(shard) for shard in range(SHARDS)], ())

    def heartbeat(self) -> Message:
        """`now`, whether the rows are `fresh`, and the instant `as_of` which they were."""
        freshness = self.reader.freshness
        return {"now": _now_text(), "fresh": freshness.fresh, "as_of": freshness.as_of}

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
            self.wire.drop(listener.sid)

    # What the reader tells (realtime.reader.Ears).

    def changed(self, changes: Iterable[Change]) -> None:
        self.pump.wake(self.hub.put(changes))

    def revoked(self, people: Sequence[int]) -> None:
        self.sweep(self.listeners.of(people), closed_when_in_doubt=True)

    def lost_the_thread(self) -> None:
        for view in self.hub.reload():
            rooms = [room_of(view.spec.key, shard) for shard in range(SHARDS)]
            self.wire.emit("resync", {"t": view.spec.name}, rooms, ())

    # The loops.

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
                self.wire.emit("hb", self.heartbeat(), [everybody(shard)], ())
                self.socketio.sleep(1 / SHARDS)
            self.pump.catch_up()
            self.hub.forget_idle(time.monotonic(), IDLE_S)

    def _sweep(self) -> None:
        while not self._stopped.wait(SWEEP_S):
            self.sweep(self.listeners.all(), closed_when_in_doubt=False)

    def _be_seen(self) -> None:
        """Say whose consoles are connected here: their own presence, the one thing this floor writes."""
        while not self._stopped.wait(SEEN_S):
            try:
                do(SYSTEM, lambda work: presence.seen(work, self.listeners.answering()))
            except SQLAlchemyError as error:
                log.warning("presence_not_written", error=str(error).splitlines()[0])

    def _read_topic(self, topic: str) -> Reading:
        with reading() as session:
            look = topics.look_at(session, self._centre, _now())
            return look.v, live_rows.whole(look, topic)

    def _read_people(self, ids: Collection[int]) -> Reading:
        with reading() as session:
            look = topics.look_at(session, self._centre, _now())
            return look.v, topics.of_people(look, ids)

    def _gauges(self) -> dict[str, Callable[[], float]]:
        return {
            "rexian_sockets": lambda: len(self.listeners),
            "rexian_sockets_dropped_messages": lambda: self.entrance.dropped,
            "rexian_board_fresh": lambda: self.reader.freshness.fresh,
            **{f"rexian_board_{name}": partial(self._held, name) for name in ("topics", "views", "rows")},
        }

    def _held(self, name: str) -> float:
        return counts(self.hub)[name]


def _now() -> datetime:
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def _now_text() -> str | None:
    """The shared clock, or the machine's when the database that holds a test's clock does not answer."""
    try:
        return stamp(_now())
    except SQLAlchemyError:
        machine: Clock = current_app.extensions["machine_clock"]
        return stamp(machine.now())
