"""Notices to customers, from the journal to the gateway: once, by day, to whoever wants them, and on the record."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from tests.desk import Desk, furnish, local
from tests.outside.receiver import Receiver
from tests.outside.smtp_server import Mails
from ticketing.actions import callbacks, customer_notices, customers, deliveries, surveys, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.actions.customers import CustomerWish
from ticketing.actions.tickets import LastWord
from ticketing.auth.links import hash_of_link
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import AttemptResult, Window
from ticketing.domain.customer_notices import TO_CUSTOMERS, WAYS
from ticketing.domain.deliveries import DeliveryState, Template
from ticketing.domain.tickets import Source, TicketState
from ticketing.errors import Conflict, Forbidden
from ticketing.journal import JournalEntry
from ticketing.models.deliveries import Delivery
from ticketing.models.tickets import Ticket
from ticketing.queries import customer_history
from workers.outward import ears, messages, to_customers
from workers.relay import Relay

PHONE = "13800138000"


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    with Receiver() as far:
        yield far


@pytest.fixture
def desk(app, clock: FrozenClock, gateway: Receiver) -> Iterator[Desk]:
    """Every kind of notice goes by both ways."""
    mails = Mails()
    app.config["REXIAN"] = replace(
        app.config["REXIAN"],
        smtp_host="127.0.0.1",
        smtp_port=mails.port,
        smtp_tls="none",
        mail_from="desk@centre.example",
        sms_url=gateway.url,
        sms_fields='{"to": "{to}", "text": "{text}"}',
    )
    made = furnish(app, clock)
    with begin(made.actor("root")) as work:
        customer_notices.say(work, 0, dict.fromkeys(TO_CUSTOMERS, WAYS), time(8), time(21))
    yield made
    mails.close()


def relay() -> None:
    while Relay(lambda _: None, lambda *_: None, hear=ears.hear).step():
        pass


def owed() -> list[Delivery]:
    with reading() as session:
        return list(session.scalars(sa.select(Delivery).order_by(Delivery.id)))


def kinds() -> list[str]:
    return [one.template for one in owed()]


def customer(desk: Desk, **fields: object) -> int:
    with begin(desk.actor("sun")) as work:
        return customers.add(work, CustomerWish("张伟", (PHONE,), **fields)).id  # type: ignore[arg-type]


def promised(desk: Desk, number: str) -> int:
    with begin(desk.actor("wang")) as work:
        agreed = Promise(PHONE, Window(local("03-02 15:00"), local("03-02 16:00")))
        return tickets.promise(work, number, agreed).id


def texts(gateway: Receiver) -> list[str]:
    return [json.loads(body)["text"] for _, body in gateway.requests]


def test_a_matter_is_told_at_every_step_once_and_stands_on_the_record(desk: Desk, gateway: Receiver) -> None:
    known = customer(desk, email="zhang@firm.example", language="en")
    number = desk.open(customer_id=known, contact_phone=PHONE)
    callback = promised(desk, number)
    relay()
    assert kinds() == ["ticket_filed"] * 2 + ["callback_promised"] * 2
    # Whoever dies between telling and noting it tells again.
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(JournalEntry).values(delivered_at=None))
    relay()
    assert len(owed()) == 4
    assert messages.send_all() == 4
    assert texts(gateway)[1] == (
        f"We shall call you back between 2026-03-02 15:00 and 16:00 about your matter {number}."
    )

    with begin(desk.actor("wang")) as work:
        later = Window(local("03-02 17:00"), local("03-02 18:00"))
        callbacks.reschedule(work, callback, later, customer_asked=True)
    relay()
    desk.pass_to("03-02 17:05")
    with begin(desk.actor("wang")) as work:
        callbacks.attempt(work, callback, Outcome(AttemptResult.ANSWERED_RESOLVED))
        tickets.resolve(work, number, None, LastWord("solved", "done"))
    relay()
    messages.send_all()
    assert kinds()[4:] == ["callback_moved"] * 2 + ["callback_kept"] * 2 + ["satisfaction"] * 2
    said = {one.state for one in owed() if one.template != Template.CALLBACK_MOVED}
    assert said == {DeliveryState.SENT}
    assert desk.events(number).count("CustomerTold") == len(owed())
    with reading() as session:
        soon = desk.clock.at + timedelta(seconds=1)
        seen = customer_history.contacts(session, desk.actor("wang"), known, soon)
        assert not customer_history.contacts(session, desk.actor("zhao"), known, soon)
    assert len([one for one in seen if one.kind == "notice"]) == 10

    # The link of the message is the customer's key to one answer, and stands nowhere but in the message.
    link = texts(gateway)[-1].rpartition("/survey/")[2]
    assert all(link not in json.dumps(one.values) for one in owed())
    with begin(SYSTEM) as work:
        surveys.answer_by_link(work, hash_of_link(link), 5, None, "")
    assert desk.ticket(number).state is TicketState.CLOSED


def test_what_comes_at_night_waits_for_the_morning_unless_it_is_no_longer_true(desk: Desk, gateway: Receiver) -> None:
    desk.at("03-02 22:30")
    number = desk.open(by=None, source=Source.WEB)
    with begin(desk.actor("sun")) as work:
        agreed = Promise(PHONE, Window(local("03-03 10:00"), local("03-03 11:00")))
        callback = tickets.promise(work, number, agreed).id
    relay()
    assert [one.next_at for one in owed()] == [local("03-03 08:00")] * 2
    assert messages.send_all() == 0
    with begin(desk.actor("sun")) as work:
        callbacks.call_off(work, callback, "settled")
    desk.at("03-03 08:00")
    messages.send_all()
    assert [(one.state, one.answer[:3]) for one in owed()] == [
        (DeliveryState.SENT, "200"),
        (DeliveryState.DROPPED, "sup"),
    ]
    # A try that failed in the evening is not made in the night.
    desk.at("03-03 20:59")
    gateway.answer_with(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    desk.open(by=None, source=Source.WEB)
    relay()
    messages.send_all()
    desk.at("03-03 21:05")
    messages.send_all()
    assert (owed()[-1].attempts, owed()[-1].next_at) == (1, local("03-04 08:00"))


def test_nobody_is_told_who_does_not_want_it_or_whom_no_message_reaches(desk: Desk) -> None:
    quiet = customer(desk, email="zhang@firm.example", no_notices=True)
    for phone in (PHONE, "02161234567", "8001", None):
        desk.open(by=None, source=Source.WEB, contact_phone=phone)
    masked = desk.open(by=None, source=Source.WEB)
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(Ticket).filter_by(number=masked).values(contact_phone="138****8000"))
    desk.open(customer_id=quiet, contact_phone="13900139000")
    relay()
    assert owed() == []
    # Minds change while a notice waits.
    with begin(desk.actor("wang")) as work:
        customers.edit(work, quiet, None, {"no_notices": False}, ())
    desk.open(customer_id=quiet, contact_phone="13900139000")
    relay()
    assert len(owed()) == 2
    with begin(desk.actor("sun")) as work:
        customers.bar(work, quiet, None, "threats")
    assert messages.send_all() == 0
    assert {(one.state, one.answer) for one in owed()} == {(DeliveryState.DROPPED, "no_notices")}


def test_only_an_administrator_switches_them_on_and_nothing_is_on_at_first(desk: Desk) -> None:
    with pytest.raises(Forbidden), begin(desk.actor("sun")) as work:
        customer_notices.say(work, None, {}, time(8), time(21))
    with pytest.raises(Conflict, match="stale_version"), begin(desk.actor("root")) as work:
        customer_notices.say(work, 0, {}, time(8), time(21))
    number = desk.open()
    relay()
    waiting = owed()[0].id
    with begin(desk.actor("root")) as work:
        customer_notices.say(work, 1, {Template.TICKET_FILED: ()}, time(8), time(21))
        deliveries.drop(work, waiting)
    assert desk.events(number)[-1] == "CustomerTold"
    desk.open()
    relay()
    assert len(owed()) == 1
    assert to_customers.SURVEY not in json.dumps([one.values for one in owed()])
