"""Coming in through the pages: the login speaks both languages and sends people back where they wanted to go."""

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_login_page_speaks_chinese_unless_asked_for_english(client: FlaskClient) -> None:
    assert '<html lang="zh-CN"' in client.get("/login").text
    assert '<html lang="en"' in client.get("/login?lang=en").text


def test_a_chosen_language_sticks(client: FlaskClient) -> None:
    client.get("/login?lang=en")

    assert '<html lang="en"' in client.get("/login").text


@pytest.mark.parametrize("path", ["/", "/wallboard", "/desk", "/shifts"])
def test_a_page_sends_a_stranger_to_the_login(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.location.startswith("/login")


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_never_leaves_the_site(client: FlaskClient, elsewhere: str) -> None:
    page = client.get("/login", query_string={"next": elsewhere}).text

    assert 'data-next="/"' in page


def test_an_unknown_address_is_answered_by_a_page(client: FlaskClient) -> None:
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_pages_carry_no_inline_script_or_style(client: FlaskClient) -> None:
    page = client.get("/login").text

    assert "style=" not in page
    assert "onclick=" not in page
    assert all("src=" in tag or "application/json" in tag for tag in page.split("<script")[1:])
