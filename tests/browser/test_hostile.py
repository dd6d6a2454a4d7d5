"""What comes from outside is text everywhere, one ring is one ring, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_console import live
from ticketing.actions import knowledge, scripts
from ticketing.actions.knowledge import ArticleWish
from ticketing.actions.scripts import ScriptWish
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.scripts import ScriptUse

pytestmark = pytest.mark.browser

ATTACK = "<img src=x onerror=alert(1)>'\"><script>alert(2)</script>{{7*7}}&lt;"


def test_attack_strings_in_every_field_are_read_as_text_on_every_page(house: House, visit: Callable[..., Page]) -> None:
    """The watch of every page fails on any console error: a refused script or style is one."""
    with begin(SYSTEM) as work:
        knowledge.add(work, ArticleWish(f"知识 {ATTACK}"[:100], ATTACK, category=ATTACK[:60]))
        scripts.add(work, ScriptWish(f"话术 {ATTACK}"[:100], ScriptUse.INBOUND, ATTACK.replace("{{7*7}}", "")))
    page = live(visit("wang"))
    page.on("dialog", lambda dialog: page.watch.wrongs.append(f"a dialog opened: {dialog.message}"))
    page.keyboard.press("Alt+Digit2")
    for name in ("name", "subject", "content", "demand", "department", "target"):
        page.locator(f".ticketform [name={name}]").fill(ATTACK[:90])
    page.locator(".ticketform [name=phone]").fill("13600136000")
    page.get_by_role("tab", name="知识库").click()
    page.locator(".shelf .entry").first.click()
    expect(page.locator(".answer .prose")).to_have_text(ATTACK)
    with page.expect_response("**/api/v1/tickets") as answer:
        page.keyboard.press("Control+Enter")
    number = answer.value.json()["number"]
    callid = house.phones.ring("complaint", "8001", "13600136000")
    expect(page.locator(".callcard h1")).to_contain_text("<img src=x")
    expect(page.locator(".known")).to_contain_text("<script>")
    page.keyboard.press("Control+KeyK")
    page.keyboard.type("13600136000")
    expect(page.locator(".hit", has_text=number)).to_contain_text("<img")
    house.phones.answer("complaint", "8001", callid)
    house.phones.hang_up("complaint", "8001", callid)

    lead = live(visit("sun", f"/tickets/{number}"))
    lead.on("dialog", lambda dialog: lead.watch.wrongs.append(f"a dialog opened: {dialog.message}"))
    for path in (f"/tickets/{number}", "/tickets", "/customers", "/knowledge", "/callbacks/scripts", "/desk"):
        lead.goto(house.url + path)
        expect(lead.locator("main")).to_be_visible()
        assert lead.locator("img[src=x]").count() == 0
        if path != "/desk":
            assert "onerror=alert(1)" in lead.locator("main").inner_text()


def test_two_tabs_of_one_person_ring_once(house: House, visit: Callable[..., Page]) -> None:
    first = live(visit("li"))
    second = first.context.new_page()
    second.goto(house.url)
    live(second)
    for page in (first, second):
        page.bring_to_front()
        page.locator("main").click(position={"x": 5, "y": 5})
    callid = house.phones.ring("consult", "8002", "13500135000")
    for page in (first, second):
        expect(page.locator(".callcard[data-stage=ringing]")).to_be_visible()
    rings = lambda page: int(page.locator("html").get_attribute("data-sounded") or "0")  # noqa: E731
    expect(first.locator("html")).to_have_attribute("data-sounded", "1")
    assert rings(second) == 0
    house.phones.answer("consult", "8002", callid)
    house.phones.hang_up("consult", "8002", callid)


def test_a_form_that_two_people_save_shows_both_values_and_keeps_what_was_typed(
    house: House, visit: Callable[..., Page]
) -> None:
    with begin(SYSTEM) as work:
        article = knowledge.add(work, ArticleWish("保修期", "一年", category="售后"))
        id_, version = article.id, article.version
    page = visit("chen", "/knowledge")
    page.locator(f"#article-{id_} summary").click()
    page.locator(f"#article-{id_}").get_by_role("button", name="编辑").click()
    page.locator("#in-text").fill("两年,凭发票")
    with begin(SYSTEM) as work:
        knowledge.edit(work, id_, version, ArticleWish("保修期", "三年", category="保修"))
    page.watch.expected.append("409")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.locator(".clash")).to_have_count(2)
    expect(page.locator(".clash").last).to_contain_text("三年")
    expect(page.locator("#in-text")).to_have_value("两年,凭发票")
    page.locator(".clash").first.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.locator(f"#article-{id_} .chip.info")).to_have_text("保修")
    kept = page.request.get(f"{house.url}/api/v1/knowledge/{id_}").json()
    assert (kept["text"], kept["category"], kept["version"]) == ("两年,凭发票", "保修", 3)


def test_a_login_that_ends_asks_in_its_place_and_saves_what_was_typed(house: House, visit: Callable[..., Page]) -> None:
    page = live(visit("wang"))
    page.keyboard.press("Alt+Digit3")
    page.locator("#f-name").fill("周先生")
    page.locator("#f-subject").fill("会话到期前写的")
    page.watch.expected += ["401", "WebSocket"]
    page.context.clear_cookies(name="rexian_session")
    page.keyboard.press("Control+Enter")
    page.get_by_label("密码").fill("correct horse battery")
    with page.expect_response(lambda answer: answer.url.endswith("/api/v1/tickets") and answer.status == 201):
        page.keyboard.press("Enter")
    expect(page.locator("#f-subject")).to_have_value("")
