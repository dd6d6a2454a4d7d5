"""What a line of the log does to a visit: rules R1 to R14, and the traps they were made for."""

import pytest

from tests.domain.phone_log import heard, only, timeline, us, visits
from ticketing.domain.calls import EndReason, FoldConfig, Mark, Outcome, QueueRules, RestartPolicy, Stage

JOIN = "0 c.1 q - ENTERQUEUE |138|1"


def test_one_callid_may_visit_the_same_queue_many_times() -> None:
    fold, _ = heard(
        "0 c.1 q - ENTERQUEUE |138|1",
        "30 c.1 q - EXITWITHTIMEOUT 1|1|30",
        "31 c.1 q - ENTERQUEUE |138|1",
        "40 c.1 q Li CONNECT 9|x|3",
        "60 c.1 q Li COMPLETEAGENT 9|20|1",
    )
    assert [visit.outcome for visit in visits(fold)] == [Outcome.TIMEOUT, Outcome.ANSWERED]
    assert [visit.wait_us for visit in visits(fold)] == [30_000_000, 9_000_000]
    assert [visit.flags for visit in visits(fold)] == [[], []]


def test_two_visits_of_one_callid_in_one_queue_and_second_have_two_keys() -> None:
    fold, _ = heard("0 c.1 q - ENTERQUEUE |1|1", "0 c.1 q - EXITEMPTY 1|1|0", "0 c.1 q - ENTERQUEUE |1|1")
    assert [visit.key.seq for visit in visits(fold)] == [0, 1]


@pytest.mark.parametrize(
    ("exit_line", "outcome"),
    [
        ("9 c.1 q - ABANDON 1|1|9", Outcome.ABANDONED),
        ("9 c.1 q - EXITWITHTIMEOUT 1", Outcome.TIMEOUT),
        ("9 c.1 q - EXITWITHKEY 2|1", Outcome.EXIT_KEY),
        ("9 c.1 q - EXITEMPTY 1|1|9", Outcome.EXIT_EMPTY),
        ("9 c.1 q - WITHDRAW 1|1|9|VIP", Outcome.WITHDRAWN),
        ("9 c.1 q Li SYSCOMPAT", Outcome.FAILED),
    ],
)
def test_every_exit_is_an_outcome_of_its_own(exit_line: str, outcome: Outcome) -> None:
    fold, _ = heard(JOIN, exit_line)
    visit = only(fold)
    assert (visit.outcome, visit.wait_us, visit.end_us, visit.agent) == (outcome, 9_000_000, us(9), None)


def test_the_first_end_told_is_the_end_and_another_is_evidence_only() -> None:
    fold, _ = heard(JOIN, "7 c.1 q - EXITEMPTY 1|1|7", "7 c.1 q - EXITEMPTY 1|1|7", "7 c.1 q - ABANDON 1|1|7")
    assert only(fold).outcome is Outcome.EXIT_EMPTY
    assert only(fold).flags == ["duplicate_terminal"]


def test_an_incompatible_channel_is_a_failure_although_an_abandon_follows() -> None:
    fold, _ = heard(JOIN, "7 c.1 q Li SYSCOMPAT", "7 c.1 q - ABANDON 1|1|7")
    assert only(fold).outcome is Outcome.FAILED


def test_a_caller_who_hangs_up_in_the_announcement_was_not_answered_by_the_named_member() -> None:
    fold, _ = heard(JOIN, "6 c.1 q Li ABANDON 1|1|6")
    assert (only(fold).outcome, only(fold).agent) == (Outcome.ABANDONED, None)


def test_a_dump_a_refusal_and_a_cancelled_ring_leave_the_caller_waiting() -> None:
    fold, changes = heard(
        JOIN, "5 c.1 q Li AGENTDUMP", "8 c.1 q Wang RINGNOANSWER 3000", "9 c.1 q Zhao RINGCANCELED 878"
    )
    assert only(fold).stage is Stage.WAITING
    assert [attempt.result for attempt in changes.attempts] == ["dump", "rna", "cancelled"]
    assert timeline(fold, "Zhao") == [(8.122, "ringing"), (9, "offline")]


def test_three_equal_attempts_in_one_second_are_three() -> None:
    _, changes = heard(JOIN, *["5 c.1 q Li RINGNOANSWER 0"] * 3)
    assert [attempt.seq for attempt in changes.attempts] == [0, 1, 2]


