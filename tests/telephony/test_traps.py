"""The traps of telephony.md 2.7, one case for each row of its table, by memory and by the database.

T.. is the number in the table; those of the shared file are told once more in `test_replay_cases`.
"""

import json
from typing import Any

import pytest
from flask import Flask

from ticketing.clock import FrozenClock
from ticketing.telephony.replay import Case, replay
from ticketing.telephony.replay.cases import case_of
from ticketing.telephony.replay.database import replay_through_database
from workers.scratch import LONG_AFTER

BASE = 1_741_568_400
Expect = dict[str, Any]


def log(*lines: str, source: str = "p", **more: Any) -> dict[str, Any]:
    """A queue_log feed; stamps are seconds from the beginning."""
    told = [f"{BASE + int(line.partition('|')[0])}|{line.partition('|')[2]}" for line in lines]
    return {"format": "queue_log", "source": source, "lines": told, **more}


def case(*feeds: dict[str, Any], order: str = "file", **config: Any) -> Case:
    given = {"feeds": list(feeds), "order": order}
    return case_of({"config": config, "input": given, "window": [BASE, BASE + 3600], "now": BASE + 3600})


CALL = ("0|1.1|q|NONE|ENTERQUEUE||138|1", "9|1.1|q|Li|CONNECT|9|1.2|4", "39|1.1|q|Li|COMPLETEAGENT|9|30|1")
GIVEN_UP = ("0|1.1|q|NONE|ENTERQUEUE||138|1", "20|1.1|q|NONE|ABANDON|1|1|20")

