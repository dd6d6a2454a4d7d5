"""Queues, calendars, tokens, phone systems and the audit: kept by those who may, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.api.cast import Centre
from ticketing.auth import actor_of_token
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.calendars import CalendarVersion
from ticketing.models.people import ApiToken
from ticketing.models.telephony import Pbx, PbxSource, SourceKind

Rows = Callable[[], list[tuple[str, str, dict[str, Any]]]]
DAY = {"tz": "Asia/Shanghai", "weekly": {"mon-fri": [["09:00", "18:00"]]}}
QUEUE = {"code": "vip", "name": "贵宾", "kind": "complaint", "sl_threshold_s": 15, "thresholds": {"waiting": [3, 6]}}


def source(centre: Centre) -> int:
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="p", name="P"))
        return work.add(PbxSource(pbx_id=pbx.id, name="push", kind=SourceKind.HTTP)).id


def test_a_queue_is_made_read_and_changed(centre: Centre) -> None:
    browser = centre.browser("super")
    made = browser.call("POST", "/queues", QUEUE)
    assert (made.status_code, made.json["sl_target_pct"], made.json["version"]) == (201, 80, 1)
    changed = browser.call("PATCH", "/queues/vip", {"sl_target_pct": 90, "active": False}, **{"If-Match": "1"})
    assert (changed.json["sl_target_pct"], changed.json["active"], changed.json["version"]) == (90, False, 2)
    assert browser.call("PATCH", "/queues/vip", {"name": "x"}, **{"If-Match": "1"}).status_code == 409
    assert browser.call("POST", "/queues", QUEUE).json["code"] == "code_taken"
    assert browser.call("PATCH", "/queues/nowhere", {"name": "x"}).status_code == 404
    seen = {row["code"]: row["members"] for row in centre.browser("agent1").get("/queues").json["items"]}
    assert seen == {"sales": ["agent1", "lead1"], "support": ["agent2", "lead2"], "vip": []}


@pytest.mark.parametrize(
    "change",
    [
        {"sl_target_pct": 101},
        {"sl_target_pct": "80"},
        {"sl_formula": "made_up"},
        {"thresholds": {"waiting": [1]}},
        {"thresholds": {"mood": [1, 2]}},
        {"kind": "nonsense"},
        {"position": 2**63},
        {"code": "other"},
        {"calendar": "nowhere"},
    ],
)
def test_a_queue_setting_without_sense_is_refused(centre: Centre, change: dict[str, Any]) -> None:
    assert centre.browser("super").call("PATCH", "/queues/sales", change).status_code in (400, 422)


def test_a_calendar_is_kept_in_every_version(centre: Centre) -> None:
    browser = centre.browser("admin")
    made = browser.call("POST", "/calendars", {"code": "day", "name": "Day", "definition": DAY})
    assert made.status_code == 201
    longer = DAY | {"weekly": {"mon-fri": [["08:00", "20:00"]]}}
    assert browser.call("POST", "/calendars/day/preview", {"definition": longer}).json == {
        "running": 0, "moved": 0, "examples": [],
    }  # fmt: skip
    edited = browser.call("PUT", "/calendars/day", {"name": "Day", "definition": longer}, **{"If-Match": "1"})
    assert (edited.json["version"], edited.json["definition"]) == (2, longer)
    with reading() as session:
        kept = [(row.version, row.definition) for row in session.query(CalendarVersion).order_by(CalendarVersion.id)]
    assert kept == [(1, DAY), (2, longer)]


def test_a_calendar_that_means_nothing_names_the_place(centre: Centre) -> None:
    body = {"code": "day", "name": "Day", "definition": DAY | {"weekly": {"mon": [["18:00", "09:00"]]}}}
    answer = centre.browser("admin").call("POST", "/calendars", body)
    assert (answer.status_code, answer.json["code"]) == (422, "bad_calendar")
    assert "weekly" in str(answer.json["errors"])


def test_a_token_is_shown_once_and_dies_when_it_is_revoked(centre: Centre) -> None:
    browser = centre.browser("admin")
    made = browser.call("POST", "/tokens", {"name": "wall", "scope": "board"})
    token = made.json["token"]
    assert made.status_code == 201
    assert token not in browser.get("/tokens").text
    with reading() as session:
        assert session.query(ApiToken).one().token_hash != token
    assert actor_of_token(token) is not None
    assert browser.call("DELETE", f"/tokens/{made.json['id']}").status_code == 204
    assert actor_of_token(token) is None


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"scope": "ingest"}, 422),
        ({"scope": "board", "source_id": 1}, 422),
        ({"scope": "admin"}, 422),
        ({"scope": "ingest", "source_id": 999}, 422),
        ({"scope": "api", "person_id": 1}, 422),
        ({"scope": "api"}, 201),
    ],
)
def test_a_token_is_bound_to_what_its_scope_needs(centre: Centre, wish: dict[str, Any], status: int) -> None:
    assert centre.browser("admin").call("POST", "/tokens", {"name": "t"} | wish).status_code == status


def test_an_api_token_may_what_its_person_may_and_dies_with_them(centre: Centre) -> None:
    token = centre.browser("admin2").call("POST", "/tokens", {"name": "script", "scope": "api"}).json["token"]
    script = centre.browser()
    script.headers = {"Authorization": f"Bearer {token}"}
    assert script.get("/people").status_code == 200
    assert script.call("POST", "/teams", {"code": "three", "name": "Three"}).status_code == 201
    assert script.call("PUT", "/session/password", {"old": "x", "new": "y"}).json["code"] == "token_scope"
    centre.browser("admin").call("PATCH", f"/people/{centre.ids['admin2']}", {"active": False})
    assert script.get("/people").status_code == 401


def test_an_ingest_token_reads_nothing(centre: Centre) -> None:
    wish = {"name": "pbx", "scope": "ingest", "source_id": source(centre)}
    token = centre.browser("admin").call("POST", "/tokens", wish).json["token"]
    machine = centre.browser()
    machine.headers = {"Authorization": f"Bearer {token}"}
    for path in ("/people", "/queues", "/audit", "/tokens", "/calendars", "/teams", "/session"):
        assert machine.get(path).status_code == 403


def test_a_secret_goes_in_and_never_comes_out(centre: Centre, audited: Rows) -> None:
    browser = centre.browser("admin")
    assert browser.call("POST", "/pbxes", {"code": "main", "name": "Main"}).status_code == 201
    settings = {"host": "pbx", "port": 5038, "username": "rexian", "secret": "hunter2-hunter2"}
    made = browser.call("POST", "/pbx-sources", {"pbx": "main", "name": "ami", "kind": "ami", "settings": settings})
    assert made.status_code == 201
    assert made.json["settings"] == settings | {"secret": "***"}
    path = f"/pbx-sources/{made.json['id']}"
    assert browser.call("PATCH", path, {"settings": {"secret": "***"}}).status_code == 422
    assert browser.call("PATCH", path, {"settings": {"port": 5039}, "enabled": False}).json["enabled"] is False
    with reading() as session:
        assert session.get_one(PbxSource, made.json["id"]).settings == settings | {"port": 5039}
    everything = browser.get("/pbx-sources").text + browser.get("/pbxes").text + str(audited())
    assert "hunter2" not in everything


@pytest.mark.parametrize(
    "settings",
    [{}, {"host": "h"}, {"host": "h", "port": 1, "username": "u", "secret": ""}, {"host": ["h"], "command": "rm"}],
)
def test_a_feed_without_what_it_needs_is_refused(centre: Centre, settings: dict[str, Any]) -> None:
    browser = centre.browser("admin")
    browser.call("POST", "/pbxes", {"code": "main", "name": "Main"})
    wish = {"pbx": "main", "name": "ami", "kind": "ami", "settings": settings}
    assert browser.call("POST", "/pbx-sources", wish).status_code == 422


def test_the_audit_shows_each_as_much_as_they_answer_for(centre: Centre) -> None:
    for login in ("agent1", "agent2", "lead2"):
        centre.browser(login)
    seen = {
        login: {row["actor"] for row in centre.browser(login).get("/audit?action=login").json["items"]}
        for login in ("agent1", "lead1", "super")
    }
    assert seen["agent1"] == {"Agent1"}
    assert seen["lead1"] == {"Agent1", "Lead1"}
    assert seen["super"] == {"Agent1", "Agent2", "Lead1", "Lead2", "Super"}


def test_the_audit_is_read_page_by_page_and_written_by_nobody(centre: Centre) -> None:
    browser = centre.browser("super")
    newest = browser.get("/audit?limit=2").json
    older = browser.get(f"/audit?limit=2&after={newest['next']}").json
    ids = [row["id"] for row in newest["items"] + older["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 4
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert browser.call(method, "/audit", {}).status_code == 405
        assert browser.call(method, f"/audit/{ids[0]}", {}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("cdr_csv", {}),
        ("cdr_csv", {"path": "/x", "timezone": "Moon/Base"}),
        ("cel_csv", {"path": "/x", "host": "h"}),
        ("queue_log_realtime", {"path": "/x"}),
        ("queue_log_realtime", {"url": "no database"}),
        ("queue_log_realtime", {"url": "nosuch://host/asterisk"}),
        ("queue_log_realtime", {"url": "mysql+pymysql://u:***@host/asterisk"}),
    ],
)
def test_a_feed_of_files_or_rows_with_senseless_settings_is_refused(
    centre: Centre, kind: str, settings: dict[str, Any]
) -> None:
    source(centre)
    wish = {"pbx": "p", "name": "new", "kind": kind, "settings": settings}
    answer = centre.browser("admin").call("POST", "/pbx-sources", wish)
    assert (answer.status_code, answer.json["code"]) == (422, "bad_settings")


def test_a_databases_password_goes_in_and_never_comes_out(centre: Centre) -> None:
    source(centre)
    browser = centre.browser("admin")
    wish = {"pbx": "p", "name": "table", "kind": "queue_log_realtime"}
    made = browser.call("POST", "/pbx-sources", wish | {"settings": {"url": "mysql+pymysql://u:geheim@host/asterisk"}})
    assert made.json["settings"] == {"url": "mysql+pymysql://u:***@host/asterisk"}
    assert "geheim" not in browser.get("/pbx-sources").text
    assert "geheim" not in browser.client.get("/admin/phones").text
    with reading() as session:
        kept = session.query(PbxSource).filter_by(name="table").one()
    assert "geheim" in kept.settings["url"]


def test_the_usual_database_of_asterisk_can_be_spoken_to() -> None:
    url = make_url("mysql+pymysql://u:p@host/asterisk")
    assert url.get_dialect().import_dbapi().__name__ == "pymysql"


def test_a_change_of_a_rule_is_shown_with_both_values_and_taken_back_once(centre: Centre) -> None:
    boss, agent = centre.browser("super"), centre.browser("agent1")
    for limit in (30, 40):
        assert boss.call("PATCH", "/queues/sales", {"sl_threshold_s": limit, "name": "销售"}).status_code == 200
    newer, older = boss.get("/audit?action=queue_edited").json["items"]
    assert (newer["detail"]["before"], newer["detail"]["after"]) == (
        {"sl_threshold_s": 30, "name": "销售"},
        {"sl_threshold_s": 40, "name": "销售"},
    )
    page = boss.client.get("/admin/audit?action=queue_edited").text
    assert f"POST /audit/{newer['id']}/undo" in page
    assert "/admin/audit?action=queue_edited" in boss.client.get("/admin/queues").text
    assert boss.call("POST", f"/audit/{older['id']}/undo").json["code"] == "changed_since"
    assert agent.call("POST", f"/audit/{newer['id']}/undo").status_code == 403
    assert boss.call("POST", f"/audit/{newer['id']}/undo").json["action"] == "change_undone"
    (queue,) = [one for one in boss.get("/queues").json["items"] if one["code"] == "sales"]
    assert queue["sl_threshold_s"] == 30
    assert boss.call("POST", f"/audit/{newer['id']}/undo").json["code"] == "changed_since"
    assert boss.call("POST", f"/audit/{older['id']}/undo").status_code == 200
    login = boss.get("/audit?action=login").json["items"][0]
    assert boss.call("POST", f"/audit/{login['id']}/undo").json["code"] == "not_undoable"
    assert boss.call("POST", "/audit/999999/undo").status_code == 404


def test_rules_of_every_kind_are_taken_back_as_they_were(centre: Centre) -> None:
    boss = centre.browser("super")
    rule = boss.call("POST", "/alert-rules", {"metric": "acw_s", "warn": 150.5, "critical": 300}).json["id"]
    branch = boss.call("POST", "/categories", {"name": "空调", "skill": "制冷"}).json["id"]
    boss.call("POST", "/macros", {"code": "thanks", "name": "致谢", "text": "谢谢 {customer}", "audience": "note"})
    boss.call("PUT", "/assignment-rules/sales", {"mode": "round_robin", "most_open": 5})
    edits: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        ("PATCH", f"/alert-rules/{rule}", {"warn": 60, "bell": False}, {"warn": 150.5, "bell": True}),
        ("PATCH", f"/categories/{branch}", {"skill": "", "active": False}, {"skill": "制冷", "active": True}),
        ("PATCH", "/macros/thanks", {"text": "x", "kinds": ["repair"]}, {"text": "谢谢 {customer}", "kinds": []}),
        ("PUT", "/assignment-rules/sales", {"mode": "off", "most_open": None}, {"mode": "round_robin", "most_open": 5}),
    ]
    for method, path, change, was in edits:
        assert boss.call(method, path, change).status_code == 200
        newest = boss.get("/audit?limit=1").json["items"][0]
        assert newest["detail"]["before"].keys() == newest["detail"]["after"].keys() == change.keys()
        assert f"POST /audit/{newest['id']}/undo" in boss.client.get(f"/admin/audit?action={newest['action']}").text
        assert boss.call("POST", f"/audit/{newest['id']}/undo").status_code == 200, newest
        items = boss.get(path.rsplit("/", 1)[0]).json["items"]
        (row,) = [one for one in items if path.endswith(str(one.get("queue") or one.get("code") or one.get("id")))]
        assert {name: row[name] for name in was} == was


def test_a_text_too_long_for_the_chain_is_not_put_back_cut_off(centre: Centre) -> None:
    boss = centre.browser("super")
    boss.call("POST", "/macros", {"code": "long", "name": "长", "text": "长" * 900, "audience": "note"})
    boss.call("PATCH", "/macros/long", {"text": "短"})
    newest = boss.get("/audit?action=macro_edited").json["items"][0]
    assert boss.call("POST", f"/audit/{newest['id']}/undo").json["code"] == "not_undoable"
