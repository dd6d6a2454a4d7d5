"""Every call of a real phone system's day is met: its way, its numbers, its times, its transfers, its end."""

import random

import pytest

from tests.telephony.recorded_calls import (
    SECOND_US,
    bare_records,
    call_with,
    calls_of,
    channel_events,
    everything,
    full_records,
    master_records,
    truth,
    visits,
)
from ticketing.domain.calls import EndReason, Outcome
from ticketing.domain.whole_calls import CallOutcome, Direction, Said, Side, Told, WholeCall
from ticketing.domain.whole_calls.told import Guess

CALLS = truth("calls.csv")
INBOUND = truth("inbound.csv")
#: The caller's own phone told how it ended; "remote" is an agent or the phone system.
ENDED_BY = {
    "local": {Side.CALLER},
    "cancel": {Side.CALLER},
    "remote": {Side.AGENT, Side.SYSTEM},
    "code603": {Side.SYSTEM},
}
TRANSFERRED = {
    "blind_transfer": 1, "blind_transfer_ami": 1, "blind_transfer_dtmf": 1,
    "attended_transfer": 1, "attended_transfer_dtmf": 1, "attended_to_queue": 1,
}  # fmt: skip
KEYS = {"consult": "1", "complaint": "2", "sales": "3"}
#: A second call of an agent that was joined with the caller's by a transfer.
CONSULTATIONS = {"1795291822.176"}


@pytest.fixture(scope="module")
def calls() -> list[WholeCall]:
    return calls_of(everything())


def of(calls: list[WholeCall], row: dict[str, str]) -> WholeCall:
    if row["uniqueid"]:
        return call_with(calls, row["uniqueid"])
    (found,) = [call for call in calls if call.number == row["caller"]]
    return found


@pytest.mark.parametrize("row", CALLS, ids=lambda row: f"{row['uniqueid']}-{row['kind']}")
def test_a_queue_call_has_the_visits_the_agents_and_the_times_that_it_really_had(
    calls: list[WholeCall], row: dict[str, str]
) -> None:
    call = of(calls, row)
    mine = sorted((visit for visit in visits() if visit.callid == row["uniqueid"]), key=lambda visit: visit.enter_us)
    assert [visit.queue for visit in mine] == row["queues"].split(">")
    assert set(row["queues"].split(">")) <= set(call.queues)
    assert {name for name in row["agents"].split(">") if name not in ("", "-")} <= set(call.agents)
    assert sum(visit.wait_us or 0 for visit in mine) == int(row["total_wait_s"]) * SECOND_US
    assert sum(visit.talk_us or 0 for visit in mine) == int(row["total_talk_s"]) * SECOND_US
    if row["uniqueid"] not in CONSULTATIONS:
        assert call.number == row["caller"]
        assert call.survey == (row["survey"] or None)


@pytest.mark.parametrize("row", CALLS, ids=lambda row: f"{row['uniqueid']}-{row['kind']}")
def test_a_call_is_answered_when_anybody_spoke_with_the_caller(calls: list[WholeCall], row: dict[str, str]) -> None:
    call = of(calls, row)
    # Redirected while waiting: the log says ABANDON although somebody answered (surprise 14).
    answered = row["answered"] == "1" or row["kind"] == "redirected_waiting"
    assert (call.outcome is CallOutcome.ANSWERED) == answered
    if not answered:
        assert call.outcome.value == {
            "ABANDON": "abandoned", "EXITWITHKEY": "exit_key", "EXITWITHTIMEOUT": "timeout", "WITHDRAW": "withdrawn",
        }[row["last_reason"]]  # fmt: skip


@pytest.mark.parametrize("row", INBOUND, ids=lambda row: f"{row['plan']}-{row['kind']}")
def test_a_call_that_rang_in_began_and_ended_when_and_as_the_caller_s_phone_says(
    calls: list[WholeCall], row: dict[str, str]
) -> None:
    call = of(calls, row)
    assert call.direction is (Direction.OUTBOUND if row["kind"] == "campaign" else Direction.INBOUND)
    assert call.number == row["caller"]
    assert call.dnis == (row["did"] or None)
    assert call.end_us is not None
    assert call.end_us / SECOND_US == pytest.approx(float(row["start"]) + float(row["duration"]), abs=3.0)
    assert call.first_us / SECOND_US == pytest.approx(float(row["start"]), abs=0.6)
    assert call.hung_up_by in ENDED_BY[row["ended_by"]]
    assert call.transfers == TRANSFERRED.get(row["kind"], 0)
    if row["talked"] == "1":
        assert call.outcome is CallOutcome.ANSWERED


def test_a_caller_whom_a_queue_refused_is_there_although_the_queue_log_is_silent(calls: list[WholeCall]) -> None:
    refused = truth("refused.csv")
    for row in refused:
        call = of(calls, row)
        assert (call.outcome, call.refused_by, call.queues) == (CallOutcome.REFUSED, (row["queue"],), ())
        assert call.number == row["caller"]
        assert Guess("outcome", "full_or_empty", row["queue"]) in call.guesses
    assert sum(call.outcome is CallOutcome.REFUSED for call in calls) == len(refused)


