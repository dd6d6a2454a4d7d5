"""One ticket's page: its story grows by itself, its steps ask for what they need, lists narrow in place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import live

pytestmark = pytest.mark.browser


def filed(page: Page, subject: str) -> str:
    page.keyboard.press("Alt+Digit3")
    page.get_by_label("客户姓名").fill("陈先生")
    page.get_by_label("标题").fill(subject)
    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    return str(answer.value.json()["number"])


def test_a_note_by_one_is_read_by_the_other_without_a_reload(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "热水器报修")
    writer, reader = live(visit("wang", f"/tickets/{number}")), live(visit("sun", f"/tickets/{number}"))
    reader.get_by_role("textbox", name="备注").fill("半句话")
    writer.get_by_role("textbox", name="备注").fill("师傅下午上门")
    writer.get_by_role("button", name="添加备注").click()

    expect(reader.get_by_text("师傅下午上门")).to_be_visible()
    expect(reader.get_by_role("textbox", name="备注")).to_have_value("半句话")


def test_a_repair_is_resolved_with_its_last_word(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "空调不制热")
    page = live(visit("wang", f"/tickets/{number}"))
    page.get_by_role("button", name="已联系上客户").click()
    expect(page.locator("#story .timeline").get_by_text("联系客户")).to_be_visible()
    page.locator("[data-move=resolve]").click()
    page.get_by_label("处理结果").fill("更换主板，恢复正常")
    page.get_by_role("dialog").get_by_role("button", name="办结").click()

    expect(page.locator("#story")).to_contain_text("更换主板")
    expect(page.locator("#story").get_by_text("已解决").first).to_be_visible()


def test_a_list_is_narrowed_without_leaving_the_page(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "洗衣机漏水")
    page = visit("sun", "/tickets")
    page.evaluate("window.stayed = true")
    page.locator("main").get_by_role("searchbox").fill("洗衣机")
    page.keyboard.press("Enter")

    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list")).to_contain_text(number)
    assert page.evaluate("window.stayed") is True
    assert "q=" in page.url
