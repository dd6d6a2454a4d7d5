"""Mails and short messages on their way: a real SMTP conversation, a real POST, and every way in which they fail."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.outside.receiver import Receiver
from tests.outside.smtp_server import Mails
from ticketing.actions import deliveries
from ticketing.actions.deliveries import OutFile, Recipient, deliver
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.deliveries import MOST_TRIES, Channel, DeliveryState, Template
from ticketing.errors import Conflict, Invalid
from ticketing.models.deliveries import Delivery, DeliveryFile
from workers.outward import messages

Owe = Callable[..., int | None]
SHEET = OutFile("日报.xlsx", "application/octet-stream", b"\x00cells")


@pytest.fixture
def mails() -> Iterator[Mails]:
    server = Mails()
    yield server
    server.close()


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    with Receiver() as far:
        yield far


@pytest.fixture
def owe(app: Flask, mails: Mails, gateway: Receiver) -> Owe:
    """Owes a free message; the mail server and the gateway of the test are the centre's."""
    app.config["REXIAN"] = replace(
        app.config["REXIAN"],
        smtp_host="127.0.0.1",
        smtp_port=mails.port,
        smtp_tls="none",
        smtp_user="rexian",
        smtp_password="secret",
        mail_from="desk@centre.example",
        sms_url=gateway.url,
        sms_fields='{"mobile": "{number}", "content": "{text}", "uid": "{key}"}',
        sms_headers='{"Authorization": "Bearer gate"}',
    )

    def _owe(to: str = "zhang@firm.example", key: str = "one", **options: object) -> int | None:
        wanted = {
            "channel": Channel.EMAIL,
            "template": Template.MESSAGE,
            "values": {"subject": "Hi", "text": "你好 {x}"},
        }
        with begin(SYSTEM) as work:
            return deliver(work, to=Recipient(to), key=key, **(wanted | options))

    return _owe


def row(delivery_id: int | None) -> Delivery:
    with reading() as session:
        return session.get_one(Delivery, delivery_id)


def test_a_mail_goes_out_once_with_what_hangs_on_it(owe: Owe, mails: Mails):
    values = {"subject": "A\r\nBcc: x@y.example", "text": "你好 {x}"}
    first = owe(values=values, files=[SHEET])
    assert owe(values=values) is None
    assert messages.send_all() == 1
    assert messages.send_all() == 0
    (mail,) = mails.taken
    assert (mail["To"], mail["From"]) == ("zhang@firm.example", "desk@centre.example")
    assert (mail["Subject"], mail["Bcc"]) == ("A Bcc: x@y.example", None)
    assert mail["Message-ID"] == "<one@centre.example>"
    body = mail.get_body()
    assert body is not None
    assert body.get_content().strip() == "你好 {x}"
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("日报.xlsx", b"\x00cells")
    assert (row(first).state, row(first).attempts, row(first).next_at) == (DeliveryState.SENT, 1, None)
    assert len(mails.logins) == 1


def test_a_short_message_is_what_the_gateway_wants(owe: Owe, gateway: Receiver):
    found = owe("138 0013 8000", channel=Channel.SMS, template=Template.TEST, values={"at": 'a"b'})
    messages.send_all()
    headers, body = gateway.requests[0]
    said = json.loads(body)
    assert (said["mobile"], said["uid"]) == ("8613800138000", "one")
    assert 'a"b' in said["content"]
    assert headers["authorization"] == "Bearer gate"
    assert row(found).state is DeliveryState.SENT


