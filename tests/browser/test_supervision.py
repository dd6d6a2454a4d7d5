"""Orders, more time, handing on and word to all, from the desk to the agent's list and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessible import check
from tests.browser.test_console import live
from tests.browser.test_desk import escalated
from tests.browser.test_desk import filed as suggested
from tests.browser.test_ticket import filed

pytestmark = pytest.mark.browser


def test_an_order_from_the_desk_is_answered_from_the_agents_list(visit: Callable[..., Page]) -> None:
    agent = live(visit("wang"))
    number = suggested(agent, "增加自助设备")
    desk = live(visit("sun", "/desk"))
    escalated(desk, number).click()
    desk.watch.expected.append("422")  # type: ignore[attr-defined]
    desk.locator("[data-deed=order]").click()
    dialog = desk.get_by_role("dialog", name="督办")
    dialog.get_by_role("button", name="督办").click()
    expect(dialog.get_by_text("请填写")).to_be_visible()
    expect(dialog.get_by_label("督办意见")).to_be_focused()
    check(desk)
    desk.keyboard.type("今天给客户答复")
    desk.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(desk.locator("[data-order]")).to_contain_text("今天给客户答复")

    agent.get_by_role("tab", name="督办").click()
    agent.locator(".work", has_text="今天给客户答复").click()
    agent.get_by_label("答复督办").fill("已约明早上门")
    check(agent)
    agent.get_by_role("button", name="答复", exact=True).click()
    expect(agent.locator(".work", has_text="今天给客户答复")).to_have_count(0)
    page = live(visit("sun", f"/tickets/{number}"))
    expect(page.locator("[data-order]")).to_contain_text("已约明早上门")


def test_more_time_is_asked_for_on_the_ticket_and_granted_at_the_desk(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "等待配件")
    agent = live(visit("wang", f"/tickets/{number}"))
    desk = live(visit("sun", "/desk"))
    agent.watch.expected.append("422")  # type: ignore[attr-defined]
    agent.locator("[data-deed=extension]").click()
    dialog = agent.get_by_role("dialog", name="申请延期")
    dialog.get_by_label("延期至").fill("2001-01-01T09:00")
    dialog.get_by_label("原因").fill("等厂家配件")
    dialog.get_by_role("button", name="申请延期").click()
    expect(dialog.locator(".wrong:visible")).to_have_count(1)
    expect(dialog.get_by_label("延期至")).to_be_focused()
    dialog.get_by_label("延期至").fill("2037-01-05T09:00")
    dialog.get_by_role("button", name="申请延期").click()
    expect(agent.locator("[data-extension]")).to_contain_text("待审批")
    expect(agent.locator("[data-deed=decide]")).to_have_count(0)

    desk.reload()
    live(desk).get_by_role("tab", name="延期审批").click()
    desk.locator("[data-asked]", has_text="等厂家配件").press("Enter")
    check(desk)
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.locator("[data-asked]", has_text="等厂家配件")).to_have_count(0)
    expect(agent.locator("[data-extension]")).to_contain_text("已同意")


def test_a_ticket_is_handed_on_and_told_to_everybody(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "整条街停水")
    page = live(visit("sun", f"/tickets/{number}"))
    page.watch.expected.append("422")  # type: ignore[attr-defined]
    page.locator("[data-deed=transfer]").click()
    dialog = page.get_by_role("dialog", name="转派")
    dialog.get_by_role("button", name="转派").click()
    expect(dialog.locator(".field .wrong")).to_have_count(1)
    dialog.get_by_label("队列").select_option("complaint")
    dialog.get_by_role("button", name="转派").click()
    expect(page.locator("#story")).to_contain_text("投诉")
    other = live(visit("li"))
    page.locator("[data-deed=bulletin]").click()
    page.get_by_role("dialog", name="通报").get_by_label("标题").fill("停水通知")
    page.get_by_role("dialog", name="通报").get_by_label("内容").fill("整条街停水至十八点")
    page.get_by_role("dialog", name="通报").get_by_role("button", name="通报").click()
    expect(other.locator(".toast", has_text="停水通知")).to_be_visible()


def test_a_clock_is_explained_in_a_dialog_that_escape_closes(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "热水不热")
    page = live(visit("wang", f"/tickets/{number}"))
    page.get_by_role("button", name="时限由来").first.press("Enter")
    dialog = page.locator("#explained")
    expect(dialog.get_by_role("columnheader", name="累计")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
