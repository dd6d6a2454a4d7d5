"""Every row of telephony.md 2.1, in every number of fields that some Asterisk wrote, and what becomes of the call."""

from typing import Any

import pytest

from ticketing.domain.signals import Signal, SignalKind
from ticketing.telephony.queue_log import parse
from ticketing.telephony.replay import replay
from ticketing.telephony.replay.cases import case_of

BASE = 1_741_568_400
ENTER = "0|1.1|q|NONE|ENTERQUEUE||13800000001|2"
CONNECT = "9|1.1|q|Li|CONNECT|9|1.2|4"


def folded(*lines: str, now: int = 3600) -> dict[str, Any]:
    """Lines with seconds for stamps, folded; what the answer says of everything."""
    told = [f"{BASE + int(line.partition('|')[0])}|{line.partition('|')[2]}" for line in lines]
    feeds = {"feeds": [{"format": "queue_log", "source": "p", "lines": told}]}
    answer = replay(case_of({"input": feeds, "window": [BASE, BASE + 3600], "now": BASE + now}))
    assert answer["ingest"] == {"accepted": len(lines), "duplicates": 0, "quarantined": 0}
    return answer


def visit_of(*lines: str) -> dict[str, Any]:
    (visit,) = folded(*lines)["visits"]
    found: dict[str, Any] = visit
    return found


def has(found: dict[str, Any], **wanted: Any) -> None:
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("version", "data", "caller", "name", "position"),
    [
        ("1.4", "|13800000001", "13800000001", None, None),
        ("1.8", "|13800000001|2", "13800000001", None, 2),
        ("the url filled", "http://crm/1|13800000001|2", "13800000001", None, 2),
        ("22 with log-caller-id-name", "|13800000001|2|张 丽", "13800000001", "张 丽", 2),
        ("log-restricted-caller-id=no", "||2", None, None, 2),
        ("a trunk without a number", "|anonymous|1", "anonymous", None, 1),
    ],
)
def test_enterqueue(version: str, data: str, caller: str | None, name: str | None, position: int | None) -> None:
    has(visit_of(f"0|1.1|q|NONE|ENTERQUEUE|{data}"), caller=caller, caller_name=name, position=position)


@pytest.mark.parametrize(
    ("version", "data", "ring_s"),
    [("1.4", "9|1.2", None), ("before bridges", "9", None), ("1.6 and later", "9|1.2|4", 4)],
)
def test_connect(version: str, data: str, ring_s: int | None) -> None:
    visit = visit_of(ENTER, f"9|1.1|q|Li|CONNECT|{data}")
    has(visit, wait_s=9, agent="Li")
    assert (visit["ring_s"] or None) == ring_s


@pytest.mark.parametrize(
    ("version", "line", "reason", "talk_s", "target"),
    [
        ("1.4", "COMPLETECALLER|9|30", "caller", 30, None),
        ("1.8", "COMPLETECALLER|9|30|2", "caller", 30, None),
        ("1.4", "COMPLETEAGENT|9|30", "agent", 30, None),
        ("22", "COMPLETEAGENT|9|30|2", "agent", 30, None),
        ("1.6", "TRANSFER|7002|from-internal|9|30", "blind_transfer", 30, "7002@from-internal"),
        ("11", "TRANSFER|7002|from-internal|9|30|2", "blind_transfer", 30, "7002@from-internal"),
        ("12", "BLINDTRANSFER|7002|from-internal|9|30|2", "blind_transfer", 30, "7002@from-internal"),
        ("12", "ATTENDEDTRANSFER|BRIDGE|1896c6db-9773|9|30|2", "attended_transfer", 30, None),
        ("12", "ATTENDEDTRANSFER|APP|Queue|9|30|2", "attended_transfer", 30, None),
        ("12", "ATTENDEDTRANSFER|LINK|Local/a@t-0c;1|Local/a@t-0c;2|9|30|2", "attended_transfer", 30, None),
    ],
)
def test_the_ends_of_a_conversation(version: str, line: str, reason: str, talk_s: int, target: str | None) -> None:
    visit = visit_of(ENTER, CONNECT, f"39|1.1|q|Li|{line}")
    has(visit, outcome="answered", end_reason=reason, talk_s=talk_s, wait_s=9, flags=[])
    if target is not None:
        assert visit["transfer_to"] == target