def test_a_refusal_for_good_is_not_tried_again_and_one_for_now_is(owe: Owe, clock: FrozenClock, gateway: Receiver):
    never, later = owe("nobody@firm.example", "never"), owe("later@firm.example", "later")
    gateway.answer_with(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n")
    bad = owe("13800138000", "sms", channel=Channel.SMS)
    messages.send_all()
    assert (row(never).state, row(never).answer) == (DeliveryState.GIVEN_UP, "550 no such user")
    assert (row(bad).state, row(bad).answer) == (DeliveryState.GIVEN_UP, "400")
    assert (row(later).state, row(later).attempts) == (DeliveryState.FAILED, 1)
    assert row(later).next_at == clock.now() + timedelta(seconds=30)
    tries = 1
    while row(later).state is DeliveryState.FAILED:
        clock.at = row(later).next_at or clock.at
        assert messages.send_all() == 1
        tries += 1
    assert (tries, row(later).state) == (MOST_TRIES, DeliveryState.GIVEN_UP)


def test_whoever_dies_while_sending_leaves_a_lease_and_the_same_message(owe: Owe, mails: Mails, clock: FrozenClock):
    found = owe("deaf@firm.example")
    with begin(SYSTEM) as work:
        work.get(Delivery, found).next_at = clock.now() + messages.LEASE
    assert messages.send_all() == 0
    clock.advance(seconds=61)
    assert messages.send_all() == 1
    assert row(found).state is DeliveryState.FAILED
    clock.advance(seconds=31)
    messages.send_all()
    assert {mail["Message-ID"] for mail in mails.taken} == {"<one@centre.example>"}


def test_what_nobody_could_send_for_two_days_is_not_sent_any_more(owe: Owe, mails: Mails, clock: FrozenClock):
    found = owe()
    clock.advance(days=3)
    messages.send_all()
    assert (row(found).state, row(found).answer, mails.taken) == (DeliveryState.GIVEN_UP, "too_late", [])


def test_without_a_server_it_waits_and_says_why(app: Flask, owe: Owe):
    app.config["REXIAN"] = replace(app.config["REXIAN"], smtp_host="", sms_url="")
    mail, short = owe(), owe("13800138000", "sms", channel=Channel.SMS)
    messages.send_all()
    assert (row(mail).answer, row(short).answer) == ("no_mail_server", "no_sms_gateway")
    assert row(mail).state is DeliveryState.FAILED


def test_a_gateway_that_says_no_in_a_friendly_way_is_believed(app: Flask, owe: Owe, gateway: Receiver):
    app.config["REXIAN"] = replace(app.config["REXIAN"], sms_accepted='"code":0', sms_format="form")
    gateway.answer_with(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"code":9}')
    found = owe("13800138000", channel=Channel.SMS)
    messages.send_all()
    assert (row(found).state, gateway.requests[0][1][:7]) == (DeliveryState.FAILED, b"mobile=")


def test_by_hand_a_message_is_dropped_or_tried_again(owe: Owe, mails: Mails):
    dropped, refused, sent = owe(key="1"), owe("nobody@firm.example", "2"), owe(key="3")
    with begin(SYSTEM) as work:
        deliveries.drop(work, dropped or 0)
    messages.send_all()
    assert (row(dropped).state, len(mails.taken)) == (DeliveryState.DROPPED, 1)
    with begin(SYSTEM) as work:
        deliveries.retry(work, dropped or 0)
        deliveries.retry(work, refused or 0)
        with pytest.raises(Conflict, match="delivery_sent"):
            deliveries.retry(work, sent or 0)
    messages.send_all()
    assert (row(dropped).state, row(refused).attempts) == (DeliveryState.SENT, 2)


def test_bad_addresses_and_gaps_that_are_none_are_refused(owe: Owe):
    for wrong in ({"to": "a@b@c"}, {"to": "x", "channel": Channel.SMS}, {"values": {"oops": "1"}}):
        with pytest.raises(Invalid):
            owe(**wrong)


def test_files_of_old_messages_are_forgotten(owe: Owe, clock: FrozenClock):
    owe(files=[SHEET])
    owe(key="two", files=[SHEET])
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DeliveryFile)) == 1
    clock.advance(days=8)
    messages.forget_files()
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DeliveryFile)) == 0
