"""A sheet filled in by keyboard: faults unfold, the rest is normal at one stroke, and one button saves and ends it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check
from ticketing.actions import equipment
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

pytestmark = pytest.mark.browser


def test_a_check_is_gone_through_and_ended(house: House, visit: Callable[..., Page]) -> None:
    with begin(SYSTEM) as work:
        equipment.add(work, {"code": "UPS-1", "name": "UPS", "warranty_until": None})
    page = visit("chen", "/equipment/checks", lang="en")
    # One check a day of the whole day: in the same house somebody may have begun it before.
    begun = page.get_by_role("button", name="Begin a check of today's whole day")
    begun.or_(page.locator("tbody td a").first).first.click()
    expect(page.locator("#sheet")).to_be_visible()
    ups = page.get_by_role("radiogroup", name="UPS")
    finding = page.locator("tr.detail textarea[name$='.finding']:visible")
    before = finding.count()
    ups.get_by_role("radio", name="normal", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(ups.get_by_role("radio", name="abnormal")).to_be_checked()
    expect(finding).to_have_count(before + 1)
    check(page)
    row = ups.locator("xpath=ancestor::tr/following-sibling::tr[1]")
    row.get_by_label("What is wrong").fill("battery swollen")
    row.get_by_label("Equipment no.").fill("UPS-1")
    page.get_by_role("button", name="All the others are normal").click()
    page.get_by_role("button", name="Save, the check is done").click()
    expect(page.locator("h1")).to_contain_text("to be signed")
    expect(page.get_by_text("battery swollen").first).to_be_visible()

    page.get_by_role("button", name="Ticket").last.click()
    dialog = page.locator("#editor")
    expect(dialog.get_by_label("Subject")).to_be_focused()
    dialog.get_by_role("button", name="Open a ticket").click()
    expect(page.locator("td a[href^='/tickets/']").first).to_be_visible()


@pytest.mark.parametrize(("theme", "lang"), [("light", "zh"), ("dark", "en")])
def test_the_list_is_accessible(visit: Callable[..., Page], theme: str, lang: str) -> None:
    page = visit("sun", "/equipment", theme=theme, lang=lang)
    page.locator("[hx-get='/equipment/new']").click()
    expect(page.locator("#editor form")).to_be_visible()
    check(page)
