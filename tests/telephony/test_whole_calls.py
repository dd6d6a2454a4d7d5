"""The recorded day through the database: several sources of one phone system are one truth, two never mix."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.recorded_calls import columns, truth
from ticketing import db
from ticketing.actions import whole_calls
from ticketing.actions.calls import total
from ticketing.actions.whole_calls import Seen
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.models.whole_calls import Call, CallAlias, CallDue, CallLeg, RecordingFile
from ticketing.queries import verify_whole_calls
from ticketing.telephony import ingest
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import read_file
from ticketing.telephony.told import told_of
from workers.calls import work_out_all

SourceOf = Callable[..., int]
FILES = {
    "queue_log": (SourceKind.QUEUE_LOG, {}),
    "cdr_master": (SourceKind.CDR, {}),
    "cdr_full": (SourceKind.CDR, {"columns": columns("cdr")}),
    "cel_master": (SourceKind.CEL, {"columns": columns("cel")}),
}
EVERYTHING = tuple(FILES)


@pytest.fixture(autouse=True)
def _later(clock: FrozenClock) -> None:
    clock.at = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def take(app: Flask, source_of: SourceOf, recorded_day: Path, tmp_path: Path) -> Callable[..., None]:
    """Take one of the day's files in, by the real way; `pbx` names the phone system."""

    def run(name: str, pbx: str = "pbx1", work_out: bool = True) -> None:
        kind, settings = FILES[name]
        path = recorded_day / name
        if not path.exists():
            path = tmp_path / name
            path.write_bytes(gzip.decompress((recorded_day / f"{name}.csv.gz").read_bytes()))
        with db.reading() as session:
            wanted = sa.select(PbxSource.id).join(PbxSource.pbx).filter_by(code=pbx).where(PbxSource.name == name)
            known = session.scalar(wanted)
        source_id = known or source_of(kind, pbx=pbx, name=name, **settings)
        with db.reading() as session:
            hear = hearing_of(session.get_one(PbxSource, source_id))
        tally = total(part for part, _ in ingest.take_log(source_id, read_file(path), hear=hear))
        assert tally.quarantined == 0
        if work_out:
            work_out_all()

    return run


def calls_of_day(pbx_id: int | None = None) -> list[tuple[object, ...]]:
    """What the tables say of each call, without the numbers that the database gave."""
    with db.reading() as session:
        rows = session.scalars(sa.select(Call).order_by(Call.first_us, Call.root)).all()
        legs = dict(session.execute(sa.select(CallLeg.call_id, sa.func.count()).group_by(CallLeg.call_id)).all())
        return [
            (
                *(row.root, row.direction, row.number_norm, row.dnis, row.outcome, row.first_us, row.answer_us),
                *(row.end_us, row.wait_us, row.talk_us, row.hold_us, row.transfers, row.hangup_cause, row.hung_up_by),
                *(tuple(row.queues), tuple(row.agents), tuple(row.ivr), row.has_recording, legs.get(row.id, 0)),
            )
            for row in rows
            if pbx_id in (None, row.pbx_id)
        ]


def differences() -> list[str]:
    with db.reading() as session:
        return verify_whole_calls.differences(session, told_of)


@pytest.mark.parametrize(
    "order",
    [EVERYTHING, EVERYTHING[::-1], ("cdr_full", "queue_log", "cel_master", "cdr_master")],
    ids=["log first", "log last", "log between"],
)
def test_several_sources_of_one_phone_system_are_one_truth_in_any_order(
    take: Callable[..., None], order: tuple[str, ...]
) -> None:
    for name in order:
        take(name)
    found = calls_of_day()
    assert len(found) == 48
    assert [row for row in found if row[0] == "1795291770.84"] == [
        (
            *("1795291770.84", "inbound", "+8613922271776", "4008001", "answered", 1795291770153004, 1795291773772855),
            *(1795291792927607, 1_000_000, 13_575_416, 4_742_473, 1, 16, "agent"),
            *(("consult",), ("王强", "陈静"), ("1",), True, 5),
        )
    ]
    assert differences() == []
    test = [row[:3] for row in found if row[1] == "outbound"]
    assert [number for _, _, number in test] == ["+8613811112222", "+8613828355493", "+8615840459432", "+8615860450284"]