#: row of the table: (case, visits as far as they matter, further parts of the answer).
TRAPS: dict[str, tuple[Case, list[Expect], Expect]] = {
    "T29 out of order inside one second": (
        case(log(CALL[0], CALL[2], CALL[1]), order="unknown"),
        [{"outcome": "answered", "wait_s": 9, "talk_s": 30, "ring_s": 4, "end_reason": "agent"}],
        {},
    ),
    "T08 EXITEMPTY twice": (
        case(log(CALL[0], "20|1.1|q|NONE|EXITEMPTY|1|1|20", "20|1.1|q|NONE|EXITEMPTY|1|1|20")),
        [{"outcome": "exit_empty", "wait_s": 20}],
        {"ingest": {"accepted": 3, "duplicates": 0, "quarantined": 0}},
    ),
    "T09 SYSCOMPAT and the ABANDON behind it": (
        case(log(CALL[0], "20|1.1|q|Li|SYSCOMPAT|", "20|1.1|q|NONE|ABANDON|1|1|20")),
        [{"outcome": "failed"}],
        {},
    ),
    "T27 a file that is read again": (
        case(log(*CALL, offset=0), log(*CALL, offset=0), log(*CALL[1:], offset=1)),
        [{"outcome": "answered", "talk_s": 30}],
        {"ingest": {"accepted": 3, "duplicates": 5, "quarantined": 0}},
    ),
    "T28 true repeats that look like duplicates": (
        case(log(CALL[0], *["3|1.1|q|Li|RINGNOANSWER|0"] * 3), log(CALL[0], *["3|1.1|q|Li|RINGNOANSWER|0"] * 3)),
        [{"outcome": "waiting"}],
        {"ingest": {"accepted": 4, "duplicates": 4, "quarantined": 0}, "agents.Li.rna": 3},
    ),
    "T32 missing ends after a crash": (
        case(log(CALL[0], CALL[1], "10|2.1|q|NONE|ENTERQUEUE||139|1", "60|NONE|NONE|NONE|QUEUESTART|")),
        [
            {"callid": "1.1", "outcome": "answered", "end_reason": "lost", "flags": ["inferred_end"]},
            {"callid": "2.1", "outcome": "lost"},
        ],
        {},
    ),
    "T32b no login lines after the restart": (
        case(log("0|M|q|Li|ADDMEMBER|", "60|NONE|NONE|NONE|QUEUESTART|", "600|M|q|Li|REMOVEMEMBER|")),
        [],
        {"agents.Li.login_s": 600},
    ),
    "T35 the end comes an hour later because of a Local channel": (
        case(
            log(*CALL[:2], "100|2.1|q|NONE|ENTERQUEUE||139|1", "110|2.1|q|Li|CONNECT|10|2.2|5",
                "170|2.1|q|Li|COMPLETEAGENT|10|60|1", "1809|1.1|q|Li|COMPLETECALLER|9|1800|1")
        ),
        [
            {"callid": "1.1", "talk_s": 1800, "agent_end": BASE + 105, "flags": ["superseded"]},
            {"callid": "2.1", "talk_s": 60, "flags": []},
        ],
        # 96 s of the first, up to the ring of the second, and 60 s of that one; the customer's half hour is not Li's.
        {"agents.Li.talk_s": 156},
    ),
    "T16 the id drifts": (
        case(
            log("0|1.1|q|NONE|ENTERQUEUE||138|1", "1|2.1|q|NONE|ENTERQUEUE||139|2", "9|1.1|q|Li|CONNECT|9|1.2|4",
                "14|2.1|q|Wu|CONNECT|13|2.2|4", "39|2.1|q|Li|COMPLETEAGENT|9|30|1", "74|1.1|q|Wu|COMPLETEAGENT|13|60|1")
        ),
        [
            {"callid": "1.1", "agent": "Li", "talk_s": 30, "flags": ["callid_drift"]},
            {"callid": "2.1", "agent": "Wu", "talk_s": 60, "flags": ["callid_drift"]},
        ],
        {},
    ),
    "T42 the same uniqueid on two phone systems": (
        case(log(*CALL, source="north"), log(*GIVEN_UP, source="south")),
        [{"source": "north", "outcome": "answered"}, {"source": "south", "outcome": "abandoned"}],
        {"calls": {"offered": 2, "answered": 1, "abandoned": 1}},
    ),
    "T62 the member's uniqueid is not the caller's": (
        case(log(*CALL)),
        [{"callid": "1.1", "member_uniqueid": "1.2"}],
        {},
    ),
    "T12 milliseconds and seconds in one log": (
        case(log(CALL[0], "4|1.1|q|Wu|RINGNOANSWER|3000", *CALL[1:])),
        [{"ring_s": 4}],
        {"agents.Wu.ringing_s": 3, "agents.Li.ringing_s": 4},
    ),
    "T17 field counts of 1.4": (
        case(
            log("0|1.1|q|NONE|ENTERQUEUE||138", "9|1.1|q|Li|CONNECT|9|1.2", "39|1.1|q|Li|TRANSFER|7002|in|9|30",
                "50|2.1|q|NONE|ENTERQUEUE||139", "70|2.1|q|NONE|EXITWITHTIMEOUT|1",
                "80|3.1|q|NONE|ENTERQUEUE||137", "95|3.1|q|NONE|EXITWITHKEY|2|1")
        ),
        [
            {"outcome": "answered", "end_reason": "blind_transfer", "talk_s": 30},
            {"outcome": "timeout", "wait_s": 20},
            {"outcome": "exit_key", "wait_s": 15, "exit_key": "2"},
        ],
        {"ingest": {"accepted": 7, "duplicates": 0, "quarantined": 0}},
    ),
    "T15 the sixth field inside data5": (
        case(
            {"format": "queue_log_realtime", "source": "p", "row_timezone": "UTC", "rows": [
                {"id": 1, "time": "2025-03-10 01:00:00.5", "callid": "1.1", "queuename": "q", "agent": "NONE",
                 "event": "ENTERQUEUE", "data1": "", "data2": "138", "data3": "1"},
                {"id": 2, "time": "2025-03-10 01:00:09.5", "callid": "1.1", "queuename": "q", "agent": "Li",
                 "event": "CONNECT", "data1": "9", "data2": "1.2", "data3": "4"},
                {"id": 3, "time": "2025-03-10 01:00:39.5", "callid": "1.1", "queuename": "q", "agent": "Li",
                 "event": "ATTENDEDTRANSFER", "data1": "LINK", "data2": "a", "data3": "b", "data4": "9",
                 "data5": "30|1"},
            ]}
        ),
        [{"end_reason": "attended_transfer", "talk_s": 30}],
        {},
    ),
    "T24 lines with the interface's name": (
        case(
            log("0|M|q|SIP/8001|ADDMEMBER|", "5|NONE|q|SIP/8001|PENALTY|3", "6|NONE|q|Li|PAUSE|午餐",
                "66|NONE|q|Li|UNPAUSE|", "600|M|q|SIP/8001|REMOVEMEMBER|"),
            aliases={"SIP/8001": "Li"},
        ),
        [],
        {"agents.Li.login_s": 600, "agents.Li.paused_s": 60},
    ),
    "T20 a pause in every queue is one pause": (
        case(
            log("0|M|q|Li|ADDMEMBER|", "0|M|r|Li|ADDMEMBER|", "60|NONE|NONE|Li|PAUSEALL|午餐",
                "60|NONE|q|Li|PAUSE|午餐", "60|NONE|r|Li|PAUSE|午餐", "120|NONE|NONE|Li|UNPAUSEALL|",
                "120|NONE|q|Li|UNPAUSE|", "120|NONE|r|Li|UNPAUSE|", "600|M|q|Li|REMOVEMEMBER|",
                "600|M|r|Li|REMOVEMEMBER|")
        ),
        [],
        {"agents.Li.paused_s": 60, "agents.Li.login_s": 600},
    ),
    "T21 a pause in one of two queues is none": (
        case(
            log("0|M|q|Li|ADDMEMBER|", "0|M|r|Li|ADDMEMBER|", "60|NONE|q|Li|PAUSE|午餐", "120|NONE|q|Li|UNPAUSE|",
                "600|M|q|Li|REMOVEMEMBER|", "600|M|r|Li|REMOVEMEMBER|")
        ),
        [],
        {"agents.Li.paused_s": 0, "agents.Li.ready_s": 600, "per_queue_pause.q.Li": 60},
    ),
    "T25 wrap-up is a timer, not an event": (
        case(log("0|M|q|Li|ADDMEMBER|", *CALL, "600|M|q|Li|REMOVEMEMBER|"), wrapup_s={"q": 20}),
        [{"outcome": "answered"}],
        {"agents.Li.acw_s": 20},
    ),
    "T37 the clock steps back": (
        case(log(CALL[0], CALL[1], "5|1.1|q|Li|COMPLETEAGENT|9|-4|1")),
        [{"outcome": "answered", "talk_s": 0, "flags": ["clock_step"]}],
        {"queues.q.att_s": None},
    ),
    "T51 an unpause behind the log-off": (
        case(log("0|M|q|Li|ADDMEMBER|", "10|NONE|q|Li|PAUSE|x", "60|M|q|Li|REMOVEMEMBER|", "60|NONE|q|Li|UNPAUSE|")),
        [],
        {"agents.Li.login_s": 60, "agents.Li.paused_s": 50, "agents.Li.ready_s": 10},
    ),
    "T52 the agent's name on an ABANDON": (
        case(log(CALL[0], "20|1.1|q|Li|ABANDON|1|1|20")),
        [{"outcome": "abandoned", "wait_s": 20, "connect_ts": None}],
        {"queues.q.abandoned": 1},
    ),
    "T57 the same call told by the manager too": (
        case(
            log(*CALL),
            {"format": "ami", "source": "p", "events": [
                {"Event": "QueueCallerJoin", "Timestamp": f"{BASE}.2", "Uniqueid": "1.1", "Queue": "q", "Position": "1",
                 "CallerIDNum": "138"},
                {"Event": "AgentConnect", "Timestamp": f"{BASE + 9}.3", "Uniqueid": "1.1", "Queue": "q",
                 "MemberName": "Li", "Interface": "SIP/1", "HoldTime": "9", "RingTime": "4"},
            ]},
        ),
        [{"outcome": "answered", "wait_s": 9, "talk_s": 30}],
        {"calls.offered": 1},
    ),
    "T61 a post that is tried again": (
        case(
            {"format": "freeswitch_json_cdr", "source": "fs", "requests": [
                {"content_type": "application/json", "body": json.dumps(
                    {"switchname": "fs", "variables": {"uuid": "u-1", "start_epoch": "5", "end_epoch": "9"}})},
            ] * 2}
        ),
        [],
        {"ingest": {"accepted": 1, "duplicates": 1, "quarantined": 0}, "http_status": [200, 200]},
    ),
}  # fmt: skip


