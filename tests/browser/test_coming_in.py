"""Every role logs in and finds its own screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser

HOMES = [
    ("wang", "/", "工作台"),
    ("chen", "/", "工作台"),
    ("sun", "/desk", "升级台"),
    ("shen", "/calls", "通话记录"),
    ("guest", "/wallboard", "话务大屏"),
    ("root", "/admin/people", "管理"),
]


@pytest.mark.parametrize(("login", "path", "title"), HOMES)
def test_each_role_lands_on_its_own_screen(visit: Callable[..., Page], login: str, path: str, title: str) -> None:
    page = visit(None, "/login")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{path}")
    expect(page).to_have_title(f"{title} · 热线")


def test_a_wrong_password_is_said_beside_the_form_and_keeps_what_was_typed(visit: Callable[..., Page]) -> None:
    page = visit(None, "/login")
    page.watch.expected.append("401")
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill("wrong password")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text("账号或密码不正确。")
    expect(page.get_by_label("账号")).to_have_value("wang")


def test_a_first_login_goes_back_to_where_it_wanted_to_go(visit: Callable[..., Page]) -> None:
    page = visit(None, "/tickets?kind=complaint")
    page.get_by_label("账号").fill("sun")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/tickets?kind=complaint")
