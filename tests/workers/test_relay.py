"""Every event is told at least once, in order; a bad one is set aside and holds nobody up."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from redis import ConnectionError as RedisGone

from tests.conftest import MONDAY_NINE
from ticketing import journal
from ticketing.db import begin, db, reading
from ticketing.domain import events
from ticketing.domain.actors import SYSTEM
from ticketing.domain.events import Event
from ticketing.journal import JournalEntry
from workers.relay import LOCK, Relay


class Listener:
    """Remembers what it was told; raises what it was given for events of person `refuses`."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.jobs: list[tuple[str, dict[str, Any], str]] = []
        self.refuses: int | None = None
        self.error: Exception = ValueError("bad event")

    def publish(self, told: Sequence[Event]) -> None:
        people = [event.person_id or 0 for event in told if isinstance(event, (events.PersonChanged, events.CallEnded))]
        if self.refuses in people:
            raise self.error
        self.told += people

    def enqueue(self, job: str, arguments: dict[str, Any], job_id: str) -> None:
        self.jobs.append((job, arguments, job_id))


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def relay(worker_app: Flask, listener: Listener) -> Relay:
    return Relay(listener.publish, listener.enqueue)


def happen(*people: int) -> None:
    with begin(SYSTEM) as work:
        for person in people:
            work.record(events.PersonChanged(person))


def ring(person: int) -> None:
    with begin(SYSTEM) as work:
        work.record(events.CallEnded(person, "call", "sales"))


def entries(condition: Callable[[], sa.ColumnElement[bool]]) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(JournalEntry).where(condition())) or 0


def undelivered() -> int:
    return entries(lambda: JournalEntry.delivered_at.is_(None))


def test_events_are_told_in_order_and_once(relay: Relay, listener: Listener) -> None:
    happen(1, 2, 3)
    assert relay.step() == 3
    assert relay.step() == 0
    assert listener.told == [1, 2, 3]
    assert undelivered() == 0


def test_an_event_of_a_later_commit_with_a_smaller_id_is_told_too(relay: Relay, listener: Listener) -> None:
    """PostgreSQL gives ids before commit: a cursor "after id N" would skip the slower transaction for ever."""
    with sa.orm.Session(db.engine) as slow:
        journal.write_down(slow, [(events.PersonChanged(1), SYSTEM)], MONDAY_NINE)
        happen(2)
        relay.step()
        slow.commit()
    relay.step()
    assert listener.told == [2, 1]


def test_what_is_urgent_is_told_first_and_the_rest_not_much_later(
    worker_app: Flask, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = Relay(listener.publish, listener.enqueue, first=["CallEnded"])
    happen(1)
    ring(2)
    assert relay.step() == 2
    assert listener.told == [2, 1]
    # However long a busy machine takes between two steps, it is not long enough.
    monkeypatch.setattr("workers.relay.OTHERS_WAIT_S", float("inf"))
    happen(3)
    ring(4)
    assert relay.step() == 1
    assert listener.told == [2, 1, 4]
    assert relay.step() == 1
    assert listener.told == [2, 1, 4, 3]
    happen(5)
    ring(6)
    monkeypatch.setattr("workers.relay.OTHERS_WAIT_S", 0.0)
    assert relay.step() == 2
    assert listener.told == [2, 1, 4, 3, 6, 5]
    assert undelivered() == 0


def test_without_redis_everything_waits_and_nothing_is_parked(relay: Relay, listener: Listener) -> None:
    listener.refuses, listener.error = 1, RedisGone("away")
    happen(1)
    for _ in range(5):
        with pytest.raises(RedisGone):
            relay.step()
    assert undelivered() == 1
    listener.refuses = None
    assert relay.step() == 1
    assert listener.told == [1]
    assert entries(lambda: JournalEntry.parked_at.is_not(None)) == 0


def test_a_bad_event_lets_the_others_pass_and_is_parked_after_three_tries(relay: Relay, listener: Listener) -> None:
    listener.refuses = 2
    happen(1, 2, 3)
    for _ in range(4):
        relay.step()
    assert listener.told == [1, 3]
    with reading() as session:
        (parked,) = session.scalars(sa.select(JournalEntry).where(JournalEntry.parked_at.is_not(None)))
        assert parked.tries == 3
        assert parked.error == "ValueError: bad event"


def test_only_one_relay_works_at_a_time(relay: Relay, listener: Listener) -> None:
    happen(1)
    with db.engine.connect() as other:
        other.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
        assert relay.step() == 0
        other.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))
    assert relay.step() == 1
    assert listener.told == [1]


def test_an_owed_report_becomes_a_job_with_a_name_of_its_own(relay: Relay, listener: Listener) -> None:
    with begin(SYSTEM) as work:
        work.record(events.ReportOwed(run_id=7, key="agent_day", on="2026-03-01"))
    relay.step()
    ((job, arguments, job_id),) = listener.jobs
    assert (job, arguments) == ("workers.reports.make", {"run_id": 7, "key": "agent_day", "on": "2026-03-01"})
    assert job_id.startswith("workers-reports-make-")


def test_a_parked_entry_is_handed_on_when_somebody_takes_it_up_again(relay: Relay, listener: Listener) -> None:
    listener.refuses = 2
    happen(1, 2)
    for _ in range(4):
        relay.step()
    with begin(SYSTEM) as work:
        (entry,) = journal.parked(work.session, 10)
        assert journal.unpark(work.session, [entry.id + 1]) == []
        assert journal.unpark(work.session) == [entry.id]
    listener.refuses = None
    relay.step()
    assert listener.told == [1, 2]
    assert undelivered() == 0


def test_an_entry_that_is_still_bad_is_parked_again_after_three_more_tries(relay: Relay, listener: Listener) -> None:
    listener.refuses = 2
    happen(2)
    for _ in range(2):
        for _ in range(4):
            relay.step()
        with begin(SYSTEM) as work:
            assert len(journal.unpark(work.session)) == 1
    assert undelivered() == 1
