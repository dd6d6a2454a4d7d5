"""The pages of the telephony log pass axe with something on them, with their dialogs open, in both themes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check
from ticketing.actions import blocked_numbers
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import SECOND_US, micros
from ticketing.models.cutoffs import Cutoff
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.models.whole_calls import Call
from ticketing.telephony import ingest
from workers.calls import work_out_all

pytestmark = pytest.mark.browser

LOOKS = [("light", "zh"), ("dark", "en")]
SUPERVISORS = (
    *("/calls", "/agents/8001/days", "/stats/queues", "/stats/agents"),
    *("/cutoffs", "/cutoffs?print=1", "/callbacks"),
    *("/admin/alerts", "/admin/quarantine", "/admin/breaks", "/admin/blocked"),
)
ADMINS = ("/admin/phones", "/admin/names", "/admin/tokens")
# The page, and what opens its dialog.
DIALOGS = [
    ("sun", "/cutoffs", "td button[hx-get]"),
    ("sun", "/admin/alerts", "td button[hx-get]"),
    ("sun", "/admin/blocked", "[data-open=new-block]"),
    ("root", "/admin/phones", "[data-open=new-source]"),
    ("root", "/admin/phones", "#feeds td button[hx-get]"),
    ("root", "/admin/phones", "button[hx-get*=recordings]"),
    ("root", "/admin/phones", "button[hx-get*=tokens]"),
]


@pytest.fixture(scope="module")
def told(house: House) -> int:
    """A call, an entry of the register, a line in quarantine, a blocked number, a feed that is sent; the call's id."""
    callid = house.phones.ring("complaint", "8001", "13800135678")
    house.phones.answer("complaint", "8001", callid)
    house.phones.hang_up("complaint", "8001", callid)
    with begin(SYSTEM) as work:
        pbx_id = work.session.get_one(PbxSource, house.phones.source_id).pbx_id
        pushed = PbxSource(pbx_id=pbx_id, name="sent", kind=SourceKind.EVENTS, settings={"signing_key": "x" * 16})
        work.add(pushed)
        blocked_numbers.block(work, "13900139000", "不愿再接电话")
        at = micros(work.now - timedelta(minutes=20))
        facts = {"pbx_id": pbx_id, "callid": callid, "cause": "line", "part": "talk", "talk_us": 9 * SECOND_US}
        times = {"first_us": at, "last_us": at, "due_at": work.now - timedelta(minutes=15)}
        work.add(Cutoff(phone="+8613800135678", visits=["x"], caller_name="刘女士", note="已致歉", **facts, **times))
    ingest.take(house.phones.source_id, ingest.hear_texts(["1763700000|torn"], ingest.now_us()))
    work_out_all()
    with reading() as session:
        return session.scalars(sa.select(Call.id).order_by(Call.id.desc())).first() or 0


@pytest.mark.parametrize(("theme", "lang"), LOOKS)
def test_every_page_of_the_log_is_accessible(told: int, visit: Callable[..., Page], theme: str, lang: str) -> None:
    page = visit("sun", f"/calls/{told}", theme=theme, lang=lang)
    check(page)
    for path in SUPERVISORS:
        page.goto(page.watch.url + path)
        expect(page.locator("main")).to_be_visible()
        check(page)


@pytest.mark.parametrize(("theme", "lang"), LOOKS)
def test_every_page_of_the_phone_systems_is_accessible(
    told: int, visit: Callable[..., Page], theme: str, lang: str
) -> None:
    page = visit("root", ADMINS[0], theme=theme, lang=lang)
    for path in ADMINS:
        page.goto(page.watch.url + path)
        expect(page.locator("main h1")).to_be_visible()
        check(page)


@pytest.mark.parametrize("login", ["sun", "root"])
def test_every_dialog_of_these_pages_is_accessible_and_no_wider_than_a_form(
    told: int, visit: Callable[..., Page], login: str
) -> None:
    page = visit(login, "/admin", theme="dark")
    for path, opener in ((path, opener) for who, path, opener in DIALOGS if who == login):
        page.goto(page.watch.url + path)
        page.locator(opener).first.click()
        dialog = page.locator("dialog[open]")
        expect(dialog.locator("[type=submit]").first).to_be_visible()
        box = dialog.bounding_box()
        assert box is not None
        assert box["width"] <= 640, (path, opener)
        check(page)


def test_what_is_written_on_an_entry_is_saved_by_keys_alone(told: int, visit: Callable[..., Page]) -> None:
    page = visit("sun", "/cutoffs")
    page.locator("td button[hx-get]").first.press("Enter")
    note = page.locator("dialog[open] textarea")
    expect(note).to_be_focused()
    note.fill("客户已自行办结")
    page.locator("dialog[open] select[name=cause]").select_option("mistake")
    note.press("Control+Enter")
    expect(page.locator("td.remark").first).to_contain_text("客户已自行办结")
    expect(page.locator("tbody tr").first).to_contain_text("误挂")


def test_a_refusal_is_said_at_the_field_of_the_setting(told: int, visit: Callable[..., Page]) -> None:
    page = visit("root", "/admin/phones", lang="en")
    page.watch.expected.append("422")
    page.locator("[data-open=new-source]").click()
    form = page.locator("#new-source form")
    form.locator("[name=name]").fill("switch")
    form.locator("[name=kind]").select_option("ami")
    form.locator("[name='settings.host']").fill("pbx")
    form.locator("[name='settings.port']").fill("70000")
    form.locator("[name='settings.username']").fill("rexian")
    form.locator("[name='settings.secret']").fill("hunter2-hunter2")
    form.locator("[type=submit]").click()
    expect(form.locator("[name='settings.port'] + .wrong")).to_have_text("A port is a number from 1 to 65535.")
    expect(form.locator("[name='settings.port']")).to_be_focused()
