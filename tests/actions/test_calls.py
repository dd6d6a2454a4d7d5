"""What a batch of the log sets off: events for consoles, call-backs for missed callers, names that become people."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard, Tally
from ticketing.actions.setup import first_run
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.signals import Signal
from ticketing.errors import Forbidden, NotFound
from ticketing.journal import JournalEntry
from ticketing.models.callbacks import Callback
from ticketing.models.calls import AgentSlice, QueueVisit
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.telephony.decode import decode
from ticketing.telephony.queue_log import parse

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = int(NOW.timestamp()) - 120


@pytest.fixture
def source_id(app: Flask, clock: FrozenClock) -> int:
    """A log of one queue, in a centre that has just been set up."""
    clock.at = NOW
    with db.begin(SYSTEM) as work:
        first_run(work)
        work.add(Queue(code="sales", name="sales", kind="inquiry"))
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        return work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.QUEUE_LOG)).id


@pytest.fixture
def agent(source_id: int) -> int:
    with db.begin(SYSTEM) as work:
        person = Person(login="lina", code="8001", name="李娜", password_hash="-", roles=["agent"], created_at=NOW)
        return work.add(person).id


def said(*lines: str, first: int = 0) -> list[Heard]:
    found = []
    for offset, line in enumerate(lines, first):
        signal = parse(line)
        assert isinstance(signal, Signal)
        found.append(Heard(line, signal, None, 1, offset))
    return found


def take(source_id: int, heard: list[Heard], actor: Actor = SYSTEM) -> Tally:
    return db.do(actor, lambda work: calls.record(work, source_id, heard, decode))


def told(name: str) -> list[dict[str, Any]]:
    with db.reading() as session:
        entries = session.scalars(sa.select(JournalEntry).filter_by(name=name).order_by(JournalEntry.id))
        return [entry.payload for entry in entries]


MISSED = (f"{AT}|1.1|sales|NONE|ENTERQUEUE||13800138000|1", f"{AT + 30}|1.1|sales|NONE|ABANDON|1|1|30")


def test_a_caller_who_gave_up_gets_a_call_back_once(source_id: int) -> None:
    take(source_id, said(*MISSED))
    take(source_id, said(*MISSED))
    assert [event["outcome"] for event in told("CallMissed")] == ["abandoned"]
    with db.reading() as session:
        callback = session.scalars(sa.select(Callback)).one()
        assert callback.phone == "+8613800138000"
        assert callback.call_count == 1


def test_history_that_is_read_in_stays_silent(source_id: int, clock: FrozenClock) -> None:
    clock.advance(hours=2)
    take(source_id, said(*MISSED))
    assert told("CallMissed") == []
    assert told("FloorMoved") == [{"pbx_id": 1, "queues": ["sales"], "agents": [], "live": False}]
    with db.reading() as session:
        assert session.scalars(sa.select(Callback)).all() == []


def test_a_call_is_told_when_it_is_taken_and_when_it_ends(source_id: int, agent: int) -> None:
    lines = (
        f"{AT}|1.1|sales|NONE|ENTERQUEUE||13800138000|1",
        f"{AT + 9}|1.1|sales|Li Na|CONNECT|9|1.2|4",
        f"{AT + 69}|1.1|sales|Li Na|COMPLETECALLER|9|60|1",
    )
    take(source_id, said(*lines[:1]))
    map_name("Li Na", agent)
    take(source_id, said(*lines[1:2], first=1))
    assert told("CallAnswered") == [{"person_id": agent, "callid": "1.1", "queue": "sales", "caller": "13800138000"}]
    assert told("CallEnded") == []
    take(source_id, said(*lines[2:], first=2))
    assert told("CallEnded") == [{"person_id": agent, "callid": "1.1", "queue": "sales"}]
    assert len(told("CallAnswered")) == 1


def map_name(name: str, person_id: int | None) -> None:
    with db.begin(SYSTEM) as work:
        alias = work.session.scalars(sa.select(AgentAlias).filter_by(raw_name=name)).one_or_none()
        if alias is None:
            moment = datetime(1970, 1, 1, tzinfo=UTC)
            alias = work.add(AgentAlias(pbx_id=1, raw_name=name, valid_from=moment, first_seen_at=NOW))
        calls.map_alias(work, alias.id, person_id)


def test_an_unknown_name_is_unmapped_and_can_be_mapped_without_reading_again(source_id: int, agent: int) -> None:
    take(
        source_id,
        said(
            f"{AT}|NONE|sales|Li Na|ADDMEMBER|",
            f"{AT}|1.1|sales|NONE|ENTERQUEUE||13800138000|1",
            f"{AT + 9}|1.1|sales|Li Na|CONNECT|9|1.2|4",
        ),
    )
    with db.reading() as session:
        assert session.scalars(sa.select(AgentAlias)).one().person_id is None
        assert session.scalars(sa.select(QueueVisit.person_id)).one() is None
    map_name("Li Na", agent)
    with db.reading() as session:
        assert session.scalars(sa.select(QueueVisit.person_id)).one() == agent
        assert set(session.scalars(sa.select(AgentSlice.person_id))) == {agent}
    take(source_id, said(f"{AT + 69}|1.1|sales|Li Na|COMPLETECALLER|9|60|1", first=3))
    with db.reading() as session:
        assert set(session.scalars(sa.select(AgentSlice.person_id))) == {agent}
    assert told("AgentMapped") == [{"pbx_id": 1, "raw_name": "Li Na", "person_id": agent}]


def test_a_call_that_nobody_speaks_of_any_more_is_lost_after_its_longest_age(
    source_id: int, clock: FrozenClock
) -> None:
    take(source_id, said(MISSED[0]))
    clock.advance(hours=5)
    db.do(SYSTEM, lambda work: calls.pass_time(work, 1, decode))
    with db.reading() as session:
        visit = session.scalars(sa.select(QueueVisit)).one()
    assert (visit.outcome, visit.flags) == ("lost", ["inferred_end"])


def test_only_a_token_of_this_feed_may_hand_lines_in(source_id: int) -> None:
    stranger = Actor(7, frozenset({Role.TOKEN}), Scope(source_id=source_id + 1, token_scope="ingest"))
    with pytest.raises(NotFound):
        take(source_id, said(*MISSED), stranger)
    agent = Actor(8, frozenset({Role.AGENT}))
    with pytest.raises(Forbidden):
        take(source_id, said(*MISSED), agent)
    owner = Actor(9, frozenset({Role.TOKEN}), Scope(source_id=source_id, token_scope="ingest"))
    assert take(source_id, said(MISSED[0]), owner) == Tally(1, 0, 0)
