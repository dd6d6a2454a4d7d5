"""The floor by its rules: from a line of the log to an alert, its notice, its clearing; nothing twice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.desk import Desk
from ticketing import db
from ticketing.actions import alerts, calls, presence
from ticketing.actions.alerts import RuleWish
from ticketing.actions.calls import Heard
from ticketing.domain.actors import SYSTEM
from ticketing.domain.alerts import AlertMetric, Touched, touched_by
from ticketing.domain.console import ConsoleWord
from ticketing.domain.signals import Signal
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.journal import JournalEntry
from ticketing.models.alerts import Alert, AlertRule
from ticketing.models.queues import Queue
from ticketing.models.telephony import AgentAlias, LinkState, Pbx, PbxSource, SourceKind
from ticketing.models.timers import Timer
from ticketing.telephony.decode import decode
from ticketing.telephony.queue_log import parse


class Floor:
    """A log that is written while its clock runs, and the relay that looks after every batch of it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.offset = 0
        with db.begin(SYSTEM) as work:
            self.pbx_id = work.add(Pbx(code="pbx1", name="pbx1")).id
            self.source_id = work.add(PbxSource(pbx_id=self.pbx_id, name="log", kind=SourceKind.QUEUE_LOG)).id
            for login in ("wang", "li"):
                self._name(work, login)
            work.session.execute(sa.update(Queue).values(thresholds={"waiting": [2, 4], "longest_s": [60, 120]}))

    def _name(self, work: Any, login: str) -> None:
        seen = work.now - timedelta(days=1)
        work.add(
            AgentAlias(
                pbx_id=self.pbx_id,
                raw_name=login,
                person_id=self.desk.people[login],
                valid_from=seen,
                first_seen_at=seen,
            )
        )

    def say(self, *lines: str, ago_s: int = 0) -> None:
        """Lines `callid|queue|agent|EVENT|…` with the stamp of now, told and looked after."""
        at = int(self.desk.clock.at.timestamp()) - ago_s
        heard = []
        for line in lines:
            raw = f"{at}|{line}"
            signal = parse(raw)
            assert isinstance(signal, Signal)
            self.offset += 1
            heard.append(Heard(raw, signal, None, 1, self.offset))
        db.do(SYSTEM, lambda work: calls.record(work, self.source_id, heard, decode))
        self.look()

    def look(self) -> None:
        """What the relay does with what the journal has not told yet."""
        with db.begin(SYSTEM) as work:
            entries = work.session.scalars(
                sa.select(JournalEntry).where(JournalEntry.delivered_at.is_(None)).order_by(JournalEntry.id)
            ).all()
            for entry in entries:
                entry.delivered_at = work.now
            touched = touched_by(entry.event for entry in entries)
        with db.begin(SYSTEM) as work:
            alerts.evaluate(work, touched)

    def wait(self, seconds: float) -> list[str]:
        """Let time pass; every planned look happens at its instant."""
        until = self.desk.clock.at + timedelta(seconds=seconds)
        fired = []
        while (timer := self.desk._next(until)) is not None:
            self.desk.clock.at = max(self.desk.clock.at, timer.due_at)
            fired += self.desk.run_due()
        self.desk.clock.at = until
        return fired

    def alerts(self, metric: str | None = None) -> Sequence[Alert]:
        with db.reading() as session:
            query = sa.select(Alert).order_by(Alert.id)
            return session.scalars(query if metric is None else query.where(Alert.metric == metric)).all()

    def told(self, name: str) -> int:
        with db.reading() as session:
            return session.scalars(sa.select(sa.func.count()).where(JournalEntry.name == name)).one()


@pytest.fixture
def floor(desk: Desk) -> Floor:
    return Floor(desk)


def enters(callid: str, queue: str = "sales") -> str:
    return f"{callid}|{queue}|NONE|ENTERQUEUE||138001380{int(callid.split('.')[1]):02}|1"