@pytest.mark.parametrize(
    "row", [row for row in INBOUND if row["did"] == "4008001"], ids=lambda row: f"{row['plan']}-{row['kind']}"
)
def test_the_keys_pressed_in_the_menu_are_the_call_s_path(calls: list[WholeCall], row: dict[str, str]) -> None:
    keys = of(calls, row).ivr
    first = (row["queues"] or row["refused"]).partition(">")[0].partition(":")[0]
    if row["kind"] == "ivr_wrong_then_right":
        assert (len(keys), keys[-1]) == (2, KEYS[first])
    elif first:
        assert keys == (KEYS[first],)
    else:
        assert keys == (("0",) if row["kind"] == "ivr_operator" else ())


def test_every_recording_is_of_a_call_and_named_by_its_record(calls: list[WholeCall]) -> None:
    named = {name: call for call in calls for name in call.recordings}
    for row in truth("recordings.tsv"):
        if row["file"].startswith("callback-"):
            # These calls were placed; the folder's own index ties them (tests/actions/test_whole_calls.py).
            continue
        assert any(callid in row["file"] for callid in named[row["file"]].channels)


def test_calls_placed_by_agents_and_by_the_phone_system_go_out(calls: list[WholeCall]) -> None:
    out = [(call.number, call.outcome.value, call.agents) for call in calls if call.direction is Direction.OUTBOUND]
    assert out == [
        ("13811112222", "answered", ("孙磊",)),
        ("13828355493", "answered", ("李娜",)),
        ("15840459432", "answered", ("周婷",)),
        ("15860450284", "answered", ("赵敏",)),
    ]


def test_hold_is_the_music_in_the_middle_of_a_conversation(calls: list[WholeCall]) -> None:
    (held,) = [call for call in calls if call.number == "18613845490"]
    assert held.hold_us == 2_451_673 + 1_110_903
    (waited,) = [call for call in calls if call.number == "13563368195"]
    assert waited.hold_us == 0


def test_the_reason_of_an_end_is_known_by_number(calls: list[WholeCall]) -> None:
    (wrong,) = [call for call in calls if call.dnis == "4008888"]
    assert (wrong.hangup_cause, wrong.hung_up_by, wrong.outcome) == (1, Side.SYSTEM, CallOutcome.IVR)


def test_two_files_and_one_tell_the_same_legs() -> None:
    both = calls_of(Told(visits(), full_records() + master_records(), channel_events()))
    one = calls_of(Told(visits(), full_records(), channel_events()))
    assert sum(len(call.legs) for call in both) == sum(len(call.legs) for call in one) == 135
    assert [facts(call) for call in both] == [facts(call) for call in one]


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_telling_makes_the_same_calls(calls: list[WholeCall], seed: int) -> None:
    told, order = everything(), random.Random(seed)
    # Within one channel events keep their order (2.5); files and channels come as they like.
    order.shuffle(told.visits)
    order.shuffle(told.records)
    told.events.sort(key=lambda event: (hash((event.uniqueid, seed)), event.ref))
    assert [facts(call) for call in calls_of(told)] == [facts(call) for call in calls]


@pytest.mark.parametrize("records", [master_records, bare_records], ids=["by uniqueid", "without any key"])
def test_records_of_the_old_columns_make_the_same_calls(calls: list[WholeCall], records: object) -> None:
    said: list[Said] = records()  # type: ignore[operator]
    found = calls_of(Told(visits(), said))
    assert len(found) == len(calls)
    for call in found:
        if call.queues:
            mine = call_with(calls, next(visit.callid for visit in visits() if visit.callid in call.channels))
            assert (call.queues, call.number) == (mine.queues, mine.number)


def test_the_queue_log_alone_gives_its_calls_and_says_what_it_cannot_know() -> None:
    found = calls_of(Told(visits()))
    assert len(found) == len(CALLS)
    assert all(Guess("direction", "by_number") in call.guesses for call in found)
    ended = {visit.callid: visit for visit in visits() if visit.end_reason is EndReason.CALLER}
    for call in found:
        if call.root in ended:
            assert call.hung_up_by is Side.CALLER
    assert {call.outcome.value for call in found} <= {outcome.value for outcome in Outcome}


def facts(call: WholeCall) -> tuple[object, ...]:
    plain = (call.root, call.direction, call.number, call.dnis, call.ivr, call.queues, call.agents, call.outcome)
    times = (call.first_us, call.answer_us, call.end_us, call.wait_us, call.talk_us, call.hold_us)
    return (*plain, *times, call.transfers, call.hangup_cause, call.hung_up_by, sorted(call.channels), call.recordings)
