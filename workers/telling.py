"""Tell the live board: rows after events, rows that time alone changes, and that we are alive."""

from collections.abc import Sequence

from flask import current_app
from redis import Redis

from realtime import stream
from realtime.board import Board
from ticketing.clock import Clock
from ticketing.db import reading
from ticketing.domain.centre import Centre
from ticketing.domain.events import AccessRevoked, Event
from workers.relay import undelivered_left

TICK_S = 1.0


class Teller:
    """Reads changed rows and publishes them; the rows are read before Redis is spoken to, never meanwhile."""

    def __init__(self, redis: Redis, centre: Centre) -> None:
        self._redis, self._board = redis, Board(centre)

    def tell(self, events: Sequence[Event]) -> None:
        """The rows that these events touched, as they are now. Raises redis.RedisError."""
        revoked = [event.person_id for event in events if isinstance(event, AccessRevoked)]
        with reading() as session:
            rows = self._board.rows_after(session, events, _clock().now())
        stream.publish(self._redis, rows, revoked)
        self._board.said(rows)

    def tick(self) -> float:
        """What the passing of a second changed; and a sign of life, unless something is still untold."""
        now = _clock().now()
        with reading() as session:
            caught_up = not undelivered_left(session)
            rows = self._board.tick(session, now)
        stream.publish(self._redis, rows)
        self._board.said(rows)
        if caught_up:
            stream.beat(self._redis, now)
        return TICK_S


def _clock() -> Clock:
    clock: Clock = current_app.extensions["clock"]
    return clock