def test_too_many_waiting_is_told_after_its_hold_once_and_cleared_once(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", "NONE|sales|wang|PAUSE|", enters("1.1"), enters("1.2"))
    assert floor.alerts("waiting") == []
    floor.wait(9)
    assert floor.alerts("waiting") == []
    floor.wait(1)
    (one,) = floor.alerts("waiting")
    assert (one.level, one.value, one.limit, one.cleared_at) == (1, 2, 2, None)
    floor.look()
    floor.say("1.1|sales|NONE|ABANDON|1|1|10", "1.2|sales|NONE|ABANDON|1|1|10")
    floor.wait(29)
    assert floor.alerts("waiting")[0].is_open
    floor.wait(1)
    (one,) = floor.alerts("waiting")
    assert not one.is_open
    assert len(floor.desk.notices("chen", "alert")) >= 1
    assert floor.told("AlertRaised") == floor.told("AlertCleared") == len(floor.alerts())


def test_a_long_wait_crosses_both_steps_at_planned_instants_without_any_event(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    start = floor.desk.clock.at
    assert floor.wait(60) == ["alert_watch"]
    (one,) = floor.alerts("longest_s")
    assert (one.level, one.raised_at, one.limit) == (1, start + timedelta(seconds=60), 60)
    floor.wait(60)
    (one,) = floor.alerts("longest_s")
    assert (one.level, one.worst, one.level_at) == (2, 2, start + timedelta(seconds=120))
    floor.say("1.1|sales|wang|CONNECT|120|1.9|3")
    floor.wait(10)
    (one,) = floor.alerts("longest_s")
    assert one.cleared_at == start + timedelta(seconds=130)
    assert (floor.told("AlertRaised"), floor.told("AlertMoved"), floor.told("AlertCleared")) == (1, 1, 1)


def test_a_worse_step_rings_the_bell_again_and_an_easier_one_does_not(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    floor.wait(300)
    assert [one.params["level"] for one in floor.desk.notices("chen", "alert")] == [1, 2]
    assert [one.params["metric"] for one in floor.desk.notices("sun", "alert")] == ["longest_s", "longest_s"]
    assert floor.desk.notices("wang", "alert") == []


def test_nobody_ready_while_somebody_waits(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    floor.wait(20)
    assert floor.alerts("no_ready") == []
    floor.say("NONE|sales|wang|PAUSE|lunch")
    floor.wait(15)
    assert floor.alerts("no_ready")[0].level == 1
    floor.say("NONE|sales|wang|UNPAUSE|")
    floor.wait(15)
    assert not floor.alerts("no_ready")[0].is_open


def test_a_pause_is_judged_by_its_reason(floor: Floor) -> None:
    add(floor, metric=AlertMetric.PAUSE_S, reason="Lunch", warn=3_600.0, critical=5_400.0)
    floor.say("NONE|sales|wang|ADDMEMBER|", "NONE|sales|li|ADDMEMBER|")
    floor.say("NONE|sales|wang|PAUSE|lunch", "NONE|sales|li|PAUSE|meeting")
    floor.wait(1_800)
    assert [one.person_id for one in floor.alerts("pause_s")] == [floor.desk.people["li"]]
    floor.wait(1_800)
    (first, second) = floor.alerts("pause_s")
    assert (first.level, second.level) == (2, 1)
    assert (second.reason, second.person_id) == ("lunch", floor.desk.people["wang"])
    floor.say("NONE|sales|wang|UNPAUSE|", "NONE|sales|li|UNPAUSE|")
    assert not any(one.is_open for one in floor.alerts("pause_s"))


def test_a_break_taken_at_the_console_counts_as_well(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|")
    with db.begin(floor.desk.actor("wang")) as work:
        presence.say(work, ConsoleWord.BREAK, "lunch")
    floor.look()
    floor.wait(1_800)
    assert floor.alerts("pause_s")[0].person_id == floor.desk.people["wang"]


def test_letting_it_ring_twice_in_a_row_is_told_and_an_answer_ends_it(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    floor.desk.clock.advance(seconds=10)
    floor.say("1.1|sales|wang|RINGNOANSWER|8000")
    assert floor.alerts("rna_row") == []
    floor.desk.clock.advance(seconds=10)
    floor.say("1.1|sales|wang|RINGNOANSWER|8000")
    (one,) = floor.alerts("rna_row")
    assert (one.level, one.value, one.person_id) == (1, 2, floor.desk.people["wang"])
    floor.desk.clock.advance(seconds=5)
    floor.say("1.1|sales|wang|CONNECT|25|1.9|3")
    assert not floor.alerts("rna_row")[0].is_open


def test_talking_too_long(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    floor.say("1.1|sales|wang|CONNECT|0|1.9|0")
    floor.wait(1_200)
    assert floor.alerts("talk_s")[0].level == 1
    floor.say("1.1|sales|wang|COMPLETECALLER|0|1200|1")
    assert not floor.alerts("talk_s")[0].is_open


def test_the_service_level_of_the_last_half_hour_needs_enough_calls(floor: Floor) -> None:
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.update(AlertRule).where(AlertRule.metric == "sl_pct").values(min_calls=3, hold_s=0))
        work.session.execute(sa.update(Queue).values(thresholds={"sl_pct": [80, 50]}))
    floor.say("NONE|sales|wang|ADDMEMBER|")
    for at in range(3):
        floor.say(enters(f"1.{at}"))
        floor.desk.clock.advance(seconds=30)
        floor.say(f"1.{at}|sales|NONE|ABANDON|1|1|30")
        assert bool(floor.alerts("sl_pct")) is (at == 2)
    assert floor.alerts("sl_pct")[0].level == 2
    # The calls leave the window one by one: with fewer than three there is nothing to measure.
    floor.wait(1_800 + 120)
    assert not floor.alerts("sl_pct")[0].is_open


def test_a_dead_link_is_told_at_once_and_is_worse_after_a_minute(floor: Floor) -> None:
    with db.begin(SYSTEM) as work:
        calls.link_moved(work, floor.source_id, LinkState.DOWN, "no route")
    floor.look()
    (one,) = floor.alerts("link_down_s")
    assert (one.level, one.source_id) == (1, floor.source_id)
    floor.wait(60)
    assert floor.alerts("link_down_s")[0].level == 2
    assert floor.desk.notices("root", "alert")
    with db.begin(SYSTEM) as work:
        calls.link_moved(work, floor.source_id, LinkState.UP)
    floor.look()
    floor.wait(5)
    assert not floor.alerts("link_down_s")[0].is_open


def test_a_name_that_becomes_a_person_is_watched_as_that_person(floor: Floor) -> None:
    floor.say("NONE|sales|Unknown|ADDMEMBER|", "NONE|sales|Unknown|PAUSE|x")
    floor.wait(1_800)
    assert [one.subject for one in floor.alerts("pause_s")] == [f"name:{floor.pbx_id}:Unknown"]
    with db.begin(SYSTEM) as work:
        alias = work.session.scalars(sa.select(AgentAlias).filter_by(raw_name="Unknown")).one()
        calls.map_alias(work, alias.id, floor.desk.people["zhao"])
    floor.look()
    first, second = floor.alerts("pause_s")
    assert (first.is_open, second.is_open) == (False, True)
    assert second.person_id == floor.desk.people["zhao"]


def test_history_that_is_read_in_raises_nothing(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", *(enters(f"1.{n}") for n in range(9)), ago_s=7_200)
    floor.wait(60)
    assert floor.alerts() == []
    with db.reading() as session:
        assert session.scalars(sa.select(Timer).where(Timer.subject == "alert_watch")).all() == []


def test_a_rule_that_changes_is_looked_at_at_once(floor: Floor) -> None:
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.update(AlertRule).where(AlertRule.metric == "waiting").values(margin=0, calm_s=0))
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    rule = add(floor, metric=AlertMetric.WAITING, queue="sales", warn=1.0)
    assert floor.alerts("waiting")[0].is_open
    with db.begin(floor.desk.actor("sun")) as work:
        alerts.edit_rule(work, rule.id, rule.version, {"enabled": False})
    assert not floor.alerts("waiting")[0].is_open
    with db.begin(floor.desk.actor("sun")) as work:
        alerts.edit_rule(work, rule.id, None, {"enabled": True})
    with db.begin(floor.desk.actor("sun")) as work:
        alerts.remove_rule(work, rule.id)
    assert [one.is_open for one in floor.alerts("waiting")] == [False, False]
    assert floor.alerts("waiting")[1].rule_id is None


def test_an_alert_is_acknowledged_by_the_first_and_again_when_it_gets_worse(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", enters("1.1"))
    floor.wait(60)
    (one,) = floor.alerts("longest_s")
    with db.begin(floor.desk.actor("chen")) as work:
        alerts.acknowledge(work, one.id)
    with db.begin(floor.desk.actor("sun")) as work:
        alerts.acknowledge(work, one.id)
    (one,) = floor.alerts("longest_s")
    assert one.acknowledged_by == floor.desk.people["chen"]
    assert floor.told("AlertAcknowledged") == 1
    floor.wait(60)
    assert floor.alerts("longest_s")[0].acknowledged_by is None


def test_a_lead_answers_for_their_own_team_and_agents_for_nobody(floor: Floor) -> None:
    floor.say("NONE|support|zhao|ADDMEMBER|", "NONE|support|zhao|PAUSE|x")
    with db.begin(SYSTEM) as work:
        alias = work.session.scalars(sa.select(AgentAlias).filter_by(raw_name="zhao")).one()
        calls.map_alias(work, alias.id, floor.desk.people["zhao"])
    floor.look()
    floor.wait(1_800)
    (one,) = [one for one in floor.alerts("pause_s") if one.person_id]
    with pytest.raises(NotFound), db.begin(floor.desk.actor("chen")) as work:
        alerts.acknowledge(work, one.id)
    with pytest.raises(Forbidden), db.begin(floor.desk.actor("wang")) as work:
        alerts.acknowledge(work, one.id)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (RuleWish(metric=AlertMetric.PAUSE_S), "limit_missing"),
        (RuleWish(metric=AlertMetric.PAUSE_S, warn=0.0), "limit_zero"),
        (RuleWish(metric=AlertMetric.WAITING, warn=5.0, critical=3.0), "limits_backwards"),
        (RuleWish(metric=AlertMetric.SL_PCT, warn=50.0, critical=80.0), "limits_backwards"),
        (RuleWish(metric=AlertMetric.TALK_S, warn=5.0, queue="sales"), "queue_not_fitting"),
        (RuleWish(metric=AlertMetric.WAITING, warn=5.0, queue="nowhere"), "unknown_queue"),
        (RuleWish(metric=AlertMetric.WAITING, warn=5.0, reason="x"), "reason_not_fitting"),
    ],
)
def test_a_rule_that_could_never_be_right_is_refused(desk: Desk, wish: RuleWish, code: str) -> None:
    with pytest.raises(Invalid) as refused, db.begin(desk.actor("sun")) as work:
        alerts.add_rule(work, wish)
    assert refused.value.code == code


def test_the_same_rule_twice_is_refused_and_only_a_supervisor_makes_one(desk: Desk) -> None:
    with pytest.raises(Conflict), db.begin(desk.actor("sun")) as work:
        alerts.add_rule(work, RuleWish(metric=AlertMetric.WAITING, warn=5.0))
    with pytest.raises(Forbidden), db.begin(desk.actor("chen")) as work:
        alerts.add_rule(work, RuleWish(metric=AlertMetric.WAITING, warn=5.0))


def test_looking_at_a_calm_floor_writes_nothing(floor: Floor) -> None:
    floor.say("NONE|sales|wang|ADDMEMBER|", "NONE|sales|li|ADDMEMBER|")
    with db.begin(SYSTEM) as work:
        alerts.evaluate(work, Touched(everything=True))
        assert not work.session.dirty
        assert not work.session.new
    with db.reading() as session:
        assert session.scalars(sa.select(Timer).where(Timer.subject == "alert_watch")).all() == []


def add(floor: Floor, **wish: Any) -> AlertRule:
    with db.begin(floor.desk.actor("sun")) as work:
        row = alerts.add_rule(work, RuleWish(**wish))
        work.session.flush()
    return row
