"""Whatever a body is, the answer is a problem document and never a 5xx."""

import json
from typing import Any

import pytest
from flask import Flask

from tests.api.cast import PASSWORD, Centre
from ticketing.api.bodies import loads
from ticketing.errors import Malformed

MEMBERS = {"type", "status", "code", "title", "params", "request_id"}
SECRETS = ("Traceback", "psycopg", "sqlalchemy", "SELECT", "ticketing.", "/work", ".py", "Error:")


def is_problem(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert MEMBERS <= set(answer.json) <= MEMBERS | {"errors"}
    assert answer.json["status"] == status
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert not [word for word in SECRETS if word in answer.text]


UNREADABLE: list[tuple[bytes, str | None]] = [
    (b"", None),
    (b"{", "not_json"),
    (b"login=agent1", "not_json"),
    (b'{"login": "a", "login": "b", "password": "c"}', "duplicate_key"),
    (b'{"login": NaN, "password": "x"}', "not_a_number"),
    (b'{"login": -Infinity, "password": "x"}', "not_a_number"),
    (b'{"login": 1e999, "password": "x"}', "too_big_a_number"),
    (b'{"login": 9223372036854775808, "password": "x"}', "too_big_a_number"),
    (b'{"login": ' + b"9" * 10_000 + b', "password": "x"}', "too_big_a_number"),
    (b"[" * 65 + b"]" * 65, "too_deep"),
    (b'{"a":' * 100_000, "too_deep"),
    (b'{"login": "\\ud800", "password": "x"}', "unclean_text"),
    (b'{"login": "a\\u0000", "password": "x"}', "unclean_text"),
    (b'{"a\\u0000": "a", "password": "x"}', "unclean_text"),
    (b'{"login": "\xff", "password": "x"}', "not_utf8"),
    (b"\xef\xbb\xbf{}", "not_json"),
    (b'{"login": "a\nb", "password": "x"}', "not_json"),
]


def test_a_body_that_is_no_clean_json_is_malformed(app: Flask) -> None:
    for body, why in UNREADABLE:
        answer = app.test_client().post("/api/v1/session", data=body, content_type="application/json")
        is_problem(answer, 400 if why else 422)
        assert answer.json["params"].get("why") == why, body[:80]


WRONG_TYPES: list[Any] = [
        None, [], "x", 1, True, {}, {"login": "a"}, {"login": ["a"], "password": "x"}, {"login": {}, "password": "x"},
        {"login": 1, "password": "x"}, {"login": None, "password": "x"}, {"login": "", "password": "x"},
        {"login": "a" * 201, "password": "x"}, {"login": "a", "password": "x", "role": "admin"},
    ]  # fmt: skip


def test_a_body_of_wrong_types_is_invalid(app: Flask) -> None:
    for body in WRONG_TYPES:
        answer = app.test_client().post("/api/v1/session", data=json.dumps(body), content_type="application/json")
        is_problem(answer, 422)


def test_the_fields_to_blame_are_named(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/session", json={"login": 1, "more": 2})
    assert set(answer.json["errors"]) == {"login", "password", "more"}


def test_a_body_over_two_megabytes_is_too_large(app: Flask) -> None:
    body = b'{"login": "' + b"a" * (2 * 1024 * 1024) + b'"}'
    answer = app.test_client().post("/api/v1/session", data=body, content_type="application/json")
    is_problem(answer, 413)


def test_a_body_of_another_content_type_is_unsupported(app: Flask) -> None:
    body = f'{{"login": "agent1", "password": "{PASSWORD}"}}'
    for kind in ("text/plain", "application/xml", "multipart/form-data", "application/x-json", None):
        is_problem(app.test_client().post("/api/v1/session", data=body, content_type=kind), 415)


WITHOUT_SENSE = [
    ("/nowhere", 404),
    ("/people/0", 404),
    ("/people/-1", 404),
    ("/people/9223372036854775807", 404),
    ("/people/9223372036854775808", 404),
    ("/people/1e3", 404),
    ("/people/١", 404),
    ("/people?limit=0", 422),
    ("/people?limit=1000000", 422),
    ("/people?limit=x", 422),
    ("/people?page=1000000000", 422),
    ("/people?after=zzz", 422),
    ("/people?after=W10", 422),
    ("/people?after=WyJ4Il0", 422),
    ("/people?after=" + "W" * 500, 422),
    ("/people?q=%00", 422),
    ("/queues/a%00b", 405),
    ("/audit?actor_id=99999999999999999999", 422),
    ("/audit?from=yesterday", 422),
    ("/audit?from=2026-01-01T00:00:00", 422),
    ("/audit?token=rx_abc", 422),
]


def test_an_address_without_sense_is_a_problem(centre: Centre) -> None:
    browser = centre.browser("admin")
    for path, status in WITHOUT_SENSE:
        is_problem(browser.get(path), status)


def test_a_wrong_method_names_the_right_ones(centre: Centre) -> None:
    answer = centre.browser("admin").call("DELETE", "/people", {})
    is_problem(answer, 405)
    assert "POST" in answer.headers["Allow"]


SQL = [
    "' OR 1=1 --", "'; DROP TABLE people; --", "%", "_", "\\", "') UNION SELECT password_hash FROM people --",
    "1; SELECT pg_sleep(5)", "\"", "$$", "agent1' AND '1'='1", "%' OR login LIKE '%", "0x61", "/**/",
]  # fmt: skip


def test_text_that_looks_like_sql_is_text(centre: Centre) -> None:
    browser = centre.browser("admin")
    for text in SQL:
        answer = browser.client.get("/api/v1/people", query_string={"q": text})
        assert (answer.status_code, answer.json["items"]) == (200, []), text


def test_a_search_for_a_wildcard_finds_the_wildcard(centre: Centre) -> None:
    admin = centre.browser("admin")
    wish = {"login": "percent", "name": "100% sure", "roles": ["viewer"]}
    assert admin.call("POST", "/people", wish).status_code == 201
    assert [row["login"] for row in admin.get("/people?q=%25").json["items"]] == ["percent"]


@pytest.mark.parametrize("depth", [1, 64])
def test_honest_json_is_read_as_it_is(depth: int) -> None:
    text = "[" * depth + '{"a": "[{\\"", "b": -1.5e3, "c": "😀"}'[: 0 if depth == 64 else None] + "]" * depth
    assert loads(text) == json.loads(text)


def test_depth_inside_a_string_is_no_depth() -> None:
    assert loads('"' + "[" * 1000 + '\\"{"') == "[" * 1000 + '"{'
    with pytest.raises(Malformed):
        loads("[" * 65 + "]" * 65)
