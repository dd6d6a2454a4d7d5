"""What comes late is folded in its place in the background: the same rows, no feed stopped, little done twice."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from benchmarks.ingest import multiplied
from tests.telephony.tables import picture
from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard, head, refold
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import FoldCheckpoint, Pbx, PbxSource, SourceKind
from ticketing.queries.verify_calls import differences
from ticketing.telephony import ingest, late
from ticketing.telephony.decode import decode
from ticketing.telephony.follow import LogLine

LINES = 184 * 60


@pytest.fixture
def source(app: Flask, clock: FrozenClock, queues: None, source_of: Callable[..., int]) -> int:
    clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    return source_of()


@pytest.fixture
def in_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is little enough to be folded again at once."""
    monkeypatch.setattr(refold.late, "LITTLE", 0)


@pytest.fixture
def heard(source: int, recorded_day: Path) -> list[Heard]:
    """Five hours of a log: the recorded minutes sixty times."""
    lines = (recorded_day / "queue_log").read_text(encoding="utf-8").splitlines()
    recorded = [line for line in lines if "QUEUESTART" not in line]
    found, offset = [], 0
    for line in multiplied(recorded, LINES):
        text = line.rstrip("\n").encode()
        found.append(LogLine(offset, text, len(text)))
        offset += len(text) + 1
    return ingest.hear_log(found, 1, ingest.now_us())


def rows(source_id: int) -> dict[str, list[Any]]:
    with db.reading() as session:
        return picture(session, session.get_one(PbxSource, source_id).pbx_id)


def straight(source_of: Callable[..., int], heard: list[Heard]) -> dict[str, list[Any]]:
    """The rows of a phone system whose log was read in one go."""
    source_id = source_of(pbx="straight")
    take(source_id, heard)
    return rows(source_id)


def take(source_id: int, heard: list[Heard], size: int = 1000) -> None:
    for start in range(0, len(heard), size):
        ingest.take(source_id, heard[start : start + size])


def test_late_events_folded_in_the_background_give_the_rows_of_the_right_order(
    source: int, source_of: Callable[..., int], heard: list[Heard], in_background: None
) -> None:
    heard = heard[:2500]
    late_ones = heard[300:320] + heard[900:903]
    kept = [line for line in heard if line not in late_ones]
    take(source, kept, 250)
    ingest.take(source, late_ones)
    assert rows(source)["queue_visits"] != straight(source_of, heard)["queue_visits"]
    assert late.in_doubt() != []
    late.fold_all()
    assert late.in_doubt() == []
    assert rows(source) == straight_rows(source_of)
    with db.reading() as session:
        assert differences(session, decode) == []


def straight_rows(source_of: Callable[..., int]) -> dict[str, list[Any]]:
    with db.reading() as session:
        return picture(session, session.scalars(sa.select(Pbx.id).filter_by(code="straight")).one())


