"""Answering an escalation: who may, who is first, what everybody else is told."""

import threading

import pytest
import sqlalchemy as sa

from tests.desk import Desk
from ticketing.actions import escalations, policies, setup, tickets
from ticketing.actions.policies import PolicyWish
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.deliveries import Channel
from ticketing.domain.escalations import EscalationState
from ticketing.domain.tickets import Priority
from ticketing.errors import Conflict, Forbidden, NotFound
from ticketing.models.deliveries import Delivery
from ticketing.models.people import Person
from ticketing.models.system import Setting
from ticketing.queries import escalations as looks
from ticketing.queries import notices as bell
from ticketing.work import Work


@pytest.fixture
def number(desk: Desk) -> str:
    """A ticket of nobody's whose second level has just fired."""
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-03 09:30")
    return number


def second(desk: Desk, number: str) -> int:
    return desk.escalations_of(number)[1].id


def test_the_first_who_takes_it_has_it_and_the_next_learns_who_and_when(desk: Desk, number: str) -> None:
    with begin(desk.actor("sun")) as work:
        escalations.take(work, second(desk, number), 1)
    with begin(desk.actor("sun")) as work:
        assert escalations.take(work, second(desk, number), 1).assignee_id == desk.people["sun"]
    other = desk.actor("root")
    with begin(desk.actor("sun")) as work:
        tickets.assign(work, number, None, "chen", "team one")
    with pytest.raises(Conflict) as refusal, begin(desk.actor("chen")) as work:
        escalations.take(work, second(desk, number), 1)
    assert refusal.value.code == "already_taken"
    assert refusal.value.params == {"by": desk.people["sun"], "at": "2026-03-03T01:30:00+00:00"}
    with pytest.raises(Forbidden), begin(other) as work:
        escalations.take(work, second(desk, number), None)


def test_a_supervisor_hands_it_to_somebody_who_is_told_once(desk: Desk, number: str) -> None:
    with begin(desk.actor("sun")) as work:
        escalations.assign(work, second(desk, number), "wang", 1)
    assert [one.params["number"] for one in desk.notices("wang", "escalation_assigned")] == [number]
    with pytest.raises(Conflict, match="stale_version"), begin(desk.actor("sun")) as work:
        escalations.assign(work, second(desk, number), "li", 1)
    with pytest.raises(Forbidden), begin(desk.actor("wang")) as work:
        escalations.assign(work, second(desk, number), "li", None)


def test_an_agent_answers_only_for_what_is_their_own(desk: Desk, number: str) -> None:
    with pytest.raises(NotFound), begin(desk.actor("wang")) as work:
        escalations.acknowledge(work, second(desk, number))
    with begin(desk.actor("sun")) as work:
        escalations.assign(work, second(desk, number), "wang", None)
    with begin(desk.actor("wang")) as work:
        escalations.acknowledge(work, second(desk, number))
    assert desk.escalations_of(number)[1].acknowledged_by == desk.people["wang"]


def test_acknowledging_twice_is_one_acknowledgement(desk: Desk, number: str) -> None:
    for _ in range(2):
        with begin(desk.actor("sun")) as work:
            escalations.acknowledge(work, second(desk, number))
        desk.clock.advance(minutes=1)
    assert desk.events(number).count("EscalationAcknowledged") == 1


def test_what_is_over_cannot_be_acknowledged(desk: Desk, number: str) -> None:
    with pytest.raises(Conflict, match="escalation_over"), begin(desk.actor("sun")) as work:
        escalations.acknowledge(work, desk.escalations_of(number)[0].id)
    assert desk.escalations_of(number)[0].state is EscalationState.SUPERSEDED


def test_the_candidates_are_those_on_shift_with_the_least_in_hand(desk: Desk, number: str) -> None:
    desk.open(by="wang")
    desk.send_home("chen")
    with reading() as session:
        level = looks.get(session, second(desk, number))
        assert level is not None
        found = looks.candidates(session, level.row, desk.clock.at)
    assert [(one.code, one.open, one.on_shift) for one in found] == [
        ("li", 0, True),
        ("sun", 0, True),
        ("wang", 1, True),
        ("chen", 0, False),
    ]
    assert [(one.queues, one.fits) for one in found[:2]] == [(["sales"], True), ([], False)]


def test_named_managers_are_called_instead_of_the_supervisors(desk: Desk) -> None:
    with begin(desk.actor("sun")) as work:
        work.add(Setting(key="escalation_contacts", value={"manager": [desk.people["root"]]}))
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-03 09:45")
    assert [one.level for one in desk.escalations_of(number)] == [1, 2, 3]
    assert [one.params["level"] for one in desk.notices("root", "escalation")] == [3]


def test_the_desk_is_read_in_two_queries_however_full_it_is(desk: Desk, number: str) -> None:
    for _ in range(3):
        desk.high(by=None)
    desk.pass_to("03-06 12:00")
    statements = []
    with reading() as session:
        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        rows = looks.page(session, desk.actor("sun"), (), None, 50)
    assert len(rows) >= 4
    assert len(statements) <= 2


