"""A survey in the browser: its pages for every reader's eyes, and a customer who answers on a telephone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.matters import asked
from tests.browser.test_accessible import check
from ticketing.actions import surveys
from ticketing.actions.surveys import SurveyWish
from ticketing.auth.links import new_link
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.surveys import Drawing, Method, Population, SurveyState
from ticketing.models.tickets import Ticket

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def survey(house: House) -> tuple[int, str]:
    """A survey that asks whoever was dealt with yesterday, and the link of the first of them."""
    asked(house)
    token, hashed = new_link()
    with begin(SYSTEM) as work:
        today = work.centre.day_of(work.now)
        yesterday = today - timedelta(days=1)
        for ticket in work.session.query(Ticket):
            ticket.opened_at -= timedelta(days=1)
        days = {"first_on": yesterday, "last_on": yesterday, "ask_from": yesterday, "ask_until": today}
        how = {"population": Population.CUSTOMERS, "drawing": Drawing.ALL, "method": Method.LINK, "quiet_days": 0}
        form = surveys.plant(work).code
        plan = surveys.make(work, SurveyWish("客户满意度", form, sample_size=9, owner="8001", **days, **how))
        plan.move(SurveyState.SUBMITTED)
        plan.move(SurveyState.APPROVED)
        surveys.draw(work, plan.id)
        surveys.link(work, plan.id, 1, lambda: (token, hashed))
        return plan.id, token


@pytest.mark.timeout(240)
def test_a_customer_answers_on_a_telephone_and_the_figures_say_so(
    house: House, survey: tuple[int, str], visit: Callable[..., Page]
) -> None:
    page = visit("chen", f"/callbacks/surveys/{survey[0]}", lang="en")
    check(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{house.url}/survey/{survey[1]}")
    check(page)
    page.get_by_label("Very satisfied").first.check()
    page.get_by_label("电话").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you for your answer.")).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{house.url}/callbacks/surveys/{survey[0]}")
    expect(page.get_by_text("response rate 100").first).to_be_visible()
    check(page)
    for path in ("surveys", "questionnaires"):
        page.goto(f"{house.url}/callbacks/{path}")
        check(page)
    page.locator("[data-open^='edit-form']").first.click()
    expect(page.locator("dialog[open] tbody tr")).to_have_count(6)
    check(page)
