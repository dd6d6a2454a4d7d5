"""Policies, their edits and try-outs, orders, more time and bulletins over HTTP."""

from copy import deepcopy

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.actions import setup
from ticketing.clock import FrozenClock

P_STD = "/sla/policies/P-STD"


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def edited(seconds: int) -> dict[str, object]:
    said = deepcopy(setup.STANDARD)
    said["targets"]["resolution"] = dict.fromkeys(("low", "normal", "high", "urgent"), seconds)
    return {"name": "标准", "rank": 100, "match": {}, "definition": said}


def test_an_edit_is_previewed_saved_and_read_again(doors: Doors, desk: Desk) -> None:
    number = desk.high()
    desk.at("03-02 11:00")
    wish = {"definition": edited(3_600)["definition"], "apply": "open_retroactive"}
    seen = doors.post("sun", f"{P_STD}/preview", wish).json
    assert (seen["tickets"], seen["looked_at"], seen["would_breach"]) == (1, 1, 1)
    saved = doors.put("sun", P_STD, {**edited(3_600), "apply": "open_retroactive"}, **{"If-Match": "1"})
    assert (saved.status_code, saved.json["version"], saved.json["calendar"]) == (200, 2, "CAL-DAY")
    stale = doors.put("sun", P_STD, edited(60), **{"If-Match": "1"})
    assert (stale.status_code, stale.json["code"]) == (409, "stale_version")
    assert [one["version"] for one in doors.get("sun", f"{P_STD}/versions").json["items"]] == [2, 1]
    (edit,) = doors.get("sun", "/sla/edits").json["items"]
    assert (edit["code"], edit["state"], edit["done"], edit["breached"]) == ("P-STD", "done", 1, 1)
    clocks = doors.get("wang", f"/tickets/{number}/clocks").json["items"]
    assert "2026-03-02T02:00:00+00:00" in {one["breached_at"] for one in clocks}


def test_a_policy_that_is_none_and_one_that_is_taken_are_refused(doors: Doors) -> None:
    bad = doors.put("sun", P_STD, {**edited(60), "definition": {"calendar": "nowhere", "targets": {}}})
    assert (bad.status_code, bad.json["code"], list(bad.json["errors"])) == (422, "bad_policy", ["definition"])
    assert doors.post("sun", "/sla/policies", {**edited(60), "code": "P-STD"}).json["code"] == "code_taken"
    assert doors.post("sun", "/sla/policies", {**edited(60), "code": "P-NEW"}).status_code == 201
    assert doors.put("sun", "/sla/policies/P-NONE", edited(60)).status_code == 404
    assert doors.get("wang", "/sla/policies").status_code == 403


def test_a_story_is_told_and_what_cannot_be_told_is_named(doors: Doors) -> None:
    calendars = {"day": setup.CALENDARS["CAL-DAY"][1]}
    ask = [{"add": {"calendar": "day", "from": "2026-03-06T17:20:00+08:00", "seconds": 1800}}]
    told = doors.post("wang", "/sla/simulate", {"calendars": calendars, "ask": ask})
    assert told.json == {"answers": ["2026-03-09T08:50:00+08:00"], "refused": []}
    bad = doors.post("wang", "/sla/simulate", {"calendars": {"day": {}}, "ask": []})
    assert (bad.status_code, bad.json["code"]) == (422, "bad_story")


def test_a_clock_is_explained_with_the_holidays_it_went_through_and_the_teams_that_had_it(
    doors: Doors, desk: Desk
) -> None:
    desk.at("02-14 16:30")
    number = desk.high()
    desk.at("02-24 09:30")
    told = doors.get("wang", f"/tickets/{number}/clocks/resolution/explain").json
    assert [one["total_s"] for one in told["stretches"]] == [3_600, 7_200]
    assert {(one["on"], one["type"]) for one in told["unusual_days"]} >= {
        ("2026-02-14", "makeup"),
        ("2026-02-17", "holiday"),
    }
    assert told["teams"] == {"one": 7_200}
    assert doors.get("wang", f"/tickets/{number}/clocks/resolution/explain?seq=9").status_code == 404


def test_orders_more_time_and_word_to_all_go_through_their_doors(doors: Doors, desk: Desk) -> None:
    number = desk.high()
    order = {"opinion": "今天内答复", "due_at": "2026-03-02T10:00:00+08:00"}
    given = doors.post("sun", f"/tickets/{number}/orders", order)
    assert (given.status_code, given.json["to"]["code"]) == (201, "wang")
    assert [one["ticket"] for one in doors.get("wang", "/orders").json["items"]] == [number]
    path = f"/tickets/{number}/orders/{given.json['id']}/answer"
    assert doors.put("wang", path, {"text": "已约明早"}).json["answer"] == "已约明早"
    assert doors.put("wang", path, {"text": "again"}).json["code"] == "order_answered"
    more = {"until": "2026-03-04T10:00:00+08:00", "reason": "等配件"}
    asked = doors.post("wang", f"/tickets/{number}/extensions", more)
    path = f"/tickets/{number}/extensions/{asked.json['id']}/decision"
    assert doors.put("wang", path, {"approved": True}).status_code == 403
    undecided = {who: doors.get(who, "/extensions") for who in ("sun", "chen", "wang")}
    assert [one["reason"] for one in undecided["sun"].json["items"]] == ["等配件"]
    assert (len(undecided["chen"].json["items"]), undecided["wang"].status_code) == (1, 403)
    assert doors.put("sun", path, {"approved": True}).json["approved"] is True
    assert doors.get("sun", "/extensions").json["items"] == []
    assert doors.get("wang", f"/tickets/{number}").json["next_due_at"] == "2026-03-04T02:00:00+00:00"
    word = {"title": "通报", "text": "注意时限", "ticket": number}
    assert doors.post("sun", "/bulletins", word).json["told"] == 5
    assert [one["title"] for one in doors.get("zhao", "/bulletins").json["items"]] == ["通报"]
    assert doors.get("zhao", f"/tickets/{number}/orders").status_code == 404


def test_a_ticket_goes_to_another_team(doors: Doors, desk: Desk) -> None:
    number = desk.high()
    assert doors.put("wang", f"/tickets/{number}/transfer", {"team": "nine"}).json["code"] == "unknown_team"
    moved = doors.put("chen", f"/tickets/{number}/transfer", {"queue": "support", "reason": "二线"})
    assert (moved.status_code, moved.json["queue"], moved.json["owner"]) == (200, "support", None)