def test_ids_that_two_calls_swapped_are_told_apart_by_agent_and_time() -> None:
    fold, _ = heard(
        "0 c.1 q - ENTERQUEUE |1|1",
        "2 c.2 q - ENTERQUEUE |2|2",
        "5 c.1 q Li CONNECT 5|x|2",
        "9 c.2 q Wang CONNECT 7|y|2",
        "65 c.2 q Li COMPLETECALLER 5|60|1",
        "99 c.1 q Wang COMPLETEAGENT 7|90|1",
    )
    first, second = visits(fold)
    assert (first.callid, first.agent, first.talk_us, first.end_reason) == ("c.1", "Li", 60_000_000, EndReason.CALLER)
    assert (second.callid, second.agent, second.talk_us) == ("c.2", "Wang", 90_000_000)
    assert first.flags == second.flags == ["callid_drift"]


def test_a_connect_under_a_strange_id_takes_the_caller_who_entered_then() -> None:
    fold, _ = heard("0 c.1 q - ENTERQUEUE |1|1", "20 c.2 q - ENTERQUEUE |2|2", "31 zz q Li CONNECT 11|x|2")
    assert [visit.stage for visit in visits(fold)] == [Stage.WAITING, Stage.TALKING]
    assert visits(fold)[1].flags == ["callid_drift"]


def test_a_connect_without_any_beginning_makes_one() -> None:
    fold, _ = heard("20 c.1 q Li CONNECT 12|x|2")
    assert (only(fold).enter_us, only(fold).flags) == (us(8), ["enter_inferred"])


def test_an_end_without_a_connect_infers_it_from_the_talk() -> None:
    fold, _ = heard(JOIN, "70 c.1 q Li COMPLETEAGENT 10|60|1")
    visit = only(fold)
    assert (visit.connect_us, visit.wait_us, visit.talk_us) == (us(10), 10_000_000, 60_000_000)
    assert visit.flags == ["connect_inferred"]
    assert timeline(fold, "Li") == [(10, "talking"), (70, "offline")]


def test_an_end_without_anything_before_it_makes_the_whole_visit() -> None:
    fold, _ = heard("70 c.1 q Li COMPLETEAGENT 10|50|1")
    assert (only(fold).enter_us, only(fold).connect_us) == (us(10), us(20))
    assert "enter_inferred" in only(fold).flags


def test_an_exit_without_a_beginning_makes_one() -> None:
    fold, _ = heard("30 c.1 q - ABANDON 1|1|12")
    assert (only(fold).enter_us, only(fold).flags) == (us(18), ["enter_inferred"])


def test_a_line_that_comes_after_its_successor_still_finds_its_visit() -> None:
    fold, _ = heard("0 c.1 q - ABANDON 1|1|0", "0 c.1 q - ENTERQUEUE |138|1")
    assert (only(fold).outcome, only(fold).caller, only(fold).flags) == (Outcome.ABANDONED, "138", [])
    fold, _ = heard(JOIN, "5 c.1 q Li COMPLETECALLER 5|0|1", "5 c.1 q Li CONNECT 5|x|2")
    assert (only(fold).talk_us, only(fold).ring_us, only(fold).flags) == (0, 2_000_000, [])


def test_an_end_written_after_the_agents_next_call_supersedes_nothing() -> None:
    fold, _ = heard(
        "0 c.1 q - ENTERQUEUE |1|1",
        "1 c.1 q Li CONNECT 1|x|1",
        "2 c.2 q - ENTERQUEUE |2|1",
        "31 c.2 q Li CONNECT 29|y|0",
        "31 c.1 q Li COMPLETECALLER 1|30|1",
        "41 c.2 q Li COMPLETECALLER 29|10|1",
    )
    assert [visit.flags for visit in visits(fold)] == [[], []]
    assert timeline(fold, "Li") == [(0, "ringing"), (1, "talking"), (31, "talking"), (41, "offline")]


def test_a_blind_transfer_may_be_written_after_the_callers_next_queue() -> None:
    fold, _ = heard(
        JOIN,
        "5 c.1 q Li CONNECT 5|x|2",
        "25 c.1 p - ENTERQUEUE |138|1",
        "25 c.1 q Li BLINDTRANSFER 8003|internal|5|20|1",
    )
    first, second = visits(fold)
    assert (first.end_reason, first.transfer_to, first.flags) == (EndReason.BLIND_TRANSFER, "8003@internal", [])
    assert second.stage is Stage.WAITING


