"""`Idempotency-Key`: a write sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from tests.api.cast import Centre
from ticketing.clock import FrozenClock
from ticketing.db import reading
from ticketing.models.people import Team

TEAM = {"code": "three", "name": "Three"}


def teams() -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Team)) or 0


def test_the_same_key_and_body_get_the_same_answer_and_one_effect(centre: Centre) -> None:
    browser = centre.browser("admin")
    first = browser.call("POST", "/teams", TEAM, **{"Idempotency-Key": "k1"})
    again = browser.call("POST", "/teams", TEAM, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert teams() == 3


def test_the_same_key_with_another_body_is_refused(centre: Centre) -> None:
    browser = centre.browser("admin")
    browser.call("POST", "/teams", TEAM, **{"Idempotency-Key": "k1"})
    answer = browser.call("POST", "/teams", TEAM | {"code": "four"}, **{"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert teams() == 3


def test_a_key_belongs_to_one_person_and_one_address(centre: Centre) -> None:
    key = {"Idempotency-Key": "k1"}
    assert centre.browser("admin").call("POST", "/teams", TEAM, **key).status_code == 201
    other = centre.browser("admin2").call("POST", "/teams", TEAM, **key)
    assert (other.status_code, other.json["code"]) == (409, "code_taken")
    queue = {"code": "q", "name": "Q", "kind": "inquiry"}
    assert centre.browser("admin").call("POST", "/queues", queue, **key).status_code == 201


def test_a_refused_write_leaves_the_key_free(centre: Centre) -> None:
    browser = centre.browser("admin")
    key = {"Idempotency-Key": "k1"}
    assert browser.call("POST", "/teams", TEAM | {"code": "one"}, **key).status_code == 409
    assert browser.call("POST", "/teams", TEAM, **key).status_code == 201


def test_a_key_is_forgotten_after_a_week(centre: Centre, clock: FrozenClock) -> None:
    key = {"Idempotency-Key": "k1"}
    centre.browser("admin").call("POST", "/teams", TEAM, **key)
    clock.advance(days=7, seconds=1)
    answer = centre.browser("admin").call("POST", "/teams", TEAM, **key)
    assert (answer.status_code, answer.json["code"]) == (409, "code_taken")


def test_two_tries_at_the_same_moment_have_one_effect_and_one_answer(centre: Centre) -> None:
    browser = centre.browser("admin")
    cookie = browser.client.get_cookie("rexian_session")
    assert cookie is not None
    headers = browser.headers | {"Idempotency-Key": "k1", "Cookie": f"rexian_session={cookie.value}"}

    def once(_: int) -> tuple[int, object]:
        with centre.app.app_context():
            answer = centre.app.test_client(use_cookies=False).post("/api/v1/teams", json=TEAM, headers=headers)
            return answer.status_code, answer.json["code"]

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(once, range(8)))
    assert answers == {(201, "three")}
    assert teams() == 3


def test_a_key_that_is_no_key_is_refused(centre: Centre) -> None:
    browser = centre.browser("admin")
    for key in ("", "a" * 129):
        assert browser.call("POST", "/teams", TEAM, **{"Idempotency-Key": key}).status_code == 422
