"""A fresh centre is set up by keyboard alone, from its name to a call that was practised, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Watch
from tests.browser.test_accessible import check
from tests.conftest import _execute, _numbers
from tests.realtime.conftest import free_port, started
from ticketing.actions import people, setup
from ticketing.actions.people import PersonWish
from ticketing.app import create_app
from ticketing.auth import passwords
from ticketing.config import Config
from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM
from ticketing.embedded import postgres

pytestmark = pytest.mark.browser


@pytest.fixture
def fresh(template_database: str, servers_dir: Path, house_redis_url: str, chromium: Browser) -> Iterator[Page]:
    """The login page of a centre in which there is an administrator and nothing else."""
    name = f"fresh_{next(_numbers)}"
    _execute(servers_dir, f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY")
    url = postgres.url(servers_dir, name)
    config = Config(env="test", database_url=url, redis_url=house_redis_url, secret_key="only for tests")
    app = create_app(config)
    with app.app_context():
        with begin(SYSTEM) as work:
            setup.first_run(work)
            wish = PersonWish(login="root", name="管理员", roles=("admin",))
            people.add(work, wish, passwords.hash_of(PASSWORD), must_change=False)
        node = started(config, free_port(), {})
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page, watch = context.new_page(), Watch(node.origin)
        watch.over(page)
        page.goto(node.origin + "/login")
        yield page
        context.close()
        node.kill()
        db.session.remove()
        db.engine.dispose()
    _execute(servers_dir, f"DROP DATABASE {name} WITH (FORCE)")
    assert watch.wrongs == []


def test_a_fresh_centre_is_set_up_without_the_mouse(fresh: Page) -> None:
    keys = fresh.keyboard
    keys.type("root")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    fresh.wait_for_url("**/admin/first")
    expect(fresh.locator("#in-centre")).to_be_focused()
    keys.type("江南热线")
    keys.press("Enter")
    for step in ("shifts", "queues"):
        expect(fresh.locator(".steps [aria-current=step]")).to_have_attribute("href", f"/admin/first?step={step}")
        check(fresh)
        expect(fresh.locator("button[autofocus]")).to_be_focused()
        keys.press("Enter")
    agents = fresh.locator("form[data-send='POST /people']")
    expect(agents).to_have_count(3)
    fresh.goto(fresh.url + "?lang=en")
    check(fresh)
    for n in range(3):
        form = agents.nth(n)
        form.get_by_label("Name").focus()
        for word in (f"Agent {n}", f"800{n}", f"a{n}"):
            keys.type(word)
            keys.press("Tab")
        form.get_by_label("Login").press("Enter")
        expect(form.locator("[data-secret] output")).not_to_be_empty()
    fresh.locator("section a.primary").press("Enter")
    for word in ("waiting", "talking", "ended"):
        fresh.get_by_role("button", name="Do it").press("Enter")
        expect(fresh.locator("section .chip").first).to_have_text(word)
    fresh.locator("section a.primary").press("Enter")
    expect(fresh.get_by_role("heading", name="Everything is there")).to_be_visible()
    check(fresh)
