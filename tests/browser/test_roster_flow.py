"""A week from the empty grid to the gap that was filled: planned by keys alone, published, swapped, ill, covered."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check
from tests.browser.test_console import live
from ticketing.actions import shifts
from ticketing.clock import SystemClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.days import monday_of
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.swaps import Cover, CoverState

pytestmark = pytest.mark.browser

# By the machine's own clock, as the house goes by it: people swap shifts of the next four weeks. Not the first weeks
# of the roster that another file plans.
OTHERS = {date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)}
_ahead = (monday_of(SystemClock().now().date()) + timedelta(weeks=n) for n in (1, 2, 3, 4))
FIRST = next(one for one in _ahead if one not in OTHERS)
WEEK = MONDAY = FIRST.isoformat()
TUESDAY, WEDNESDAY = ((FIRST + timedelta(days=n)).isoformat() for n in (1, 2))


@pytest.fixture(scope="module", autouse=True)
def _shifts(house: House) -> None:
    with begin(SYSTEM) as work:
        known = set(work.session.scalars(sa.select(ShiftTemplate.code)))
        if "D" not in known:
            shifts.add_template(work, "D", "白班", 510, 1020, name_en="Day", break_min=60)
        if "E" not in known:
            shifts.add_template(work, "E", "晚班", 990, 1440, name_en="Late", break_min=30)


def pressed(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def cell(page: Page, person: str, day: str) -> object:
    return expect(page.locator(f"[data-person='{person}'][data-day='{day}']"))


def to(page: Page, name: str) -> None:
    """Go on with Tab until the part of this name is reached, as somebody without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if (
            page.evaluate("() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
            == name
        ):
            return
    raise AssertionError(f"no {name!r} within reach of the keyboard")


def held(person: str, day: str) -> str | None:
    """The code of what is published for somebody's day."""
    with reading() as session:
        query = sa.select(ShiftTemplate.code).join(Shift, Shift.published_template_id == ShiftTemplate.id)
        return session.scalar(
            query.join(Person, Person.id == Shift.person_id).where(
                Person.code == person, Shift.on_day == date.fromisoformat(day)
            )
        )


def test_a_week_is_planned_by_keys_published_swapped_missed_and_covered(
    house: House, visit: Callable[..., Page]
) -> None:
    # 8001 works days on Monday and Tuesday, 8002 on Wednesday; 8101 leads Monday to Wednesday.
    planner = live(visit("sun", f"/shifts?week={WEEK}", lang="en"))
    planner.locator("[data-place='0.0']").focus()
    pressed(planner, "1", "ArrowRight", "1", "ArrowDown", "ArrowRight", "1")
    pressed(planner, "ArrowDown", "Home", "Shift+ArrowRight", "Shift+ArrowRight", "1")
    for person, day in (("8001", MONDAY), ("8001", TUESDAY), ("8002", WEDNESDAY), ("8101", WEDNESDAY)):
        cell(planner, person, day).to_have_attribute("data-template", "D")
    pressed(planner, "l")
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        expect(planner.locator(f"[data-person='8101'][data-day='{day}']")).to_contain_text("★")
    pressed(planner, "Shift+Tab")
    to(planner, "Publish 一组")
    pressed(planner, "Enter")
    expect(planner.get_by_text("version 1, published")).to_be_visible()
    assert held("8001", TUESDAY) == "D"

    # 8001 gives Tuesday for 8002's Wednesday; both agree, the lead approves.
    giver = visit("wang", "/shifts/requests", lang="en")
    giver.get_by_text("Offer a swap").click()
    giver.get_by_label("My shift").select_option(TUESDAY)
    giver.get_by_label("With").select_option("8002")
    giver.get_by_label("For the shift of").fill(WEDNESDAY)
    giver.get_by_role("button", name="Offer", exact=True).click()
    expect(giver.locator("[data-swap]")).to_contain_text("offered")
    taker = visit("li", "/shifts/requests", lang="en")
    taker.get_by_role("button", name="Accept").click()
    expect(taker.locator("[data-swap]")).to_contain_text("both agreed")
    lead = visit("chen", "/shifts/requests", lang="en")
    lead.locator("[data-swap]").get_by_role("button", name="Approve").click()
    expect(lead.locator("[data-swap]")).to_contain_text("approved")
    assert (held("8001", TUESDAY), held("8002", TUESDAY), held("8001", WEDNESDAY)) == (None, "D", "D")

    # 8002 rings in ill for Tuesday: the gap is there at once, and whoever fits takes it.
    lead.get_by_text("Somebody called in sick").click()
    lead.get_by_label("Who").select_option("8002")
    lead.locator("#sick-first").fill(TUESDAY)
    lead.locator("#sick-last").fill(TUESDAY)
    lead.get_by_role("button", name="Write down").click()
    gap = lead.locator("[data-cover]").filter(has_text=TUESDAY)
    expect(gap).to_contain_text("for 李娜")
    check(lead)
    assert held("8002", TUESDAY) is None
    helper = visit("wang", "/shifts/requests", lang="en", size=(390, 844))
    helper.locator("[data-cover]").filter(has_text=TUESDAY).get_by_role("button", name="Take it").click()
    expect(helper.locator("[data-cover]").filter(has_text=TUESDAY)).to_contain_text("王芳")
    check(helper)
    assert held("8001", TUESDAY) == "D"
    with reading() as session:
        assert session.scalars(sa.select(Cover.state).where(Cover.on_day == date.fromisoformat(TUESDAY))).all() == [
            CoverState.FILLED
        ]
    cell(planner, "8001", TUESDAY).to_have_attribute("data-template", "D")
    versions = visit("sun", f"/shifts/versions?team=one&week={WEEK}", lang="en")
    expect(versions.get_by_role("heading", name="Version 4")).to_be_visible()


@pytest.mark.parametrize(("theme", "lang"), [("light", "zh"), ("dark", "en")])
def test_what_rosters_stand_on_is_accessible_and_kept_from_its_forms(
    visit: Callable[..., Page], theme: str, lang: str
) -> None:
    page = visit("sun", "/admin/rosters", theme=theme, lang=lang)
    check(page)
    page.locator("[hx-get='/admin/rosters/templates/D']").click()
    editor = page.locator("#editor")
    expect(editor.locator("[data-rows=breaks]")).to_be_visible()
    check(page)
    first = editor.locator("[data-rows=breaks] [data-row]").first
    first.locator("[data-key=from]").fill("12:00")
    first.locator("[data-key=until]").fill("12:45")
    editor.locator("button[type=submit]").click()
    expect(page.locator("tr", has_text="12:00–12:45")).to_be_visible()
    page.locator("[hx-get='/admin/rosters/sites/new']").click()
    expect(editor.locator("#site-code")).to_be_visible()
    check(page)
    editor.locator("#site-code").fill(f"S-{theme}")
    editor.locator("[name=name]").fill("西安")
    editor.locator("[name='rules.days_running']").fill("5")
    editor.locator("button[type=submit]").last.click()
    expect(page.locator("tr", has_text=f"S-{theme}")).to_be_visible()
    page.locator("[hx-get='/admin/rosters/holidays/2026']").click()
    expect(editor.locator("[data-rows=days]")).to_be_visible()
    check(page)
    people = visit("sun", "/admin/roster-people", theme=theme, lang=lang)
    people.locator("[hx-get='/admin/roster-people/8002']").click()
    expect(people.locator("#editor [name=rest_weekdays]").first).to_be_visible()
    check(people)
    weeks = live(visit("sun", f"/shifts?week={WEEK}&weeks=4", theme=theme, lang=lang))
    weeks.locator("details.need summary").click()
    expect(weeks.locator("#need-queue")).to_be_visible()
    expect(weeks.locator("[data-place='0.27']")).to_have_count(1)
    check(weeks)
