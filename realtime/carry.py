"""The relay's end of the board: events in, rows on the stream. No session is open while we talk to Redis."""

from collections.abc import Sequence

from flask import current_app
from redis import Redis

from realtime import stream
from realtime.board import Board
from ticketing.clock import Clock
from ticketing.db import reading
from ticketing.domain.centre import Centre
from ticketing.domain.events import AccessRevoked, Event


class Carrier:
    """`publish` is handed to the relay, `beat` runs every second beside it."""

    def __init__(self, redis: Redis, centre: Centre) -> None:
        self._redis = redis
        self._board = Board(centre)

    def publish(self, events: Sequence[Event]) -> None:
        """Tell all nodes what these events changed. Raises RedisError or SQLAlchemyError; again is harmless."""
        clock: Clock = current_app.extensions["clock"]
        with reading() as session:
            rows = self._board.rows_after(session, events, clock.now())
        revoked = [event.person_id for event in events if isinstance(event, AccessRevoked)]
        stream.publish(self._redis, rows, revoked)
        self._board.said(rows)

    def beat(self) -> float:
        """Publish what time alone has changed, then say that we live; gives the seconds until the next beat."""
        clock: Clock = current_app.extensions["clock"]
        now = clock.now()
        with reading() as session:
            rows = self._board.tick(session, now)
        stream.publish(self._redis, rows)
        self._board.said(rows)
        stream.beat(self._redis, now)
        return 1.0
