"""However a log arrives - twice, in pieces, out of order, from a copy - the rows are those of one reading."""

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.tables import picture
from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard, Tally, head, total
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import FoldCheckpoint, PbxSource, RawEvent, SourceKind
from ticketing.queries.verify_calls import differences
from ticketing.telephony import ingest
from ticketing.telephony.decode import decode
from ticketing.telephony.follow import read_file

Picture = dict[str, list[Any]]


@pytest.fixture
def source(app: Flask, clock: FrozenClock, queues: None, source_of: Callable[..., int]) -> int:
    clock.at = datetime(2026, 11, 22, tzinfo=UTC)
    return source_of()


@pytest.fixture
def heard(source: int, recorded_day: Path) -> list[Heard]:
    (stretch,) = read_file(recorded_day / "queue_log")
    return ingest.hear_log(stretch.lines, stretch.end.generation, ingest.now_us())


def rows(source_id: int) -> Picture:
    """What the tables say of the phone system that a feed belongs to."""
    with db.reading() as session:
        source = session.get_one(PbxSource, source_id)
        return picture(session, source.pbx_id)


@pytest.fixture
def expected(heard: list[Heard], source_of: Callable[..., int]) -> Picture:
    """The rows of a phone system whose log was read in one go."""
    straight = source_of(pbx="straight")
    ingest.take(straight, heard)
    return rows(straight)


def pbx_of(source_id: int) -> int:
    with db.reading() as session:
        return session.get_one(PbxSource, source_id).pbx_id


def test_reading_a_log_again_changes_nothing(heard: list[Heard], source: int) -> None:
    assert ingest.take(source, heard) == Tally(185, 0, 0)
    before = rows(source)
    assert ingest.take(source, heard) == Tally(0, 185, 0)
    assert ingest.take(source, heard[40:90]) == Tally(0, 50, 0)
    assert rows(source) == before


def test_line_by_line_gives_what_one_batch_gives(heard: list[Heard], source: int, expected: Picture) -> None:
    assert total(ingest.take(source, [line]) for line in heard) == Tally(185, 0, 0)
    assert rows(source) == expected


@pytest.mark.parametrize("seed", range(6))
def test_batches_in_any_order_give_what_the_file_s_order_gives(
    heard: list[Heard], source: int, expected: Picture, seed: int
) -> None:
    draw = random.Random(seed)
    cuts = sorted(draw.sample(range(1, len(heard)), 5))
    batches = [heard[start:end] for start, end in zip([0, *cuts], [*cuts, len(heard)], strict=True)]
    draw.shuffle(batches)
    assert total(ingest.take(source, batch) for batch in batches) == Tally(185, 0, 0)
    assert rows(source) == expected


def test_lines_without_places_may_come_in_any_order(
    source: int, source_of: Callable[..., int], recorded_day: Path
) -> None:
    lines = (recorded_day / "queue_log").read_text(encoding="utf-8").splitlines()
    straight, mixed = (source_of(pbx=pbx, kind=SourceKind.HTTP) for pbx in ("straight", "mixed"))
    ingest.take(straight, ingest.hear_texts(lines, ingest.now_us()))
    heard = ingest.hear_texts(lines, ingest.now_us())
    random.Random(1).shuffle(heard)
    assert total(ingest.take(mixed, heard[start : start + 20]) for start in range(0, 185, 20)) == Tally(185, 0, 0)
    assert rows(mixed) == rows(straight)
    assert ingest.take(mixed, ingest.hear_texts(lines, ingest.now_us())) == Tally(0, 185, 0)


def test_a_late_batch_is_folded_from_the_checkpoint_before_it(
    heard: list[Heard], source: int, expected: Picture
) -> None:
    ingest.take(source, heard[:60])
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_of(source), decode))
    ingest.take(source, heard[60:90])
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_of(source), decode))
    ingest.take(source, heard[120:])
    ingest.take(source, heard[90:120])
    assert rows(source) == expected
    with db.reading() as session:
        kept = session.scalars(sa.select(FoldCheckpoint.order_us).filter_by(pbx_id=pbx_of(source))).all()
    assert min(kept) < heard[90].signal.at_us  # type: ignore[union-attr]


def test_a_process_that_lost_its_memory_goes_on_from_the_last_checkpoint(
    heard: list[Heard], source: int, expected: Picture
) -> None:
    ingest.take(source, heard[:70])
    db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_of(source), decode))
    ingest.take(source, heard[70:100])
    head._HEADS.clear()
    ingest.take(source, heard[100:])
    assert rows(source) == expected


def test_a_batch_that_was_rolled_back_leaves_no_trace_in_memory(
    heard: list[Heard], source: int, expected: Picture
) -> None:
    ingest.take(source, heard[:50])
    with pytest.raises(RuntimeError, match="power"):
        db.do(SYSTEM, lambda work: fail_after(calls.record(work, source, heard[50:100], decode)))
    ingest.take(source, heard[50:])
    assert rows(source) == expected


def test_few_rows_and_many_rows_are_written_alike(
    heard: list[Heard], source: int, expected: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticketing.actions.store.MANY", 1)
    for start in range(0, len(heard), 37):
        ingest.take(source, heard[start : start + 37])
    assert rows(source) == expected


def test_a_copy_of_the_log_is_the_log(heard: list[Heard], source: int, recorded_day: Path, tmp_path: Path) -> None:
    ingest.take(source, heard)
    copy = tmp_path / "queue_log.1"
    shutil.copyfile(recorded_day / "queue_log", copy)
    assert total(tally for tally, _ in ingest.take_log(source, read_file(copy))) == Tally(0, 185, 0)


def test_the_tables_agree_with_a_fold_anew_after_every_batch(heard: list[Heard], source: int) -> None:
    for start in range(0, len(heard), 23):
        ingest.take(source, heard[start : start + 23])
        with db.reading() as session:
            assert differences(session, decode) == []


def test_a_changed_row_is_found_by_verifying(heard: list[Heard], source: int) -> None:
    ingest.take(source, heard)
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.text("UPDATE queue_visits SET talk_us = talk_us + 1 WHERE talk_us > 0"))
        work.session.execute(sa.text("DELETE FROM agent_slices WHERE id IN (SELECT min(id) FROM agent_slices)"))
    with db.reading() as session:
        found = differences(session, decode)
    assert any("queue_visits" in line for line in found)
    assert any("agent_slices" in line for line in found)


def fail_after(_: Tally) -> None:
    raise RuntimeError("power cut")


def test_raw_events_keep_what_came(heard: list[Heard], source: int, recorded_day: Path) -> None:
    ingest.take(source, heard)
    with db.reading() as session:
        stored = session.scalars(sa.select(RawEvent.raw).order_by(RawEvent.pos_offset)).all()
    assert list(stored) == (recorded_day / "queue_log").read_text(encoding="utf-8").splitlines()
