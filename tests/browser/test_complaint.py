"""A complaint until the customer is satisfied: from the ring to the signed sheet, in both languages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_console import live
from ticketing.actions import people, ranks
from ticketing.actions.people import PersonWish
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.queries.ranks import WORDS

pytestmark = pytest.mark.browser

CALLERS = {"zh": "13800135601", "en": "13800135602"}


@pytest.fixture
def manager(house: House) -> Iterator[str]:
    """Somebody named as manager, who lets the sheet go; afterwards nobody is."""
    if "qian" not in house.people:
        with begin(SYSTEM) as work:
            wish = PersonWish(login="qian", name="钱进", roles=("supervisor",))
            house.people["qian"] = people.add(work, wish, "-", must_change=False).id
    with begin(SYSTEM) as work:
        ranks.name(work, {word: ["qian"] if word == "manager" else [] for word in WORDS})
    yield "qian"
    with begin(SYSTEM) as work:
        ranks.name(work, {word: [] for word in WORDS})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_complaint_runs_from_the_ring_to_the_signed_sheet(
    house: House, visit: Callable[..., Page], manager: str, lang: str
) -> None:
    page = live(visit("wang", lang=lang))
    number = filed_during_the_call(house, page, CALLERS[lang])
    base = f"/complaints/{number}"

    page.goto(house.url + base)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if lang == "zh" else "en")
    write(page, f"PUT {base}/triage", severity="S2", department="售后服务部")
    write(page, f"PUT {base}/investigation", investigator="周工")
    write(page, f"PUT {base}/finding", findings="派工单漏派", verdict="upheld")
    write(page, f"PUT {base}/finding/sign-off", by="售后服务部经理")
    write(page, f"PUT {base}/proposal", text="当天上门并补偿 150 元")
    write(page, f"POST {base}/compensations", kind="damages", amount_minor="150.00", basis="服务承诺")
    expect(page.locator(".record")).to_contain_text("150.00 CNY")

    lead = visit("chen", base, lang=lang)
    with lead.expect_navigation():
        lead.locator("form[data-send$='/approval'] button").first.click()
    page.reload()
    with page.expect_navigation():
        page.locator("form[data-send$='/execution'] input").fill("FK-7")
        page.locator("form[data-send$='/execution'] button").click()
    write(page, f"PUT {base}/reply", text="今天上门，补偿已到账")
    resolve(house, page, number)

    page.goto(house.url + base)
    write(page, follow_up(page), result="answered_pending", score="2", note="还是不制冷")
    expect(page.locator(".stages [aria-current=step]")).to_have_class("info")
    write(page, f"PUT {base}/reply", text="已更换压缩机")
    resolve(house, page, number)
    page.goto(house.url + base)
    write(page, follow_up(page), result="answered_resolved", score="5", note="满意")

    page.goto(f"{house.url}{base}/sheet")
    sign(page, "taker", "王芳")
    supervisor = visit("sun", f"{base}/sheet", lang=lang)
    sign(supervisor, "supervisor", "孙浩")
    expect(supervisor.locator("[data-sign=manager]")).to_have_count(0)
    upstairs = visit(manager, f"{base}/sheet", lang=lang)
    sign(upstairs, "manager", "钱进")
    paper = upstairs.locator(".paper")
    for written in ("派工单漏派", "王芳", "孙浩", "钱进"):
        expect(paper).to_contain_text(written)
    expect(upstairs.locator("[data-sign]")).to_have_count(0)
    upstairs.goto(house.url + base)
    expect(upstairs.locator(".stages li").last).to_have_attribute("aria-current", "step")


def filed_during_the_call(house: House, page: Page, caller: str) -> str:
    """Ring, talk, file: the form of a call on the complaints line is that of a complaint."""
    callid = house.phones.ring("complaint", "8001", caller)
    expect(page.locator(".callcard[data-stage=ringing]")).to_be_visible()
    house.phones.answer("complaint", "8001", callid)
    expect(page.locator(".callcard[data-stage=talking]")).to_be_visible()
    page.locator(".ticketform [name=subject]").fill("空调维修延迟")
    page.locator(".ticketform [name=name]").fill("张伟")
    page.locator(".ticketform [name=demand]").fill("当天上门")
    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    assert answer.value.json()["kind"] == "complaint"
    house.phones.hang_up("complaint", "8001", callid)
    return str(answer.value.json()["number"])


def write(page: Page, send: str, **fields: str) -> None:
    """Fill in one part of the record; the page comes back with it."""
    form = page.locator(f'form[data-send="{send}"]').first
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def follow_up(page: Page) -> str:
    return str(page.locator("form[data-send$='/attempts']").first.get_attribute("data-send"))


def resolve(house: House, page: Page, number: str) -> None:
    page.goto(f"{house.url}/tickets/{number}")
    page.locator("[data-move=resolve]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=text]").fill("已修好")
    dialog.locator("[name=root_cause]").fill("排班冲突")
    with page.expect_response(f"**/api/v1/tickets/{number}/transitions") as answer:
        dialog.locator("button[type=submit]").click()
    assert answer.value.ok or answer.value.request.method == "GET"
    expect(page.locator("[data-move=reopen]")).to_be_visible()


def sign(page: Page, slot: str, name: str) -> None:
    with page.expect_navigation():
        page.locator(f"[data-sign={slot}]").click()
    expect(page.locator(f"[data-slot={slot}]")).to_contain_text(name)
