"""The administration of phone systems: what each form knows of a feed, and what it never tells."""

from pathlib import Path
from typing import Any

import pytest

from tests.api.cast import Browser, Centre
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import LinkState, Pbx, PbxSource

LINK = {"host": "pbx", "port": 5038, "username": "rexian", "secret": "hunter2-hunter2"}


@pytest.fixture
def admin(centre: Centre) -> Browser:
    browser = centre.browser("admin")
    assert browser.call("POST", "/pbxes", {"code": "main", "name": "总机"}).status_code == 201
    return browser


def made(admin: Browser, kind: str, name: str = "one", **settings: Any) -> int:
    body = {"pbx": "main", "name": name, "kind": kind, "settings": settings}
    answer = admin.call("POST", "/pbx-sources", body)
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


def page(browser: Browser, path: str) -> str:
    answer = browser.client.get(f"/admin/{path}")
    assert answer.status_code == 200, path
    return answer.text


def test_a_feed_shows_its_link_and_its_last_error_and_no_secret(admin: Browser) -> None:
    source_id = made(admin, "ami", **LINK)
    with begin(SYSTEM) as work:
        source = work.session.get_one(PbxSource, source_id)
        source.link_state, source.link_error = LinkState.DOWN, "Connection refused"
    shown, form = page(admin, "phones"), page(admin, f"phones/feeds/{source_id}")
    assert "Connection refused" in shown
    assert "Connection refused" in form
    assert 'value="pbx"' in form
    assert "hunter2" not in shown + form
    assert "***" not in form


@pytest.mark.parametrize(
    ("kind", "settings", "fields"),
    [
        ("queue_log", {"path": "/x"}, {"path", "timezone"}),
        ("queue_log_realtime", {"url": "sqlite://"}, {"url", "table", "timezone", "gmt"}),
        ("cdr_csv", {"path": "/x"}, {"path", "timezone", "gmt", "columns"}),
        ("cel_csv", {"path": "/x"}, {"path", "timezone", "gmt", "columns", "dateformat"}),
        ("freeswitch", {"host": "h", "secret": "s"}, {"host", "port", "username", "secret"}),
        ("http", {}, {"signing_key"}),
        ("events", {}, {"signing_key"}),
        ("freeswitch_cdr", {}, {"signing_key"}),
    ],
)
def test_the_form_asks_for_what_the_kind_has(
    admin: Browser, kind: str, settings: dict[str, str], fields: set[str]
) -> None:
    form = page(admin, f"phones/feeds/{made(admin, kind, **settings)}")
    named = {part.split('"')[0] for part in form.split('name="settings.')[1:]}
    assert named == fields


def test_what_is_left_empty_goes_and_a_secret_left_empty_stays(admin: Browser) -> None:
    source_id = made(admin, "ami", **LINK, control="all")
    edited = admin.call(
        "PATCH", f"/pbx-sources/{source_id}", {"name": "two", "settings": {"control": None, "host": "b"}}
    )
    assert (edited.status_code, edited.json["name"]) == (200, "two")
    with reading() as session:
        assert session.get_one(PbxSource, source_id).settings == LINK | {"host": "b"}


def test_what_is_wrong_is_said_of_the_field(admin: Browser) -> None:
    source_id = made(admin, "ami", **LINK)
    made(admin, "queue_log", name="log", path="/x")

    def wrong(**body: Any) -> Any:
        answer = admin.call("PATCH", f"/pbx-sources/{source_id}", body)
        assert answer.status_code in (409, 422)
        return answer.json["errors"]

    assert wrong(settings={"host": None}) == {"settings": {"host": ["missing"]}}
    assert wrong(settings={"port": 70_000}) == {"settings": {"port": ["not_a_port"]}}
    assert wrong(settings={"port": "x"}) == {"settings": {"port": ["not_a_port"]}}
    assert wrong(settings={"dial_context": "a|b"}) == {"settings": {"dial_context": ["not_sayable"]}}
    assert wrong(settings={"timezone": "Mars"}) == {"settings": {"timezone": ["unknown"]}}
    assert wrong(name="log") == {"name": ["name_taken"]}


