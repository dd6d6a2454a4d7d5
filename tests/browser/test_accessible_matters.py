"""What a page shows only when it is asked for passes axe, too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check

pytestmark = pytest.mark.browser


def test_holidays_from_a_file_are_shown_before_they_are_saved(visit: Callable[..., Page], house: House) -> None:
    page = visit("root", "/admin/calendars")
    page.locator("button[hx-get='/admin/calendars/CAL-CC'], button[hx-get='/admin/calendars/CAL-DAY']").first.click()
    content = "日期,类型,名称\n2031-05-01,放假,劳动节\n2031-02-30,放假,没有\n".encode()
    page.locator("#special-days").set_input_files({"name": "d.csv", "mimeType": "text/csv", "buffer": content})
    shown = page.locator("[data-special-days-shown]")
    expect(shown).to_contain_text("2031-05-01")
    expect(shown).to_contain_text("2031-02-30")
    expect(page.locator("#definition")).to_have_value(re.compile("劳动节"))
    check(page)
    with page.expect_navigation():
        page.locator("#editor button[type=submit]").click()
    page.locator("#in-windows").fill("09:00-11:30, 14:00-20:00")
    with page.expect_navigation():
        page.locator("form[data-send='PUT /calling-hours'] button").click()
    expect(page.locator("#in-windows")).to_have_value("09:00-11:30, 14:00-20:00")
