"""A line of a call detail record file becomes a record or a reason, whichever columns the site writes."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.legs import CdrKey, CdrRecord, party_of
from ticketing.telephony.cdr import parse
from ticketing.telephony.csv_lines import Reading, columns_of, reading_of
from ticketing.telephony.queue_log import Refusal

SHANGHAI = Reading(zone=ZoneInfo("Asia/Shanghai"))
SIXTEEN = (
    '"acc","13804010602","s","q-consult","""咨询-付娜"" <13804010602>","PJSIP/trunk-1","PJSIP/1002-2","Queue",'
    '"consult,tkc,,,40","2026-11-22 04:08:44","2026-11-22 04:08:46","2026-11-22 04:08:53",9,7,"ANSWERED",'
    '"DOCUMENTATION"'
)
AT_US = 1_795_291_724_000_000
FULL = (
    "Full.csv => ${CSV_QUOTE(${CDR(start)})},${CSV_QUOTE(${CDR(answer)})},${CSV_QUOTE(${CDR(end)})},"
    "${CSV_QUOTE(${CDR(clid)})},${CSV_QUOTE(${CDR(src)})},${CSV_QUOTE(${CDR(dst)})},${CSV_QUOTE(${CDR(dcontext)})},"
    "${CSV_QUOTE(${CDR(channel)})},${CSV_QUOTE(${CDR(dstchannel)})},${CSV_QUOTE(${CDR(lastapp)})},"
    "${CSV_QUOTE(${CDR(lastdata)})},${CSV_QUOTE(${CDR(duration)})},${CSV_QUOTE(${CDR(billsec)})},"
    "${CSV_QUOTE(${CDR(disposition)})},${CSV_QUOTE(${CDR(amaflags)})},${CSV_QUOTE(${CDR(accountcode)})},"
    "${CSV_QUOTE(${CDR(uniqueid)})},${CSV_QUOTE(${CDR(linkedid)})},${CSV_QUOTE(${CDR(userfield)})},"
    "${CSV_QUOTE(${CDR(sequence)})},${CSV_QUOTE(${CDR(did)})},${CSV_QUOTE(${CDR(recordingfile)})}"
)


def read(line: str, reading: Reading = SHANGHAI) -> CdrRecord:
    record = parse(line, reading)
    assert isinstance(record, CdrRecord), record
    return record


def test_the_sixteen_columns_of_every_site_are_read() -> None:
    record = read(SIXTEEN + "\r\n")
    assert (record.start_us, record.answer_us, record.end_us) == (AT_US, AT_US + 2_000_000, AT_US + 9_000_000)
    assert (record.src, record.dstchannel, record.lastdata) == ("13804010602", "PJSIP/1002-2", "consult,tkc,,,40")
    assert (record.duration_s, record.billsec_s, record.key) == (9, 7, None)
    assert party_of(record.clid) == ("咨询-付娜", "13804010602")


@pytest.mark.parametrize(
    ("more", "uniqueid", "userfield", "linkedid", "sequence"),
    [
        ("", "", "", "", ""),
        (',"1795291724.2"', "1795291724.2", "", "", ""),
        (',"pbx1-1795291724.2"', "pbx1-1795291724.2", "", "", ""),
        (',"score=5"', "", "score=5", "", ""),
        (',"1795291724.2","score=5"', "1795291724.2", "score=5", "", ""),
        (',"peer","1795291724.1","14"', "", "", "1795291724.1", "14"),
        (',"1795291724.2","peer","1795291724.1","14"', "1795291724.2", "", "1795291724.1", "14"),
        (',"score=5","peer","1795291724.1","14"', "", "score=5", "1795291724.1", "14"),
        (',"1795291724.2","score=5","peer","1795291724.1","14"', "1795291724.2", "score=5", "1795291724.1", "14"),
    ],
)
def test_what_stands_behind_the_sixteen_is_told_by_their_number(
    more: str, uniqueid: str, userfield: str, linkedid: str, sequence: str
) -> None:
    record = read(SIXTEEN + more)
    assert (record.uniqueid, record.userfield, record.linkedid, record.sequence) == (
        uniqueid,
        userfield,
        linkedid,
        sequence,
    )
    has_key = bool(uniqueid and sequence)
    assert record.key == (CdrKey(uniqueid, linkedid, sequence) if has_key else None)


def test_the_shipped_custom_mapping_is_known_by_where_its_times_stand() -> None:
    record = read(
        '"""A"" <1>","1","2","in","SIP/a-1","SIP/b-2","Dial","x","2026-11-22 04:08:44","","2026-11-22 04:08:53",'
        '"9","0","NO ANSWER","3","acc","1795291724.2","uf","7"'
    )
    assert (record.src, record.dst, record.sequence, record.userfield) == ("1", "2", "7", "uf")
    assert (record.answer_us, record.is_talk) == (None, False)


def test_a_sites_own_mapping_is_taken_as_it_stands_in_its_configuration() -> None:
    columns = columns_of(FULL)
    assert (columns[0], columns[3], columns[-1], len(columns)) == ("start", "clid", "recordingfile", 22)
    assert columns_of("start, answer ,End") == ("start", "answer", "end")
    assert columns_of("x => ${CSV_QUOTE(${CALLERID(name)})},${CDR(start,u)},${eventtype}") == (
        "cid_name",
        "start",
        "eventtype",
    )