def test_scenario_38_twenty_five_to_one_supervisor_arrive_as_one_message_with_25_items(desk: Desk) -> None:
    desk.at("03-02 09:00")
    for n in range(25):
        desk.open(by=None, priority=Priority.URGENT, contact_phone=f"138001380{n:02}")
    desk.pass_to("03-02 14:29")
    desk.at("03-02 14:30")
    desk.run_due()
    (grouped,) = desk.notices("sun", "escalation_group")
    assert grouped.params["count"] == 25
    assert {one.group_id for one in desk.notices("sun", "escalation")} == {grouped.id}
    with reading() as session:
        shown = [one.kind for one in bell.page(session, desk.people["sun"], None, 50) if one.read_at is None]
        assert shown == ["escalation_group"]
        items = looks.page(session, desk.actor("sun"), (), None, 50)
    assert len(items) == 25
    with begin(desk.actor("sun")) as work:
        escalations.acknowledge(work, items[0].row.id)
    with reading() as session:
        left = looks.page(session, desk.actor("sun"), (EscalationState.NOTIFIED,), None, 50)
    assert len(left) == 24


def test_a_rung_calls_by_the_ways_it_names_and_a_flood_is_one_message_too(desk: Desk) -> None:
    rungs = [{"level": 1, "recipients": ["supervisor"], "at_pct": 100, "channels": ["bell", "email", "sms"]}]
    with begin(SYSTEM) as work:
        work.get(Person, desk.people["sun"]).email = "sun@centre.example"
        definition = {**setup.STANDARD, "ladders": {"resolution": rungs}}
        policies.edit(work, "P-STD", None, PolicyWish("标准", 100, {}, definition))
    desk.at("03-02 09:00")
    for n in range(22):
        desk.open(by=None, priority=Priority.URGENT, contact_phone=f"138001380{n:02}")
    desk.at("03-02 14:30")
    desk.run_due()
    with reading() as session:
        owed = session.scalars(sa.select(Delivery).order_by(Delivery.id)).all()
    assert {(one.channel, one.address) for one in owed} == {(Channel.EMAIL, "sun@centre.example")}
    assert [one.template for one in owed] == ["escalation"] * 20 + ["escalations"]
    assert owed[0].values["level"] == "1"


def test_of_fifty_hands_that_reach_for_it_at_once_one_has_it_and_the_rest_learn_whose_it_is(
    desk: Desk, number: str
) -> None:
    level, outcomes = second(desk, number), []
    with begin(SYSTEM) as work:
        rows = [_colleague(work, index) for index in range(50)]
        work.session.flush()
        actors = [Actor(row.id, frozenset({Role.SUPERVISOR}), Scope(), row.login) for row in rows]
    barrier = threading.Barrier(50)

    def reach(actor: Actor) -> None:
        with desk.app.app_context():
            barrier.wait()
            try:
                with begin(actor) as work:
                    escalations.take(work, level, None)
                outcomes.append(("mine", actor.id))
            except Conflict as refusal:
                outcomes.append((refusal.code, refusal.params["by"]))

    threads = [threading.Thread(target=reach, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [who for word, who in outcomes if word == "mine"]
    assert sorted(outcomes) == sorted([("already_taken", winner)] * 49 + [("mine", winner)])
    assert desk.escalations_of(number)[1].assignee_id == winner
    assert desk.events(number).count("EscalationAssigned") == 1


def _colleague(work: Work, index: int) -> Person:
    person = Person(login=f"s{index}", code=f"s{index}", name=f"S{index}", password_hash="", created_at=work.now)
    person.roles = [Role.SUPERVISOR.value]
    work.session.add(person)
    return person


def test_who_goes_home_leaves_what_they_were_told_to_whoever_comes(desk: Desk) -> None:
    desk.send_home("sun")
    desk.roster("sun", "03-03 08:30", "03-03 17:30")
    with begin(SYSTEM) as work:
        late = _colleague(work, 0)
        work.session.flush()
        desk.people["late"] = late.id
    desk.roster("late", "03-03 17:30", "03-04 01:00")
    desk.at("03-02 16:30")
    number = desk.high(by=None)
    desk.pass_to("03-03 17:10")
    with begin(desk.actor("sun")) as work:
        (open_one,) = [one for one in desk.escalations_of(number) if one.is_open]
        escalations.acknowledge(work, open_one.id)
    desk.pass_to("03-03 17:35")
    for _ in range(2):
        with begin(SYSTEM) as work:
            escalations.hand_over(work)
    (told,) = desk.notices("late", "escalation_handed_over")
    assert (told.params["level"], told.params["rule"]) == (open_one.level, "shift_end")
    assert desk.events(number).count("EscalationHandedOver") == 1
