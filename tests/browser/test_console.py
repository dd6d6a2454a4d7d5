"""The agent's console: a ring pops without disturbing, a composition is not a command, a draft survives."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House

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


def test_keys_choose_the_kind_and_the_state(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("chen"))
    page.keyboard.press("Alt+Digit2")
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    expect(page.get_by_label("投诉对象")).to_be_visible()
    page.locator("[data-choice=busy]").click()
    expect(page.locator("[data-choice=busy]")).to_have_attribute("aria-checked", "true")

    page.keyboard.press("F4")
    expect(page.locator("[data-choice=idle]")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("F4")
    expect(page.locator("[data-choice=busy]")).to_have_attribute("aria-checked", "true")


def test_arrows_walk_the_states_without_choosing(visit: Callable[..., Page]) -> None:
    page = live(visit("li"))
    before = page.locator("[role=radio][aria-checked=true]").get_attribute("data-choice")
    page.locator("[data-choice=idle]").focus()
    page.keyboard.press("ArrowRight")

    expect(page.locator("[data-choice=busy]")).to_be_focused()
    assert page.locator("[role=radio][aria-checked=true]").get_attribute("data-choice") == before