@pytest.mark.parametrize("seed", range(3))
def test_the_feed_goes_on_while_late_events_are_folded(
    source: int,
    source_of: Callable[..., int],
    heard: list[Heard],
    in_background: None,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    monkeypatch.setattr(refold.late, "PIECE", 100)
    monkeypatch.setattr(refold.late, "LAY_EVERY", 400)
    draw = random.Random(seed)
    heard = heard[:1600]
    gone = sorted(draw.sample(range(20, 900), 12))
    late_ones = [heard[index] for index in gone]
    take(source, [line for index, line in enumerate(heard[:1000]) if index not in gone], 90)
    ingest.take(source, late_ones[:6])
    ingest.take(source, late_ones[6:])
    waiting, rest = calls.Refolding(pbx_of(source), decode), heard[1000:]
    while not late.advance(waiting):
        if rest:
            ingest.take(source, rest[:60])
            rest = rest[60:]
    take(source, rest, 60)
    assert_same(rows(source), straight(source_of, heard))
    with db.reading() as session:
        assert differences(session, decode) == []


def assert_same(found: dict[str, list[Any]], wanted: dict[str, list[Any]]) -> None:
    for table, expected in wanted.items():
        assert [*map(str, sorted(set(found[table]) ^ set(expected)))] == [], table
        assert len(found[table]) == len(expected)


def pbx_of(source_id: int) -> int:
    with db.reading() as session:
        return session.get_one(PbxSource, source_id).pbx_id


def test_folding_stops_where_an_older_state_says_that_all_is_as_it_was(
    source: int, source_of: Callable[..., int], heard: list[Heard], in_background: None
) -> None:
    index = next(i for i, line in enumerate(heard) if i > 300 and line.signal and line.signal.kind == "CONNECT")
    take(source, heard[:index] + heard[index + 1 :], 500)
    with db.reading() as session:
        head_us = session.get_one(Pbx, pbx_of(source)).head_order_us
    ingest.take(source, [heard[index]])
    refolding = calls.Refolding(pbx_of(source), decode)
    while not late.advance(refolding):
        pass
    assert refolding.shadow is not None
    assert refolding.shadow.at_us < head_us
    assert_same(rows(source), straight(source_of, heard))
    with db.reading() as session:
        assert differences(session, decode) == []
        assert session.scalar(sa.select(Pbx.refolds).filter_by(id=pbx_of(source))) == 0


def test_a_folding_that_was_cut_short_is_begun_again(
    source: int, source_of: Callable[..., int], heard: list[Heard], in_background: None
) -> None:
    heard = heard[:1500]
    take(source, heard[:200] + heard[230:], 200)
    ingest.take(source, heard[200:230])
    assert not late.advance(calls.Refolding(pbx_of(source), decode))
    head._HEADS.clear()
    assert late.in_doubt() == [pbx_of(source)]
    late.fold_all()
    assert_same(rows(source), straight(source_of, heard))


def test_a_bulk_load_leaves_states_behind_from_which_folding_can_start(source: int, heard: list[Heard]) -> None:
    take(source, heard, 2000)
    with db.reading() as session:
        kept = session.scalars(sa.select(FoldCheckpoint.order_us).order_by(FoldCheckpoint.order_us)).all()
    assert len(kept) >= 2


def test_one_batch_may_leave_several_states_each_of_which_is_true(
    source: int,
    source_of: Callable[..., int],
    heard: list[Heard],
    in_background: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day that is read at once is folded again from near the late line, not from the batch's beginning."""
    monkeypatch.setattr(head, "CHECKPOINTS_SHARE", 1_000.0)
    index = next(i for i, line in enumerate(heard) if i > 7000 and line.signal and line.signal.kind == "CONNECT")
    ingest.take(source, heard[:index] + heard[index + 1 :])
    with db.reading() as session:
        orders = session.scalars(sa.select(FoldCheckpoint.order_us).order_by(FoldCheckpoint.order_us)).all()
    assert len(orders) == 3
    ingest.take(source, [heard[index]])
    refolding = calls.Refolding(pbx_of(source), decode)
    late.advance(refolding)
    assert refolding.shadow is not None
    assert refolding.shadow.since_us == orders[0]
    late.fold_all()
    assert_same(rows(source), straight(source_of, heard))


def test_a_damaged_checkpoint_is_found_out_and_the_one_before_it_counts(
    source: int, source_of: Callable[..., int], heard: list[Heard]
) -> None:
    heard = heard[:900]
    take(source, heard[:400], 400)
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_of(source), decode))
    take(source, heard[400:600], 200)
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_of(source), decode))
    with db.begin(SYSTEM) as work:
        newest = work.session.scalars(sa.select(FoldCheckpoint).order_by(FoldCheckpoint.order_us.desc())).first()
        assert newest is not None
        newest.digest = "0" * 64
    head._HEADS.clear()
    take(source, heard[600:], 300)
    assert_same(rows(source), straight(source_of, heard))


def test_a_late_line_that_changes_nothing_takes_no_line_in_time_along(source_of: Callable[..., int]) -> None:
    """Found by the properties: both in one batch, and a state written down between the two places."""
    early, *rest = ingest.hear_texts(
        [
            "1741569640|c.1|NONE|NONE|INFO|vip",
            "1741569643|c.1|support|NONE|ENTERQUEUE||138|1",
            "1741569646|c.1|support|NONE|ABANDON|1|1|3",
        ],
        ingest.now_us(),
    )
    source_id = source_of(SourceKind.HTTP)
    ingest.take(source_id, rest[:1])
    with db.begin(SYSTEM) as work:
        calls.write_checkpoint(work, work.get(PbxSource, source_id).pbx_id, decode)
    ingest.take(source_id, [early, rest[1]])
    assert [(row[0], row[6]) for row in rows(source_id)["queue_visits"]] == [("c.1", "abandoned")]
