"""An application for workers on a database and a Redis of the test's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import redis_clients
from ticketing.actions.due import each
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.timers import Timer
from ticketing.work import Work
from workers import firing
from workers.dispatcher import Dispatcher


@pytest.fixture
def worker_app(database_url: str, redis_url: str) -> Iterator[Flask]:
    """The application without doors, on the machine's clock; its context is open."""
    app = bare_app(Config(env="test", database_url=database_url, redis_url=redis_url, secret_key="s", lease_s=4.0))
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def dispatcher_on(worker_app: Flask) -> Iterator[Callable[..., Dispatcher]]:
    """Makes dispatchers: `(lease_s, redis_url)`, by default 4 s and the test's own Redis."""
    made: list[Dispatcher] = []

    def make(lease_s: float = 4.0, redis_url: str = worker_app.config["REXIAN"].redis_url) -> Dispatcher:
        made.append(Dispatcher(redis_clients.for_clock(redis_url), lease_s))
        return made[-1]

    yield make
    for dispatcher in made:
        dispatcher.close()


@pytest.fixture
def fired(worker_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Gives the ids of the timers that had their effect, as often as they had it.

    Kind `note` writes its effect in the database, kind `poison` raises.
    """

    def note(work: Work, timer: Timer) -> None:
        timer.payload = {"effects": timer.payload.get("effects", 0) + 1}

    def poison(work: Work, timer: Timer) -> None:
        raise ValueError("this one is bad")

    def seen() -> list[int]:
        with reading() as session:
            timers = session.scalars(sa.select(Timer).order_by(Timer.id)).all()
            return [timer.id for timer in timers for _ in range(timer.payload.get("effects", 0))]

    monkeypatch.setattr(firing, "HANDLERS", {"note": each(note), "poison": each(poison)})
    return seen


def arm(kind: str = "note", in_s: float = -1.0, count: int = 1) -> list[int]:
    """Arm `count` timers that fall due in `in_s` seconds of the database's time; gives their ids."""
    with begin(SYSTEM) as work:
        now = work.session.scalar(sa.select(sa.func.statement_timestamp())) or datetime.now(UTC)  # noqa: TID251
        due = now + timedelta(seconds=in_s)
        start = work.session.scalar(sa.select(sa.func.count()).select_from(Timer)) or 0
        timers = [Timer(subject="test", subject_id=start + n, kind=kind, due_at=due, next_at=due) for n in range(count)]
        work.session.add_all(timers)
        work.session.flush()
        return [timer.id for timer in timers]
