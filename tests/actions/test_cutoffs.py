"""Cut-off calls enter the register by themselves: one entry per caller and incident, whatever came in which order."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.actions.test_alerts import Floor
from tests.desk import Desk
from ticketing import db
from ticketing.actions import callbacks, calls, cutoffs
from ticketing.actions.calls import Heard
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import AttemptResult, CallbackKind
from ticketing.domain.instants import micros
from ticketing.domain.signals import Signal
from ticketing.domain.whole_calls.told import Side, WholeCall
from ticketing.errors import Forbidden
from ticketing.models.callbacks import Callback
from ticketing.models.cutoffs import Cutoff
from ticketing.models.whole_calls import Call, CallAlias
from ticketing.telephony.decode import decode
from ticketing.telephony.queue_log import parse

CALLER = "+8613800138001"
RESTART = "NONE|NONE|NONE|QUEUESTART|"


@pytest.fixture
def floor(desk: Desk) -> Floor:
    return Floor(desk)


def entries(live: bool = True) -> Sequence[Cutoff]:
    with db.reading() as session:
        found = sa.select(Cutoff).order_by(Cutoff.first_us, Cutoff.id)
        return session.scalars(found.where(Cutoff.withdrawn_at.is_(None)) if live else found).all()


def callback(entry: Cutoff) -> Callback:
    with db.reading() as session:
        return session.get_one(Callback, entry.callback_id)


def restart(floor: Floor) -> None:
    floor.desk.clock.advance(seconds=5)
    floor.say(RESTART)


def talk(floor: Floor, callid: str = "1.1", caller: str = "13800138001") -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", f"{callid}|sales|NONE|ENTERQUEUE||{caller}|1")
    floor.say(f"{callid}|sales|wang|CONNECT|0|9.9|0")


def test_a_talk_that_a_restart_ended_is_rung_back_in_five_minutes_by_the_same_agent(floor: Floor) -> None:
    talk(floor)
    floor.desk.clock.advance(seconds=60)
    floor.say("2.2|support|NONE|ENTERQUEUE||13800138002|1")
    restart(floor)
    assert entries() == []
    floor.wait(60)
    (one, other) = sorted(entries(), key=lambda entry: entry.phone)
    assert (one.phone, one.cause, one.part, one.talk_us) == (CALLER, "restart", "talk", 60_000_000)
    assert (other.cause, other.part, other.person_id) == ("restart", "queue", None)
    owed = callback(one)
    assert (owed.kind, owed.owner_id) == (CallbackKind.DROPPED_CALL, floor.desk.people["wang"])
    assert owed.window_start <= floor.desk.clock.at + timedelta(minutes=5)


def test_a_line_that_comes_late_says_that_nothing_was_cut_off(floor: Floor) -> None:
    talk(floor)
    floor.desk.clock.advance(seconds=60)
    restart(floor)
    floor.wait(60)
    (one,) = entries()
    floor.say("1.1|sales|wang|COMPLETECALLER|0|60|1", ago_s=1)
    assert entries() == []
    assert callback(one).state == "cancelled"


def test_a_line_that_comes_in_time_leaves_no_trace(floor: Floor) -> None:
    talk(floor)
    floor.desk.clock.advance(seconds=60)
    restart(floor)
    floor.say("1.1|sales|wang|COMPLETECALLER|0|60|1")
    floor.wait(60)
    assert entries(live=False) == []


def test_a_phone_that_could_not_be_joined_is_entered_at_once(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", "1.1|sales|NONE|ENTERQUEUE||13800138001|1")
    floor.say("1.1|sales|wang|SYSCOMPAT|", "1.1|sales|NONE|ABANDON|1|1|0")
    (one,) = entries()
    assert (one.cause, one.part) == ("failed", "ringing")
    assert [row.kind for row in floor.desk.callbacks()] == [CallbackKind.DROPPED_CALL]


def test_who_rings_again_within_half_an_hour_is_not_rung(floor: Floor) -> None:
    talk(floor)
    restart(floor)
    floor.wait(60)
    floor.wait(600)
    talk(floor, "3.1")
    (one,) = entries()
    assert one.returned_at is not None
    assert callback(one).outcome == "reached_inbound"


def test_who_was_back_before_it_was_known_is_owed_nothing(floor: Floor) -> None:
    talk(floor)
    floor.desk.clock.advance(seconds=5)
    restart(floor)
    floor.desk.clock.advance(seconds=20)
    talk(floor, "3.1")
    floor.wait(60)
    (one,) = entries()
    assert one.returned_at is not None
    assert one.callback_id is None
    assert floor.desk.callbacks() == []


def test_a_caller_without_a_number_is_not_entered(floor: Floor) -> None:
    talk(floor, caller="anonymous")
    restart(floor)
    floor.wait(60)
    assert entries() == []


def test_two_calls_of_one_caller_cut_by_one_restart_are_one_entry(floor: Floor) -> None:
    floor.say("1.1|sales|NONE|ENTERQUEUE||13800138001|1", "1.2|support|NONE|ENTERQUEUE||13800138001|1")
    restart(floor)
    floor.wait(60)
    (one,) = entries()
    assert len(one.visits) == 2
    assert len(floor.desk.callbacks()) == 1


def test_history_that_is_read_in_opens_nothing(floor: Floor) -> None:
    talk(floor, "1.1")
    floor.desk.clock.advance(seconds=7_300)
    floor.say("4.1|sales|NONE|ENTERQUEUE||13800138007|1", "4.1|sales|wang|SYSCOMPAT|", RESTART, ago_s=7_200)
    floor.wait(120)
    assert entries(live=False) == []
    assert floor.desk.callbacks() == []


def test_a_call_back_that_was_made_is_never_owed_again(floor: Floor) -> None:
    talk(floor)
    restart(floor)
    floor.wait(60)
    (one,) = entries()
    with db.begin(floor.desk.actor("wang")) as work:
        callbacks.attempt(work, one.callback_id or 0, callbacks.Outcome(AttemptResult.ANSWERED_RESOLVED))
    assert callback(one).promise_kept is True
    with db.begin(SYSTEM) as work:
        cutoffs.consider(work, {CALLER})
    assert [entry.id for entry in entries(live=False)] == [one.id]
    assert len(floor.desk.callbacks()) == 1


def test_only_whoever_works_call_backs_writes_remarks(floor: Floor) -> None:
    floor.say("1.1|sales|NONE|ENTERQUEUE||13800138001|1", "1.1|sales|wang|SYSCOMPAT|")
    (one,) = entries()
    with db.begin(floor.desk.actor("li")) as work:
        cutoffs.note(work, one.id, one.version, {"note": "已致歉", "satisfied": True})
    assert (entries()[0].note, entries()[0].satisfied) == ("已致歉", True)
    with pytest.raises(Forbidden), db.begin(floor.desk.actor("root")) as work:
        cutoffs.note(work, one.id, None, {"note": "x"})


STORY = (
    "0|1.1|sales|NONE|ENTERQUEUE||13800138001|1",
    "5|1.1|sales|wang|CONNECT|5|9.1|4",
    "9|1.2|sales|NONE|ENTERQUEUE||13800138002|1",
    "20|1.2|sales|li|SYSCOMPAT|",
    "20|1.2|sales|NONE|ABANDON|1|1|11",
    "60|NONE|NONE|NONE|QUEUESTART|",
    "200|1.3|sales|NONE|ENTERQUEUE||13800138002|1",
    "210|1.3|sales|li|CONNECT|10|9.3|4",
    "260|1.4|support|NONE|ENTERQUEUE||13800138001|1",
    "300|NONE|NONE|NONE|QUEUESTART|",
    "400|1.5|sales|NONE|ENTERQUEUE||13800138003|1",
    "410|1.5|sales|li|CONNECT|10|9.5|4",
    "500|1.5|sales|li|COMPLETECALLER|10|90|1",
)


@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_the_log_leaves_one_entry_per_caller_and_incident(floor: Floor, seed: int) -> None:
    start = int(floor.desk.clock.at.timestamp())
    floor.desk.clock.advance(seconds=600)
    lines = list(enumerate(STORY))
    dice = random.Random(seed)
    if seed:
        dice.shuffle(lines)
    while lines:
        size = dice.randrange(1, 5)
        batch, lines = sorted(lines[:size]), lines[size:]
        take(floor, start, batch)
        floor.wait(dice.choice((0, 61)))
    take(floor, start, list(enumerate(STORY)))
    floor.wait(61)
    found = [(one.phone[-2:], one.cause.value, len(one.visits), one.returned_at is not None) for one in entries()]
    assert sorted(found) == [
        ("01", "restart", 2, False),
        ("02", "failed", 1, True),
        ("02", "restart", 1, False),
    ]
    open_ = [one.phone[-2:] for one in floor.desk.callbacks() if one.is_open and one.kind is CallbackKind.DROPPED_CALL]
    assert sorted(open_) == ["01", "02"]


def take(floor: Floor, start: int, batch: list[tuple[int, str]]) -> None:
    heard = []
    for _, line in batch:
        after, _, rest = line.partition("|")
        raw = f"{start + int(after)}|{rest}"
        signal = parse(raw)
        assert isinstance(signal, Signal)
        heard.append(Heard(raw, signal, None, None, None, calls.text_hash(raw), 1))
    db.do(SYSTEM, lambda work: calls.record(work, floor.source_id, heard, decode))


def test_the_records_of_a_call_tell_that_its_line_broke(floor: Floor) -> None:
    talk(floor)
    floor.desk.clock.advance(seconds=40)
    floor.say("1.1|sales|wang|COMPLETECALLER|0|40|1")
    assert entries() == []
    end_us = micros(floor.desk.clock.at)
    with db.begin(SYSTEM) as work:
        call = Call(
            pbx_id=floor.pbx_id,
            root="1.1",
            direction="inbound",
            first_us=end_us - 40_000_000,
            answer_us=end_us - 40_000_000,
            end_us=end_us,
            outcome="answered",
            number="13800138001",
            number_norm=CALLER,
            wait_us=0,
            talk_us=40_000_000,
            transfers=0,
            hangup_cause=38,
        )
        work.add(call)
        work.add(CallAlias(pbx_id=floor.pbx_id, channel_uniqueid="1.1", from_us=call.first_us, call_id=call.id))
        cutoffs.consider(work, {CALLER})
    (one,) = entries()
    assert (one.cause, one.hangup_cause, one.part) == ("line", 38, "talk")
    assert callback(one).owner_id == floor.desk.people["wang"]


def test_calls_are_looked_at_when_their_records_are_odd() -> None:
    usual = {"root": "1.1", "first_us": 0, "answer_us": 1, "end_us": 60, "number": "13800138001", "talk_us": 50_000_000}
    odd = [
        ({"hangup_cause": 38}, True),
        ({"hangup_cause": 16}, False),
        ({"talk_us": 5, "hung_up_by": Side.SYSTEM}, True),
        ({"talk_us": 5, "hung_up_by": Side.CALLER}, False),
        ({"hold_us": 9, "hung_up_by": Side.CALLER}, True),
        ({"hold_us": 9, "hung_up_by": Side.AGENT}, False),
        ({"hangup_cause": 38, "answer_us": None}, False),
        ({"hangup_cause": 38, "end_us": 3}, False),
    ]
    for facts, is_odd in odd:
        assert bool(cutoffs.of_calls([WholeCall(**{**usual, **facts})], 10, "CN")) is is_odd, facts
