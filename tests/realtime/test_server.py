"""A page follows the floor over a real web process."""

from collections.abc import Callable

import pytest

from realtime.carry import Carrier
from tests.realtime.conftest import Floor, Node
from tests.realtime.wire import LiveClient, Refused
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.events import AccessRevoked, ConsoleStateChanged
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState


def say(floor: Floor, carrier: Carrier, login: str, state: str) -> None:
    """The agent says a state at the console, and the relay tells it."""
    person_id = floor.people[login]
    with begin(SYSTEM) as work:
        found = work.session.query(ConsoleState).filter_by(person_id=person_id).one_or_none()
        row = found or ConsoleState(person_id=person_id, state=state, since=work.now)
        row.state, row.since = state, work.now
        work.session.add(row)
    carrier.publish([ConsoleStateChanged(person_id, state, "")])


def test_a_page_gets_the_rows_of_a_topic_and_then_what_changes(floor: Floor, carrier: Carrier, node: Node) -> None:
    page = node.client(floor.cookie("super")).enter()
    assert page.sub("wallboard")["agent:8001"]["state"] == "offline"
    say(floor, carrier, "agent1", "busy")
    rows = page.wait_for("wallboard", lambda rows: rows["agent:8001"]["state"] == "busy")
    assert rows["queue:sales"]["waiting"] == 0
    assert page.resubs == 0


def test_a_page_that_comes_back_gets_only_the_deltas_it_missed(floor: Floor, carrier: Carrier, node: Node) -> None:
    cookie = floor.cookie("super")
    page = node.client(cookie).enter()
    page.sub("wallboard")
    held = page.topics["wallboard"]
    page.close()
    other = node.client(cookie).enter()
    other.sub("wallboard")
    say(floor, carrier, "agent1", "break")
    other.wait_for("wallboard", lambda rows: rows["agent:8001"]["state"] == "break")
    back = node.client(cookie).enter()
    answer = back.ask("wallboard", e=held["e"], s=held["s"])
    assert [item[0] for delta in answer["replay"] for item in delta["i"]] == ["agent:8001"]


def test_an_agent_sees_on_the_floor_only_the_rows_of_their_own_queues(floor: Floor, node: Node) -> None:
    rows = node.client(floor.cookie("agent1")).enter().sub("floor")
    assert "queue:sales" in rows
    assert "queue:support" not in rows
    assert "agent:8001" in rows
    assert "agent:8002" not in rows


def test_a_person_who_moves_to_another_queue_is_asked_to_come_in_again(
    floor: Floor, carrier: Carrier, node: Node
) -> None:
    page = node.client(floor.cookie("agent1")).enter()
    page.sub("floor")
    with begin(SYSTEM) as work:
        work.session.get_one(Person, floor.people["agent1"]).session_version += 1
    carrier.publish([AccessRevoked(floor.people["agent1"], 2)])
    assert page.closed_within(2.0)
    with pytest.raises(Refused):
        node.client(floor.cookie("nobody") if "nobody" in floor.people else "rexian_session=gone").enter()


def test_a_page_is_told_whether_its_rows_are_fresh(floor: Floor, carrier: Carrier, node: Node) -> None:
    page = node.client(floor.cookie("super")).enter()
    page.listen(1.5)
    assert page.beats
    assert not page.beats[-1]["fresh"]
    carrier.beat()
    page.listen(1.5)
    assert page.beats[-1]["fresh"]
    page.listen(4.5)
    assert not page.beats[-1]["fresh"]
    assert page.beats[-1]["as_of"] < page.beats[-1]["now"]


def test_two_nodes_tell_the_same(floor: Floor, carrier: Carrier, start_node: Callable[..., Node]) -> None:
    nodes = [start_node(), start_node()]
    pages: list[LiveClient] = [node.client(floor.cookie("super")).enter() for node in nodes]
    for page in pages:
        page.sub("wallboard")
    say(floor, carrier, "agent1", "ready")
    for page in pages:
        page.wait_for("wallboard", lambda rows: rows["agent:8001"]["state"] == "idle")
    assert pages[0].rows("wallboard") == pages[1].rows("wallboard")
