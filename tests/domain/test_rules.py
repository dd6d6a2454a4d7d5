"""The folding rules R1 to R14 of telephony.md 5.6, a test or two for each, under its number."""

import pytest

from tests.domain.phone_log import heard, only, timeline, us, visits
from ticketing.domain.calls import EndReason, FoldConfig, Mark, Outcome, QueueRules, Stage

JOIN = "0 c.1 q - ENTERQUEUE |138|1"
CONNECT = "5 c.1 q Li CONNECT 5|m.1|2"


def test_r1_a_restart_closes_calls_at_the_last_event_before_it_and_says_so() -> None:
    fold, changes = heard(JOIN, CONNECT, "7 - q Wang ADDMEMBER", "90 - - - QUEUESTART")
    visit = only(fold)
    assert (visit.outcome, visit.end_reason, visit.end_us) == (Outcome.ANSWERED, EndReason.LOST, us(7))
    assert visit.marks & Mark.TALK_UNSURE
    assert visit.note == "the phone system restarted"
    assert [(outage.kind, outage.from_us, outage.to_us) for outage in changes.outages] == [("restart", us(7), us(90))]


def test_r1_a_waiting_caller_is_lost_and_the_wait_stays_out_of_means() -> None:
    fold, _ = heard(JOIN, "9 - q Wang ADDMEMBER", "90 - - - QUEUESTART")
    assert (only(fold).outcome, only(fold).wait_us) == (Outcome.LOST, 9_000_000)
    assert only(fold).marks & Mark.WAIT_UNSURE


def test_r1_a_restart_logs_nobody_off_where_members_are_kept() -> None:
    fold, _ = heard("0 - q Li ADDMEMBER", "90 - - - QUEUESTART")
    assert timeline(fold, "Li") == [(0, "ready")]


def test_r2_a_reload_closes_nothing() -> None:
    fold, changes = heard(JOIN, CONNECT, "9 - - - CONFIGRELOAD")
    assert only(fold).stage is Stage.TALKING
    assert changes.outages == []


def test_r3_a_caller_who_enters_anew_has_left_where_they_were() -> None:
    fold, _ = heard(JOIN, "9 c.1 q - ENTERQUEUE |138|1")
    first, second = visits(fold)
    assert (first.outcome, first.end_us) == (Outcome.LOST, us(9))
    assert second.stage is Stage.WAITING
    fold, _ = heard(JOIN, CONNECT, "20 c.1 p - ENTERQUEUE |138|1")
    assert visits(fold)[0].end_reason is EndReason.TRANSFER_INFERRED


def test_r4_an_end_finds_its_connection_by_agent_and_time_when_its_id_has_drifted() -> None:
    fold, _ = heard(JOIN, CONNECT, "65 zz q Li COMPLETECALLER 5|60|1")
    assert (only(fold).callid, only(fold).talk_us, only(fold).flags) == ("c.1", 60_000_000, ["callid_drift"])


def test_r4_an_end_without_a_connection_infers_it() -> None:
    assert only(heard(JOIN, "70 c.1 q Li COMPLETEAGENT 10|60|1")[0]).flags == ["connect_inferred"]
    assert "enter_inferred" in only(heard("70 c.1 q Li COMPLETEAGENT 10|60|1")[0]).flags


def test_r4_a_real_end_replaces_one_that_a_restart_inferred() -> None:
    fold, _ = heard(JOIN, CONNECT, "30 - - - QUEUESTART", "31 c.1 q Li COMPLETECALLER 5|26|1")
    assert (only(fold).end_reason, only(fold).talk_us, only(fold).flags) == (EndReason.CALLER, 26_000_000, [])


def test_r5_a_connection_under_a_strange_id_takes_the_oldest_who_entered_then() -> None:
    fold, _ = heard(JOIN, "1 c.2 q - ENTERQUEUE |2|2", "11 zz q Li CONNECT 11|x|2")
    assert [visit.stage for visit in visits(fold)] == [Stage.TALKING, Stage.WAITING]
    assert visits(fold)[0].flags == ["callid_drift"]