@pytest.mark.parametrize(
    ("version", "line", "outcome", "wait_s", "key"),
    [
        ("all", "NONE|ABANDON|1|2|20", "abandoned", 20, None),
        ("the caller left in the announcement", "Li|ABANDON|1|2|20", "abandoned", 20, None),
        ("1.4", "NONE|EXITWITHTIMEOUT|1", "timeout", 20, None),
        ("13.4", "NONE|EXITWITHTIMEOUT|1|2|20", "timeout", 20, None),
        ("1.4", "NONE|EXITWITHKEY|9|1", "exit_key", 20, "9"),
        ("11.7", "NONE|EXITWITHKEY|9|1|2|20", "exit_key", 20, "9"),
        ("all", "NONE|EXITEMPTY|1|2|20", "exit_empty", 20, None),
        ("18.11", "NONE|WITHDRAW|1|2|20", "withdrawn", 20, None),
        ("18.11 with a reason", "NONE|WITHDRAW|1|2|20|转VIP|通道", "withdrawn", 20, None),
        ("all", "Li|SYSCOMPAT|", "failed", 20, None),
        ("bare", "Li|SYSCOMPAT", "failed", 20, None),
    ],
)
def test_the_ways_out_of_a_queue(version: str, line: str, outcome: str, wait_s: int, key: str | None) -> None:
    has(visit_of(ENTER, f"20|1.1|q|{line}"), outcome=outcome, wait_s=wait_s, exit_key=key, flags=[])


@pytest.mark.parametrize("again", ["NONE|EXITEMPTY|1|2|20", "NONE|ABANDON|1|2|20"])
def test_exitempty_twice_or_with_an_abandon_behind_is_one_exit(again: str) -> None:
    has(visit_of(ENTER, "20|1.1|q|NONE|EXITEMPTY|1|2|20", f"20|1.1|q|{again}"), outcome="exit_empty", wait_s=20)


def test_syscompat_has_an_abandon_behind_it_that_is_the_same_failure() -> None:
    has(visit_of(ENTER, "20|1.1|q|Li|SYSCOMPAT|", "20|1.1|q|NONE|ABANDON|1|2|20"), outcome="failed")


@pytest.mark.parametrize("line", ["Li|AGENTDUMP|", "Li|AGENTDUMP", "Li|RINGNOANSWER|5000", "Li|RINGCANCELED|2472"])
def test_a_failed_ring_leaves_the_caller_waiting(line: str) -> None:
    has(visit_of(ENTER, f"8|1.1|q|{line}", CONNECT, "39|1.1|q|Li|COMPLETEAGENT|9|30|2"), outcome="answered", wait_s=9)


def test_rings_are_milliseconds_and_connects_seconds() -> None:
    agents = folded(
        ENTER,
        "5|1.1|q|Li|RINGNOANSWER|5000",
        "8|1.1|q|Wu|RINGCANCELED|2472",
        CONNECT,
        "39|1.1|q|Li|COMPLETEAGENT|9|30|2",
    )["agents"]
    assert (agents["Li"]["ringing_s"], agents["Wu"]["ringing_s"]) == (9, 2.472)
    assert (agents["Li"]["rna"], agents["Wu"]["ring_canceled"]) == (1, 1)


@pytest.mark.parametrize(
    ("lines", "login_s", "paused_s"),
    [
        (["0|MANAGER|q|Li|ADDMEMBER|", "100|CLI|q|Li|REMOVEMEMBER|"], 100, 0),
        (["0|REALTIME|q|Li|ADDMEMBER", "100|1.9|q|Li|REMOVEMEMBER"], 100, 0),
        (["0|1.9|q|Li|ADDMEMBER|PAUSED", "40|NONE|q|Li|UNPAUSE|", "100|1.9|q|Li|REMOVEMEMBER|"], 100, 40),
        (["0|M|q|Li|ADDMEMBER|", "10|NONE|q|Li|PAUSE", "30|NONE|q|Li|UNPAUSE", "100|M|q|Li|REMOVEMEMBER|"], 100, 20),
        (["0|M|q|Li|ADDMEMBER|", "10|NONE|NONE|Li|PAUSEALL|午餐", "10|NONE|q|Li|PAUSE|午餐",
          "40|NONE|NONE|Li|UNPAUSEALL|", "40|NONE|q|Li|UNPAUSE|", "100|M|q|Li|REMOVEMEMBER|"], 100, 30),
        (["0|M|q|Li|ADDMEMBER|", "10|NONE|q|Li|PAUSE|午餐", "20|NONE|q|Li|UNPAUSE|Auto-Unpause",
          "20|NONE|q|Li|PAUSE|培训", "30|NONE|q|Li|UNPAUSE|培训", "100|M|q|Li|REMOVEMEMBER|"], 100, 20),
        (["0|NONE|NONE|Agent/1|AGENTLOGIN|SIP/8001-1", "100|NONE|NONE|Agent/1|AGENTLOGOFF|SIP/8001-1|100"], 100, 0),
        (["100|NONE|NONE|Agent/1|AGENTLOGOFF|SIP/8001-1|60"], 60, 0),
        (["0|NONE|NONE|Agent/1|AGENTCALLBACKLOGIN|8001@in",
          "100|NONE|NONE|Agent/1|AGENTCALLBACKLOGOFF|8001@in|100|CommandLogoff"], 100, 0),
        (["0|M|q|Li|ADDMEMBER|", "5|NONE|q|Li|PENALTY|3", "6|NONE|q|Li|RINGINUSE|0",
          "100|M|q|Li|REMOVEMEMBER|"], 100, 0),
    ],
)  # fmt: skip
def test_who_is_there_and_who_rests(lines: list[str], login_s: int, paused_s: int) -> None:
    agents = {name: found for name, found in folded(*lines)["agents"].items() if found["login_s"]}
    assert [(found["login_s"], found["paused_s"]) for found in agents.values()] == [(login_s, paused_s)]


