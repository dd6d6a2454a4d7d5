"""What lists cost, and whether verify sees what is wrong."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import TicketState
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.models.timers import Timer
from ticketing.queries import callbacks, finding, verify_tickets


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


def test_a_page_of_tickets_is_one_query_however_many_they_are(desk: Desk) -> None:
    for n in range(6):
        desk.open(by="wang" if n % 2 else "li", customer_name=f"客户{n}", contact_phone=f"1380013800{n}")
    actor, statements = desk.actor("wang"), []
    with reading() as session:
        sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
        found = finding.page(session, actor, finding.Filter(), None, 50)
        assert len({one.customer.name for one in found if one.customer and one.queue and one.owner}) == 6
        assert len(statements) == 1
        callbacks.page(session, actor, callbacks.Filter(), None, 50)
        assert len(statements) == 2


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (finding.Filter(states=(TicketState.NEW,)), "ix_tickets_open"),
        (finding.Filter(owner="me"), "ix_tickets_owner"),
        (finding.Filter(), "pk_tickets"),
    ],
)
def test_a_list_goes_down_an_index_and_never_through_the_whole_table(
    desk: Desk, wanted: finding.Filter, index: str
) -> None:
    actor = desk.actor("sun")
    plans: list[str] = []
    with sa.orm.Session(db.engine) as session:
        _crowd(session)

        def explain(connection: sa.Connection, _: object, statement: str, parameters: object, *rest: object) -> None:
            if statement.startswith("SELECT tickets"):
                rows = connection.connection.cursor().execute("EXPLAIN " + statement, parameters)
                plans.append("\n".join(row[0] for row in rows))

        sa.event.listen(session.get_bind(), "before_cursor_execute", explain)
        finding.page(session, actor, wanted, None, 50)
    assert index in plans[0]
    assert "Seq Scan on tickets" not in plans[0]


def _crowd(session: sa.orm.Session) -> None:
    """Twenty thousand closed tickets, gone with the session."""
    session.execute(
        sa.text(
            "INSERT INTO tickets (number, kind, category, priority, state, source, subject, content, demand,"
            " department, reopen_count, pause_count, paused_s, opened_at, breached, changed_in, owner_id)"
            " SELECT 'x' || n, 'inquiry', '', 'normal', 'closed', 'call_in', 's', '', '', '', 0, 0, 0, now(), false,"
            " '{}', 1 FROM generate_series(1, 20000) n"
        )
    )
    session.execute(sa.text("ANALYZE tickets"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (sa.update(TicketClock).values(elapsed_s=99), "its runs come to"),
        (sa.update(TicketClock).values(due_at=sa.text("due_at + interval '1 hour'")), "from its start instead of"),
        (sa.update(Ticket).values(next_due_at=None), "its clocks say"),
        (sa.update(Ticket).values(breached=True), "its clocks say otherwise"),
        (sa.update(Timer).values(next_at=None), "runs without a timer"),
    ],
)
def test_verify_names_whatever_does_not_follow_from_what_happened(desk: Desk, spoil: sa.Update, said: str) -> None:
    desk.at("03-02 09:00")
    desk.high(by=None)
    with reading() as session:
        assert verify_tickets.differences(session) == []
    with begin(SYSTEM) as work:
        work.session.execute(spoil.execution_options(synchronize_session=False))
    with reading() as session:
        assert said in " ".join(verify_tickets.differences(session))
