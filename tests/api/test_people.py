"""People: made with a password shown once, changed without leaving the house leaderless (attacks X04, X11, X32)."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.api.cast import PASSWORD, Centre
from ticketing.auth import COOKIE, actor_of_session
from ticketing.db import reading
from ticketing.journal import JournalEntry

Rows = Callable[[], list[tuple[str, str, dict[str, Any]]]]

WISH = {"login": "new.agent", "name": "新人", "roles": ["agent"], "code": "1099", "team": "one", "queues": ["sales"]}


def test_a_new_person_gets_a_random_password_once_and_must_change_it(centre: Centre) -> None:
    made = centre.browser("admin").call("POST", "/people", WISH)
    assert made.status_code == 201
    assert made.json["queues"] == ["sales"]
    password = made.json["password"]
    browser = centre.browser()
    assert browser.login("new.agent", password).json["person"]["must_change_password"] is True
    refused = browser.get("/queues")
    assert (refused.status_code, refused.json["code"]) == (403, "must_change_password")
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    assert actor_of_session(cookie.value) is None
    assert browser.get("/session").status_code == 200
    changed = browser.call("PUT", "/session/password", {"old": password, "new": "something of my own"})
    browser.headers = {"X-CSRF-Token": changed.json["csrf_token"]}
    assert browser.get("/queues").status_code == 200
    listed = centre.browser("admin").get("/people?q=新人").json["items"]
    assert [person["login"] for person in listed] == ["new.agent"]
    assert "password" not in listed[0]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"login": "AGENT1"}, 409, "login_taken"),
        ({"code": "Agent1"}, 409, "code_taken"),
        ({"roles": []}, 422, "invalid"),
        ({"roles": ["system"]}, 422, "invalid"),
        ({"roles": ["token"]}, 422, "invalid"),
        ({"team": "nowhere"}, 422, "unknown_team"),
        ({"queues": ["nowhere"]}, 422, "unknown_queue"),
        ({"login": "two words"}, 422, "invalid"),
        ({"name": "a\r\nSet-Cookie: x"}, 422, "invalid"),
        ({"password_hash": "x"}, 422, "invalid"),
        ({"session_version": 9}, 422, "invalid"),
    ],
)
def test_a_person_that_cannot_be_is_refused(centre: Centre, change: dict[str, Any], status: int, code: str) -> None:
    answer = centre.browser("admin").call("POST", "/people", WISH | change)
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"roles": ["agent", "inspector"]}, True),
        ({"team": "two"}, True),
        ({"queues": ["support"]}, True),
        ({"active": False}, True),
        ({"name": "Somebody"}, False),
        ({"roles": ["agent"], "team": "one", "queues": ["sales"]}, False),
    ],
)
def test_a_change_of_rights_ends_every_login_and_any_other_none(
    centre: Centre, change: dict[str, Any], ends: bool
) -> None:
    browsers = [centre.browser("agent1") for _ in range(3)]
    cookies = [browser.client.get_cookie(COOKIE) for browser in browsers]
    answer = centre.browser("admin").call("PATCH", f"/people/{centre.ids['agent1']}", change, **{"If-Match": "1"})
    assert answer.status_code == 200
    assert answer.json["version"] == 2
    assert {browser.get("/session").status_code for browser in browsers} == {401 if ends else 200}
    assert {actor_of_session(cookie.value) is None for cookie in cookies if cookie} == {ends}
    with reading() as session:
        revoked = session.scalars(sa.select(JournalEntry).where(JournalEntry.name == "AccessRevoked")).all()
    assert [entry.payload for entry in revoked] == (
        [{"person_id": centre.ids["agent1"], "session_version": 2, "session_id": None}] if ends else []
    )


def test_a_new_first_password_and_ending_logins_reach_every_device(centre: Centre) -> None:
    admin, agent = centre.browser("admin"), centre.browser("agent1")
    path = f"/people/{centre.ids['agent1']}"
    assert admin.call("DELETE", f"{path}/sessions").status_code == 204
    assert agent.get("/session").status_code == 401
    agent.login("agent1")
    password = admin.call("POST", f"{path}/password").json["password"]
    assert agent.get("/session").status_code == 401
    assert agent.login("agent1").status_code == 401
    assert agent.login("agent1", password).json["person"]["must_change_password"] is True


def test_anybody_may_end_their_own_logins_and_nobody_elses(centre: Centre) -> None:
    agent = centre.browser("agent1")
    assert agent.call("DELETE", f"/people/{centre.ids['agent2']}/sessions").status_code == 403
    assert agent.call("DELETE", f"/people/{centre.ids['agent1']}/sessions").status_code == 204
    assert agent.get("/session").status_code == 401


def test_a_locked_person_cannot_log_in(centre: Centre) -> None:
    centre.browser("admin").call("PATCH", f"/people/{centre.ids['agent1']}", {"active": False})
    assert centre.browser().login("agent1").status_code == 401


def test_the_last_of_a_kind_that_must_be_cannot_be_removed(centre: Centre) -> None:
    admin, ids = centre.browser("admin"), centre.ids
    for login, code in (("super", "last_supervisor"), ("lead1", "last_lead")):
        for change in ({"roles": ["agent"]}, {"active": False}):
            answer = admin.call("PATCH", f"/people/{ids[login]}", change)
            assert (answer.status_code, answer.json["code"]) == (409, code)
    assert admin.call("PATCH", f"/people/{ids['lead1']}", {"team": "two"}).json["code"] == "last_lead"
    assert admin.call("PATCH", f"/people/{ids['lead1']}", {"name": "Still here"}).status_code == 200
    assert admin.call("PATCH", f"/people/{ids['admin2']}", {"active": False}).status_code == 200


def test_an_administrator_changes_nobodys_rights_into_their_own(centre: Centre) -> None:
    admin, ids = centre.browser("admin"), centre.ids
    for change in ({"roles": ["admin", "supervisor"]}, {"active": False}, {"roles": ["agent"]}):
        answer = admin.call("PATCH", f"/people/{ids['admin']}", change)
        assert (answer.status_code, answer.json["code"]) == (403, "own_roles")
    assert admin.call("PATCH", f"/people/{ids['admin']}", {"name": "Chief"}).status_code == 200
    assert admin.call("PUT", "/session/preferences", {"language": "en", "roles": ["supervisor"]}).status_code == 422


def test_an_edit_that_looked_at_an_older_version_is_refused(centre: Centre) -> None:
    admin, path = centre.browser("admin"), f"/people/{centre.ids['agent1']}"
    assert admin.call("PATCH", path, {"name": "A"}, **{"If-Match": '"1"'}).status_code == 200
    stale = admin.call("PATCH", path, {"name": "B"}, **{"If-Match": "1"})
    assert (stale.status_code, stale.json["code"], stale.json["params"]) == (409, "stale_version", {"version": 2})
    assert admin.call("PATCH", path, {"name": "B"}, **{"If-Match": "x"}).status_code == 422


@pytest.mark.parametrize("login", ["agent1", "lead1", "super", "inspector", "viewer"])
def test_nobody_but_an_administrator_keeps_people(centre: Centre, login: str) -> None:
    browser = centre.browser(login)
    person = f"/people/{centre.ids['agent2']}"
    tries = [("GET", "/people"), ("POST", "/people"), ("PATCH", person), ("POST", f"{person}/password")]
    assert {browser.call(method, path, {}).status_code for method, path in tries} == {403}


def test_pages_of_people_join_without_gap_or_repeat(centre: Centre) -> None:
    admin, seen, after = centre.browser("admin"), [], ""
    while True:
        page = admin.get(f"/people?limit=4{after}").json
        seen += [person["id"] for person in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == sorted(centre.ids.values())


def test_changes_of_people_are_audited_with_before_and_after(centre: Centre, audited: Rows) -> None:
    admin, person = centre.browser("admin"), centre.ids["agent1"]
    admin.call("PATCH", f"/people/{person}", {"roles": ["agent", "lead"]})
    admin.call("POST", f"/people/{person}/password")
    rows = {action: detail for action, what, detail in audited() if what == f"person:{person}"}
    assert rows["person_edited"]["before"]["roles"] == ["agent"]
    assert rows["person_edited"]["after"]["roles"] == ["agent", "lead"]
    assert "password_reset" in rows
    assert PASSWORD not in str(audited())
