"""Hears from the database that a command waits, the moment it is committed; else the table is looked at anyway."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from ticketing.actions.control import CHANNEL
from ticketing.db import db

#: How long one wait lasts: as long may a stop take.
WAIT_S = 1.0

log = structlog.get_logger()


def listen(source_id: int, wake: Callable[[], None], stop: threading.Event) -> None:
    """Call `wake` for every command of this feed until `stop` is set; a database that went away is found again."""
    while not stop.is_set():
        try:
            _listen(str(source_id), wake, stop)
        except (psycopg.Error, SQLAlchemyError) as error:
            log.warning("commands_are_polled", source=source_id, error=str(error).splitlines()[0])
            stop.wait(WAIT_S)


def _listen(source: str, wake: Callable[[], None], stop: threading.Event) -> None:
    pooled = db.engine.raw_connection()
    connection: Any = pooled.driver_connection
    try:
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
        # Whatever was asked before anybody listened.
        wake()
        while not stop.is_set():
            for note in connection.notifies(timeout=WAIT_S):
                if note.payload == source:
                    wake()
                if stop.is_set():
                    break
    finally:
        # A connection that listens is no good to anybody else.
        pooled.invalidate()
