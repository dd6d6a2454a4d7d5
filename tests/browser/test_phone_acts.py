"""A click dials through a real manager link; what cannot work is disabled and says why; a lead moves the own team."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_console import live
from tests.telephony.fake_pbx import fake_pbx
from tests.telephony.test_ami_client import QUICK
from tests.telephony.test_control import Exchange
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.telephony.ami.feed import AmiFeed

pytestmark = pytest.mark.browser

CALLER = "13800135678"


@pytest.fixture
def controlled(house: House) -> Iterator[Exchange]:
    """The house's phone system lets itself be controlled for the length of a test."""
    exchange, stop = Exchange(), threading.Event()
    with fake_pbx(exchange.talk) as pbx:
        with begin(SYSTEM) as work:
            home = work.session.query(Pbx).filter_by(code="test").one()
            place = {"host": "127.0.0.1", "port": pbx.port, "username": "w", "secret": "secret", "control": "all"}
            source = work.add(
                PbxSource(pbx_id=home.id, name=f"control {pbx.port}", kind=SourceKind.AMI, settings=place)
            )
            for login in ("wang", "chen"):
                person = work.session.get_one(Person, house.people[login])
                person.extension = person.code
        thread = threading.Thread(target=_serve, args=(house, source.id, stop), daemon=True)
        thread.start()
        yield exchange
        stop.set()
        thread.join(10.0)
    with begin(SYSTEM) as work:
        work.session.get_one(PbxSource, source.id).enabled = False


def _serve(house: House, source_id: int, stop: threading.Event) -> None:
    with house.app.app_context():
        feed = AmiFeed(source_id, QUICK)
        while not stop.is_set():
            feed.step()
        feed.close()


def test_without_control_the_buttons_are_disabled_and_say_why(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("wang", lang="en"))
    callid = house.phones.ring("complaint", "8001", CALLER)
    house.phones.answer("complaint", "8001", callid)
    for feature in ("hold", "transfer", "hangup"):
        expect(page.locator(f".callbar [data-feature={feature}]")).to_be_disabled()
    expect(page.locator(".callbar")).to_contain_text("cannot be controlled from here")
    page.keyboard.press("F8")
    expect(page.locator(".toast", has_text="cannot be controlled from here")).to_be_visible()
    house.phones.hang_up("complaint", "8001", callid)


def test_a_call_is_held_and_ended_by_its_keys(house: House, visit: Callable[..., Page], controlled: Exchange) -> None:
    page = live(visit("wang", lang="en"))
    callid = house.phones.ring("complaint", "8001", CALLER)
    house.phones.answer("complaint", "8001", callid)
    controlled.channels = [
        {"Channel": "PJSIP/8001-00000001", "Uniqueid": "1.1", "Linkedid": "1.1", "BridgeId": "b", "ChannelState": "6"}
    ]
    expect(page.locator(".callbar [data-feature=hangup]")).to_be_enabled(timeout=15_000)
    page.keyboard.press("F8")
    _soon(lambda: controlled.moved("PJSIPNotify"))
    # The call has just begun: the first press only warns.
    page.keyboard.press("F9")
    assert controlled.moved("Hangup") == []
    page.keyboard.press("F9")
    _soon(lambda: controlled.moved("Hangup"))
    assert controlled.moved("Hangup")[0]["Channel"] == "PJSIP/8001-00000001"
    house.phones.hang_up("complaint", "8001", callid)


def test_a_lead_listens_from_the_wallboard(house: House, visit: Callable[..., Page], controlled: Exchange) -> None:
    board = live(visit("chen", "/wallboard", size=(1920, 1080)))
    callid = house.phones.ring("consult", "8001", CALLER)
    house.phones.answer("consult", "8001", callid)
    controlled.channels = [
        {"Channel": "PJSIP/8001-00000002", "Uniqueid": "1.2", "Linkedid": "1.2", "BridgeId": "b", "ChannelState": "6"}
    ]
    card = board.locator("[data-agent='8001']")
    expect(card).to_have_attribute("data-state", "talking")
    card.get_by_role("button").click()
    listen = board.locator("[data-act-name=listen]")
    expect(listen).to_be_enabled(timeout=15_000)
    listen.click()
    _soon(lambda: controlled.moved("Originate"))
    assert controlled.moved("Originate")[0]["Data"] == "PJSIP/8001-00000002,qE"
    expect(board.locator(".toast.ok").first).to_be_visible(timeout=15_000)
    house.phones.hang_up("consult", "8001", callid)


def test_a_viewer_has_nothing_to_press(visit: Callable[..., Page]) -> None:
    board = live(visit("guest", "/wallboard"))
    expect(board.locator("[data-agent='8001']")).to_be_visible()
    expect(board.locator(".leadmenu")).to_have_count(0)


def _soon(what: Callable[[], object]) -> None:
    from_now = threading.Event()
    for _ in range(300):
        if what():
            return
        from_now.wait(0.05)
    raise AssertionError("it did not come to that")