def test_any_order_of_sources_ends_in_the_same_rows(take: Callable[..., None], app: Flask, source_of: SourceOf) -> None:
    for name in EVERYTHING:
        take(name, "one")
    for name in EVERYTHING[::-1]:
        take(name, "two")
    with db.reading() as session:
        first, second = session.scalars(sa.select(Call.pbx_id).distinct().order_by(Call.pbx_id)).all()
    assert calls_of_day(first) == calls_of_day(second)
    assert differences() == []


def test_taking_everything_in_again_changes_nothing(take: Callable[..., None]) -> None:
    for name in EVERYTHING:
        take(name)
    before, ids = calls_of_day(), _ids()
    for name in EVERYTHING:
        take(name)
    with db.begin(SYSTEM) as work:
        whole_calls.rebuild(work, 1)
    work_out_all()
    assert (calls_of_day(), _ids()) == (before, ids)


def test_a_call_keeps_its_number_while_more_is_told_of_it(take: Callable[..., None]) -> None:
    take("queue_log")
    with db.reading() as session:
        before = dict(session.execute(sa.select(CallAlias.channel_uniqueid, CallAlias.call_id)).all())
    for name in ("cel_master", "cdr_full"):
        take(name)
    with db.reading() as session:
        after = dict(session.execute(sa.select(CallAlias.channel_uniqueid, CallAlias.call_id)).all())
    # A consultation turned out to be part of the caller's call: its own number is gone, every other stays.
    assert {name for name, call_id in before.items() if after[name] != call_id} == {"1795291822.176", "1795291822.177"}


def test_recordings_find_their_calls_by_record_or_by_name(take: Callable[..., None]) -> None:
    for name in EVERYTHING:
        take(name)
    files = [Seen(row["file"], int(row["bytes"]), round(float(row["mtime"]) * 1e6)) for row in truth("recordings.tsv")]
    with db.begin(SYSTEM) as work:
        whole_calls.note(work, 1, files)
    work_out_all()
    with db.reading() as session:
        rows = session.execute(sa.select(RecordingFile.name, RecordingFile.bytes, Call).join(Call)).all()
        told = {name: call for name, _, call in rows}
    assert {one.name for one in files} <= told.keys()
    assert told["callback-15840459432-1795291922.288.wav"].number == "15840459432"
    assert told["callback-13828355493-callback-13828355493-579040734.wav"].number == "13828355493"
    for name, size, call in rows:
        if size == 44:
            # A file that a record names and nobody has looked at yet may hold a sound.
            others = {other for other, length, owner in rows if owner.id == call.id and (length is None or length > 44)}
            assert call.has_recording is bool(others), name


def test_nothing_is_owed_when_everything_is_worked_out(take: Callable[..., None]) -> None:
    take("queue_log", work_out=False)
    with db.reading() as session:
        # One row for the batch, however many lines it had.
        assert session.scalar(sa.select(sa.func.count(CallDue.id))) == 1
    assert differences() == []
    work_out_all()
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count(CallDue.id))) == 0
        assert session.scalar(sa.select(sa.func.count(Call.id))) == 37


def test_verify_finds_a_call_that_was_tampered_with(take: Callable[..., None]) -> None:
    take("queue_log")
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.update(Call).where(Call.root == "1795291724.2").values(talk_us=1))
        work.session.execute(sa.delete(Call).where(Call.root == "1795291727.4"))
    assert differences() == [
        "pbx1: calls: 1 different, as 1795291724.2",
        "pbx1: calls: 1 missing, as 1795291727.4",
    ]


def _ids() -> list[int]:
    with db.reading() as session:
        return list(session.scalars(sa.select(Call.id).order_by(Call.id)))
