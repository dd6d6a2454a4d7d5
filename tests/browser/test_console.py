"""The agent's console: a ring pops without disturbing, a composition is not a command, a draft survives."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from ticketing.actions import categories
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

pytestmark = pytest.mark.browser

CALLER = "13800135678"


def live(page: Page) -> Page:
    expect(page.locator("[data-link=live]")).to_be_visible()
    return page


def test_a_ring_pops_without_stealing_the_focus_from_who_is_typing(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("wang"))
    subject = page.get_by_label("标题")
    subject.click()
    page.keyboard.type("空调不")
    callid = house.phones.ring("complaint", "8001", CALLER)
    expect(page.locator(".callcard[data-stage=ringing]")).to_be_visible()
    page.keyboard.type("制冷")

    expect(subject).to_be_focused()
    expect(subject).to_have_value("空调不制冷")
    house.phones.answer("complaint", "8001", callid)
    expect(page.locator(".callcard[data-stage=talking]")).to_be_visible()
    page.keyboard.press("F2")
    expect(page.get_by_role("tab", selected=True).get_by_text("138")).to_be_visible()
    expect(subject).to_have_value("")
    house.phones.hang_up("complaint", "8001", callid)
    page.get_by_role("tab", name="空调不制冷").click()
    expect(subject).to_have_value("空调不制冷")
    page.get_by_role("button", name="放弃草稿").click()


def test_an_idle_console_opens_the_form_of_the_call_by_itself(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("li"))
    callid = house.phones.ring("complaint", "8002", CALLER)

    expect(page.locator(".callcard")).to_contain_text("138 0013 5678")
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    house.phones.answer("complaint", "8002", callid)
    house.phones.hang_up("complaint", "8002", callid)


def test_enter_that_ends_a_composition_files_nothing(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("wang"))
    filed: list[str] = []
    page.on("request", lambda request: filed.append(request.url) if request.method == "POST" else None)
    page.get_by_label("标题").click()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "kongtiao", "selectionStart": 8, "selectionEnd": 8})
    for code in ("Enter", "F4"):
        devtools.send(
            "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": code, "code": code, "windowsVirtualKeyCode": 229}
        )
    page.evaluate("""() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        {key: "Enter", code: "Enter", ctrlKey: true, keyCode: 229, bubbles: true, cancelable: true}))""")
    devtools.send("Input.insertText", {"text": "空调"})

    expect(page.get_by_label("标题")).to_have_value("空调")
    assert [url for url in filed if "/api/" in url] == []


def test_a_draft_survives_the_page(visit: Callable[..., Page]) -> None:
    page = live(visit("chen"))
    page.get_by_label("标题").fill("半张工单")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.reload()

    expect(page.get_by_label("标题")).to_have_value("半张工单")


def test_from_the_ring_to_the_saved_record_without_the_mouse(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("chen"))
    page.keyboard.press("Control+KeyK")
    page.keyboard.type("示忙")
    expect(page.get_by_role("option").first).to_contain_text("示忙")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-choice=busy]")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("F4")
    expect(page.locator("[data-choice=idle]")).to_have_attribute("aria-checked", "true")

    callid = house.phones.ring("consult", "8101", "13700137000")
    expect(page.locator(".callcard[data-stage=ringing]")).to_be_visible()
    expect(page).to_have_title(re.compile("^● 来电"))
    house.phones.answer("consult", "8101", callid)
    page.keyboard.press("F2")
    page.watch.expected.append("409")
    page.keyboard.press("Alt+KeyH")
    expect(page.locator(".toast").first).to_be_visible()
    page.keyboard.press("Alt+KeyK")
    expect(page.locator("#know")).to_be_focused()
    page.keyboard.press("Alt+Digit2")
    expect(page.get_by_label("投诉对象")).to_be_visible()
    page.keyboard.press("Alt+Digit1")
    page.locator("#f-subject").focus()
    page.keyboard.type("营业时间")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("八点半到五点半")
    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    filed = answer.value.json()
    assert (filed["subject"], filed["kind"], filed["state"]) == ("营业时间", "inquiry", "resolved")
    house.phones.hang_up("consult", "8101", callid)


def test_a_key_is_laid_elsewhere_and_works_there(visit: Callable[..., Page]) -> None:
    page = live(visit("li", "/settings"))
    page.watch.expected.append("422")
    page.locator("[data-command=kind_2]").click()
    page.keyboard.press("F4")
    expect(page.locator("#why-kind_2")).to_be_visible()
    page.locator("[data-command=kind_2]").click()
    page.keyboard.press("Control+Alt+KeyC")
    expect(page.locator("[data-command=kind_2]")).to_contain_text("Ctrl Alt C")
    page.goto(page.url.replace("/settings", "/"))
    live(page).keyboard.press("Control+Alt+KeyC")
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()


def test_arrows_walk_the_states_without_choosing(visit: Callable[..., Page]) -> None:
    page = live(visit("li"))
    before = page.locator("[role=radio][aria-checked=true]").get_attribute("data-choice")
    page.locator("[data-choice=idle]").focus()
    page.keyboard.press("ArrowRight")

    expect(page.locator("[data-choice=busy]")).to_be_focused()
    assert page.locator("[role=radio][aria-checked=true]").get_attribute("data-choice") == before


@pytest.fixture(scope="module")
def tree(house: House) -> Iterator[None]:
    """空调 asks for the model when a ticket is filed, 空调/维修 of a repair for the error code too; gone afterwards."""
    model = {"key": "model", "name": "型号", "name_en": "", "type": "choice", "need": "at_opening", "kinds": []}
    fault = {"key": "fault", "name": "故障代码", "name_en": "", "type": "text", "need": "at_opening", "options": []}
    with begin(SYSTEM) as work:
        branches = [
            categories.add(work, "空调", None, {"fields": [model | {"options": ["挂机", "柜机"]}]}),
            categories.add(work, "维修", "空调", {"fields": [fault | {"kinds": ["repair"]}]}),
        ]
        ids = [one.id for one in branches]
    yield
    with begin(SYSTEM) as work:
        for one in ids:
            categories.edit(work, one, None, {"active": False})


@pytest.mark.usefixtures("tree")
def test_a_branch_of_the_tree_asks_for_its_fields_and_they_are_filed(visit: Callable[..., Page]) -> None:
    page = live(visit("li"))
    page.keyboard.press("Alt+Digit3")
    page.get_by_label("标题").fill("空调不启动")
    page.get_by_label("客户姓名").fill("陈先生")
    page.get_by_label("分类").select_option("空调/维修")
    page.watch.expected.append("422")
    page.get_by_label("故障代码").fill("E4")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#detail-model-why")).to_be_visible()
    expect(page.get_by_label("型号")).to_be_focused()

    page.get_by_label("型号").select_option("柜机")
    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    filed = answer.value.json()
    assert (filed["category"], filed["details"]) == ("空调/维修", {"model": "柜机", "fault": "E4"})


@pytest.mark.usefixtures("tree")
def test_what_another_kind_asks_for_is_neither_shown_nor_sent(visit: Callable[..., Page]) -> None:
    page = live(visit("chen"))
    page.keyboard.press("Alt+Digit3")
    page.get_by_label("标题").fill("空调保养")
    page.get_by_label("分类").select_option("空调/维修")
    page.get_by_label("故障代码").fill("E4")
    page.get_by_label("型号").select_option("挂机")
    page.keyboard.press("Alt+Digit5")
    expect(page.get_by_label("故障代码")).to_have_count(0)

    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    assert answer.value.json()["details"] == {"model": "挂机"}


@pytest.mark.usefixtures("tree")
def test_a_letter_is_registered_with_what_its_branch_asks_for(house: House, visit: Callable[..., Page]) -> None:
    page = visit("sun", "/tickets")
    page.get_by_role("link", name="来信来访").click()
    page.get_by_label("客户姓名").fill("赵先生")
    page.get_by_label("分类").select_option("空调")
    page.get_by_label("标题").fill("空调噪音扰民")
    page.get_by_label("型号").select_option("柜机")
    page.get_by_label("媒体").check()
    page.get_by_role("button", name="登记").click()
    page.wait_for_url(re.compile(r"/tickets/\d{8}-\d+$"))
    filed = page.request.get(house.url + "/api/v1" + page.url.removeprefix(house.url)).json()

    assert (filed["source"], filed["owner"], filed["first_response_at"]) == ("letter", None, None)
    assert (filed["details"], filed["complaint"]["channel"]) == ({"model": "柜机"}, "letter")
    assert filed["complaint"]["severity"] == "S1"