def test_a_caller_who_enters_elsewhere_was_transferred_or_lost() -> None:
    fold, _ = heard(JOIN, "5 c.1 q Li CONNECT 5|x|2", "25 c.1 p - ENTERQUEUE |1|1", "30 c.1 r - ENTERQUEUE |1|1")
    first, second, third = visits(fold)
    assert (first.outcome, first.end_reason, first.end_us) == (Outcome.ANSWERED, EndReason.TRANSFER_INFERRED, us(25))
    assert (second.outcome, second.end_us) == (Outcome.LOST, us(30))
    assert third.stage is Stage.WAITING
    assert first.flags == second.flags == ["inferred_end"]


def test_a_real_end_replaces_an_inferred_one_even_much_later() -> None:
    fold, _ = heard(
        JOIN,
        "5 c.1 q Li CONNECT 5|x|2",
        "25 c.1 p - ENTERQUEUE |1|1",
        "3605 c.1 q Li COMPLETECALLER 5|3600|1",
    )
    first = visits(fold)[0]
    assert (first.end_us, first.talk_us, first.end_reason, first.flags) == (
        us(3605), 3_600_000_000, EndReason.CALLER, [],
    )  # fmt: skip
    assert timeline(fold, "Li") == [(3, "ringing"), (5, "talking"), (3605, "offline")]


def test_two_ends_of_one_conversation_count_once() -> None:
    fold, _ = heard(
        JOIN,
        "5 c.1 q Li CONNECT 5|x|2",
        "25 c.1 q Li COMPLETECALLER 5|20|1",
        "25 c.1 q Li ATTENDEDTRANSFER BRIDGE|b-1|5|20|1",
    )
    assert (only(fold).end_reason, only(fold).flags) == (EndReason.CALLER, ["duplicate_terminal"])


def test_an_agent_who_takes_another_call_has_left_the_first_but_its_caller_has_not() -> None:
    fold, _ = heard(
        JOIN,
        "5 c.1 q Li CONNECT 5|x|2",
        "100 c.2 q - ENTERQUEUE |2|1",
        "110 c.2 q Li CONNECT 10|y|4",
        "150 c.2 q Li COMPLETEAGENT 10|40|1",
        "3605 c.1 q Li COMPLETECALLER 5|3600|1",
    )
    first = visits(fold)[0]
    assert (first.agent_end_us, first.end_us, first.talk_us) == (us(106), us(3605), 3_600_000_000)
    assert first.flags == ["superseded"]
    assert timeline(fold, "Li") == [
        (3, "ringing"), (5, "talking"), (106, "ringing"), (110, "talking"), (150, "offline"),
    ]  # fmt: skip


def test_where_agents_may_have_two_calls_their_time_is_still_one() -> None:
    config = FoldConfig(one_call_per_agent=False, history_s=None)
    fold, _ = heard(
        JOIN,
        "5 c.1 q Li CONNECT 5|x|0",
        "10 c.2 q - ENTERQUEUE |2|1",
        "20 c.2 q Li CONNECT 10|y|0",
        "40 c.1 q Li COMPLETECALLER 5|35|1",
        "50 c.2 q Li COMPLETECALLER 10|30|1",
        config=config,
    )
    assert [visit.flags for visit in visits(fold)] == [[], []]
    talked = [piece for piece in fold.state.agents["Li"].slices if piece.state == "talking"]
    assert (talked[0].start_us, talked[-1].end_us) == (us(5), us(50))


def test_a_restart_closes_what_was_open_at_the_last_thing_heard() -> None:
    fold, changes = heard(
        "0 - q Li ADDMEMBER", JOIN, "5 c.1 q Li CONNECT 5|x|2", "9 c.2 q - ENTERQUEUE |2|1", "90 - - - QUEUESTART"
    )
    talking, waiting = visits(fold)
    assert (talking.end_us, talking.talk_us, talking.end_reason) == (us(9), 4_000_000, EndReason.LOST)
    assert (waiting.end_us, waiting.outcome) == (us(9), Outcome.LOST)
    assert talking.note == "the phone system restarted"
    assert [(outage.kind, outage.from_us, outage.to_us) for outage in changes.outages] == [("restart", us(9), us(90))]
    assert "q" in fold.state.agents["Li"].members


def test_members_that_a_restart_drops_are_gone_when_the_phone_system_was() -> None:
    config = FoldConfig(restart_policy=RestartPolicy.DROP, history_s=None)
    fold, _ = heard("0 - q Li ADDMEMBER", "50 - q Wang ADDMEMBER", "90 - - - QUEUESTART", config=config)
    assert timeline(fold, "Li") == [(0, "ready"), (50, "offline")]


