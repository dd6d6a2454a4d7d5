"""Under the test clock everything due up to now is done before the answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.actions.due import each
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM
from ticketing.models.system import TestClock
from ticketing.models.timers import Timer
from ticketing.work import Work
from workers import dispatcher, due, firing

NOON = datetime(2030, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def frozen_app(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A system whose clock stands at NOON, years from now; its context is open."""
    config = Config(env="test", database_url=database_url, redis_url="unix:///nowhere", test_clock=True)
    monkeypatch.setattr(due, "PERIODIC", ())
    app = bare_app(config)
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(sa.insert(TestClock).values(now=NOON))
        yield app
        db.engine.dispose()


@pytest.fixture
def chain(frozen_app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Instants at which a timer fired that arms its successor ten minutes later, up to NOON."""
    seen: list[datetime] = []

    def again(work: Work, timer: Timer) -> None:
        seen.append(timer.due_at)
        if timer.due_at < NOON:
            arm(work, timer.due_at + timedelta(minutes=10), len(seen))

    monkeypatch.setattr(firing, "HANDLERS", {"again": each(again)})
    return seen


def arm(work: Work, at: datetime, number: int) -> None:
    work.add(Timer(subject="test", subject_id=number, kind="again", due_at=at, next_at=at))


def test_follow_on_timers_are_fired_up_to_the_frozen_instant_and_not_beyond(chain: list[datetime]) -> None:
    with begin(SYSTEM) as work:
        arm(work, NOON - timedelta(minutes=25), 0)
    assert due.run_due() == 3
    assert chain == [NOON - timedelta(minutes=minutes) for minutes in (25, 15, 5)]
    assert due.run_due() == 0


def test_what_another_process_has_claimed_is_not_waited_for(chain: list[datetime]) -> None:
    """Under a frozen clock a lease never ends."""
    with begin(SYSTEM) as work:
        arm(work, NOON, 0)
    with begin(SYSTEM) as work:
        assert len(dispatcher.claim(work.session, 60.0)) == 1
    assert due.run_due() == 1
    assert chain == [NOON]


def test_the_web_application_finds_it_by_name(frozen_app: Flask) -> None:
    due.attach(frozen_app)
    assert frozen_app.extensions["run_due"]() == 0
