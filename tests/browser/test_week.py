"""The roster of a week is made and published without touching the mouse."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check
from tests.browser.test_console import live
from ticketing.actions import shifts
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.shifts import ShiftTemplate

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def _shifts(house: House) -> None:
    with begin(SYSTEM) as work:
        # Whoever went through the first steps before, in the same house, has the usual two.
        if work.session.scalar(sa.select(ShiftTemplate.id).filter_by(code="D")) is None:
            shifts.add_template(work, "D", "白班", 510, 1020, name_en="Day", break_min=60)
            shifts.add_template(work, "E", "晚班", 990, 1440, name_en="Late", break_min=30)


def test_a_week_is_filled_copied_and_published_by_keys(visit: Callable[..., Page]) -> None:
    page = live(visit("sun", "/shifts?week=2026-12-07"))
    cell = page.locator("[data-person='8001'][data-day='2026-12-07']")
    cell.focus()
    page.keyboard.press("1")
    expect(cell).to_have_attribute("data-template", "D")
    page.keyboard.press("l")
    expect(cell).to_contain_text("★")
    page.keyboard.press("ArrowDown")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("2")
    for day in range(7, 12):
        late = page.locator(f"[data-person='8002'][data-day='2026-12-{day:02}']")
        expect(late).to_have_attribute("data-template", "E")
    page.locator("[data-publish=one]").press("Enter")

    expect(page.get_by_text("全部已发布")).to_be_visible()
    expect(page.get_by_text("第 1 版")).to_be_visible()
    check(page)


def test_an_agent_sees_the_week_and_edits_nothing(visit: Callable[..., Page]) -> None:
    page = live(visit("wang", "/shifts?week=2026-12-14"))
    cell = page.locator("[data-person='8001'][data-day='2026-12-14']")
    cell.focus()
    page.keyboard.press("1")

    expect(cell).to_have_attribute("data-template", "")
    expect(page.get_by_role("toolbar")).to_have_count(0)


def test_a_change_is_seen_in_another_browser_at_once(visit: Callable[..., Page]) -> None:
    writer, reader = live(visit("sun", "/shifts?week=2026-12-21")), live(visit("chen", "/shifts?week=2026-12-21"))
    place = "[data-person='8101'][data-day='2026-12-23']"
    writer.locator(place).focus()
    writer.keyboard.press("1")

    expect(reader.locator(place)).to_have_attribute("data-template", "D", timeout=2_000)
