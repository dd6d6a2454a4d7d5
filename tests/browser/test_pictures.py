"""The main pages as pictures, for people to look at: in `tests/browser/shots`, or where REXIAN_PICTURES says."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser

SHOTS = Path(os.environ.get("REXIAN_PICTURES") or Path(__file__).parent / "shots")
PAGES = {
    "wallboard": ("guest", "/wallboard", (1920, 1080)),
    "console": ("wang", "/", (1366, 768)),
    "desk": ("sun", "/desk", (1366, 768)),
    "shifts": ("sun", "/shifts", (1366, 768)),
    "report": ("sun", "/reports/agent_day", (1366, 768)),
}
# A page that painted nothing compresses to less than this.
SMALLEST_B = 12_000


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "lang"), [("dark", "zh"), ("light", "en")])
def test_a_page_has_its_picture_taken(
    house: House, visit: Callable[..., Page], name: str, theme: str, lang: str
) -> None:
    login, path, size = PAGES[name]
    callid = house.phones.ring("complaint", "8001", "13800135678")
    page = visit(login, path, theme=theme, lang=lang, size=size)
    if page.locator("[data-island=link]").count():
        expect(page.locator("[data-link=live]")).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    picture = page.screenshot(path=SHOTS / f"{name}-{theme}-{lang}.png")
    house.phones.answer("complaint", "8001", callid)
    house.phones.hang_up("complaint", "8001", callid)

    assert len(picture) > SMALLEST_B
