"""The relay's end of the board: events in, rows on the stream. No session is open while we talk to Redis."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from redis import Redis
from sqlalchemy.orm import Session

from realtime import stream
from realtime.board import Board
from realtime.touched import EVERYTHING
from ticketing.clock import Clock
from ticketing.db import reading
from ticketing.domain.centre import Centre
from ticketing.domain.events import AccessRevoked, Event
from ticketing.journal import JournalEntry

# The relay is that much behind when the boards are called out of date.
BEHIND = timedelta(seconds=3)


class Carrier:
    """`publish` is handed to the relay, `beat` runs every second beside it."""

    def __init__(self, redis: Redis, centre: Centre) -> None:
        self._redis = redis
        self._board = Board(centre)

    def publish(self, events: Sequence[Event]) -> None:
        """Tell all nodes what these events changed. Raises RedisError or SQLAlchemyError; again is harmless."""
        with reading() as session:
            rows = self._board.rows_after(session, events, _now())
        revoked = [event.person_id for event in events if isinstance(event, AccessRevoked)]
        stream.publish(self._redis, rows, revoked, everything=any(isinstance(event, EVERYTHING) for event in events))
        self._board.said(rows)

    def beat(self, thorough: bool = False) -> float:
        """Publish what time alone has changed, then say that we live unless the relay is behind.

        Gives the seconds until the next beat.
        """
        now = _now()
        with reading() as session:
            rows = self._board.tick(session, now, thorough)
            behind = _is_behind(session, now)
        stream.publish(self._redis, rows)
        self._board.said(rows)
        if not behind:
            stream.beat(self._redis, now)
        return 1.0


def _is_behind(session: Session, now: datetime) -> bool:
    waits = sa.exists().where(
        JournalEntry.delivered_at.is_(None),
        JournalEntry.parked_at.is_(None),
        JournalEntry.happened_at < now - BEHIND,
    )
    return bool(session.scalar(sa.select(waits)))


def _now() -> datetime:
    clock: Clock = current_app.extensions["clock"]
    return clock.now()
