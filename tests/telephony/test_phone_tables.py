"""What holds for every feed, through the database: P1 to P4 and P9 of the case file, in the rows themselves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs import in_tables
from tests.telephony.phone_days import crowded, torn_days
from tests.telephony.phone_stories import BASE, Story, stories, torn_stories
from tests.telephony.tables import DERIVED, picture
from ticketing import db
from ticketing.actions.calls import Heard, Tally, head
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import FoldCheckpoint, Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest, late
from ticketing.telephony.follow import LogLine

pytestmark = pytest.mark.proof
Rows = dict[str, list[Any]]
NewFeed = Callable[[SourceKind], int]


@pytest.fixture
def new_feed(app: Flask, clock: FrozenClock, source_of: Callable[..., int]) -> NewFeed:
    """A feed of a phone system that nobody has heard of yet."""
    clock.at = datetime.fromtimestamp(BASE + 40 * 86400, UTC)
    numbers: Iterator[int] = count(1)
    return lambda kind: source_of(kind, pbx=f"pbx-{next(numbers)}")


def logs() -> st.SearchStrategy[list[str]]:
    return st.one_of(torn_stories(), torn_days()).filter(bool)


def placed(lines: list[str]) -> list[Heard]:
    """The lines with the places that they have in one file."""
    found, offset = [], 0
    for line in lines:
        text = line.encode()
        found.append(LogLine(offset, text, len(text)))
        offset += len(text) + 1
    return ingest.hear_log(found, 1, ingest.now_us())


def pbx_of(source_id: int) -> int:
    with db.reading() as session:
        return session.get_one(PbxSource, source_id).pbx_id


def rows(source_id: int) -> Rows:
    late.fold_all()
    with db.reading() as session:
        return picture(session, session.get_one(PbxSource, source_id).pbx_id)


def cut(heard: list[Heard], draw: Random) -> list[list[Heard]]:
    """Batches of any sizes, in the order of the feed."""
    cuts = sorted(draw.sample(range(1, len(heard)), min(draw.randint(0, 6), len(heard) - 1)))
    return [heard[start:end] for start, end in zip([0, *cuts], [*cuts, len(heard)], strict=True)]


@in_tables()
@given(logs(), st.randoms(use_true_random=False))
def test_p1_p2_p4_any_batches_in_any_order_some_of_them_twice_give_the_rows_of_one(
    new_feed: NewFeed, lines: list[str], draw: Random
) -> None:
    heard = placed(lines)
    straight, mixed = new_feed(SourceKind.QUEUE_LOG), new_feed(SourceKind.QUEUE_LOG)
    told = ingest.take(straight, heard)
    batches = cut(heard, draw)
    batches += draw.sample(batches, draw.randint(0, len(batches)))
    draw.shuffle(batches)
    tallies = [ingest.take(mixed, batch) for batch in batches]
    assert sum(tally.accepted for tally in tallies) == told.accepted
    assert rows(mixed) == rows(straight)
    again = ingest.take(mixed, heard)
    assert again == Tally(0, len(heard), 0)
    assert rows(mixed) == rows(straight)


@in_tables()
@given(st.one_of(stories(), crowded()), st.randoms(use_true_random=False))
def test_p4_without_places_any_order_of_distinct_stamps_gives_the_same_rows(
    new_feed: NewFeed, story: Story, draw: Random
) -> None:
    lines = list({line.split("|")[0]: line for line in story.lines}.values())
    if not lines:
        return
    heard = ingest.hear_texts(lines, ingest.now_us())
    straight, mixed = new_feed(SourceKind.HTTP), new_feed(SourceKind.HTTP)
    ingest.take(straight, heard)
    shuffled = list(heard)
    draw.shuffle(shuffled)
    for batch in cut(shuffled, draw):
        ingest.take(mixed, batch)
    assert rows(mixed) == rows(straight)


@in_tables()
@given(logs(), st.randoms(use_true_random=False))
def test_p3_after_every_batch_the_live_state_is_a_replay_of_what_is_stored(
    new_feed: NewFeed, lines: list[str], draw: Random
) -> None:
    source_id = new_feed(SourceKind.QUEUE_LOG)
    pbx_id = pbx_of(source_id)
    for batch in cut(placed(lines), draw):
        ingest.take(source_id, batch)
        late.fold_all()
        forget_checkpoints(pbx_id)
        assert late.compare(pbx_id) is not False


@in_tables()
@given(logs(), st.randoms(use_true_random=False))
def test_p9_rows_thrown_away_and_made_again_from_the_raw_events_are_the_same(
    new_feed: NewFeed, lines: list[str], draw: Random
) -> None:
    source_id = new_feed(SourceKind.QUEUE_LOG)
    pbx_id = pbx_of(source_id)
    for batch in cut(placed(lines), draw):
        ingest.take(source_id, batch)
    before = rows(source_id)
    with db.begin(SYSTEM) as work:
        for model in DERIVED:
            work.session.execute(sa.delete(model).where(model.__table__.c.pbx_id == pbx_id))
        work.session.execute(sa.update(Pbx).where(Pbx.id == pbx_id).values(late_us=0, late_until_us=Pbx.head_order_us))
    forget_checkpoints(pbx_id)
    head._HEADS.clear()
    assert repr(rows(source_id)).encode() == repr(before).encode()


def forget_checkpoints(pbx_id: int) -> None:
    """Nothing is left to start from but the first event."""
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.delete(FoldCheckpoint).where(FoldCheckpoint.pbx_id == pbx_id))