def test_a_reload_is_no_restart() -> None:
    fold, _ = heard(JOIN, "5 - - - CONFIGRELOAD", "9 c.1 q - ABANDON 1|1|9")
    assert (only(fold).outcome, only(fold).flags) == (Outcome.ABANDONED, [])


def test_a_clock_set_back_in_mid_call_gives_no_negative_time() -> None:
    fold, changes = heard(
        "1000 c.1 q - ENTERQUEUE |1|1", "1010 c.1 q Li CONNECT 10|x|2", "100 c.1 q Li COMPLETEAGENT 10|-910|1"
    )
    visit = only(fold)
    assert (visit.talk_us, visit.flags) == (0, ["clock_step"])
    assert visit.marks & Mark.TALK_UNSURE
    assert [outage.kind for outage in changes.outages] == ["clock_step"]


def test_a_logged_value_that_the_stamps_do_not_bear_out_is_kept_and_marked() -> None:
    fold, _ = heard(JOIN, "5 c.1 q Li CONNECT 5|x|2", "65 c.1 q Li COMPLETEAGENT 5|10|1")
    assert only(fold).talk_us == 10_000_000
    assert only(fold).marks & Mark.MISMATCH


def test_a_duration_of_more_than_a_day_is_not_believed() -> None:
    fold, _ = heard(JOIN, "5 c.1 q Li CONNECT 5|x|2", "65 c.1 q Li COMPLETEAGENT 5|99999999|1")
    assert only(fold).talk_us == 60_000_000


def test_a_visit_without_an_end_is_closed_when_it_is_older_than_a_call_can_be() -> None:
    config = FoldConfig(rules=QueueRules(max_wait_s=600, max_talk_s=900), history_s=None)
    fold, _ = heard(JOIN, "0 c.2 q - ENTERQUEUE |2|2", "10 c.2 q Li CONNECT 10|x|2", config=config, at=5000)
    waiting, talking = visits(fold)
    assert (waiting.outcome, waiting.end_us) == (Outcome.LOST, us(600))
    assert (talking.end_reason, talking.end_us) == (EndReason.LOST, us(910))
    assert fold.state.lines["q"] == []


def test_a_visit_just_as_old_as_a_call_can_be_is_still_open() -> None:
    config = FoldConfig(rules=QueueRules(max_wait_s=600, max_talk_s=900), history_s=None)
    assert only(heard(JOIN, config=config, at=600)[0]).outcome is Outcome.WAITING
    assert only(heard(JOIN, config=config, at=601)[0]).outcome is Outcome.LOST


def test_what_the_dialplan_says_of_a_call_is_on_every_visit_of_it() -> None:
    fold, _ = heard(
        "0 c.1 - - DID 4001234567",
        JOIN,
        "1 c.1 q - IVR 投诉",
        "9 c.1 q - EXITWITHTIMEOUT 1|1|9",
        "9 c.1 p - ENTERQUEUE |138|1",
        "10 c.1 p - CALLSTATUS solved",
    )
    assert [(visit.dnis, visit.ivr, visit.disposition) for visit in visits(fold)] == [
        ("4001234567", "投诉", "solved")
    ] * 2


def test_unknown_events_change_nothing() -> None:
    fold, changes = heard("0 c.1 q - OTHER x|y", "0 - q Li PENALTY 5", "0 - q Li RINGINUSE 1")
    assert not changes
    assert fold.state.agents == {}


def test_callers_stand_in_the_order_of_their_positions() -> None:
    fold, _ = heard("0 c.1 q - ENTERQUEUE |1|1", "1 c.2 q - ENTERQUEUE |2|2", "2 vip q - ENTERQUEUE |3|1")
    assert [visit.callid for visit in fold.state.lines["q"]] == ["vip", "c.1", "c.2"]


def test_old_visits_are_forgotten_and_those_in_doubt_are_kept_longer() -> None:
    lines = [JOIN, "9 c.1 q - ABANDON 1|1|9", "10 c.2 q - ENTERQUEUE |1|1", "20 c.2 p - ENTERQUEUE |1|1"]
    fold, _ = heard(*lines, "30 c.2 p - ABANDON 1|1|10", "9000 x p - ENTERQUEUE |1|1", config=FoldConfig())
    assert [(visit.callid, visit.queue) for visit in visits(fold)] == [("c.2", "q"), ("x", "p")]
