"""A line of a channel event file becomes an event or a reason."""

import gzip
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.legs import CelEvent, Hangup
from ticketing.telephony.cel import COLUMNS, parse
from ticketing.telephony.csv_lines import Reading, reading_of
from ticketing.telephony.queue_log import Refusal

PLAIN = Reading()
HANGUP = (
    '"HANGUP","1795291724.609394","周婷","1008","1008","","*44","*44","from-internal","PJSIP/1008-00000000","","",'
    '"3","","1795291723.0","1795291723.1","","","",'
    '"{""hangupcause"":16,""hangupsource"":""dialplan/builtin"",""dialstatus"":""""}"'
)


def read(line: str, reading: Reading = PLAIN) -> CelEvent:
    event = parse(line, reading)
    assert isinstance(event, CelEvent), event
    return event


def test_a_hangup_says_who_hung_up_and_why() -> None:
    event = read(HANGUP + "\n")
    assert (event.kind, event.at_us) == ("HANGUP", 1_795_291_724_609_394)
    assert (event.uniqueid, event.linkedid, event.channel) == ("1795291723.0", "1795291723.1", "PJSIP/1008-00000000")
    assert (event.cid_name, event.cid_num, event.dnid) == ("周婷", "1008", "*44")
    assert event.hangup == Hangup(16, "dialplan/builtin", "")


def test_an_extra_that_is_no_json_loses_only_itself() -> None:
    cut = HANGUP[: HANGUP.index('"{')] + '"{""hangupcause"":1"'
    assert read(cut).hangup is None
    assert read(HANGUP[: HANGUP.index(',"{')]).hangup is None


def test_times_may_be_text_in_the_servers_zone() -> None:
    line = HANGUP.replace("1795291724.609394", "2026-11-22 04:08:44.609")
    local = read(line, reading_of({}, "Asia/Shanghai"))
    assert local.at_us == 1_795_291_724_609_000
    dotted = HANGUP.replace("1795291724.609394", "22.11.2026 04-08-44.609")
    own = reading_of({"dateformat": "%d.%m.%Y %H-%M-%S.%3q"}, "Asia/Shanghai")
    assert read(dotted, own).at_us == 1_795_291_724_609_000
    assert parse(dotted, Reading(zone=ZoneInfo("Asia/Shanghai"))) is Refusal.BAD_TIME


def test_older_files_end_before_the_last_columns() -> None:
    short = '"CHAN_START","1795291723.7","","1","","","","s","c","SIP/a","","","3","","1.1","1.1"'
    assert read(short).kind == "CHAN_START"
    assert read(short + ',"SIP/peer"').peer == "SIP/peer"


def test_a_sites_own_columns_are_taken_as_they_stand_in_its_configuration() -> None:
    mapping = (
        "Master.csv => ${CSV_QUOTE(${eventtime})},${CSV_QUOTE(${eventtype})},${CSV_QUOTE(${CHANNEL(uniqueid)})},"
        "${CSV_QUOTE(${CHANNEL(linkedid)})},${CSV_QUOTE(${CALLERID(num)})},${CSV_QUOTE(${eventextra})}"
    )
    reading = reading_of({"columns": mapping}, "Asia/Shanghai")
    event = read('"1795291723.5","ANSWER","1.2","1.1","138","{}"', reading)
    assert (event.kind, event.uniqueid, event.linkedid, event.cid_num) == ("ANSWER", "1.2", "1.1", "138")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("rubbish", Refusal.TOO_FEW_FIELDS),
        (HANGUP[:-1], Refusal.OPEN_QUOTE),
        (HANGUP.replace('"HANGUP"', '""'), Refusal.NO_EVENT),
        (HANGUP.replace("1795291724.609394", "later"), Refusal.BAD_TIME),
        (HANGUP.replace("1795291724.609394", "1795299999.0"), Refusal.FUTURE),
        (HANGUP.replace("周", "\0"), Refusal.NUL_BYTES),
    ],
)
def test_what_cannot_be_read_is_put_aside_with_its_reason(line: str, reason: Refusal) -> None:
    assert parse(line, PLAIN, recv_us=1_795_291_725_000_000) is reason


@given(st.text())
def test_no_text_at_all_is_an_exception(text: str) -> None:
    assert isinstance(parse(text, PLAIN), CelEvent | Refusal)


def test_every_event_of_the_recorded_day_is_read(recorded_day: Path) -> None:
    lines = gzip.decompress((recorded_day / "cel.csv.gz").read_bytes()).decode().splitlines()
    events = [read(line) for line in lines]
    kinds = Counter(event.kind for event in events)
    assert (len(events), len(COLUMNS)) == (1371, 20)
    assert kinds["CHAN_START"] == kinds["CHAN_END"] == kinds["HANGUP"]
    assert all(
        event.hangup is not None and event.hangup.cause is not None for event in events if event.kind == "HANGUP"
    )