def found(answer: Any, path: str) -> Any:
    if path in answer:
        return answer[path]
    for name in path.split("."):
        answer = answer[name]
    return answer


def check(answer: dict[str, Any], visits: list[Expect], parts: Expect) -> None:
    told = sorted(answer.get("visits", []), key=lambda visit: (visit["enter_ts"], visit["callid"], visit["source"]))
    assert [{name: visit[name] for name in wanted} for visit, wanted in zip(told, visits, strict=True)] == visits
    assert {path: found(answer, path) for path in parts} == parts


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_catches_nobody(trap: str) -> None:
    given, visits, parts = TRAPS[trap]
    check(replay(given), visits, parts)


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_catches_nobody_on_the_real_way_in(app: Flask, clock: FrozenClock, trap: str) -> None:
    clock.at = LONG_AFTER
    given, visits, parts = TRAPS[trap]
    check(replay_through_database(given), visits, parts)


def hours(zone: str, day: str, *stamps: tuple[str, int]) -> dict[str, int]:
    """Rows of the realtime table, one caller each, by the hour in which they are counted."""
    rows = [
        {"id": number, "time": text, "callid": f"{number}.1", "queuename": "q", "agent": "NONE", "event": "ENTERQUEUE",
         "data1": "", "data2": "138", "data3": "1"}
        for number, (text, _) in enumerate(stamps, 1)
    ]  # fmt: skip
    feed = {"format": "queue_log_realtime", "source": "p", "row_timezone": zone, "rows": rows}
    first, last = stamps[0][1], stamps[-1][1]
    given = {"config": {"timezone": zone}, "input": {"feeds": [feed]}, "window": [first, last + 1], "now": last}
    answer = replay(case_of(given))
    assert [visit["enter_ts"] for visit in answer["visits"]] == [at for _, at in stamps], day
    return {start: queues["q"]["offered"] for start, queues in answer["hours"].items()}


