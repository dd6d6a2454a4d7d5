"""Every live page passes axe (WCAG 2.0 to 2.2, A and AA) in both themes and both languages."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser

# Live pages: what they draw differs by theme and language. Every other page is looked at in test_every_page.py.
PAGES = [("guest", "/wallboard"), ("wang", "/"), ("sun", "/desk"), ("sun", "/shifts")]
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}


@pytest.mark.parametrize(("login", "path"), PAGES)
@pytest.mark.parametrize(("theme", "lang"), [("light", "zh"), ("dark", "zh"), ("light", "en"), ("dark", "en")])
def test_a_page_is_accessible(visit: Callable[..., Page], login: str | None, path: str, theme: str, lang: str) -> None:
    page = visit(login, path, theme=theme, lang=lang)
    expect(page.locator("main")).to_be_visible()
    if page.locator("[data-island=link]").count():
        expect(page.locator("[data-link=live]")).to_be_visible()
    check(page)


def check(page: Page) -> None:
    """No violation on the page as it stands."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_console_with_a_call_and_a_complaint_is_accessible(house: House, visit: Callable[..., Page]) -> None:
    page = visit("li")
    expect(page.locator("[data-link=live]")).to_be_visible()
    callid = house.phones.ring("complaint", "8002", "13800135678")
    expect(page.locator(".callcard")).to_be_visible()
    page.get_by_role("button", name="+30分").click()
    check(page)
    house.phones.answer("complaint", "8002", callid)
    house.phones.hang_up("complaint", "8002", callid)
