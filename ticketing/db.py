"""Where transactions begin and end."""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ticketing.clock import Clock
from ticketing.config import Config
from ticketing.domain.actors import Actor
from ticketing.domain.centre import Centre
from ticketing.models import Base
from ticketing.models.system import TestClock
from ticketing.work import Work

db = SQLAlchemy(metadata=Base.metadata)

T = TypeVar("T")

_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("inside_a_work", default=False)
_request: contextvars.ContextVar[tuple[str, str]] = contextvars.ContextVar("request", default=("", ""))
_first_deed: contextvars.ContextVar[Callable[[Work], None] | None] = contextvars.ContextVar("first_deed", default=None)

# Two doors opened the same thing at once: one of them wins, the other does its work again.
AGAIN = (pg.SerializationFailure, pg.DeadlockDetected, pg.UniqueViolation)


@contextmanager
def begin(actor: Actor, nudge: bool = True) -> Iterator[Work]:
    """Open one transaction; commit it on the way out, or leave no trace.

    Raises `RuntimeError` inside another work: what must be true together is one work.
    """
    if _inside.get():
        raise RuntimeError("a work is open already; hand it on instead of opening another")
    clock: Clock = current_app.extensions["clock"]
    token = _inside.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as session:
            request_id, address = _request.get()
            work = Work(session, actor, clock.now(), request_id, centre(), address)
            first_deed = _first_deed.get()
            if first_deed is not None:
                first_deed(work)
            yield work
            has_news = work.close()
            session.commit()
            _first_deed.set(None)
    finally:
        _inside.reset(token)
    if nudge and has_news:
        current_app.extensions["nudge"]()


def do(actor: Actor, deed: Callable[[Work], T], tries: int = 3) -> T:
    """Run a deed as one work, again from the start when another door was quicker.

    Safe because an action touches nothing outside the transaction.
    """
    for left in range(tries - 1, -1, -1):
        try:
            with begin(actor) as work:
                return deed(work)
        except (IntegrityError, DBAPIError) as error:
            if left == 0 or not isinstance(error.orig, AGAIN):
                raise
    raise AssertionError("unreachable: the last try returns or raises")


class ReadingSession(Session):
    """A session that only looks: whoever changes a row in it has taken the wrong door."""


@sa.event.listens_for(ReadingSession, "before_flush")
def _refuse(*_: object) -> None:
    raise RuntimeError("a reading writes nothing; open a work")


@contextmanager
def reading() -> Iterator[ReadingSession]:
    """A session that only looks; what was loaded can be read afterwards.

    It ends with a commit, though there is nothing to commit: at a rollback psycopg forgets every prepared statement of
    the connection, and the database would plan each query of each request anew.
    """
    with ReadingSession(db.engine, expire_on_commit=False) as session:
        yield session
        session.commit()


def now() -> datetime:
    """The present instant by the system's clock, for whoever only looks."""
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def centre() -> Centre:
    """Where this installation stands, from its settings."""
    config: Config = current_app.config["REXIAN"]
    return Centre(config.timezone, config.day_start_hour, config.phone_region)


def in_request(request_id: str, address: str = "") -> None:
    """Name the request, and where it came from, on whose behalf the following works of this context are done."""
    _request.set((request_id, address))
    _first_deed.set(None)


def along_with_the_first(deed: Callable[[Work], None] | None) -> None:
    """Do this inside the next work of the context that commits: both are kept, or neither (`None` takes it back)."""
    _first_deed.set(deed)


def init_app(app: Flask, clock: Clock) -> None:
    """Bind the engine; the pool notices a restarted server, and no transaction idles for ever."""
    app.extensions["clock"] = clock
    app.extensions.setdefault("nudge", lambda: None)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options())
    db.init_app(app)


def engine_options(pool_size: int = 10) -> dict[str, object]:
    """Settings of every engine: UTC, a bounded wait for a lock, no forgotten transaction."""
    return {
        "pool_pre_ping": True,
        "pool_size": pool_size,
        "max_overflow": 10,
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c timezone=UTC -c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000",
        },
    }


class SharedClock:
    """The test clock: every process stands at the instant in the `test_clock` row, or runs with the machine's clock."""

    def __init__(self, engine: Callable[[], sa.Engine], otherwise: Clock) -> None:
        self._engine = engine
        self._otherwise = otherwise

    def now(self) -> datetime:
        with self._engine().connect() as connection:
            frozen = connection.scalar(sa.select(TestClock.now))
        return frozen or self._otherwise.now()


def healthy() -> bool:
    """Whether the database answers."""
    try:
        with db.engine.connect() as connection:
            return bool(connection.scalar(sa.text("SELECT 1")) == 1)
    except sa.exc.SQLAlchemyError:
        return False
