"""Answering an escalation: who may, who is first, what everybody else is told."""

import pytest
import sqlalchemy as sa

from tests.desk import Desk
from ticketing.actions import escalations, tickets
from ticketing.db import begin, reading
from ticketing.domain.escalations import EscalationState
from ticketing.domain.tickets import Priority
from ticketing.errors import Conflict, Forbidden, NotFound
from ticketing.models.system import Setting
from ticketing.queries import escalations as looks


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


def test_a_flood_of_escalations_reaches_one_person_as_a_group(desk: Desk) -> None:
    desk.at("03-02 09:00")
    for n in range(25):
        desk.open(by=None, priority=Priority.URGENT, contact_phone=f"138001380{n:02}")
    desk.pass_to("03-02 14:29")
    desk.at("03-02 14:30")
    desk.run_due()
    (grouped,) = desk.notices("sun", "escalation_group")
    assert (len(desk.notices("sun", "escalation")), grouped.params["count"]) == (20, 5)
    with reading() as session:
        assert len(looks.page(session, desk.actor("sun"), (), None, 50)) == 25
