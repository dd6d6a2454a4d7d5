"""A fresh centre is set up from name to first call, step by step, by its administrator and nobody else."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.cast import Browser, Centre
from ticketing.actions import people, setup
from ticketing.actions.people import PersonWish
from ticketing.auth import passwords
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.calls import QueueVisit

PASSWORD = "correct horse battery"


@pytest.fixture
def boss(app: Flask) -> Browser:
    with begin(SYSTEM) as work:
        setup.first_run(work)
        wish = PersonWish(login="root", name="管理员", roles=("admin",))
        people.add(work, wish, passwords.hash_of(PASSWORD), must_change=False)
    browser = Browser(app.test_client())
    assert browser.login("root", PASSWORD).status_code == 200
    return browser


def standing(told: dict[str, Any]) -> list[str]:
    return [one["standing"] for one in told["items"]]


def test_a_fresh_centre_is_set_up_step_by_step_until_a_call_rings(boss: Browser) -> None:
    assert boss.client.get("/admin").headers["Location"] == "/admin/first"
    assert standing(boss.get("/first-steps").json) == ["open"] * 5
    assert boss.call("POST", "/first-steps/call", {"deed": "ring", "agent": "8001"}).json["code"] == "no_queue"
    assert boss.call("PUT", "/first-steps/name", {"name": ""}).status_code == 422
    boss.call("PUT", "/first-steps/name", {"name": "江南热线"})
    for _ in range(2):
        assert boss.call("PUT", "/first-steps/usual-shifts").status_code == 200
        assert boss.call("PUT", "/first-steps/usual-queues").status_code == 200
    page = boss.client.get("/admin/first").text
    assert page.count('data-send="POST /people"') == 3
    queues = [queue["code"] for queue in boss.get("/queues").json["items"]]
    assert queues == ["consult", "complaint", "repair"]
    for code in ("8001", "8002", "8003"):
        body = {"login": f"a{code}", "name": code, "code": code, "roles": ["agent"], "team": "one", "queues": queues}
        assert boss.call("POST", "/people", body).status_code == 201
    assert standing(boss.get("/first-steps").json) == [*["done"] * 4, "open"]
    assert boss.call("POST", "/first-steps/call", {"deed": "ring", "agent": "9"}).json["code"] == "unknown_agent"
    for deed, stage in (("ring", "waiting"), ("answer", "talking"), ("hang_up", "ended")):
        told = boss.call("POST", "/first-steps/call", {"deed": deed, "agent": "8001"}).json
        assert told["call"] in {stage, "connecting"}
        assert boss.call("POST", "/first-steps/call", {"deed": deed, "agent": "8001"}).json["code"] == "wrong_moment"
        assert boss.client.get("/admin/first?step=call").status_code == 200
    assert standing(told) == ["done"] * 5
    assert "江南热线" in boss.client.get("/admin/first?step=name").text
    with reading() as session:
        assert session.scalars(sa.select(QueueVisit.outcome)).all() == ["answered"]


def test_steps_are_left_out_taken_up_again_and_put_off(boss: Browser) -> None:
    assert standing(boss.call("PUT", "/first-steps/shifts/skipped", {"skipped": True}).json)[1] == "skipped"
    assert standing(boss.call("PUT", "/first-steps/shifts/skipped", {"skipped": False}).json)[1] == "open"
    assert boss.call("PUT", "/first-steps/nothing/skipped", {"skipped": True}).status_code == 404
    assert boss.call("PATCH", "/first-steps", {"put_off": True}).json["put_off"] is True
    assert boss.client.get("/admin").headers["Location"] == "/admin/people"


def test_a_centre_with_real_calls_practises_nothing_and_only_administrators_set_up(centre: Centre) -> None:
    for login in ("agent1", "super"):
        assert centre.browser(login).get("/first-steps").status_code == 403
