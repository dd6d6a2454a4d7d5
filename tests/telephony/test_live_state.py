"""The live state proves itself against a replay; what was tampered with is told to the administrators and healed."""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.tables import picture
from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard, head
from ticketing.actions.setup import first_run
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.journal import JournalEntry
from ticketing.models.escalations import Notice
from ticketing.models.people import Person
from ticketing.models.telephony import FoldCheckpoint, Pbx
from ticketing.queries.verify_calls import differences
from ticketing.telephony import ingest, late
from ticketing.telephony.decode import decode
from ticketing.telephony.follow import read_file

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def heard(app: Flask, clock: FrozenClock, queues: None, recorded_day: Path) -> list[Heard]:
    clock.at = NOW
    with db.begin(SYSTEM) as work:
        first_run(work)
        work.add(Person(login="root", code="0", name="root", password_hash="-", roles=["admin"], created_at=NOW))
    (stretch,) = read_file(recorded_day / "queue_log")
    return ingest.hear_log(stretch.lines, stretch.end.generation, ingest.now_us())


@pytest.fixture
def pbx_id(heard: list[Heard], source_of: Callable[..., int]) -> int:
    """A phone system in the middle of its day: calls wait, agents talk; a checkpoint lies some way back."""
    source_id = source_of()
    ingest.take(source_id, heard[:60])
    with db.reading() as session:
        found = session.scalars(sa.select(Pbx.id)).one()
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, found, decode))
    ingest.take(source_id, heard[60:110])
    return found


def live(pbx_id: int) -> head.Head:
    return next(one for (_, number), one in reversed(head._HEADS.items()) if number == pbx_id)


def differs(pbx_id: int) -> bool:
    with db.reading() as session:
        return session.get_one(Pbx, pbx_id).differs_since is not None


def test_a_live_state_that_nobody_touched_agrees_at_every_moment(
    heard: list[Heard], source_of: Callable[..., int]
) -> None:
    source_id = source_of()
    for start in range(0, len(heard), 30):
        ingest.take(source_id, heard[start : start + 30])
        with db.reading() as session:
            pbx_id = session.scalars(sa.select(Pbx.id)).one()
        assert late.compare(pbx_id) is True
    assert not differs(pbx_id)


def test_a_live_state_that_was_corrupted_raises_the_alarm_and_is_healed(pbx_id: int) -> None:
    with db.reading() as session:
        before = picture(session, pbx_id)
    visits = live(pbx_id).fold.state.visits
    visit = visits[max(visits)]
    visit.caller = "nobody"
    with db.begin(SYSTEM) as work:
        work.session.execute(
            sa.text("UPDATE queue_visits SET caller = 'nobody' WHERE callid = :id"), {"id": visit.callid}
        )
    assert late.compare(pbx_id) is False
    assert differs(pbx_id)
    with db.reading() as session:
        notice = session.scalars(sa.select(Notice)).one()
        assert (notice.kind, notice.params["pbx"]) == ("state_differs", "pbx1")
        told = session.scalars(sa.select(JournalEntry.payload).filter_by(name="StateCompared")).all()
        assert told == [{"pbx_id": pbx_id, "agrees": False}]
    late.fold_all()
    with db.reading() as session:
        assert picture(session, pbx_id) == before
    with db.reading() as session:
        assert differences(session, decode) == []
    assert late.compare(pbx_id) is True
    assert not differs(pbx_id)


def test_a_stored_state_that_was_corrupted_with_its_digest_is_found_by_an_older_one(pbx_id: int) -> None:
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_id, decode))
    with db.begin(SYSTEM) as work:
        newest = work.session.scalars(sa.select(FoldCheckpoint).order_by(FoldCheckpoint.order_us.desc())).first()
        assert newest is not None
        text = zlib.decompress(newest.state).replace("李娜".encode(), b"nobody")
        newest.state, newest.digest = zlib.compress(text), sha256(text).hexdigest()
    # As after a restart: the live state is what was stored.
    head._HEADS.clear()
    assert late.compare(pbx_id) is False
    late.fold_all()
    assert late.compare(pbx_id) is True
    with db.reading() as session:
        assert differences(session, decode) == []


def test_while_something_late_waits_nothing_is_compared(pbx_id: int) -> None:
    with db.begin(SYSTEM) as work:
        work.session.get_one(Pbx, pbx_id).late_us = 1
    assert late.compare(pbx_id) is None
