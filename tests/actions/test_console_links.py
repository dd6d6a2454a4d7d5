"""Consoles that go silent: who is on line by the phone alone is lost, and found again when the console is back."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.desk import Desk
from ticketing import db
from ticketing.actions import presence
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.errors import Forbidden
from ticketing.journal import JournalEntry
from ticketing.models.calls import AgentInterval
from ticketing.models.presence import PersonSlice
from ticketing.models.telephony import AgentAlias, Pbx

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def on_line(desk: Desk) -> int:
    """Wang, a member of a queue since an hour ago."""
    with db.begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="pbx", name="pbx"))
        row = {"pbx_id": pbx.id, "agent": "SIP/wang", "serial": 1, "kind": "member", "queue": "sales", "fold_us": 0}
        work.add(AgentInterval(start_us=micros(work.now - timedelta(hours=1)), **row))
        known = {"pbx_id": pbx.id, "raw_name": "SIP/wang", "valid_from": EPOCH, "first_seen_at": work.now}
        work.add(AgentAlias(person_id=desk.people["wang"], **known))
        presence.mark(work.session, [(desk.people["wang"], 0)])
    return desk.people["wang"]


def moved() -> list[bool]:
    with db.reading() as session:
        rows = session.scalars(sa.select(JournalEntry).filter_by(name="ConsoleStateChanged").order_by(JournalEntry.id))
        return [row.payload["state"] == "lost" for row in rows]


def states(person_id: int) -> list[str]:
    """What was until now; that a silence counts for a day at most lies ahead."""
    while db.do(SYSTEM, presence.settle):
        pass
    with db.reading() as session:
        mine = sa.select(PersonSlice).filter_by(person_id=person_id).order_by(PersonSlice.start_us)
        rows = session.scalars(mine.where(PersonSlice.start_us <= micros(db.now())))
        return [f"{row.state}:{row.reason}".rstrip(":") for row in rows]


def test_a_console_that_goes_silent_is_lost_after_a_minute_and_from_its_last_sign_on(desk: Desk, on_line: int) -> None:
    db.do(SYSTEM, lambda work: presence.seen(work, [on_line]))
    desk.clock.advance(seconds=30)
    db.do(SYSTEM, lambda work: presence.seen(work, [on_line]))
    desk.clock.advance(seconds=60)
    db.do(SYSTEM, presence.miss)
    assert moved() == []
    desk.clock.advance(seconds=1)
    for _ in range(2):
        db.do(SYSTEM, presence.miss)
    assert moved() == [True]
    assert states(on_line) == ["ready", "lost:console_gone"]
    desk.clock.advance(seconds=9)
    db.do(SYSTEM, lambda work: presence.seen(work, [on_line]))
    assert moved() == [True, False]
    assert states(on_line) == ["ready", "lost:console_gone", "ready"]


def test_nobody_but_the_system_says_whose_console_is_there(desk: Desk) -> None:
    with pytest.raises(Forbidden), db.begin(desk.actor("sun")) as work:
        presence.seen(work, [desk.people["wang"]])
    with pytest.raises(Forbidden), db.begin(desk.actor("sun")) as work:
        presence.miss(work)
    db.do(SYSTEM, lambda work: presence.seen(work, []))