def test_a_penalty_by_its_interface_makes_nobody_present() -> None:
    assert all(not found["login_s"] for found in folded("5|NONE|q|SIP/8001|PENALTY|3")["agents"].values())


@pytest.mark.parametrize(("status", "talk", "connected"), [("ANSWER", "30", 1), ("NOANSWER", "0", 0)])
def test_outcall(status: str, talk: str, connected: int) -> None:
    shown = folded(f"60|1.1|q|Li|OUTCALL|{status}|{talk}|x=1")["outbound"]
    assert shown == {"attempts": 1, "connected": connected, "talk_s": int(talk)}


def test_queuestart_closes_what_is_open_and_configreload_nothing() -> None:
    has(
        visit_of(ENTER, "20|NONE|NONE|NONE|CONFIGRELOAD|", "30|1.1|q|NONE|ABANDON|1|2|30"),
        outcome="abandoned",
        wait_s=30,
    )
    has(visit_of(ENTER, "20|NONE|NONE|NONE|QUEUESTART|"), outcome="lost")


@pytest.mark.parametrize(
    "event",
    ["CALLBACKREQ|13800000001", "SATISFACTION|5", "INFO|x|y|z", "TICKET", "RECORDING|a.wav", "FULL|", "CLOSED",
     "JOINEMPTY|", "LEAVEEMPTY|", "DIVERT_CA_RATIO|1", "DIVERT_HOLDTIME|2", "CALLSTATUS|买", "WRAPUPSTART|30"],
)  # fmt: skip
def test_what_a_site_or_a_relative_of_asterisk_adds_is_kept_and_hurts_nobody(event: str) -> None:
    has(visit_of(ENTER, f"3|1.1|q|Li|{event}", "20|1.1|q|NONE|ABANDON|1|2|20"), outcome="abandoned", wait_s=20)


def test_the_number_dialled_the_way_through_the_menu_and_the_disposition_belong_to_the_call() -> None:
    lines = ["0|1.1|NONE|NONE|DID|4008001", "0|1.1|NONE|NONE|IVR_MENU|2", ENTER, "5|1.1|q|NONE|CALLSTATUS|deal"]
    has(visit_of(*lines, "20|1.1|q|NONE|ABANDON|1|2|20"), dnis="4008001", disposition="deal")


@pytest.mark.parametrize(
    ("line", "kind", "agent", "data"),
    [
        ("1|M|sales|外协|小组A|ADDMEMBER|", SignalKind.ADDMEMBER, "外协|小组A", ("",)),
        ("1|NONE|sales|外协|小组A|PAUSE|开|会", SignalKind.PAUSE, "外协|小组A", ("开|会",)),
        ("1|1.1|sales|a|b|COMPLETEAGENT|1|2|1", SignalKind.COMPLETEAGENT, "a|b", ("1", "2", "1")),
        ("1|1.1|sales|NONE|NEWWORD|a||b|", SignalKind.OTHER, "", ("a", "", "b", "")),
    ],
)
def test_bars_that_nobody_escaped(line: str, kind: SignalKind, agent: str, data: tuple[str, ...]) -> None:
    signal = parse(line)
    assert isinstance(signal, Signal)
    assert (signal.kind, signal.agent, signal.data) == (kind, agent, data)


def test_a_system_name_before_the_callid_and_a_very_long_one_are_only_names() -> None:
    long = "-".join(["site"] * 28) + "-1795291724.2"
    has(visit_of(f"0|{long}|q|NONE|ENTERQUEUE||1|1", f"7|{long}|q|NONE|ABANDON|1|1|7"), callid=long, wait_s=7)
