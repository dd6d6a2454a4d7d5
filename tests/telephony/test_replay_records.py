"""Feeds of a case beside the log: call records, rosters and promises."""

from typing import Any

from ticketing.telephony.replay import replay
from ticketing.telephony.replay.cases import case_of
from ticketing.telephony.replay.records import COLUMNS

BASE = 1_741_568_400


def answer(*feeds: dict[str, Any]) -> dict[str, Any]:
    window = [BASE, BASE + 3600]
    return replay(case_of({"input": {"feeds": list(feeds)}, "window": window, "now": BASE + 3600}))


def record(dst: str, start: str, answered: str, end: str, sequence: int, uniqueid: str = "u.1") -> str:
    stamps = [f"2025-03-10 09:{stamp}" if stamp else "" for stamp in (start, answered, end)]
    channels = ["PJSIP/trunk-01" if uniqueid == "u.1" else "PJSIP/8001-04", f"PJSIP/{dst}-02"]
    word = "ANSWERED" if answered else "NO ANSWER"
    fields = ["", "138", dst, "in", '""Li, Na"" <138>', *channels, "Queue", "q,t", *stamps, "99", "99", word]
    return ",".join(f'"{field}"' for field in [*fields, "3", uniqueid, "", "", "u.1", str(sequence)])


def records(*lines: str, **more: Any) -> dict[str, Any]:
    feed = {"format": "asterisk_cdr_csv", "source": "pbx", "timezone": "Asia/Shanghai", "lines": list(lines)}
    return feed | {"columns": list(COLUMNS)} | more


def test_records_in_any_order_are_one_call_by_their_linkedid() -> None:
    shown = answer(
        records(
            record("8005", "00:50", "01:00", "01:20", 3, "u.4"),
            record("8001", "00:00", "00:10", "01:10", 1),
            record("8002", "00:00", "", "00:10", 2),
            record("8005", "01:10", "01:20", "02:00", 4),
        )
    )
    assert shown["calls"] == [
        {
            "linkedid": "u.1",
            "caller": "138",
            "legs": 4,
            # A consultation beside the call is no second time: [10, 70) + [70, 80) + [80, 120).
            "talk_s": 110,
            "start_ts": BASE,
            "end_ts": BASE + 120,
            "parties": ["PJSIP/8001", "PJSIP/8005", "PJSIP/trunk"],
        }
    ]


def test_a_record_is_known_by_uniqueid_linkedid_and_sequence_and_rubbish_is_set_aside() -> None:
    line = record("8001", "00:00", "00:10", "01:10", 1)
    shown = answer(records(line, "rubbish", line), records(line))
    assert shown["ingest"] == {"accepted": 1, "duplicates": 2, "quarantined": 1}


def test_equal_rows_of_a_file_without_keys_are_told_apart_by_their_number() -> None:
    line = ",".join(record("8001", "00:00", "00:10", "01:10", 1).split(",")[:-5])
    shown = answer(records(line, line, columns=list(COLUMNS[:16])))
    assert shown["ingest"]["accepted"] == 2
    assert len(shown["calls"]) == 2


def test_a_durations_own_word_is_not_trusted() -> None:
    (leg,) = answer(records(record("8001", "00:00", "00:10", "01:10", 1)))["legs"]
    assert (leg["duration_s"], leg["billsec_s"]) == (70, 60)


def test_beside_a_log_the_logs_own_count_of_calls_stands() -> None:
    log = {"format": "queue_log", "source": "pbx", "lines": [f"{BASE}|c.1|q|NONE|ENTERQUEUE||138|1"]}
    shown = answer(log, records(record("8001", "00:00", "00:10", "01:10", 1)))
    assert shown["calls"]["offered"] == 1


def test_a_roster_is_held_against_the_agents_own_time() -> None:
    log = {"format": "queue_log", "source": "pbx", "lines": [f"{BASE}|M|q|Li|ADDMEMBER|"]}
    rows = [{"start": BASE, "end": BASE + 1800, "activity": "work"}, [BASE + 1800, BASE + 3600, "lunch"]]
    shown = answer(log, {"format": "schedule", "agent": "Li", "rows": rows})
    assert shown["workforce"]["Li"]["adherence_pct"] == 50.0
    assert shown["workforce"]["Li"]["conformance_pct"] == 200.0


def test_promises_may_be_told_by_seconds_or_by_text_and_whoever_was_reached_was_tried() -> None:
    rows = [
        {"due_ts": BASE + 60, "completed_ts": BASE + 60},
        {"due_at": "2025-03-10T09:01:00+08:00", "attempts": [BASE + 70, BASE + 50]},
        {"due": BASE + 60, "status": "cancelled"},
    ]
    shown = answer({"format": "callbacks", "source": "app", "rows": rows})["callbacks"]
    assert (shown["promised"], shown["attempted_on_time"], shown["completed"], shown["overdue_open"]) == (2, 2, 1, 1)
