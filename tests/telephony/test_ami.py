"""The manager interface: blocks out of any bytes, signals out of events, and what they mean before the log speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.calls import Fold, FoldConfig, Outcome, PbxState, QueueRules, Stage, Visit
from ticketing.domain.signals import SignalKind
from ticketing.telephony.ami.events import signal_of
from ticketing.telephony.ami.protocol import MAX_BLOCK, BlockReader, NotAmi, parse_block
from ticketing.telephony.queue_log import parse

BASE = 1_741_568_400
GREETING = b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\n\r\n"


def event(name: str, at: float, **fields: object) -> dict[str, str]:
    stamp = {"Event": name, "Timestamp": f"{BASE + at:.6f}"}
    return stamp | {key: str(value) for key, value in fields.items()}


def caller(callid: str, **more: object) -> dict[str, object]:
    return {"Queue": "support", "Uniqueid": callid, "Linkedid": callid, **more}


def member(name: str = "Li Na", **more: object) -> dict[str, object]:
    return {"Queue": "support", "MemberName": name, "Interface": "PJSIP/8001", "Paused": "0", **more}


def talk(callid: str) -> dict[str, object]:
    return caller(callid, MemberName="Li Na", Interface="PJSIP/8001")


def listed(name: str = "Li Na", **more: object) -> dict[str, object]:
    return {"Queue": "support", "Name": name, "Location": "PJSIP/8001", "Paused": "0", "InCall": "0", **more}


def heard(*events: dict[str, str], log: tuple[str, ...] = (), queue_log: bool = False, at: float = 0) -> Fold:
    fold = Fold(PbxState("pbx"), FoldConfig(queue_log=queue_log, history_s=None))
    hear(fold, *events, log=log)
    if at:
        fold.tick(round((BASE + at) * 1_000_000))
    fold.settle()
    return fold


def hear(fold: Fold, *events: dict[str, str], log: tuple[str, ...] = ()) -> None:
    signals = [signal_of(fields, BASE * 1_000_000) for fields in events]
    for line in log:
        read = parse(f"{BASE + int(line.split('|')[0])}|{line.partition('|')[2]}")
        assert not isinstance(read, str)
        signals.append(read)
    for signal in signals:
        assert signal is not None
        fold.hear(signal)


def only(fold: Fold) -> Visit:
    (visit,) = fold.state.visits.values()
    return visit


def states(fold: Fold, name: str) -> list[tuple[float, str]]:
    pieces = fold.state.agents[name].slices
    return [(round(piece.start_us / 1_000_000 - BASE, 3), piece.reason or piece.state.value) for piece in pieces]


JOINED = event("QueueCallerJoin", 10, **caller("c.1", CallerIDNum="138", Position="1"))
LEFT = event("QueueCallerLeave", 18, **caller("c.1", Position="1"))


def test_blocks_come_out_of_any_pieces_and_the_greeting_has_no_blank_line() -> None:
    reader = BlockReader()
    found = [block for at in range(len(GREETING)) for block in reader.feed(GREETING[at : at + 1])]
    assert reader.banner == "Asterisk Call Manager/11.0.0"
    assert [block.get("response") for block in found] == ["Success"]


def test_what_is_torn_off_is_no_block() -> None:
    reader = BlockReader()
    assert reader.feed(GREETING + b"Event: Hang") != []
    assert reader.torn == b"Event: Hang"


def test_a_stream_without_an_end_of_block_is_not_ami() -> None:
    reader = BlockReader()
    reader.feed(b"HTTP/1.1 200 OK\r\n")
    with pytest.raises(NotAmi):
        reader.feed(b"x" * (MAX_BLOCK + 1))


def test_a_header_may_repeat_and_a_value_may_hold_a_colon() -> None:
    block = parse_block("Event: UserEvent\r\nChanVariable: a=1\r\nUniqueid: 1\r\nUniqueid: 2\r\nURL: http://x:8/")
    assert (block.event, block.get("uniqueid"), block.get("URL")) == ("UserEvent", "2", "http://x:8/")
    output = parse_block("Response: Success\r\nOutput: one\r\nOutput: two")
    assert output.to_dict()["Output"] == "one\ntwo"


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(data: bytes) -> None:
    for block in BlockReader().feed(data + b"\r\n\r\n"):
        assert parse_block(block.raw).headers == block.headers
        signal_of(block.to_dict(), 0)


def test_an_event_is_dated_by_its_own_stamp_else_by_its_arrival() -> None:
    stamped = signal_of({"Event": "Hangup", "Uniqueid": "1", "Timestamp": "12.5"}, 99)
    plain = signal_of({"Event": "Hangup", "Uniqueid": "1"}, 99)
    assert stamped is not None
    assert plain is not None
    assert (stamped.at_us, plain.at_us) == (12_500_000, 99)


def test_most_events_are_of_no_interest() -> None:
    assert signal_of({"Event": "VarSet", "Variable": "x"}, 0) is None
    assert signal_of({"Response": "Success"}, 0) is None
    assert signal_of({"Event": "BlindTransfer", "Result": "Fail"}, 0) is None


def test_the_events_of_asterisk_before_12_are_read_too() -> None:
    join = signal_of({"Event": "Join", "Queue": "q", "Uniqueid": "1", "CallerIDNum": "<unknown>"}, 0)
    paused = signal_of({"Event": "QueueMemberPaused", "Queue": "q", "Location": "SIP/1", "Paused": "1"}, 0)
    assert join is not None
    assert (join.kind, join.data[0]) == (SignalKind.CALLER_JOINED, "")
    assert paused is not None
    assert (paused.agent, paused.data[:2]) == ("SIP/1", ("SIP/1", "1"))


def test_a_caller_on_the_way_to_an_agent_neither_waits_nor_has_left() -> None:
    fold = heard(JOINED, LEFT)
    assert only(fold).stage is Stage.CONNECTING
    assert fold.state.lines["support"] == []


def test_who_left_and_was_not_connected_within_a_minute_has_gone_by_key() -> None:
    fold = heard(JOINED, LEFT, at=79)
    assert (only(fold).outcome, only(fold).end_us) == (Outcome.EXIT_KEY, (BASE + 18) * 1_000_000)


def test_a_phone_stops_ringing_when_another_takes_the_call() -> None:
    fold = heard(
        event("QueueMemberAdded", 0, **member()),
        event("QueueMemberAdded", 0, **member("Wang", Interface="PJSIP/8002")),
        JOINED,
        event("AgentCalled", 11, **caller("c.1"), MemberName="Li Na", Interface="PJSIP/8001"),
        event("AgentCalled", 11, **caller("c.1"), MemberName="Wang", Interface="PJSIP/8002"),
        LEFT,
        event("AgentConnect", 18, **caller("c.1"), MemberName="Wang", Interface="PJSIP/8002", HoldTime=8, RingTime=7),
    )
    assert states(fold, "Li Na") == [(0, "ready"), (11, "ringing"), (18, "ready")]
    assert states(fold, "Wang") == [(0, "ready"), (11, "ringing"), (18, "talking")]


def test_a_ring_whose_start_was_missed_is_as_long_as_its_result_says() -> None:
    fold = heard(event("QueueMemberAdded", 0, **member()), JOINED, LEFT, CONNECTED)
    assert states(fold, "Li Na") == [(0, "ready"), (11, "ringing"), (18, "talking")]
    fold = heard(JOINED, event("AgentRingNoAnswer", 15, **talk("c.1"), RingTime=4000))
    assert states(fold, "Li Na") == [(11, "ringing"), (15, "offline")]


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("18|c.1|support|NONE|EXITWITHTIMEOUT|1|1|8", Outcome.TIMEOUT),
        ("18|c.1|support|NONE|EXITEMPTY|1|1|8", Outcome.EXIT_EMPTY),
        ("18|c.1|support|NONE|ABANDON|1|1|8", Outcome.ABANDONED),
        ("18|c.1|support|NONE|WITHDRAW|1|1|8|why", Outcome.WITHDRAWN),
    ],
)
def test_amis_abandon_is_only_left_unanswered_until_the_log_says_how(line: str, outcome: Outcome) -> None:
    gave_up = event("QueueCallerAbandon", 18, **caller("c.1", Position="1", HoldTime="8"))
    fold = heard(JOINED, gave_up, LEFT, queue_log=True)
    assert (only(fold).outcome, only(fold).stage) == (Outcome.ABANDONED, Stage.ENDED)
    hear(fold, log=("10|c.1|support|NONE|ENTERQUEUE||138|1", line))
    assert (only(fold).outcome, only(fold).wait_us, only(fold).flags) == (outcome, 8_000_000, [])


def test_a_key_that_ami_never_tells_of_is_told_by_the_log() -> None:
    fold = heard(JOINED, LEFT, queue_log=True)
    hear(fold, log=("10|c.1|support|NONE|ENTERQUEUE||138|1", "18|c.1|support|NONE|EXITWITHKEY|4|1|1|8"))
    assert (only(fold).outcome, only(fold).exit_key) == (Outcome.EXIT_KEY, "4")


CONNECTED = event("AgentConnect", 18, **talk("c.1"), HoldTime=8, RingTime=7, DestUniqueid="c.2")
DOWN = event("QueueMemberStatus", 20, **member(Status="2", Membership="static", LoginTime=str(BASE)))


def test_after_an_outage_the_snapshot_tells_the_missed_moments() -> None:
    fold = heard(event("QueueMemberAdded", 0, **member()), JOINED, LEFT, CONNECTED)
    paused = listed(Paused="1", PausedReason="午餐", LastPause=BASE + 90, LastCall=BASE + 60)
    hear(
        fold,
        event("QueueParams", 200, Queue="support"),
        event("QueueMember", 200, **paused),
        event("QueueEntry", 200, Queue="support", Uniqueid="c.9", Position="1", Wait="30", CallerIDNum="139"),
        event("QueueStatusComplete", 200),
    )
    fold.settle()
    assert states(fold, "Li Na")[2:] == [(18, "talking"), (60, "ready"), (90, "午餐")]
    talked, waiting = fold.state.visits.values()
    assert (talked.end_us, talked.talk_us) == ((BASE + 60) * 1_000_000, 42_000_000)
    assert (waiting.callid, waiting.enter_us, waiting.stage) == ("c.9", (BASE + 170) * 1_000_000, Stage.WAITING)


def test_an_agent_whose_last_call_ended_since_is_in_another_call_by_now() -> None:
    fold = heard(event("QueueMemberAdded", 0, **member()), JOINED, LEFT, CONNECTED)
    busy = listed(InCall="1", LastCall=BASE + 60)
    hear(fold, event("QueueParams", 200, Queue="support"), event("QueueMember", 200, **busy))
    hear(fold, event("QueueStatusComplete", 200))
    fold.settle()
    assert only(fold).end_us == (BASE + 60) * 1_000_000
    assert states(fold, "Li Na")[-3:] == [(18, "talking"), (60, "ready"), (200, "talking")]


def test_an_end_whose_beginning_fell_into_an_outage_makes_the_call_where_no_log_is_read() -> None:
    completed = event("AgentComplete", 100, **talk("c.9"), HoldTime=10, TalkTime=60, Reason="caller")
    visit = only(heard(event("QueueCallerJoin", 30, **caller("c.9", Position="1")), completed))
    assert (visit.outcome, visit.talk_us, visit.wait_us) == (Outcome.ANSWERED, 60_000_000, 10_000_000)
    assert only(heard(completed, completed)).enter_us == (BASE + 30) * 1_000_000
    assert heard(completed, queue_log=True).state.visits == {}


def test_what_a_snapshot_does_not_show_is_swept_away() -> None:
    fold = heard(event("QueueMemberAdded", 0, **member()), JOINED)
    hear(fold, event("QueueParams", 100, Queue="support"), event("QueueStatusComplete", 100))
    fold.settle()
    assert only(fold).outcome is Outcome.LOST
    assert states(fold, "Li Na") == [(0, "ready"), (100, "offline")]


def test_callers_stand_where_the_snapshot_has_them() -> None:
    fold = heard(JOINED, event("QueueCallerJoin", 11, **caller("c.2", Position="2")))
    hear(
        fold,
        event("QueueParams", 100, Queue="support"),
        event("QueueEntry", 100, Queue="support", Uniqueid="c.3", Position="2", Wait="30"),
        event("QueueEntry", 100, Queue="support", Uniqueid="c.2", Position="1", Wait="89"),
        event("QueueStatusComplete", 100),
    )
    assert [visit.callid for visit in fold.state.lines["support"]] == ["c.2", "c.3"]


def test_a_snapshot_that_overtook_an_event_sweeps_nothing() -> None:
    fold = heard(JOINED)
    hear(fold, event("QueueParams", 11, Queue="support"), event("QueueStatusComplete", 11))
    assert only(fold).stage is Stage.WAITING


def test_an_agent_in_a_call_of_which_nothing_is_known_is_talking() -> None:
    fold = heard(
        event("QueueParams", 5, Queue="support"),
        event("QueueMember", 5, **listed(InCall="1", Membership="static", LoginTime=str(BASE))),
        event("QueueStatusComplete", 5),
    )
    assert states(fold, "Li Na") == [(0, "ready"), (5, "talking")]
    done = listed(LastCall=BASE + 30)
    hear(fold, event("QueueParams", 60, Queue="support"), event("QueueMember", 60, **done))
    hear(fold, event("QueueStatusComplete", 60))
    fold.settle()
    assert states(fold, "Li Na") == [(0, "ready"), (5, "talking"), (30, "ready")]


def test_a_member_whom_no_line_ever_added_is_known_from_a_status() -> None:
    fold = heard(DOWN)
    assert states(fold, "Li Na") == [(0, "ready")]
    assert fold.state.agents["Li Na"].devices == {"support": "2"}


def test_the_log_may_know_an_agent_by_the_interface() -> None:
    fold = Fold(PbxState("pbx"), FoldConfig(history_s=None))
    hear(fold, log=("0|MANAGER|support|PJSIP/8001|ADDMEMBER|", "5|NONE|support|PJSIP/8001|PAUSE|午餐"))
    hear(fold, event("QueueMemberStatus", 20, **member(Paused="1")))
    changes = fold.settle()
    assert list(fold.state.agents) == ["Li Na"]
    assert changes.renamed == {"PJSIP/8001": "Li Na"}
    assert changes.slices["PJSIP/8001"].slices == ()
    hear(fold, log=("9|NONE|support|PJSIP/8001|UNPAUSE|",))
    fold.settle()
    assert states(fold, "Li Na") == [(0, "ready"), (5, "午餐"), (9, "ready")]


def test_hanging_up_leaves_no_ghost_and_the_real_end_still_counts() -> None:
    fold = heard(JOINED, LEFT, CONNECTED, event("Hangup", 60, Uniqueid="c.1"))
    assert (only(fold).end_reason, only(fold).flags) == ("lost", ["inferred_end"])
    hear(fold, event("AgentComplete", 60, **talk("c.1"), HoldTime=8, TalkTime=42, Reason="caller"))
    assert (only(fold).end_reason, only(fold).talk_us, only(fold).flags) == ("caller", 42_000_000, [])


def test_a_transfer_is_named_by_the_event_before_the_end() -> None:
    blind = event("BlindTransfer", 40, Result="Success", TransfererUniqueid="c.2", Extension="8003", Context="int")
    end = event("AgentComplete", 40, **talk("c.1"), HoldTime=8, TalkTime=22, Reason="transfer")
    fold = heard(JOINED, LEFT, CONNECTED, blind, end)
    assert (only(fold).end_reason, only(fold).transfer_to) == ("blind_transfer", "8003@int")


def test_hold_is_the_agents_key_not_the_callers() -> None:
    theirs = event("Hold", 20, Uniqueid="c.1", Linkedid="c.1")
    fold = heard(JOINED, LEFT, CONNECTED, theirs, event("Hold", 30, Uniqueid="c.2", Linkedid="c.1"))
    assert states(fold, "Li Na")[-1] == (30, "hold")
    hear(fold, event("AgentComplete", 50, **talk("c.1"), HoldTime=8, TalkTime=32, Reason="caller"))
    fold.settle()
    assert only(fold).hold_us == 20_000_000
    assert states(fold, "Li Na")[-1][1] == "offline"


def test_a_log_in_is_no_restart_but_an_up_time_that_began_anew_is() -> None:
    fold = heard(event("FullyBooted", 5, Uptime="1000"), JOINED)
    hear(fold, event("FullyBooted", 100, Uptime="1095"))
    assert only(fold).is_open
    hear(fold, event("FullyBooted", 300, Uptime="3"))
    assert (only(fold).outcome, fold.state.boot_us) == (Outcome.LOST, (BASE + 297) * 1_000_000)


def test_one_restart_told_by_both_sides_is_one() -> None:
    fold = heard(event("FullyBooted", 0, Uptime="900"), JOINED, queue_log=True)
    hear(fold, log=("200|NONE|NONE|NONE|QUEUESTART|", "202|c.7|support|NONE|ENTERQUEUE||1|1"))
    hear(fold, event("FullyBooted", 203, Uptime="2"))
    assert [visit.outcome for visit in fold.state.visits.values()] == [Outcome.LOST, Outcome.WAITING]


def test_r11_a_caller_whom_the_phone_system_still_lists_is_not_lost_however_long_they_wait() -> None:
    rules = FoldConfig(queue_log=False, history_s=None, rules=QueueRules(max_wait_s=600))
    fold = Fold(PbxState("pbx"), rules)
    entry = {"Queue": "support", "Uniqueid": "c.1", "Position": "1"}
    hear(fold, JOINED)
    for at in (400, 900):
        listing = event("QueueEntry", at, **entry, Wait=str(at - 10))
        hear(fold, event("QueueParams", at, Queue="support"), listing, event("QueueStatusComplete", at))
    fold.tick((BASE + 1400) * 1_000_000)
    assert only(fold).stage is Stage.WAITING
    hear(fold, event("QueueParams", 1450, Queue="support"), event("QueueStatusComplete", 1450))
    assert (only(fold).outcome, only(fold).end_us) == (Outcome.LOST, (BASE + 1450) * 1_000_000)
    assert only(fold).note == "no longer in the queue's own list"


def test_r11_a_long_talk_that_the_phone_system_confirms_goes_on_and_an_unconfirmed_one_is_lost() -> None:
    fold = Fold(PbxState("pbx"), FoldConfig(queue_log=False, history_s=None, rules=QueueRules(max_talk_s=600)))
    hear(fold, JOINED, LEFT, CONNECTED)
    busy = event("QueueMember", 500, **listed(InCall="1"))
    hear(fold, event("QueueParams", 500, Queue="support"), busy, event("QueueStatusComplete", 500))
    fold.tick((BASE + 1000) * 1_000_000)
    assert only(fold).stage is Stage.TALKING
    fold.tick((BASE + 1200) * 1_000_000)
    assert (only(fold).end_reason, only(fold).end_us) == ("lost", (BASE + 1100) * 1_000_000)


def test_s27_leaving_by_key_gives_no_abandon_and_leaving_comes_before_the_connection() -> None:
    fold = heard(JOINED, LEFT)
    assert only(fold).stage is Stage.CONNECTING
    hear(fold, CONNECTED)
    assert only(fold).stage is Stage.TALKING


def test_s28_a_completion_under_another_id_ends_the_call_it_belongs_to() -> None:
    fold = heard(JOINED, LEFT, CONNECTED)
    hear(fold, event("AgentComplete", 60, **talk("c.77"), HoldTime=8, TalkTime=42, Reason="agent"))
    assert (only(fold).callid, only(fold).stage, only(fold).talk_us) == ("c.1", Stage.ENDED, 42_000_000)


def test_s29_a_member_said_busy_and_in_no_call_keeps_the_call_that_events_told_of() -> None:
    fold = heard(event("QueueMemberAdded", 0, **member()), JOINED, LEFT, CONNECTED)
    quiet = event("QueueMember", 30, **listed(Status="3", InCall="0", LastCall="0"))
    hear(fold, event("QueueParams", 30, Queue="support"), quiet, event("QueueStatusComplete", 30))
    assert only(fold).stage is Stage.TALKING


def test_s30_members_kept_over_a_restart_are_found_by_asking() -> None:
    fold = heard(event("FullyBooted", 5, Uptime="3"))
    here = event("QueueMember", 6, **listed(Membership="dynamic"))
    hear(fold, event("QueueParams", 6, Queue="support"), here, event("QueueStatusComplete", 6))
    fold.settle()
    assert states(fold, "Li Na") == [(6, "ready")]


def test_t58_a_pause_begun_while_the_link_was_down_starts_when_it_did() -> None:
    fold = heard(event("QueueMemberAdded", 0, **member()))
    paused = event("QueueMember", 100, **listed(Paused="1", PausedReason="午餐", LastPause=str(BASE + 40)))
    hear(fold, event("QueueParams", 100, Queue="support"), paused, event("QueueStatusComplete", 100))
    fold.settle()
    assert states(fold, "Li Na") == [(0, "ready"), (40, "午餐")]
