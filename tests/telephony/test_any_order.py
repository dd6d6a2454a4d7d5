"""However the feeds of one phone system interleave on their way in, the rows are those of one fold in order."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs import in_tables
from tests.telephony.phone_stories import BASE, Story, cut_stories
from ticketing import db
from ticketing.actions.calls import Heard
from ticketing.clock import FrozenClock
from ticketing.domain.calls import Fold, FoldConfig, PbxState, Visit
from ticketing.domain.signals import Signal
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.queries.folded import visit_of
from ticketing.telephony import ingest
from ticketing.telephony.ami.events import signal_of
from ticketing.telephony.ami.protocol import parse_block
from ticketing.telephony.queue_log import parse

pytestmark = pytest.mark.proof
Feeds = tuple[int, int]


@pytest.fixture
def new_feeds(app: Flask, clock: FrozenClock, source_of: Callable[..., int]) -> Callable[[], Feeds]:
    """The log and the manager link of a phone system that nobody has heard of yet."""
    clock.at = datetime.fromtimestamp(BASE + 40 * 86400, UTC)
    numbers: Iterator[int] = count(1)

    def make() -> Feeds:
        code = f"pbx-{next(numbers)}"
        return source_of(SourceKind.HTTP, pbx=code, order="position"), source_of(SourceKind.AMI, pbx=code)

    return make


def log_of(story: Story) -> list[Heard]:
    return ingest.hear_texts(story.lines, None)


def link_of(story: Story) -> list[Heard]:
    blocks = [parse_block("\n".join(f"{name}: {value}" for name, value in event.items())) for event in story.events]
    return ingest.hear_ami([(number, 0, block) for number, block in enumerate(blocks, 1)], 1)


def in_order(story: Story) -> list[Signal]:
    """Both feeds merged as the design has it: by the latest stamp that each has reached, the log first."""
    log = [parse(line) for line in story.lines]
    link = [signal_of(event, 0) for event in story.events]
    found = []
    for side, signals in enumerate((log, link)):
        reached = 0
        for place, signal in enumerate(signals):
            assert isinstance(signal, Signal)
            reached = max(reached, signal.at_us)
            found.append(((reached, side, place), signal))
    return [signal for _, signal in sorted(found)]


def facts(visit: Visit) -> str:
    ends = (visit.outcome, visit.wait_us, visit.talk_us, visit.agent, visit.end_us, visit.end_reason, visit.flags)
    return repr((visit.key, ends))


def in_memory(story: Story) -> list[str]:
    fold = Fold(PbxState("pbx"), FoldConfig(history_s=None))
    fold.hear_all(in_order(story))
    return sorted(map(facts, fold.state.visits.values()))


def visits_in(source_id: int) -> list[str]:
    with db.reading() as session:
        pbx_id = session.get_one(PbxSource, source_id).pbx_id
        return sorted(facts(visit_of(row)) for row in session.scalars(sa.select(QueueVisit).filter_by(pbx_id=pbx_id)))


def test_a_restart_that_the_log_tells_late_closes_calls_at_the_last_event_before_it(
    new_feeds: Callable[[], Feeds],
) -> None:
    story = Story()
    caller = {"Queue": "support", "Uniqueid": "c.1"}
    story.say(BASE + 50, "FullyBooted", Uptime="9000")
    story.log(BASE + 100, "c.1", "support", "NONE", "ENTERQUEUE", "", "138", 1)
    story.say(BASE + 100, "QueueCallerJoin", **caller, Position="1")
    story.log(BASE + 110, "c.1", "support", "Li", "CONNECT", 10, "m.1", 2)
    story.say(BASE + 110, "AgentConnect", **caller, MemberName="Li", Interface="Li", HoldTime="10", RingTime="2")
    story.log(BASE + 495, "NONE", "NONE", "NONE", "QUEUESTART", "")
    story.say(BASE + 500, "FullyBooted", Uptime="5")
    log, link = new_feeds()
    ingest.take(link, link_of(story))
    ingest.take(log, log_of(story))
    assert visits_in(log) == in_memory(story)
    assert f"{(BASE + 110) * 1_000_000 + 20_000}, <EndReason.LOST" in visits_in(log)[0]


@in_tables(20)
@given(cut_stories(), st.lists(st.tuples(st.booleans(), st.integers(1, 6)), max_size=12))
def test_around_restarts_tables_and_memory_agree_however_the_feeds_interleave(
    new_feeds: Callable[[], Feeds], story: Story, turns: list[tuple[bool, int]]
) -> None:
    log, link = new_feeds()
    waiting: dict[int, list[Any]] = {log: log_of(story), link: link_of(story)}
    for log_first, size in [*turns, (True, 1000), (False, 1000)]:
        source_id = log if log_first else link
        batch, waiting[source_id] = waiting[source_id][:size], waiting[source_id][size:]
        if batch:
            ingest.take(source_id, batch)
    assert visits_in(log) == in_memory(story)
