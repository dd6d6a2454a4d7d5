"""Tickets find somebody who is here, each once; who goes home leaves nothing lying."""

import threading

import pytest
import sqlalchemy as sa

from tests.desk import Desk, local
from ticketing.actions import assignment_rules, tickets
from ticketing.actions.tickets.give import AUTO
from ticketing.actions.tickets.many import do_all
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.assignment import AssignMode, TakeBack
from ticketing.domain.tickets import TicketState
from ticketing.errors import NotFound
from ticketing.models.assignment import Assignment
from ticketing.models.presence import ConsoleState, PersonSlice
from ticketing.models.relations import Handover
from ticketing.queries import assignment


def rule(desk: Desk, queue: str = "sales", **fields: object) -> None:
    with begin(SYSTEM) as work:
        assignment_rules.rule(work, queue, None, {"mode": AssignMode.ROUND_ROBIN, "sticky": False, **fields})


def give(desk: Desk, queue: str = "sales") -> int:
    with begin(SYSTEM) as work:
        return tickets.distribute(work, desk.queues[queue])


def take_back(desk: Desk) -> int:
    with begin(SYSTEM) as work:
        return tickets.take_back(work)


def waiting(desk: Desk, count: int, **wish: object) -> list[str]:
    return [desk.open(by=None, contact_phone=f"1380013{n:04}", **wish) for n in range(count)]


def owners(desk: Desk, numbers: list[str]) -> list[str | None]:
    names = {id_: login for login, id_ in desk.people.items()}
    return [names.get(desk.ticket(number).owner_id or 0) for number in numbers]


def test_nobody_is_given_anything_before_the_queue_has_a_rule(desk: Desk) -> None:
    numbers = waiting(desk, 1)
    assert give(desk) == 0
    assert owners(desk, numbers) == [None]


def test_the_round_goes_over_everybody_who_is_here_and_accepts_for_them(desk: Desk) -> None:
    rule(desk)
    numbers = waiting(desk, 4)
    assert give(desk) == 4
    assert owners(desk, numbers) == ["chen", "li", "wang", "chen"]
    assert {desk.ticket(number).state for number in numbers} == {TicketState.OPEN}
    assert len(desk.notices("chen", "ticket_assigned")) == 2
    assert give(desk) == 0


def test_who_is_at_home_or_on_break_at_the_console_or_the_phone_gets_nothing(desk: Desk) -> None:
    rule(desk)
    desk.send_home("chen")
    with begin(SYSTEM) as work:
        work.add(ConsoleState(person_id=desk.people["li"], state="break", since=work.now))
    numbers = waiting(desk, 2)
    give(desk)
    assert owners(desk, numbers) == ["wang", "wang"]
    with begin(SYSTEM) as work:
        work.add(PersonSlice(person_id=desk.people["wang"], start_us=1, state="paused"))
    numbers = waiting(desk, 1)
    assert give(desk) == 0
    assert owners(desk, numbers) == [None]


def test_the_least_loaded_gets_the_next_and_nobody_more_than_the_limit(desk: Desk) -> None:
    for _ in range(2):
        desk.open(by="wang")
    desk.open(by="li")
    desk.send_home("chen")
    rule(desk, mode=AssignMode.LEAST_LOADED, most_open=2)
    numbers = waiting(desk, 2)
    assert give(desk) == 1
    assert owners(desk, numbers) == ["li", None]


def test_only_somebody_with_the_skill_of_the_queue_is_chosen(desk: Desk) -> None:
    rule(desk, skill="英语")
    numbers = waiting(desk, 1)
    assert give(desk) == 0
    with begin(SYSTEM) as work:
        assignment_rules.know(work, "li", ["英语", "英语", " "])
    assert give(desk) == 1
    assert owners(desk, numbers) == ["li"]


def test_a_customer_comes_back_to_whoever_knows_the_matter(desk: Desk) -> None:
    desk.open(by="wang", contact_phone="13800130000")
    rule(desk, sticky=True)
    numbers = waiting(desk, 2)
    give(desk)
    assert owners(desk, numbers)[0] == "wang"


