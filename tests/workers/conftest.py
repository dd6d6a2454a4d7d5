"""An application for workers on a database and a Redis of the test's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.app import bare_app
from ticketing.config import Config
from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM
from ticketing.models.timers import Timer
from ticketing.work import Work
from workers import firing


@pytest.fixture
def worker_app(database_url: str, redis_url: str) -> Iterator[Flask]:
    """The application without doors, on the machine's clock; its context is open."""
    app = bare_app(Config(env="test", database_url=database_url, redis_url=redis_url, secret_key="s", lease_s=4.0))
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the timers whose handler ran: kind `note` succeeds, kind `poison` raises."""
    seen: list[int] = []

    def note(work: Work, timer: Timer) -> None:
        seen.append(timer.id)

    def poison(work: Work, timer: Timer) -> None:
        raise ValueError("this one is bad")

    monkeypatch.setattr(firing, "HANDLERS", {"note": note, "poison": poison})
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