def test_times_are_local_unless_the_site_says_gmt() -> None:
    local = read(SIXTEEN, reading_of({}, "Asia/Shanghai"))
    own = read(SIXTEEN, reading_of({"timezone": "Asia/Tokyo"}, "Asia/Shanghai"))
    gmt = read(SIXTEEN, reading_of({"gmt": "yes"}, "Asia/Shanghai"))
    assert (local.start_us, gmt.start_us - local.start_us) == (AT_US, 8 * 3_600_000_000)
    assert local.start_us - own.start_us == 3_600_000_000


def test_the_hour_that_comes_twice_is_told_apart_by_the_channels_name() -> None:
    reading = Reading(zone=ZoneInfo("Europe/Berlin"))
    line = (
        '"","1","2","c","x","a","b","Dial","","2025-10-26 02:30:00","2025-10-26 02:30:05","2025-10-26 02:31:00",60,55'
    )
    # 02:30 came at 00:30 UTC, and an hour later again.
    first = read(f'{line},"ANSWERED","3","1761438600.1"', reading)
    again = read(f'{line},"ANSWERED","3","1761442200.1"', reading)
    assert (first.start_us, again.start_us) == (1_761_438_600_000_000, 1_761_442_200_000_000)
    assert again.end_us - again.start_us == 60_000_000


def test_what_a_record_says_of_its_length_is_kept_and_not_used() -> None:
    lying = SIXTEEN.replace(",9,7,", ",45,45,")
    record = read(lying)
    assert (record.duration_s, record.talk_us, record.end_us - record.start_us) == (45, 7_000_000, 9_000_000)


def test_a_record_that_nobody_answered_is_no_talk_though_seconds_were_billed() -> None:
    record = read(SIXTEEN.replace("ANSWERED", "NO ANSWER"))
    assert record.billsec_s == 7
    assert not record.is_talk


def test_stamps_with_fractions_and_epochs_are_exact() -> None:
    reading = Reading(columns=("start", "answer", "end"))
    record = read("1795291724.000001,2026-11-21 20:08:45.25,1795291726", reading)
    assert (record.start_us, record.answer_us, record.end_us) == (AT_US + 1, AT_US + 1_250_000, AT_US + 2_000_000)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("rubbish", Refusal.TOO_FEW_FIELDS),
        (SIXTEEN[:-1], Refusal.OPEN_QUOTE),
        (SIXTEEN.replace("ANSWERED", "ANSW\0RED"), Refusal.NUL_BYTES),
        (SIXTEEN.replace("consult", "c" * 8192), Refusal.TOO_LONG),
        (SIXTEEN.replace("2026-11-22 04:08:44", "yesterday"), Refusal.UNKNOWN_COLUMNS),
        (",".join(["x"] * 18), Refusal.UNKNOWN_COLUMNS),
        (SIXTEEN.replace("2026-11-22 04:08", "2026-11-22 05:08"), Refusal.FUTURE),
        (SIXTEEN.replace("2026-11-22 04:08", "1961-11-22 04:08"), Refusal.BAD_TIME),
    ],
)
def test_what_cannot_be_read_is_put_aside_with_its_reason(line: str, reason: Refusal) -> None:
    assert parse(line, SHANGHAI, recv_us=AT_US) is reason


def test_columns_that_the_site_named_wrongly_do_not_pass_for_times() -> None:
    assert parse(SIXTEEN, Reading(columns=columns_of(FULL))) is Refusal.BAD_TIME
    assert parse(",".join(["x"] * 22), Reading(columns=columns_of(FULL))) is Refusal.BAD_TIME


@given(st.text())
def test_no_text_at_all_is_an_exception(text: str) -> None:
    assert isinstance(parse(text, SHANGHAI), CdrRecord | Refusal)
    assert len(party_of(text)) == 2


def test_the_two_files_of_the_recorded_day_tell_of_the_same_records(recorded_day: Path) -> None:
    custom = reading_of({"columns": FULL}, "Asia/Shanghai")
    lines = (recorded_day / "cdr_master.csv").read_text(encoding="utf-8").splitlines()
    master = [read(line) for line in lines]
    full = [read(line, custom) for line in (recorded_day / "cdr_full.csv").read_text(encoding="utf-8").splitlines()]
    assert len(master) == len(full) == 135
    both = ("start_us", "answer_us", "end_us", "src", "dst", "channel", "dstchannel", "uniqueid", "disposition")
    assert [[getattr(record, name) for name in both] for record in master] == [
        [getattr(record, name) for name in both] for record in full
    ]
    keys = [record.key for record in full]
    assert None not in keys
    assert len(set(keys)) == 135
    assert sum(not record.is_talk and bool(record.billsec_s) for record in full) > 0
    assert {record.recording for record in full if record.uniqueid == "1795291724.2"} == {
        "consult-20261122-040846-13804010602-1795291724.2.wav"
    }