def test_many_who_give_at_once_give_each_ticket_once(desk: Desk) -> None:
    rule(desk)
    numbers = waiting(desk, 10)
    start = threading.Barrier(8)

    def run() -> None:
        with desk.app.app_context():
            start.wait()
            give(desk)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in owners(desk, numbers)
    with reading() as session:
        assert session.scalars(sa.select(sa.func.count(Assignment.id))).one() == 10


def test_who_goes_home_leaves_their_tickets_to_the_handover_list_and_the_next_shift_takes_them(desk: Desk) -> None:
    desk.send_home("wang", "li", "chen")
    desk.roster("wang", "03-02 08:00", "03-02 17:00")
    desk.at("03-02 16:00")
    rule(desk)
    mine = desk.open(by="wang")
    done = desk.open(by="wang", resolved=tickets.LastWord("ok", "ok"))
    elsewhere = desk.open(by="wang", queue="support")
    assert take_back(desk) == 0
    desk.at("03-02 17:00")
    assert (take_back(desk), take_back(desk)) == (1, 0)
    assert owners(desk, [mine, done, elsewhere]) == [None, "wang", "wang"]
    with reading() as session:
        (row,) = assignment.handovers(session, desk.actor("sun"), 50)
        assert (row.ticket.number, row.from_id, row.at) == (mine, desk.people["wang"], local("03-02 17:00"))
    assert desk.ticket(mine).state is TicketState.OPEN

    desk.roster("li", "03-02 17:00", "03-03 01:00")
    assert give(desk) == 1
    assert owners(desk, [mine]) == ["li"]
    with reading() as session:
        assert assignment.handovers(session, desk.actor("sun"), 50) == []
        assert session.scalars(sa.select(Handover.taken_by)).one() == desk.people["li"]


def test_who_stays_for_a_second_shift_keeps_everything(desk: Desk) -> None:
    desk.send_home("wang", "li", "chen")
    desk.roster("wang", "03-02 08:00", "03-02 17:00")
    desk.roster("wang", "03-03 17:00", "03-04 01:00")
    desk.at("03-02 09:00")
    rule(desk, take_back=TakeBack.DUE)
    soon, later = desk.high(), desk.open(by="wang")
    with begin(desk.actor("wang")) as work:
        going = tickets.Going(TicketState.WAITING_CUSTOMER, "parts", local("03-04 09:00"))
        tickets.move(work, later, None, going)
    desk.at("03-02 17:30")
    assert take_back(desk) == 1
    assert owners(desk, [soon, later]) == [None, "wang"]


def many(desk: Desk, by: str, numbers: list[str], owner: str) -> list[tuple[str, str]]:
    with begin(desk.actor(by)) as work:
        found = do_all(work, numbers, "assign", {"owner": owner, "reason": "分派"})
    return [(one.number, one.code) for one in found]


def test_many_are_given_to_one_at_a_stroke_and_a_foreign_one_stops_everything(desk: Desk) -> None:
    numbers = waiting(desk, 3)
    assert many(desk, "chen", numbers, "li") == [(number, "") for number in numbers]
    assert owners(desk, numbers) == ["li", "li", "li"]
    foreign = desk.open(by="zhao", queue="support")
    with pytest.raises(NotFound):
        many(desk, "wang", [numbers[0], foreign], "me")
    assert owners(desk, [numbers[0]]) == ["li"]


def test_many_are_given_by_the_rule_and_what_cannot_be_given_is_named(desk: Desk) -> None:
    rule(desk, mode=AssignMode.LEAST_LOADED)
    here, over = waiting(desk, 2)
    with begin(desk.actor("sun")) as work:
        tickets.move(work, over, None, tickets.Going(TicketState.CANCELLED, "spam"))
    ruleless = desk.open(by="zhao", queue="support")
    found = many(desk, "sun", [here, over, ruleless], AUTO)
    assert found == [(here, ""), (over, "invalid_transition"), (ruleless, "no_rule")]
    assert owners(desk, [here]) == ["chen"]
