"""Search, orders and counters of the list of tickets (tickets.md 4.7, section 8, scenarios 58 and 59)."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.desk import Desk, furnish
from ticketing.actions import counts, customers, tickets
from ticketing.clock import FrozenClock
from ticketing.db import begin, centre, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import Priority, TicketKind, TicketState
from ticketing.models.counts import TicketCount, TicketCountChange
from ticketing.models.tickets import OPEN_STATES, Ticket
from ticketing.queries import by_words, finding, verify_tickets
from ticketing.queries import lists as views


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


def found(desk: Desk, text: str, by: str = "sun") -> list[str]:
    with reading() as session:
        page = finding.page(session, desk.actor(by), finding.Filter(text=text), None, 50)
        return [ticket.number for ticket in page]


@pytest.mark.parametrize("text", ["投诉", "空调维修", "客户", "延迟", "投", "客户 延迟"])
def test_scenario_58_a_chinese_word_finds_the_ticket_whose_line_holds_it(desk: Desk, text: str) -> None:
    number = desk.open(subject="客户投诉空调维修延迟")
    desk.open(subject="修空调的人很好", contact_phone="13900139000")
    assert found(desk, text) == [number]


@pytest.mark.parametrize("text", ["维修空调", "空调延迟", "诉投"])
def test_scenario_58_what_stands_in_another_order_is_not_found(desk: Desk, text: str) -> None:
    desk.open(subject="客户投诉空调维修延迟")
    assert found(desk, text) == []


@pytest.mark.parametrize("text", ["8000", "138-0013", "0138 0013 8000", "+86 138 0013 8000", "张伟", "zw", "zhangw"])
def test_scenario_58_the_customers_number_name_and_initials_find_the_ticket(desk: Desk, text: str) -> None:
    number = desk.open(customer_name="张伟", contact_phone="13800138000")
    desk.open(customer_name="李娜", contact_phone="13900139111")
    assert found(desk, text) == [number]


def test_its_number_its_notes_and_its_last_word_find_a_ticket(desk: Desk) -> None:
    number = desk.open()
    desk.open()
    with begin(desk.actor("wang")) as work:
        tickets.write_note(work, number, "压缩机 ZX-900 已订货")
    assert found(desk, number) == [number]
    assert found(desk, number[-9:]) == [number]
    assert found(desk, "压缩机") == found(desk, "zx-900") == [number]


def test_a_customer_who_gets_another_name_is_found_by_that_one(desk: Desk) -> None:
    number = desk.open(customer_name="张伟")
    with begin(desk.actor("wang")) as work:
        customers.edit(work, desk.ticket(number).customer_id or 0, None, {"name": "欧阳锋"}, ("13711112222",))
    assert found(desk, "欧阳") == found(desk, "oyf") == found(desk, "1111222") == [number]
    assert found(desk, "张伟") == []


def test_scenario_59_an_agent_of_another_queue_finds_nothing_of_it(desk: Desk) -> None:
    number = desk.open(subject="客户投诉空调维修延迟", customer_name="张伟")
    for text in ("投诉", "张伟", "8000", number):
        assert found(desk, text, by="wang") == [number]
        assert found(desk, text, by="zhao") == []


@pytest.mark.parametrize("first_look", [1, 2, 3, 50])
@pytest.mark.parametrize("rare", [1, 1_000])
def test_whatever_is_looked_at_first_nothing_is_missed_and_nothing_comes_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, first_look: int, rare: int
) -> None:
    monkeypatch.setattr(by_words, "FIRST_LOOK", first_look)
    monkeypatch.setattr(by_words, "SECOND_LOOK", 2)
    monkeypatch.setattr(by_words, "RARE", rare)
    monkeypatch.setattr(by_words, "BATCH", 2)
    numbers = [
        desk.open(subject=subject) for subject in ("投诉甲", "询问", "投诉乙", "询问", "投诉丙", "投诉丁", "询问")
    ]
    complaints = [numbers[at] for at in (5, 4, 2, 0)]
    assert found(desk, "投诉") == complaints
    assert _in_pages_of(desk, "投诉", 1) == _in_pages_of(desk, "投诉", 3) == complaints


def _in_pages_of(desk: Desk, text: str, size: int) -> list[str]:
    rows: list[Ticket] = []
    with reading() as session:
        while True:
            after = finding.cursor_of(rows[-1], finding.Sort.NEWEST) if rows else None
            page = finding.page(session, desk.actor("sun"), finding.Filter(text=text), after, size)
            if not page:
                return [row.number for row in rows]
            rows += page


def test_every_order_goes_through_all_of_them_page_by_page(desk: Desk) -> None:
    for n in range(9):
        desk.at(f"03-02 0{n}:30")
        desk.open(by="wang" if n % 2 else None, priority=list(Priority)[n % 4])
    for sort in finding.Sort:
        seen: list[Ticket] = []
        after = None
        while rows := _page(desk, sort, after):
            seen += rows
            after = finding.cursor_of(rows[-1], sort)
        assert len({one.id for one in seen}) == 9
        keys = [finding.cursor_of(one, sort) for one in seen]
        assert keys == sorted(keys, reverse=sort is finding.Sort.NEWEST)


def _page(desk: Desk, sort: finding.Sort, after: tuple[object, ...] | None) -> list[Ticket]:
    with reading() as session:
        return list(finding.page(session, desk.actor("sun"), finding.Filter(), after, 2, sort))


def test_the_counters_go_with_every_step_and_agree_with_the_lists(desk: Desk) -> None:
    one, two = desk.open(), desk.open(by=None, priority=Priority.URGENT)
    _agrees(desk)
    with begin(desk.actor("sun")) as work:
        tickets.assign(work, two, None, "li")
        tickets.move(work, one, None, tickets.Going(TicketState.CANCELLED, "误拨"))
    _agrees(desk)
    with begin(SYSTEM) as work:
        counts.settle(work)
    _agrees(desk)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TicketCountChange)) == 0


#: What saved searches ask for beside everybody's views: somebody by name, a queue, several things at once.
NAMED = [
    finding.Filter(states=OPEN_STATES, owner="li"),
    finding.Filter(states=OPEN_STATES, owner="nobody of that name"),
    finding.Filter(states=OPEN_STATES, queue="support"),
    finding.Filter(states=OPEN_STATES, queue="support", owner="me", kind=TicketKind.INQUIRY),
    finding.Filter(states=OPEN_STATES, queue="sales", owner="none", priorities=(Priority.URGENT, Priority.HIGH)),
]


def _agrees(desk: Desk) -> None:
    at = finding.Asked(desk.clock.at, centre().zone)
    with reading() as session:
        for login in ("wang", "li", "zhao", "chen", "sun"):
            actor = desk.actor(login)
            for view in views.views(session, actor, at):
                wanted, _ = finding.read(view.wanted, at)
                assert view.count == len(finding.page(session, actor, wanted, None, 50)), (login, view.key)
            assert finding.counts(session, actor, NAMED) == [
                len(finding.page(session, actor, wanted, None, 50)) for wanted in NAMED
            ]
        assert verify_tickets.differences(session) == []


def test_scenario_59_the_counters_do_not_move_for_an_agent_of_another_queue(desk: Desk) -> None:
    before = _counts(desk, "zhao")
    desk.open(by=None)
    assert _counts(desk, "zhao") == before


def _counts(desk: Desk, login: str) -> list[int | None]:
    with reading() as session:
        at = finding.Asked(desk.clock.at, centre().zone)
        return [view.count for view in views.views(session, desk.actor(login), at)]


def test_verify_names_a_count_that_is_wrong(desk: Desk) -> None:
    desk.open()
    with begin(SYSTEM) as work:
        counts.settle(work)
        work.session.execute(sa.update(TicketCount).values(n=7))
    with reading() as session:
        assert "count of tickets" in " ".join(verify_tickets.differences(session))


@pytest.mark.parametrize("sort", list(finding.Sort))
def test_each_order_goes_down_an_index(desk: Desk, sort: finding.Sort) -> None:
    plans: list[str] = []
    actor = desk.actor("sun")
    with sa.orm.Session(db.engine) as session:
        session.execute(
            sa.text(
                "INSERT INTO tickets (number, kind, category, priority, state, source, subject, content, demand,"
                " department, reopen_count, pause_count, paused_s, opened_at, breached, changed_in, owner_id,"
                " next_due_at) SELECT 'x' || n, 'inquiry', '', 'normal', CASE WHEN n % 10 = 0 THEN 'open' ELSE"
                " 'closed' END, 'call_in', 's', '', '', '', 0, 0, 0, now(), false, '{}', 1, now() + n * interval '1s'"
                " FROM generate_series(1, 20000) n"
            )
        )
        session.execute(sa.text("ANALYZE tickets"))

        def explain(connection: sa.Connection, _: object, statement: str, parameters: object, *rest: object) -> None:
            if statement.startswith("SELECT tickets"):
                rows = connection.connection.cursor().execute("EXPLAIN " + statement, parameters)
                plans.append("\n".join(row[0] for row in rows))

        sa.event.listen(session.get_bind(), "before_cursor_execute", explain)
        finding.page(session, actor, finding.Filter(states=OPEN_STATES), None, 50, sort)
    assert "Index Scan" in plans[0]
    assert "Sort" not in plans[0]
    assert "Seq Scan on tickets" not in plans[0]
