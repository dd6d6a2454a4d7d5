"""The dialogs of the telephony log's pages pass axe, and what is typed in them is kept or refused beside its field."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.matters import called
from tests.browser.test_accessible import check

pytestmark = pytest.mark.browser

# The page, and what opens its dialog.
DIALOGS = [
    ("sun", "/cutoffs", "td button[hx-get]"),
    ("sun", "/admin/alerts", "td button[hx-get]"),
    ("sun", "/admin/blocked", "[data-open=new-block]"),
    ("root", "/admin/phones", "[data-open=new-source]"),
    ("root", "/admin/phones", "#feeds td button[hx-get]"),
    ("root", "/admin/phones", "button[hx-get*=recordings]"),
    ("root", "/admin/phones", "button[hx-get*=tokens]"),
]


@pytest.fixture(scope="module")
def told(house: House) -> int:
    return called(house)


@pytest.mark.parametrize("login", ["sun", "root"])
def test_every_dialog_of_these_pages_is_accessible_and_no_wider_than_a_form(
    told: int, visit: Callable[..., Page], login: str
) -> None:
    page = visit(login, "/admin", theme="dark")
    for path, opener in ((path, opener) for who, path, opener in DIALOGS if who == login):
        page.goto(page.watch.url + path)
        page.locator(opener).first.click()
        dialog = page.locator("dialog[open]")
        expect(dialog.locator("[type=submit]").first).to_be_visible()
        box = dialog.bounding_box()
        assert box is not None
        assert box["width"] <= 640, (path, opener)
        check(page)


def test_what_is_written_on_an_entry_is_saved_by_keys_alone(told: int, visit: Callable[..., Page]) -> None:
    page = visit("sun", "/cutoffs")
    page.locator("td button[hx-get]").first.press("Enter")
    note = page.locator("dialog[open] textarea")
    expect(note).to_be_focused()
    note.fill("客户已自行办结")
    page.locator("dialog[open] select[name=cause]").select_option("mistake")
    note.press("Control+Enter")
    expect(page.locator("td.remark").first).to_contain_text("客户已自行办结")
    expect(page.locator("tbody tr").first).to_contain_text("误挂")


def test_a_refusal_is_said_at_the_field_of_the_setting(told: int, visit: Callable[..., Page]) -> None:
    page = visit("root", "/admin/phones", lang="en")
    page.watch.expected.append("422")
    page.locator("[data-open=new-source]").click()
    form = page.locator("#new-source form")
    form.locator("[name=name]").fill("switch")
    form.locator("[name=kind]").select_option("ami")
    form.locator("[name='settings.host']").fill("pbx")
    form.locator("[name='settings.port']").fill("70000")
    form.locator("[name='settings.username']").fill("rexian")
    form.locator("[name='settings.secret']").fill("hunter2-hunter2")
    form.locator("[type=submit]").click()
    expect(form.locator("[name='settings.port'] + .wrong")).to_have_text("A port is a number from 1 to 65535.")
    expect(form.locator("[name='settings.port']")).to_be_focused()
