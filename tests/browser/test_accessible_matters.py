"""Every page on which tickets, complaints, call-backs and customers are worked passes axe, with something on it."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check
from ticketing.actions import tickets
from ticketing.actions.callbacks import Promise
from ticketing.actions.tickets import ComplaintWish, TicketWish
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import Window
from ticketing.domain.complaints import Severity
from ticketing.domain.tickets import TicketKind

pytestmark = pytest.mark.browser

# Every theme in every language, page by page in turn.
LOOKS = (("light", "zh"), ("dark", "en"), ("dark", "zh"), ("light", "en"))
PAGES = {
    "wang": [
        *("/tickets/{ticket}", "/callbacks", "/callbacks/recurring", "/complaints", "/complaints/{complaint}"),
        *("/complaints/{complaint}/sheet", "/customers", "/customers/{customer}", "/exports"),
    ],
    "sun": [
        *("/tickets", "/tickets/{complaint}", "/handovers", "/tickets/intake", "/lists", "/callbacks/handover"),
        *(
            "/attendance",
            "/attendance/month",
            "/attendance/week",
            "/attendance/rules",
            "/shifts/coverage",
            "/directory",
        ),
        *("/callbacks/plans", "/callbacks/scripts", "/stats/satisfaction", "/stats/ratings", "/admin/tryout"),
    ],
    "root": [
        *("/admin/categories", "/admin/macros", "/admin/giving", "/admin/queues", "/admin/calendars"),
        *("/admin/policies", "/admin/ranks", "/admin/deliveries", "/admin/webhooks"),
    ],
}


@pytest.fixture(scope="module")
def matters(house: House) -> dict[str, str]:
    """A question with a promised call-back, and a complaint; what stands in the addresses of their pages."""
    of = {"customer_name": "张伟", "contact_phone": "13800135699", "answered": False}
    grave = ComplaintWish(Severity.S2)
    with begin(SYSTEM) as work:
        ticket = tickets.open_ticket(
            work, TicketWish(kind=TicketKind.INQUIRY, subject="空调多少钱", queue="consult", **of)
        )
        wish = TicketWish(kind=TicketKind.COMPLAINT, subject="空调维修延迟", queue="complaint", complaint=grave, **of)
        complaint = tickets.open_ticket(work, wish)
        window = Window(work.now + timedelta(hours=1), work.now + timedelta(hours=2))
        tickets.promise(work, ticket.number, Promise("13800135699", window))
        return {"ticket": ticket.number, "complaint": complaint.number, "customer": str(ticket.customer_id)}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("login", sorted(PAGES))
def test_every_page_of_a_role_is_accessible(matters: dict[str, str], visit: Callable[..., Page], login: str) -> None:
    for path, (theme, lang) in zip(PAGES[login], cycle(LOOKS), strict=False):
        page = visit(login, path.format(**matters), theme=theme, lang=lang)
        expect(page.locator("main h1, main .title").first).to_be_visible()
        check(page)


FORMS = (
    *("people", "queues", "categories", "macros", "alerts", "calendars", "policies", "phones", "breaks"),
    *("deliveries", "webhooks"),
)


@pytest.mark.timeout(300)
def test_the_forms_of_the_administration_are_accessible(visit: Callable[..., Page]) -> None:
    for tab, (theme, lang) in zip(FORMS, cycle(LOOKS), strict=False):
        page = visit("root", f"/admin/{tab}", theme=theme, lang=lang)
        page.locator("main [hx-target='#editor']").first.click()
        expect(page.locator("#editor form").first).to_be_visible()
        check(page)


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
    page.locator("#in-windows-").fill("09:00-11:30, 14:00-20:00")
    with page.expect_navigation():
        page.locator("form[data-send='PUT /calling-hours'] button").click()
    expect(page.locator("#in-windows-")).to_have_value("09:00-11:30, 14:00-20:00")
