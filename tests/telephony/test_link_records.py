"""Call records and channel events that the manager link tells are those of the files, and neither is counted twice."""

import csv
import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.recorded_calls import SHANGHAI, columns, lines_of
from tests.telephony.recorded_day import FOLDER, chunks
from ticketing import db
from ticketing.actions import whole_calls
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.models.telephony import EventStatus, PbxSource, RawEvent, SourceKind
from ticketing.models.whole_calls import Call, CallLeg
from ticketing.queries import verify_whole_calls
from ticketing.telephony import cdr, cel, ingest, pushed
from ticketing.telephony.ami.protocol import Block, BlockReader, parse_block
from ticketing.telephony.ami.records import fact_of
from ticketing.telephony.csv_lines import Reading, columns_of
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import read_file
from ticketing.telephony.queue_log import Refusal
from ticketing.telephony.told import told_of
from workers.calls import work_out_all

SourceOf = Callable[..., int]
HERE = Reading((), SHANGHAI)
LATER = datetime(2026, 11, 23, tzinfo=UTC)
NOW_US = micros(LATER)
# Of the manager's CEL event and the file's mapping, what is called otherwise.
CEL_HEADERS = {
    "eventtype": "EventName", "eventtime": "EventTime",
    "cid_num": "CallerIDnum", "cid_name": "CallerIDname", "cid_ani": "CallerIDani", "cid_rdnis": "CallerIDrdnis",
    "cid_dnid": "CallerIDdnid", "channame": "Channel", "appname": "Application", "appdata": "AppData",
    "uniqueid": "UniqueID", "linkedid": "LinkedID", "bridgepeer": "Peer", "userdeftype": "UserDefType",
    "eventextra": "Extra", "exten": "Exten", "context": "Context", "amaflags": "AMAFlags",
    "accountcode": "AccountCode", "userfield": "Userfield",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _later(clock: FrozenClock) -> None:
    clock.at = LATER


def recorded() -> list[Block]:
    """The call records of the recorded link, as they came over it."""
    reader = BlockReader()
    return [block for _, data in chunks() for block in reader.feed(data) if block.event == "Cdr"]


def channel_events() -> Iterator[Block]:
    """The channel events of the recorded day as the manager interface would have told them."""
    names = columns_of(columns("cel"))
    for row in csv.reader(lines_of("cel_master"), skipinitialspace=True):
        told = [f"{CEL_HEADERS[name]}: {value}" for name, value in zip(names, row, strict=False)]
        yield parse_block("\n".join(["Event: CEL", "Privilege: call,all", *told]))


def take_link(source_id: int, blocks: list[Block]) -> None:
    heard = ingest.hear_ami([(number, NOW_US, block) for number, block in enumerate(blocks, 1)], 1, HERE)
    assert len(heard) == len(blocks)
    assert ingest.take(source_id, heard).quarantined == 0
    work_out_all()


@pytest.fixture
def take(source_of: SourceOf, tmp_path: Path) -> Callable[[SourceKind, str, str], None]:
    """Take a file of the day in, as a feed of this phone system."""

    def run(kind: SourceKind, name: str, pbx: str) -> None:
        path = FOLDER / name
        if not path.exists():
            path = tmp_path / name
            path.write_bytes(gzip.decompress((FOLDER / f"{name}.csv.gz").read_bytes()))
        settings = {"columns": columns("cdr")} if kind is SourceKind.CDR else {}
        source_id = source_of(kind, pbx=pbx, name=name, **settings)
        with db.reading() as session:
            hear = hearing_of(session.get_one(PbxSource, source_id))
        list(ingest.take_log(source_id, read_file(path), hear=hear))
        work_out_all()

    return run


def calls_of(pbx_id: int) -> list[tuple[object, ...]]:
    with db.reading() as session:
        rows = session.scalars(sa.select(Call).filter_by(pbx_id=pbx_id).order_by(Call.first_us, Call.root)).all()
        legs = dict(session.execute(sa.select(CallLeg.call_id, sa.func.count()).group_by(CallLeg.call_id)).all())
        return [
            (
                *(row.root, row.direction, row.number_norm, row.dnis, row.outcome, row.first_us, row.answer_us),
                *(row.end_us, row.wait_us, row.talk_us, row.hold_us, row.transfers, row.hangup_cause, row.hung_up_by),
                *(tuple(row.queues), tuple(row.agents), row.has_recording, legs.get(row.id, 0)),
            )
            for row in rows
        ]


def test_a_record_of_the_link_is_the_record_of_the_file() -> None:
    """All 135 of the recorded day, beside the file that the same phone system wrote at the same time."""
    reading = Reading(columns_of(columns("cdr")), SHANGHAI)
    written = [cdr.parse(line, reading) for line in lines_of("cdr_full")]
    told = [fact_of(block, HERE) for block in recorded()]
    assert len(told) == len(written) == 135
    common = ("start_us", "end_us", "src", "dst", "channel", "dstchannel", "lastapp", "uniqueid", "linkedid", "did")
    for one in told:
        assert isinstance(one, CdrRecord)
        assert [same for same in written if all(getattr(same, name) == getattr(one, name) for name in common)]


def test_a_channel_event_of_the_link_is_the_event_of_the_file() -> None:
    reading = Reading(columns_of(columns("cel")), SHANGHAI)
    assert [fact_of(block, HERE) for block in channel_events()] == [
        cel.parse(line, reading) for line in lines_of("cel_master")
    ]


def test_the_link_and_the_files_tell_one_truth_and_nothing_twice(take: Any, source_of: SourceOf) -> None:
    """One phone system tells by its files, the next by its link, and the third by both: the same calls."""
    blocks = [*recorded(), *channel_events()]
    for pbx, (by_file, by_link) in {"one": (True, False), "two": (False, True), "three": (True, True)}.items():
        take(SourceKind.QUEUE_LOG, "queue_log", pbx)
        if by_file:
            take(SourceKind.CDR, "cdr_full", pbx)
            take(SourceKind.CEL, "cel_master", pbx)
        if by_link:
            take_link(source_of(SourceKind.AMI, pbx=pbx, name="link"), blocks)
    files, link, both = (calls_of(pbx_id) for pbx_id in (1, 2, 3))
    assert len(files) == 48
    assert link == files
    assert both == files
    with db.reading() as session:
        assert verify_whole_calls.differences(session, told_of) == []
    assert all({"cdr", "cel"} <= set(call.told_by) for call in answered(2))


def answered(pbx_id: int) -> list[Call]:
    with db.reading() as session:
        return list(session.scalars(sa.select(Call).filter_by(pbx_id=pbx_id, outcome="answered", direction="inbound")))


def test_what_the_link_said_again_changes_nothing_and_all_can_be_worked_out_anew(app: Flask, source_of: Any) -> None:
    source_id = source_of(SourceKind.AMI)
    take_link(source_id, recorded())
    before = calls_of(1)
    assert before
    take_link(source_id, recorded())
    with db.begin(SYSTEM) as work:
        assert whole_calls.rebuild(work, 1) > 0
    work_out_all()
    assert calls_of(1) == before


def test_a_record_that_can_not_be_read_is_put_aside_and_the_link_goes_on(source_of: SourceOf) -> None:
    source_id = source_of(SourceKind.AMI)
    blocks = [
        parse_block("Event: Cdr\nUniqueID: 1.1\nStartTime: yesterday\nEndTime: today"),
        parse_block("Event: CEL\nUniqueID: 1.1\nEventTime: 1795291723.730377"),
        parse_block("Event: QueueCallerJoin\nQueue: sales\nUniqueid: 1.1"),
    ]
    ingest.take(source_id, ingest.hear_ami([(at, NOW_US, block) for at, block in enumerate(blocks, 1)], 1))
    with db.reading() as session:
        rows = session.execute(sa.select(RawEvent.status, RawEvent.reason).order_by(RawEvent.id)).all()
    assert [tuple(row) for row in rows] == [
        (EventStatus.QUARANTINED, Refusal.BAD_TIME.value),
        (EventStatus.QUARANTINED, Refusal.NO_EVENT.value),
        (EventStatus.OK, None),
    ]


def test_records_that_are_pushed_as_events_of_the_manager_are_heard_too() -> None:
    [record, event] = pushed.hear(
        SourceKind.AMI, [recorded()[0].raw, dict(next(channel_events()).headers)], NOW_US, HERE
    )
    assert isinstance(record.fact, CdrRecord)
    assert isinstance(event.fact, CelEvent)
    assert (record.fact.start_us // 1_000_000, event.fact.at_us) == (1795291723, 1795291723730377)
