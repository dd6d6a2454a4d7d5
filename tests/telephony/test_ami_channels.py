"""The list of all channels against what we believe: who is gone ended, who is there lives on (R11)."""

import socket
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from tests.telephony.fake_pbx import SECRET, FakePbx, fake_pbx
from tests.telephony.test_ami import BASE, JOINED, LEFT, event, hear, heard, listed, only, talk
from tests.telephony.test_ami_client import run_feed
from ticketing import db
from ticketing.domain.calls import EndReason, Fold, FoldConfig, Mark, Outcome, PbxState, QueueRules, Stage
from ticketing.domain.signals import Signal, SignalKind
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import RawEvent, SourceKind
from ticketing.telephony.decode import channels_note, decode

CONNECTED = event("AgentConnect", 20, **talk("c.1"), HoldTime=10, RingTime=2, DestUniqueid="m.1")
GONE = "its channel was gone when the phone system was asked"


def seen(at: float, *ids: str) -> Signal:
    return Signal(round((BASE + at) * 1_000_000), SignalKind.CHANNELS_SEEN, data=ids)


def test_the_note_of_a_list_says_again_what_was_seen() -> None:
    note = channels_note(["c.2", "", "c.1"], BASE * 1_000_000 + 5)
    assert decode(SourceKind.AMI, note.raw, 0) == Signal(
        BASE * 1_000_000 + 5, SignalKind.CHANNELS_SEEN, data=("c.1", "c.2")
    )
    assert decode(SourceKind.AMI, channels_note([], 7).raw, 0) == Signal(7, SignalKind.CHANNELS_SEEN)


def test_a_talk_whose_channels_are_gone_has_ended_unheard() -> None:
    fold = heard(JOINED, LEFT, CONNECTED)
    fold.hear(seen(300, "c.9"))
    visit = only(fold)
    assert (visit.stage, visit.end_reason, visit.note) == (Stage.ENDED, EndReason.LOST, GONE)
    assert visit.end_us == (BASE + 300) * 1_000_000
    assert visit.marks & Mark.INFERRED_END
    assert not fold.state.agents["Li Na"].running


def test_a_caller_who_waits_and_has_no_channel_any_more_is_lost() -> None:
    fold = heard(JOINED)
    fold.hear(seen(60))
    assert (only(fold).outcome, fold.state.lines["support"]) == (Outcome.LOST, [])


def test_the_agents_channel_is_enough_where_the_callers_goes_by_another_id() -> None:
    fold = heard(JOINED, LEFT, CONNECTED)
    fold.hear(seen(300, "m.1"))
    assert only(fold).stage is Stage.TALKING


def test_what_moved_while_the_list_was_made_is_left_alone() -> None:
    fold = heard(JOINED)
    fold.hear(seen(11))
    assert only(fold).stage is Stage.WAITING


def test_r11_a_talk_as_long_as_no_call_can_be_goes_on_while_its_channel_is_there() -> None:
    rules = FoldConfig(queue_log=False, history_s=None, rules=QueueRules(max_talk_s=600))
    fold = Fold(PbxState("pbx"), rules)
    hear(fold, JOINED, LEFT, CONNECTED)
    for at in (500, 1000):
        fold.hear(seen(at, "c.1"))
    fold.tick((BASE + 1500) * 1_000_000)
    assert only(fold).stage is Stage.TALKING
    fold.tick((BASE + 1700) * 1_000_000)
    assert (only(fold).stage, only(fold).note) == (Stage.ENDED, "older than a call can be")


def test_the_logs_own_word_of_the_end_takes_the_place_of_the_inferred_one() -> None:
    fold = heard(JOINED, LEFT, CONNECTED, queue_log=True)
    fold.hear(seen(300))
    hear(fold, log=("250|c.1|support|Li Na|COMPLETECALLER|10|230|1",))
    visit = only(fold)
    assert (visit.end_reason, visit.talk_us, visit.note) == (EndReason.CALLER, 230_000_000, None)
    assert not visit.marks & Mark.INFERRED_END


def test_the_link_asks_for_the_channels_and_ends_who_is_gone(app: Flask, source_of: Callable[..., int]) -> None:
    """Two callers talk; when the link is back, only the second one's channel is still there."""

    def talk_on(pbx: FakePbx, line: socket.socket) -> None:
        for callid in ("c.1", "c.2") if pbx.connections == 1 else ():
            for name in ("QueueCallerJoin", "AgentConnect"):
                pbx.say(line, **event(name, 0, **talk(callid), HoldTime=0, RingTime=0))
        while True:
            asked = pbx.action(line)
            if pbx.connections == 1 and asked["Action"] == "CoreShowChannels":
                return
            if asked["Action"] == "CoreShowChannels":
                tag = {"ActionID": asked["ActionID"]}
                # Somebody else's list, read on the same link.
                pbx.say(line, Event="CoreShowChannel", ActionID="other", Uniqueid="c.1", Linkedid="c.1")
                pbx.say(line, Event="CoreShowChannel", **tag, Uniqueid="x.7", Linkedid="c.2")
                pbx.say(line, Event="CoreShowChannelsComplete", **tag, ListItems="1")

    with fake_pbx(talk_on) as pbx:
        pbx.clock = lambda: BASE + 600 * (pbx.connections - 1) + 1
        source_id = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret=SECRET)
        run_feed(source_id, lambda: "channels_seen" in kinds(source_id))
    with db.reading() as session:
        found = {row.callid: (row.stage, row.end_reason) for row in session.scalars(sa.select(QueueVisit))}
    assert found == {"c.1": ("ended", "lost"), "c.2": ("talking", None)}


def kinds(source_id: int) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(sa.select(RawEvent.kind).filter_by(source_id=source_id)))


def test_an_unknown_talk_is_not_the_channels_business() -> None:
    fold = heard(event("QueueParams", 5, Queue="support"), event("QueueMember", 5, **listed(InCall="1")))
    hear(fold, event("QueueStatusComplete", 5))
    fold.hear(seen(300))
    assert len(fold.state.agents["Li Na"].running) == 1
