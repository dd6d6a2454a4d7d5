"""One thread per feed, in one process of all, for as long as the table says so."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.bare import bare_app
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import FoldCheckpoint, LinkState, Pbx, PbxSource, SourceKind
from workers.switchboard import Switchboard

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = int(NOW.timestamp()) - 60


@pytest.fixture
def app(config: Config, clock: FrozenClock) -> Iterator[Flask]:
    clock.at = NOW
    app = bare_app(config, clock)
    with app.app_context():
        yield app
        db.db.session.remove()
        db.db.engine.dispose()


@pytest.fixture
def log(app: Flask, tmp_path: Path) -> Path:
    """A log that is followed."""
    path = tmp_path / "queue_log"
    with db.begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.QUEUE_LOG, settings={"path": str(path)}))
        work.add(PbxSource(pbx_id=pbx.id, name="push", kind=SourceKind.HTTP))
    return path


@pytest.fixture
def switchboard(app: Flask, log: Path) -> Iterator[Switchboard]:
    board = Switchboard(app)
    yield board
    board.close()


def soon(found: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def visits() -> int:
    with db.reading() as session:
        return session.scalar(sa.select(sa.func.count(QueueVisit.id))) or 0


def source() -> PbxSource:
    with db.reading() as session:
        return session.scalars(sa.select(PbxSource).filter_by(name="log")).one()


def line(number: int) -> str:
    return f"{AT + number}|{number}.1|sales|NONE|ENTERQUEUE||1380013800{number}|1\n"


def test_a_log_is_read_while_it_is_written_and_its_absence_is_shown(switchboard: Switchboard, log: Path) -> None:
    switchboard.step()
    soon(lambda: source().link_state is LinkState.DOWN)
    assert source().link_error == "no such file"
    log.write_text(line(1))
    soon(lambda: visits() == 1)
    soon(lambda: source().link_state is LinkState.UP)


def test_a_feed_that_is_switched_off_stops_and_goes_on_where_it_was(switchboard: Switchboard, log: Path) -> None:
    log.write_text(line(1))
    switchboard.step()
    soon(lambda: visits() == 1)
    switch(False)
    switchboard.step()
    log.write_text(line(1) + line(2))
    time.sleep(0.3)
    assert visits() == 1
    switch(True)
    switchboard.step()
    soon(lambda: visits() == 2)


def switch(enabled: bool) -> None:
    with db.begin(SYSTEM) as work:
        work.get(PbxSource, source().id).enabled = enabled


def test_a_second_process_waits_until_the_first_lets_go(switchboard: Switchboard, app: Flask, log: Path) -> None:
    log.write_text(line(1))
    switchboard.step()
    soon(lambda: visits() == 1)
    other = Switchboard(app)
    other.step()
    assert other.feeds == []
    switchboard.close()
    other.step()
    assert len(other.feeds) == 1
    other.close()


def test_stopping_writes_the_state_down(switchboard: Switchboard, log: Path) -> None:
    log.write_text(line(1))
    switchboard.step()
    soon(lambda: visits() == 1)
    switchboard.close()
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count(FoldCheckpoint.id))) == 1
