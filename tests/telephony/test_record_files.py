"""Call records and channel events are read like a log: each line once, kept word for word, and no queue's business."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.conftest import unpacked
from ticketing import db
from ticketing.actions.calls import Tally, total
from ticketing.clock import FrozenClock
from ticketing.domain.instants import instant
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import Pbx, PbxSource, RawEvent, SourceKind
from ticketing.queries.site import site_of
from ticketing.telephony import ingest
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.feeds import LogFeed, feed_of
from ticketing.telephony.follow import read_file

AFTER_US = 1_795_300_000_000_000
SIXTEEN = (
    '"","138","s","in","""A"" <138>","SIP/a-1","SIP/b-2","Queue","q","2026-11-22 04:08:44","2026-11-22 04:08:46",'
    '"2026-11-22 04:08:53",9,7,"ANSWERED","DOCUMENTATION"'
)


@pytest.fixture(autouse=True)
def _after_the_recording(clock: FrozenClock) -> None:
    clock.at = instant(AFTER_US)


def load(source_id: int, path: Path) -> Tally:
    with db.reading() as session:
        hear = hearing_of(session.get_one(PbxSource, source_id))
    return total(tally for tally, _ in ingest.take_log(source_id, read_file(path), hear=hear))


def stored() -> list[RawEvent]:
    with db.reading() as session:
        return list(session.scalars(sa.select(RawEvent).order_by(RawEvent.id)))


def test_a_days_records_are_kept_once_with_their_instant_and_channel(
    app: Flask, source_of: Callable[..., int], recorded_day: Path
) -> None:
    source_id = source_of(SourceKind.CDR)
    assert load(source_id, recorded_day / "cdr_master.csv") == Tally(135, 0, 0)
    assert load(source_id, recorded_day / "cdr_master.csv") == Tally(0, 135, 0)
    first = stored()[0]
    assert (first.kind, first.callid, first.event_us) == ("CDR", "1795291723.0", 1_795_291_723_000_000)
    assert first.raw.startswith('"","1008","*44"')
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count(RawEvent.order_us))) == 0
        assert session.scalar(sa.select(sa.func.count(QueueVisit.id))) == 0
        assert session.get_one(PbxSource, source_id).last_event_us == max(row.event_us or 0 for row in stored())


def test_channel_events_keep_their_own_word(app: Flask, source_of: Callable[..., int], tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_bytes(unpacked("cel.csv"))
    source_id = source_of(SourceKind.CEL)
    assert load(source_id, path) == Tally(1371, 0, 0)
    assert load(source_id, path) == Tally(0, 1371, 0)
    assert [row.kind for row in stored()[:3]] == ["CEL:CHAN_START", "CEL:ANSWER", "CEL:STREAM_BEGIN"]


def test_equal_rows_without_any_key_are_as_many_as_the_file_holds(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(f"{SIXTEEN}\n{SIXTEEN}\n")
    source_id = source_of(SourceKind.CDR)
    assert load(source_id, path) == Tally(2, 0, 0)
    assert load(source_id, path) == Tally(0, 2, 0)


def test_a_batch_that_asterisk_wrote_late_is_read_when_it_comes(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(SIXTEEN.replace("04:0", "04:1") + "\n")
    feed = LogFeed(source_of(SourceKind.CDR, path=str(path)))
    while feed.step() == 0.0:
        pass
    with path.open("a") as file:
        file.write(SIXTEEN + "\n" + SIXTEEN[:40])
    feed.step()
    feed.close()
    assert [row.event_us for row in stored()] == [1_795_292_324_000_000, 1_795_291_724_000_000]


def test_times_are_read_by_the_sources_own_settings(app: Flask, source_of: Callable[..., int], tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(f"{SIXTEEN}\n")
    load(source_of(SourceKind.CDR), path)
    load(source_of(SourceKind.CDR, name="gmt", gmt="yes", path="x"), path)
    local, gmt = [row.event_us for row in stored()]
    assert local == 1_795_291_724_000_000
    # What would lie eight hours ahead is believed of no feed.
    assert gmt is None
    assert stored()[1].reason == "future"


def test_bytes_that_are_no_utf8_do_not_lose_the_record(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    path = tmp_path / "Master.csv"
    path.write_bytes(SIXTEEN.replace('""A""', '""客服""').encode("gbk") + b"\nrubbish\n")
    assert load(source_of(SourceKind.CDR), path) == Tally(1, 0, 1)
    assert "�" in stored()[0].raw


def test_record_files_alone_do_not_make_a_phone_system_one_with_a_log(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    source_of(SourceKind.AMI)
    source_of(SourceKind.CDR)
    with db.reading() as session:
        assert not site_of(session, session.scalars(sa.select(Pbx)).one().id).config.queue_log
    source_of(SourceKind.REALTIME)
    with db.reading() as session:
        assert site_of(session, session.scalars(sa.select(Pbx)).one().id).config.queue_log


def test_a_source_without_a_path_is_left_to_the_command(app: Flask, source_of: Callable[..., int]) -> None:
    found = {}
    for kind, settings in ((SourceKind.CDR, {}), (SourceKind.CEL, {"path": "/x"})):
        source_id = source_of(kind, **settings)
        with db.reading() as session:
            found[kind] = feed_of(session.get_one(PbxSource, source_id)) is not None
    assert found == {SourceKind.CDR: False, SourceKind.CEL: True}
