"""When something underneath is away, the answer says so and names no part of the house."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.api.cast import Centre
from ticketing.api import problems
from ticketing.app import create_app
from ticketing.auth.throttle import Throttle
from ticketing.config import Config
from ticketing.db import db
from ticketing.errors import TooMany
from ticketing.redis_clients import for_requests


@pytest.fixture
def without_database(config: Config) -> Iterator[Flask]:
    app = create_app(replace(config, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"))
    with app.app_context():
        yield app
        db.engine.dispose()


def test_a_database_that_is_away_is_a_503_with_when_to_come_back(without_database: Flask) -> None:
    client = without_database.test_client()
    body = {"login": "agent1", "password": "x"}
    for answer in (
        client.post("/api/v1/session", json=body),
        client.get("/api/v1/people", headers={"Authorization": "Bearer rx_" + "a" * 43}),
    ):
        assert answer.status_code == 503
        assert answer.json["code"] == "unavailable"
        assert int(answer.headers["Retry-After"]) > 0
        assert "127.0.0.1" not in answer.text
        assert "psycopg" not in answer.text


def test_an_error_nobody_foresaw_tells_nothing_but_its_number(app: Flask) -> None:
    with app.test_request_context("/api/v1/x"):
        problem = problems.problem_of(RuntimeError("password=hunter2 at /srv/app.py"))
        assert (problem.status, problem.code) == (500, "internal")
        assert "hunter2" not in str(problem.document)


def tries(throttle: Throttle, login: str) -> int:
    """How many are let in before one is refused."""
    for count in range(20):
        try:
            throttle.enter(login, "127.0.0.1")
        except TooMany:
            return count
    return 20


def test_a_refusal_says_when_to_come_back(app: Flask) -> None:
    throttle = Throttle("")
    tries(throttle, "agent1")
    with pytest.raises(TooMany) as refusal:
        throttle.enter("agent1", "127.0.0.1")
    assert 0 < int(str(refusal.value.params["retry_after_s"])) <= 900


def test_web_processes_count_tries_together(app: Flask, redis_url: str) -> None:
    assert tries(Throttle(redis_url), "agent1") == 5
    assert tries(Throttle(redis_url), "AGENT1") == 0
    assert tries(Throttle(redis_url), "agent2") == 5


def test_guessing_is_slow_without_redis_too(app: Flask) -> None:
    throttle = Throttle("redis://127.0.0.1:1/0")
    assert tries(throttle, "agent1") == 5
    throttle.succeeded("agent1")
    assert tries(throttle, "agent1") == 5


def test_tries_are_kept_in_redis_under_our_own_name(app: Flask, redis_url: str) -> None:
    Throttle(redis_url).enter("agent1", "127.0.0.1")
    client = for_requests(redis_url)
    keys = client.keys("*")
    client.close()
    assert [key.startswith(b"rexian:tries") for key in keys] == [True]
    assert b"agent1" not in keys[0]


def test_addresses_of_one_household_count_as_one(centre: Centre) -> None:
    throttle = Throttle("")
    for n in range(30):
        throttle.failed(f"2001:db8:1:2::{n:x}")
    with pytest.raises(TooMany):
        throttle.enter("agent1", "2001:db8:1:2:ffff::1")
    throttle.enter("agent1", "2001:db8:1:3::1")