def test_r5_a_connection_of_nobody_known_makes_the_visit() -> None:
    assert only(heard("20 c.1 q Li CONNECT 12|x|2")[0]).enter_us == us(8)


def test_r6_the_first_terminal_wins_and_a_second_is_evidence() -> None:
    fold, _ = heard(JOIN, "7 c.1 q - EXITEMPTY 1|1|7", "7 c.1 q - ABANDON 1|1|7")
    assert (only(fold).outcome, only(fold).flags) == (Outcome.EXIT_EMPTY, ["duplicate_terminal"])


def test_r6_an_exit_without_a_beginning_makes_one() -> None:
    assert only(heard("30 c.1 q - ABANDON 1|1|12")[0]).enter_us == us(18)


def test_r7_an_agent_with_another_caller_has_left_the_first_whose_caller_talks_on() -> None:
    fold, _ = heard(JOIN, CONNECT, "50 c.2 q - ENTERQUEUE |2|1", "60 c.2 q Li CONNECT 10|y|4")
    first = visits(fold)[0]
    assert (first.stage, first.agent_end_us, first.flags) == (Stage.TALKING, us(56), ["superseded"])


@pytest.mark.parametrize(
    "line", ["3 c.1 q Li AGENTDUMP", "3 c.1 q Li RINGNOANSWER 3000", "3 c.1 q Li RINGCANCELED 900"]
)
def test_r8_an_attempt_that_failed_leaves_the_caller_waiting(line: str) -> None:
    assert only(heard(JOIN, line)[0]).stage is Stage.WAITING


def test_r9_a_negative_duration_is_nought_and_out_of_means() -> None:
    fold, _ = heard("100 c.1 q - ENTERQUEUE |1|1", "50 c.1 q - ABANDON 1|1|-50")
    assert (only(fold).wait_us, only(fold).flags) == (0, ["clock_step"])
    assert only(fold).marks & Mark.WAIT_UNSURE


def test_r10_a_logged_value_is_kept_and_its_mismatch_marked_but_more_than_a_day_is_not_believed() -> None:
    fold, _ = heard(JOIN, CONNECT, "65 c.1 q Li COMPLETEAGENT 5|10|1")
    assert only(fold).talk_us == 10_000_000
    assert only(fold).marks & Mark.MISMATCH
    assert only(heard(JOIN, CONNECT, "65 c.1 q Li COMPLETEAGENT 5|99999|1")[0]).talk_us == 60_000_000


def test_r11_who_is_older_than_a_call_can_be_is_lost() -> None:
    config = FoldConfig(rules=QueueRules(max_wait_s=600), history_s=None)
    fold, _ = heard(JOIN, config=config, at=700)
    assert (only(fold).outcome, only(fold).end_us, only(fold).note) == (
        Outcome.LOST, us(600), "older than a call can be",
    )  # fmt: skip


def test_r12_what_the_dialplan_says_is_on_every_visit_of_the_call() -> None:
    fold, _ = heard("0 c.1 - - DID 400", JOIN, "2 c.1 q - IVR 投诉", "3 c.1 q - CALLSTATUS solved")
    assert (only(fold).dnis, only(fold).ivr, only(fold).disposition) == ("400", "投诉", "solved")


def test_r13_an_unknown_event_changes_nothing() -> None:
    _, changes = heard("0 c.1 q - OTHER x|y")
    assert not changes


def test_r14_what_is_inferred_says_why_and_stops_saying_so_when_it_is_known() -> None:
    fold, _ = heard(JOIN, "9 c.1 p - ENTERQUEUE |138|1")
    assert visits(fold)[0].note == "entered p"
    fold, _ = heard(JOIN, "9 c.1 p - ENTERQUEUE |138|1", "9 c.1 q - EXITWITHTIMEOUT 1|1|9")
    assert visits(fold)[0].note is None
