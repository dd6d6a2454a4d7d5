"""Logging in: who is let in, how long it lasts, and what ends it (attacks X02-X06, X10, X11, X13)."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.api.cast import PASSWORD, Browser, Centre
from ticketing.auth import COOKIE, actor_of_session, passwords
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.keys import DEFAULTS
from ticketing.journal import JournalEntry
from ticketing.models.people import LoginSession, Person

Rows = Callable[[], list[tuple[str, str, dict[str, Any]]]]


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie(COOKIE)
    return found.value if found else ""


def test_a_login_names_the_person_their_rights_and_the_csrf_token(centre: Centre) -> None:
    answer = centre.browser().login("agent1")
    assert answer.status_code == 200
    assert answer.json["person"] | {"id": 0} == {
        "id": 0, "login": "agent1", "code": "agent1", "name": "Agent1", "roles": ["agent"], "team": "one",
        "language": "zh", "theme": "system", "must_change_password": False,
        "keys": {"off": False, "presses": dict(DEFAULTS)},
    }  # fmt: skip
    assert "ticket_create" in answer.json["permissions"]
    assert "people_admin" not in answer.json["permissions"]
    header = answer.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_only_the_hash_of_the_cookie_is_kept(centre: Centre) -> None:
    browser = centre.browser("agent1")
    with reading() as session:
        (row,) = session.scalars(sa.select(LoginSession)).all()
    assert cookie(browser) not in (row.token_hash, row.csrf_token)


@pytest.mark.parametrize(("login", "password"), [("agent1", "wrong"), ("nobody", PASSWORD), ("admin", "admin")])
def test_a_wrong_password_and_an_unknown_login_are_answered_alike(centre: Centre, login: str, password: str) -> None:
    answer = centre.browser().login(login, password)
    assert answer.status_code == 401
    assert answer.json | {"request_id": ""} == {
        "type": "/problems/wrong_login", "status": 401, "code": "wrong_login", "params": {}, "request_id": "",
        "title": answer.json["title"],
    }  # fmt: skip


def test_an_unknown_login_takes_as_long_as_a_known_one(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        # A hash says itself what comparing costs, and those of tests are cheap.
        work.session.execute(sa.update(Person).values(password_hash=passwords.hash_of(PASSWORD)))

    def seconds(login: str) -> float:
        # The processor's time, not the wall's: a busy machine must not decide this.
        started = time.process_time()
        centre.browser().login(login, "wrong")
        return time.process_time() - started

    known = statistics.median(seconds(login) for login in ("agent1", "agent2", "lead1", "lead2", "super"))
    unknown = statistics.median(seconds(f"nobody{n}") for n in range(5))
    # A single argon2 is most of the work: leaving it out would make the unknown login several times quicker.
    assert 0.6 < unknown / known < 1.6


def test_a_preset_cookie_is_never_adopted(centre: Centre) -> None:
    browser = centre.browser()
    browser.client.set_cookie(COOKIE, "chosen-by-the-attacker")
    browser.login("agent1")
    assert cookie(browser) != "chosen-by-the-attacker"


def test_a_second_login_ends_the_first_one_of_that_browser(centre: Centre) -> None:
    browser = centre.browser("agent1")
    first = cookie(browser)
    browser.login("agent2")
    assert actor_of_session(first) is None
    assert actor_of_session(cookie(browser)) is not None


def test_a_cookie_replayed_after_logging_out_opens_nothing(centre: Centre) -> None:
    browser = centre.browser("agent1")
    kept = cookie(browser)
    assert browser.call("DELETE", "/session").status_code == 204
    browser.client.set_cookie(COOKIE, kept)
    assert browser.get("/session").status_code == 401
    assert actor_of_session(kept) is None


def test_logging_out_of_one_device_leaves_the_others(centre: Centre) -> None:
    here, there = centre.browser("agent1"), centre.browser("agent1")
    here.call("DELETE", "/session")
    assert there.get("/session").status_code == 200
    with reading() as session:
        entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.name == "AccessRevoked")).one()
    assert entry.payload["person_id"] == centre.ids["agent1"]
    assert entry.payload["session_id"] is not None


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "none", "eyJhbGciOiJub25lIn0.e30.", "é" * 20, "a" * 4_000])
def test_a_forged_cookie_opens_nothing(centre: Centre, forged: str) -> None:
    assert actor_of_session(forged) is None
    browser = centre.browser()
    browser.client.set_cookie(COOKIE, forged.encode("ascii", "replace").decode())
    assert browser.get("/session").status_code == 401


def test_a_login_ends_after_twelve_hours_however_busy(centre: Centre, clock: FrozenClock) -> None:
    browser = centre.browser("agent1")
    for _ in range(11):
        clock.advance(hours=1)
        assert browser.get("/session").status_code == 200
    clock.advance(hours=1)
    assert browser.get("/session").status_code == 401


def test_an_administrators_login_ends_after_half_an_hour_of_nothing(centre: Centre, clock: FrozenClock) -> None:
    browser = centre.browser("admin")
    for _ in range(3):
        clock.advance(minutes=29)
        assert browser.get("/session").status_code == 200
    clock.advance(minutes=30)
    assert browser.get("/session").status_code == 401


def test_a_new_password_ends_every_login_but_the_one_it_was_chosen_in(centre: Centre, audited: Rows) -> None:
    here, there = centre.browser("agent1"), centre.browser("agent1")
    old = cookie(here)
    answer = here.call("PUT", "/session/password", {"old": PASSWORD, "new": "a quite different one"})
    assert answer.status_code == 200
    assert there.get("/session").status_code == 401
    assert actor_of_session(old) is None
    assert here.get("/session").status_code == 200
    assert centre.browser().login("agent1").status_code == 401
    assert centre.browser().login("agent1", "a quite different one").status_code == 200
    assert ("password_changed", f"person:{centre.ids['agent1']}", {}) in audited()


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("wrong", "a quite different one", "wrong_password", "old"),
        (PASSWORD, "short", "weak_password", "new"),
        (PASSWORD, "1234567890", "weak_password", "new"),
        (PASSWORD, "xx-AGENT1-xx", "weak_password", "new"),
        (PASSWORD, PASSWORD, "weak_password", "new"),
        (PASSWORD, "x" * 129 + "abcd", "weak_password", "new"),
    ],
)
def test_a_bad_new_password_is_refused_with_the_field(
    centre: Centre, old: str, new: str, code: str, field: str
) -> None:
    browser = centre.browser("agent1")
    answer = browser.call("PUT", "/session/password", {"old": old, "new": new})
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert set(answer.json["errors"]) == {field}
    assert browser.get("/session").status_code == 200


def test_the_sixth_wrong_try_on_an_account_is_told_to_wait(centre: Centre) -> None:
    answers = [centre.browser().login("agent1", f"wrong {n}") for n in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert centre.browser().login("agent2").status_code == 200


def test_the_thirty_first_wrong_try_from_an_address_is_told_to_wait_whatever_it_claims_to_be(centre: Centre) -> None:
    def attempt(n: int) -> int:
        browser = centre.browser()
        headers = {"X-Forwarded-For": f"203.0.113.{n}", "X-Real-Ip": f"203.0.113.{n}"}
        body = {"login": f"account{n}", "password": "guess"}
        return browser.client.post("/api/v1/session", json=body, headers=headers).status_code

    assert [attempt(n) for n in range(32)] == [401] * 30 + [429] * 2


def test_a_right_password_forgets_the_wrong_ones(centre: Centre) -> None:
    for _ in range(3):
        for n in range(4):
            assert centre.browser().login("agent1", f"wrong {n}").status_code == 401
        assert centre.browser().login("agent1").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "made up"},
        {"X-CSRF-Token": "中文".encode().decode("latin-1")},
    ],
)
def test_a_write_without_the_csrf_token_is_refused(centre: Centre, headers: dict[str, str]) -> None:
    browser = centre.browser("agent1")
    answer = browser.client.put("/api/v1/session/preferences", json={"language": "en"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "csrf_token")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost:1"]
)
def test_a_write_from_another_origin_is_refused_even_with_the_token(centre: Centre, origin: str) -> None:
    browser = centre.browser("agent1")
    answer = browser.call("PUT", "/session/preferences", {"language": "en"}, Origin=origin)
    assert (answer.status_code, answer.json["code"]) == (403, "foreign_origin")
    assert centre.browser().client.post(
        "/api/v1/session", json={"login": "agent1", "password": PASSWORD}, headers={"Origin": origin}
    ).status_code == 403  # fmt: skip


def test_a_csrf_token_of_another_login_is_refused(centre: Centre) -> None:
    mine, theirs = centre.browser("agent1"), centre.browser("agent2")
    answer = mine.call(
        "PUT", "/session/preferences", {"language": "en"}, **{"X-CSRF-Token": theirs.headers["X-CSRF-Token"]}
    )
    assert answer.status_code == 403


def test_a_form_of_another_site_cannot_log_anybody_in(centre: Centre) -> None:
    body = {"login": "agent1", "password": PASSWORD}
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = centre.browser().client.post("/api/v1/session", data=str(body), content_type=kind)
        assert answer.status_code == 415


def test_preferences_are_the_persons_own(centre: Centre) -> None:
    browser = centre.browser("agent1")
    answer = browser.call("PUT", "/session/preferences", {"language": "en", "theme": "dark"})
    assert (answer.json["language"], answer.json["theme"]) == ("en", "dark")
    assert browser.call("PUT", "/session/preferences", {"language": "fr"}).status_code == 422
    assert browser.call("PUT", "/session/preferences", {"roles": ["admin"]}).status_code == 422


def test_logging_in_and_failing_to_is_audited_without_what_was_typed(centre: Centre, audited: Rows) -> None:
    centre.browser("agent1")
    centre.browser().login("agent1", "my secret word")
    centre.browser().login("my secret word", "x")
    person = f"person:{centre.ids['agent1']}"
    rows = [(action, what) for action, what, _ in audited() if action.startswith("login")]
    assert rows == [("login", person), ("login_failed", person), ("login_failed", "")]
    assert "secret" not in str(audited())


def test_a_person_logged_in_elsewhere_is_told_and_takes_over(centre: Centre) -> None:
    there, here = centre.browser("agent1"), centre.browser("agent1")
    assert len(here.get("/session/others").json["items"]) == 1
    assert centre.browser("agent2").get("/session/others").json["items"] == []
    assert here.call("DELETE", "/session/others").json == {"ended": 1}
    assert there.get("/session").status_code == 401
    assert here.get("/session").status_code == 200
    assert here.call("DELETE", "/session/others").json == {"ended": 0}
    assert 'name="session-ends"' in here.client.get("/settings").text


def test_a_page_that_is_not_ones_own_says_which_role_opens_it_and_who_gives_it(centre: Centre) -> None:
    refused = centre.browser("agent1").client.get("/admin/people?lang=en")
    assert refused.status_code == 403
    assert "This needs the role: Administrator." in refused.text
    assert "Admin, Admin2" in refused.text
