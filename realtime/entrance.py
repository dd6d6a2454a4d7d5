"""Who is let in and what they may ask for. Every way in fails closed, and no answer tells of the inside."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import marshmallow as ma
import structlog
from flask import request
from flask_socketio import ConnectionRefusedError, SocketIO

from realtime.gate import DROPPED
from realtime.listeners import TOPICS_PER_SOCKET, Listener, Listeners
from realtime.pump import Pump, room_of, shard_of
from realtime.topics import Hub
from realtime.wire import NAMESPACE, SocketWire, everybody
from ticketing.auth import COOKIE, actor_of_session
from ticketing.auth.kiosk import COOKIE as KIOSK
from ticketing.auth.kiosk import login_of_kiosk
from ticketing.db import reading
from ticketing.domain.centre import Centre
from ticketing.domain.permissions import Target
from ticketing.errors import TicketingError
from ticketing.queries.board import views
from ticketing.queries.board.tickets import target_by_number

log = structlog.get_logger()

Answer = dict[str, Any]


class WishSchema(ma.Schema):
    """What `sub` carries: a topic, and where the client stands in it."""

    topic = ma.fields.String(required=True, validate=ma.validate.Length(1, 40))
    e = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=40))
    s = ma.fields.Integer(load_default=None, allow_none=True, strict=True, validate=ma.validate.Range(-1, 2**53))


_WISH = WishSchema(unknown=ma.RAISE)


class Entrance:
    """The handlers of the namespace."""

    def __init__(self, socketio: SocketIO, hub: Hub, pump: Pump, centre: Centre, now: Callable[[], datetime]) -> None:
        self._socketio, self._hub, self._pump = socketio, hub, pump
        self._wire = SocketWire(socketio)
        self._centre, self._now = centre, now
        self.listeners = Listeners()
        self.dropped = 0
        self.closed = threading.Event()
        handlers = {
            "connect": self._on_connect,
            "disconnect": self._on_disconnect,
            "sub": self._on_sub,
            "unsub": self._on_unsub,
            DROPPED: self._on_dropped,
        }
        for event, handler in handlers.items():
            socketio.on_event(event, handler, namespace=NAMESPACE)

    def _on_connect(self, auth: Any = None) -> None:
        """Whatever goes wrong in here, the answer is no: Flask-SocketIO may read an exception as a yes."""
        sid = _sid()
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
        if self.closed.is_set():
            return "unavailable"
        listener = _listener(sid)
        if listener is None:
            return "unauthenticated"
        if not self.listeners.admit(listener):
            return "too_many_sockets"
        self._socketio.server.enter_room(sid, everybody(shard_of(sid)), namespace=NAMESPACE)
        return None

    def _on_disconnect(self, reason: Any = None) -> None:
        sid = _sid()
        listener = self.listeners.leave(sid)
        for key in listener.views.values() if listener else ():
            self._leave(sid, key)

    def _on_dropped(self) -> None:
        self.dropped += 1
        self._speaker()

    def _on_unsub(self, wish: Any = None) -> Answer:
        listener = self._speaker()
        if listener is None or not isinstance(wish, dict):
            return {"err": "not_found"}
        key = listener.views.pop(str(wish.get("topic")), None)
        if key is not None:
            self._leave(listener.sid, key)
        return {}

    def _on_sub(self, wish: Any = None) -> Answer:
        """The acknowledgement of `sub`: {"snap"}, {"replay"} or {"err": code}."""
        listener = self._speaker()
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

    def _speaker(self) -> Listener | None:
        """Who speaks, with one token less; whoever says too much is told so and closed."""
        sid = _sid()
        listener = self.listeners.get(sid)
        if listener is None:
            self._wire.drop(sid)
            return None
        if not listener.bucket.take():
            self._wire.emit("refused", {"err": "too_many_requests"}, [sid], ())
            self._wire.drop(sid)
            return None
        return listener

    def _subscribe(self, listener: Listener, topic: str, epoch: str | None, seq: int | None) -> Answer:
        if topic not in listener.views and len(listener.views) >= TOPICS_PER_SOCKET:
            return {"err": "too_many_topics"}
        spec = views.view_of(listener.actor, topic, self._centre.day_of(self._now()), _ticket)
        view = self._hub.view(spec)
        with self._hub.lock:
            # In the room before the answer is worked out: no delta can fall between the two.
            view.sids.add(listener.sid)
            listener.views[topic] = spec.key
            room = room_of(spec.key, shard_of(listener.sid))
            self._socketio.server.enter_room(listener.sid, room, namespace=NAMESPACE)
            messages = view.flush()
            answer = view.answer(epoch, seq)
        self._pump.deliver(view, messages, time.monotonic())
        return answer

    def _leave(self, sid: str, key: str) -> None:
        with self._hub.lock:
            view = self._hub.views.get(key)
            if view is not None:
                view.sids.discard(sid)
        self._socketio.server.leave_room(sid, room_of(key, shard_of(sid)), namespace=NAMESPACE)


def _listener(sid: str) -> Listener | None:
    """By the login of a person, or else by the link of a screen on the wall."""
    found = actor_of_session(request.cookies.get(COOKIE, ""))
    if found is not None:
        return Listener(sid, *found)
    screen = login_of_kiosk(request.cookies.get(KIOSK, ""))
    return Listener(sid, screen.actor, 0, 0, token_id=screen.token_id) if screen is not None else None


def _ticket(number: str) -> Target | None:
    with reading() as session:
        return target_by_number(session, number)


def _sid() -> str:
    found: str = request.sid  # type: ignore[attr-defined]  # set by Flask-SocketIO
    return found
