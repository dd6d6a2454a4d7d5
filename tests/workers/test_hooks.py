"""Webhooks from the journal to a receiver: signed, once per event, again until it arrives, and left alone at last."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.desk import Desk, furnish
from tests.outside.receiver import OK, Receiver
from ticketing.actions import webhooks
from ticketing.actions.webhooks import WebhookWish
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.deliveries import DeliveryState
from ticketing.domain.webhooks import FAILURES, NAMES, WAITS
from ticketing.errors import Conflict
from ticketing.journal import JournalEntry
from ticketing.models.deliveries import Delivery
from ticketing.models.people import Person
from ticketing.models.webhooks import Webhook, WebhookDelivery
from workers.outward import hooks
from workers.relay import Relay

BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 6\r\n\r\nsecret"
Subscribe = Callable[..., int]


@pytest.fixture
def desk(app, clock: FrozenClock) -> Desk:
    app.config["REXIAN"] = replace(app.config["REXIAN"], outbound_networks="127.0.0.0/8")
    return furnish(app, clock)


@pytest.fixture
def far() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def subscribe(desk: Desk, far: Receiver) -> Subscribe:
    """A subscription that two administrators have agreed on."""

    def made(events: tuple[str, ...] = NAMES, name: str = "crm", url: str = "") -> int:
        with begin(desk.actor("root")) as work:
            hook = webhooks.add(work, WebhookWish(name, url or far.url, events), "s3cret")
        with begin(SYSTEM) as work:
            found = work.get(Webhook, hook.id)
            found.approved_at = work.now
        return hook.id

    return made


def relay() -> None:
    while Relay(lambda _: None, lambda *_: None, hear=hooks.hear).step():
        pass


def tellings() -> list[WebhookDelivery]:
    with reading() as session:
        return list(session.scalars(sa.select(WebhookDelivery).order_by(WebhookDelivery.id)))


def test_what_happens_is_told_signed_and_without_anybodys_name(desk: Desk, far: Receiver, subscribe: Subscribe):
    desk.high()
    relay()
    subscribe(("ticket.opened", "ticket.moved"))
    number = desk.open(contact_phone="13800138000")
    relay()
    assert hooks.send_all() == len(far.requests) > 0
    headers, body = far.requests[0]
    said = json.loads(body)
    assert (said["event"], said["ticket"]["number"], said["ticket"]["kind"]) == ("ticket.opened", number, "inquiry")
    assert {"id", "at", "sequence", "data"} <= said.keys()
    assert b"138" not in body.replace(said["id"].encode(), b"")
    stamp = headers["x-rexian-timestamp"]
    assert int(stamp) == int(desk.clock.now().timestamp())
    wanted = hmac.new(b"s3cret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["x-rexian-signature"] == f"sha256={wanted}"
    assert (headers["x-rexian-delivery"], headers["x-rexian-event"]) == (said["id"], "ticket.opened")


def test_a_relay_that_dies_and_tells_again_adds_nothing(desk: Desk, far: Receiver, subscribe: Subscribe):
    subscribe()
    desk.high()
    relay()
    before = [(one.uid, one.body) for one in tellings()]
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(JournalEntry).values(delivered_at=None))
    relay()
    assert [(one.uid, one.body) for one in tellings()] == before
    hooks.send_all()
    assert len({headers["x-rexian-delivery"] for headers, _ in far.requests}) == len(before) == len(far.requests)


def test_what_is_not_approved_or_switched_off_is_not_told(desk: Desk, far: Receiver, subscribe: Subscribe):
    hook = subscribe()
    with begin(desk.actor("root")) as work:
        webhooks.edit(work, hook, None, WebhookWish(url=f"http://127.0.0.1:{far.port}/other"))
    desk.high()
    relay()
    assert (tellings(), hooks.send_all()) == ([], 0)
    with begin(desk.actor("root")) as work, pytest.raises(Conflict, match="webhook_silent"):
        webhooks.ping(work, hook)


def test_a_busy_receiver_is_tried_again_and_one_that_is_gone_holds_up_nobody(
    desk: Desk, far: Receiver, subscribe: Subscribe
):
    far.answer_with(BUSY, BUSY, OK)
    with Receiver() as closed:
        gone_url = closed.url
    subscribe(("ticket.opened",), "busy")
    subscribe(("ticket.opened",), "gone", gone_url)
    desk.high()
    relay()
    assert hooks.send_all() == 2
    busy, gone = tellings()
    assert (busy.state, busy.status, busy.answer) == (DeliveryState.FAILED, 503, "")
    assert (gone.state, gone.status, gone.answer) == (DeliveryState.FAILED, 0, "unreachable")
    assert busy.next_at == desk.clock.now() + WAITS[0]
    for wait in WAITS[:2]:
        desk.clock.at += wait
        hooks.send_all()
    busy, gone = tellings()
    assert (busy.state, busy.attempts, gone.state) == (DeliveryState.SENT, 3, DeliveryState.FAILED)
    ids = {json.loads(body)["id"] for _, body in far.requests}
    stamps = [headers["x-rexian-timestamp"] for headers, _ in far.requests]
    assert (len(ids), len(set(stamps))) == (1, 3)


def test_after_the_first_failure_the_others_of_that_receiver_wait_too(desk: Desk, far: Receiver, subscribe: Subscribe):
    far.answer_with(BUSY)
    subscribe(("ticket.opened",))
    for _ in range(3):
        desk.high()
    relay()
    assert hooks.send_all() == 1
    assert [one.attempts for one in tellings()] == [1, 0, 0]
    assert {one.next_at for one in tellings()} == {desk.clock.now() + WAITS[0]}


def test_whoever_fails_too_often_is_left_alone_and_the_administrators_are_told_once(
    desk: Desk, far: Receiver, subscribe: Subscribe
):
    far.answer_with(BUSY)
    hook = subscribe(("ticket.opened",))
    with begin(SYSTEM) as work:
        work.get(Person, desk.people["root"]).email = "root@centre.example"
        work.get(Webhook, hook).failures = FAILURES - 2
    for _ in range(2):
        desk.high()
    relay()
    hooks.send_all()
    desk.clock.at += timedelta(seconds=10)
    hooks.send_all()
    with reading() as session:
        found = session.get_one(Webhook, hook)
        mails = session.scalars(sa.select(Delivery.template)).all()
    assert (found.active, found.failures, found.switched_off_at) == (False, FAILURES, desk.clock.now())
    assert {(one.state, one.answer) for one in tellings()} == {(DeliveryState.GIVEN_UP, "switched_off")}
    assert (len(desk.notices("root", "webhook_off")), mails) == (1, ["webhook_off"])
    far.answer_with(OK)
    with begin(desk.actor("root")) as work:
        webhooks.edit(work, hook, None, WebhookWish(active=True))
        webhooks.resend(work, tellings()[0].id)
    assert hooks.send_all() == 1
    assert tellings()[0].state is DeliveryState.SENT


def test_a_receiver_that_says_it_is_gone_is_believed_at_once(desk: Desk, far: Receiver, subscribe: Subscribe):
    far.answer_with(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n")
    hook = subscribe(("ticket.opened",))
    desk.high()
    relay()
    hooks.send_all()
    with reading() as session:
        assert not session.get_one(Webhook, hook).active


def test_an_address_is_judged_again_before_every_sending(desk: Desk, far: Receiver, subscribe: Subscribe):
    subscribe(("ticket.opened",))
    desk.app.config["REXIAN"] = replace(desk.app.config["REXIAN"], outbound_networks="")
    desk.high()
    relay()
    hooks.send_all()
    (one,) = tellings()
    assert (one.state, one.answer, far.requests) == (DeliveryState.FAILED, "private_address", [])


def test_whoever_dies_while_telling_leaves_a_lease(desk: Desk, far: Receiver, subscribe: Subscribe):
    subscribe(("ticket.opened",))
    desk.high()
    relay()
    with begin(SYSTEM) as work:
        work.get(WebhookDelivery, tellings()[0].id).next_at = work.now + hooks.LEASE
    assert hooks.send_all() == 0
    desk.clock.at += hooks.LEASE
    assert hooks.send_all() == 1


def test_what_was_told_a_month_ago_is_forgotten(desk: Desk, far: Receiver, subscribe: Subscribe):
    subscribe(("ticket.opened",))
    desk.high()
    relay()
    hooks.send_all()
    desk.clock.at += timedelta(days=31)
    hooks.forget()
    assert tellings() == []