def test_t38_to_t41_local_times_over_both_changes_of_the_clock() -> None:
    autumn = hours(
        "Europe/Berlin", "the hour that comes twice",
        ("2025-10-26 01:59:59", 1_761_436_799), ("2025-10-26 02:30:00", 1_761_438_600),
        ("2025-10-26 02:10:00", 1_761_441_000), ("2025-10-26 03:00:00", 1_761_444_000),
    )  # fmt: skip
    assert {start: count for start, count in autumn.items() if count} == {
        "2025-10-26T01:00:00+02:00": 1, "2025-10-26T02:00:00+02:00": 1,
        "2025-10-26T02:00:00+01:00": 1, "2025-10-26T03:00:00+01:00": 1,
    }  # fmt: skip
    spring = hours(
        "Europe/Berlin", "the hour that is left out",
        ("2025-03-30 01:59:59", 1_743_296_399), ("2025-03-30 03:00:01", 1_743_296_401),
    )  # fmt: skip
    assert {start: count for start, count in spring.items() if count} == {
        "2025-03-30T01:00:00+01:00": 1,
        "2025-03-30T03:00:00+02:00": 1,
    }
    assert hours(
        "Asia/Shanghai",
        "no change at all",
        ("2025-03-10 23:59:59", 1_741_622_399),
        ("2025-03-11 00:00:01", 1_741_622_401),
    )
