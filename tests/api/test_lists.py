"""Views, saved searches, columns and deeds for many, as people reach them."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.clock import FrozenClock
from ticketing.domain.tickets import Priority


@pytest.fixture
def doors(app: Flask, clock: FrozenClock) -> Doors:
    return Doors(furnish(app, clock))


def test_views_tell_how_many_they_hold_and_follow_every_step(doors: Doors) -> None:
    number = doors.desk.open(by=None)
    assert counts(doors, "wang")["nobodys"] == 1
    doors.put("wang", f"/tickets/{number}/assignment", {"owner": "me"})
    assert (counts(doors, "wang")["mine"], counts(doors, "wang")["nobodys"]) == (1, 0)
    assert counts(doors, "zhao") == dict.fromkeys(counts(doors, "zhao"), 0)


def counts(doors: Doors, login: str) -> dict[str, int]:
    return {one["key"]: one["count"] for one in doors.get(login, "/views").json["items"]}


def test_a_saved_search_is_its_owners_until_it_is_shared(doors: Doors) -> None:
    doors.desk.open()
    body = {"name": "我的紧急", "wanted": {"state": "active", "priority": "normal"}}
    made = doors.post("chen", "/saved-searches", body)
    assert (made.status_code, made.json["mine"]) == (201, True)
    assert doors.get("wang", "/saved-searches").json["items"] == []
    path = f"/saved-searches/{made.json['id']}"
    assert doors.patch("wang", path, {"name": "x"}).status_code == 404
    assert doors.patch("chen", path, {"shared": True}).json["shared"] is True
    assert [one["name"] for one in doors.get("wang", "/saved-searches").json["items"]] == ["我的紧急"]
    assert doors.get("wang", "/views").json["items"][-1]["count"] == 1
    assert doors.delete("chen", path).status_code == 204
    assert doors.get("wang", "/saved-searches").json["items"] == []


def test_a_search_that_makes_no_sense_or_is_not_ones_to_share_is_refused(doors: Doors) -> None:
    bad = [{"colour": "red"}, {"state": "asleep"}, {"from": "2026-02-30"}, {"priority": "hottest"}, {"sort": "up"}]
    for wanted in bad:
        assert doors.post("wang", "/saved-searches", {"name": "a", "wanted": wanted}).status_code == 422
    shared = {"name": "a", "wanted": {"kind": "repair"}, "shared": True}
    assert doors.post("wang", "/saved-searches", shared).status_code == 403
    assert doors.post("wang", "/saved-searches", shared | {"shared": False}).status_code == 201
    again = doors.post("wang", "/saved-searches", shared | {"shared": False})
    assert (again.status_code, again.json["code"]) == (422, "name_taken")


def test_everybody_sees_the_columns_they_chose(doors: Doors) -> None:
    path = "/lists/tickets/columns"
    usual = doors.get("wang", path).json["columns"]
    assert doors.put("wang", path, {"columns": ["number", "due"]}).json["columns"] == ["number", "due"]
    assert doors.get("wang", path).json["columns"] == ["number", "due"]
    assert doors.get("li", path).json["columns"] == usual
    assert doors.put("wang", path, {"columns": ["password"]}).status_code == 422
    assert doors.put("wang", path, {"columns": []}).json["columns"] == usual


def test_one_deed_for_many_does_what_it_may_and_says_what_refused(doors: Doors) -> None:
    one, two = doors.desk.open(by=None), doors.desk.open(by="li")
    body = {"numbers": [one, two], "deed": "assign", "owner": "me"}
    found = doors.post("wang", "/bulk/tickets", body).json
    assert (found["done"], found["refused"]) == (1, 1)
    assert [(item["number"], item["code"]) for item in found["items"]] == [(one, ""), (two, "forbidden")]
    assert doors.post("chen", "/bulk/tickets", body | {"owner": "wang"}).json["done"] == 2
    assert doors.get("wang", f"/tickets/{two}").json["owner"]["code"] == "wang"


def test_answers_are_ordered_and_time_is_asked_for_many_at_once(doors: Doors) -> None:
    numbers = [doors.desk.open(), doors.desk.open(), doors.desk.open(by=None)]
    order = {"numbers": numbers, "deed": "order", "text": "今天答复", "at": "2026-03-02T08:00:00Z"}
    assert doors.post("wang", "/bulk/tickets", order).json["done"] == 0
    assert doors.post("sun", "/bulk/tickets", {**order, "at": None}).status_code == 422
    found = doors.post("sun", "/bulk/tickets", order).json
    # Nobody has the third in hand, so nobody can be asked.
    assert [item["code"] for item in found["items"]] == ["", "", "unknown_person"]
    assert doors.get("wang", f"/tickets/{numbers[0]}/orders").json["items"][0]["opinion"] == "今天答复"
    more = {"numbers": numbers[:2], "deed": "extend", "text": "等配件", "at": "2026-03-12T08:00:00Z"}
    assert doors.post("wang", "/bulk/tickets", more).json["done"] == 2
    assert len(doors.get("sun", "/extensions").json["items"]) == 2
    assert [item["code"] for item in doors.post("wang", "/bulk/tickets", more).json["items"]] == ["extension_asked"] * 2


def test_a_batch_with_one_that_is_out_of_reach_changes_nothing(doors: Doors) -> None:
    own, foreign = doors.desk.open(by=None), doors.desk.open(by=None, queue="support")
    body = {"numbers": [own, foreign], "deed": "note", "text": "x"}
    assert doors.post("wang", "/bulk/tickets", body).status_code == 404
    assert "NoteWritten" not in doors.desk.events(own)
    assert doors.post("wang", "/bulk/tickets", {"numbers": [own], "deed": "note"}).status_code == 422
    assert doors.post("wang", "/bulk/tickets", {"numbers": [], "deed": "note", "text": "x"}).status_code == 422


def test_the_list_is_ordered_narrowed_and_paged_over_http(doors: Doors) -> None:
    numbers = [doors.desk.open(priority=Priority(p)) for p in ("normal", "urgent", "low")]
    first = doors.get("sun", "/tickets?sort=priority&limit=1&state=active").json
    assert first["items"][0]["number"] == numbers[1]
    second = doors.get("sun", f"/tickets?sort=priority&limit=1&state=active&after={first['next']}").json
    assert second["items"][0]["number"] == numbers[0]
    assert doors.get("sun", f"/tickets?sort=due&after={first['next']}").status_code == 422
    assert [one["number"] for one in doors.get("sun", "/tickets?q=空调维修&priority=low").json["items"]] == [numbers[2]]
    assert doors.get("sun", "/tickets?from=2026-13-01").status_code == 422
    assert doors.get("sun", "/tickets?from=2030-01-01").json["items"] == []