def test_a_phone_system_is_changed_and_its_place_in_the_world_given_back(admin: Browser) -> None:
    body = {"name": "新总机", "restart_policy": "drop", "inner_digits": 4, "trunks": ["PJSIP/t"], "ivr": {"3": "报修"}}
    changed = admin.call("PATCH", "/pbxes/main", body | {"one_call_per_agent": False})
    assert changed.status_code == 200, changed.text
    assert {name: changed.json[name] for name in body} == body
    form = page(admin, "phones/systems/main")
    assert "3=报修" in form
    assert "PJSIP/t" in form
    assert admin.call("PATCH", "/pbxes/main", {"ivr": None, "trunks": None, "inner_digits": None}).status_code == 200
    with reading() as session:
        assert session.query(Pbx).one().settings == {}
    for wrong in ({"inner_digits": 0}, {"timezone": "Mars"}, {"code": "other"}, {"trunks": "x"}):
        assert admin.call("PATCH", "/pbxes/main", wrong).status_code == 422
    assert admin.call("PATCH", "/pbxes/none", {"name": "x"}).status_code == 404


def test_a_folder_of_recordings_is_looked_into_before_it_is_saved(admin: Browser, tmp_path: Path) -> None:
    for name in ("q-1.1.wav", "q-1.2.wav", "other.txt"):
        (tmp_path / name).write_bytes(b"x" * 100)
    (tmp_path / "q-1.3.wav").write_bytes(b"x" * 44)

    def looked(root: str, names: str = "q-{uniqueid}.wav") -> str:
        return page(admin, f"phones/systems/main/recordings/trial?root={root}&names={names}&lang=en")

    assert "4 files: 3 named as said, 3 that a browser plays, 1 without a sound." in looked(str(tmp_path))
    assert "0 named" in looked(str(tmp_path), "z-{uniqueid}.wav")
    assert "no such folder" in looked("/nowhere/at/all")
    assert "no such folder" in looked("relative")
    assert "cannot be a name" in looked(str(tmp_path), "../{uniqueid}.wav")
    assert "other.txt" not in looked(str(tmp_path))
    assert 'value=""' in page(admin, "phones/systems/main/recordings")


def test_a_token_for_a_feed_is_made_beside_how_it_is_sent(admin: Browser) -> None:
    source_id = made(admin, "events", signing_key="sixteen letters and more")
    form = page(admin, f"phones/feeds/{source_id}/tokens")
    assert "/api/v1/telephony/events" in form
    assert "X-Rexian-Signature" in form
    assert "sixteen" not in form
    wish = {"name": "pusher", "scope": "ingest", "source_id": source_id}
    token = admin.call("POST", "/tokens", wish).json["token"]
    form = page(admin, f"phones/feeds/{source_id}/tokens")
    assert "pusher" in form
    assert token not in form


def test_what_does_not_exist_has_no_form(admin: Browser) -> None:
    for path in ("feeds/999", "feeds/999/tokens", "systems/none", "systems/none/recordings"):
        assert admin.client.get(f"/admin/phones/{path}").status_code == 404


def test_numbers_are_blocked_and_freed_by_leads_and_not_by_agents(centre: Centre) -> None:
    lead = centre.browser("lead1")
    assert lead.call("POST", "/blocked-numbers", {"number": "13800138000", "reason": "不愿再接电话"}).status_code == 201
    shown = page(lead, "blocked")
    assert "+8613800138000" in shown
    assert "Lead1" in shown
    assert centre.browser("agent1").client.get("/admin/blocked").status_code == 403
    assert centre.browser("admin").client.get("/admin/blocked").status_code == 403
    wrong = lead.call("POST", "/blocked-numbers", {"number": "abc", "reason": "x"})
    assert wrong.json["errors"] == {"number": ["bad_phone"]}
