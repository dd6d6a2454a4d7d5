"""The test clock: there when it is asked for, and no trace of it otherwise."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from ticketing.app import create_app
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM

NOON = "2026-05-01T12:00:00+08:00"


@pytest.fixture
def under_test(config: Config, clock: FrozenClock) -> Iterator[Flask]:
    app = create_app(replace(config, test_clock=True), clock)
    with app.app_context():
        yield app
        db.engine.dispose()


def test_without_the_setting_there_is_no_test_clock(app: Flask) -> None:
    client = app.test_client()
    for method, path in (("PUT", "clock"), ("POST", "run-due")):
        for body in ({"now": NOON}, {}, None):
            answer = client.open(f"/api/v1/testing/{path}", method=method, json=body)
            assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_the_clock_stands_where_it_is_put(under_test: Flask, clock: FrozenClock) -> None:
    answer = under_test.test_client().put("/api/v1/testing/clock", json={"now": NOON})
    assert answer.status_code == 200
    clock.advance(days=1)
    with begin(SYSTEM) as work:
        assert work.now.isoformat() == "2026-05-01T04:00:00+00:00"


@pytest.mark.parametrize("now", ["2026-05-01T12:00:00", "tomorrow", 5, None])
def test_an_instant_without_offset_is_none(under_test: Flask, now: object) -> None:
    assert under_test.test_client().put("/api/v1/testing/clock", json={"now": now}).status_code == 422


def test_due_things_are_fired_by_the_workers(under_test: Flask) -> None:
    client = under_test.test_client()
    assert client.post("/api/v1/testing/run-due").json["code"] == "no_workers_here"
    under_test.extensions["run_due"] = lambda: 3
    assert client.post("/api/v1/testing/run-due").json == {"fired": 3}
    elsewhere = client.post("/api/v1/testing/run-due", headers={"Origin": "http://evil.example"})
    assert elsewhere.status_code == 403


def test_logins_do_not_age_by_the_test_clock(under_test: Flask) -> None:
    assert under_test.extensions["machine_clock"] is not under_test.extensions["clock"]


def test_production_refuses_the_test_clock() -> None:
    with pytest.raises(ValueError, match="refused"):
        Config.from_env({"REXIAN_TEST_CLOCK": "1", "REXIAN_ENV": "production"})
