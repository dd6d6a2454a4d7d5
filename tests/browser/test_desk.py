"""A deadline breaks before the supervisors' eyes; one of them takes it, the other sees who."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessible import check
from tests.browser.test_console import live

pytestmark = pytest.mark.browser


def filed(page: Page, subject: str) -> str:
    """A suggestion, whose deadline is three seconds."""
    page.keyboard.press("Alt+Digit4")
    page.get_by_label("客户姓名").fill("刘女士")
    page.get_by_label("标题").fill(subject)
    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    return str(answer.value.json()["number"])


def escalated(desk: Page, number: str) -> Locator:
    """The ticket's row once so short a deadline has climbed the whole ladder and nothing moves any more."""
    row = desk.locator(".escalation", has_text=number).filter(has_text="L4")
    expect(row).to_be_visible(timeout=30_000)
    return row


def test_a_broken_deadline_reaches_the_desk_and_is_taken_by_one(visit: Callable[..., Page]) -> None:
    desk, other = live(visit("sun", "/desk")), live(visit("sun", "/desk"))
    number = filed(live(visit("wang")), "延长营业时间")
    row = escalated(desk, number)
    row.click()
    expect(desk.get_by_role("article", name=number)).to_contain_text("时限已超", timeout=10_000)
    escalated(other, number).click()
    desk.locator("[data-act=take]").click()

    expect(escalated(other, number)).to_contain_text("孙浩")
    expect(other.locator("[data-act=take]")).to_have_count(0)
    desk.locator("[data-act=acknowledge]").click()
    expect(desk.get_by_text("孙浩 已确认")).to_be_visible()


def test_candidates_are_shown_with_their_load(visit: Callable[..., Page]) -> None:
    number = filed(live(visit("wang")), "增加服务窗口")
    desk = live(visit("sun", "/desk"))
    row = escalated(desk, number)
    row.click()
    desk.locator("[data-act=assign]").click()
    expect(desk.get_by_role("row", name="李娜")).to_be_visible()
    check(desk)
    desk.get_by_role("row", name="李娜").get_by_role("button", name="指派").click()

    expect(row).to_contain_text("李娜")


def test_the_list_is_walked_with_arrows(visit: Callable[..., Page]) -> None:
    numbers = [filed(live(visit("wang")), subject) for subject in ("增设夜间窗口", "延长服务时间")]
    desk = live(visit("sun", "/desk"))
    for number in numbers:
        expect(escalated(desk, number)).to_be_visible()
    rows = desk.locator(".escalation")
    rows.nth(0).focus()
    desk.keyboard.press("ArrowDown")

    expect(rows.nth(1)).to_be_focused()
    expect(rows.nth(1)).to_have_attribute("aria-pressed", "true")

    for number in numbers:
        desk.locator(".tickable", has=escalated(desk, number)).locator(".tick").check()
    check(desk)
    desk.locator("[data-many=acknowledge]").click()
    expect(desk.locator("[data-many=take]")).to_be_disabled()
    expect(desk.locator(".tick:checked")).to_have_count(0)

    for number in numbers:
        desk.locator(".tickable", has=escalated(desk, number)).locator(".tick").check()
    desk.locator("[data-many=assign]").click()
    whom = desk.locator("[data-many-whom]")
    expect(whom.locator("option", has_text="李娜")).to_contain_text("负责本技能组")
    check(desk)
    whom.locator("select").select_option("8002")
    whom.locator("button").click()
    for number in numbers:
        expect(escalated(desk, number)).to_contain_text("李娜")
    for number in numbers:
        escalated(desk, number).click()
        expect(desk.get_by_role("article", name=number)).to_be_visible()
        expect(desk.locator("[data-act=acknowledge]")).to_have_count(0)
