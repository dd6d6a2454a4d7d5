"""Categories with fields of their own, words and steps kept ready, and rules by which tickets find their owner."""

from typing import Any

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock

INQUIRY = {"kind": "inquiry", "subject": "空调维修", "queue": "sales", "contact_phone": "138-0013-8000"}
INVOICE = {"key": "invoice", "name": "发票号", "type": "text", "need": "to_resolve"}
MODEL = {"key": "model", "name": "型号", "type": "choice", "need": "at_opening", "options": ["大", "小"]}
BOUGHT = {"key": "bought", "name": "购买日期", "type": "date", "kinds": ["repair"]}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


@pytest.fixture
def tree(doors: Doors) -> Doors:
    """空调 asks for the model, 空调/维修 for the invoice and, of repairs, the day it was bought."""
    for body in (
        {"name": "空调", "fields": [MODEL]},
        {"name": "维修", "parent": "空调", "fields": [INVOICE, BOUGHT], "skill": "空调"},
    ):
        answer = doors.post("sun", "/categories", body)
        assert answer.status_code == 201, answer.json
    return doors


def filed(doors: Doors, **more: Any) -> str:
    answer = doors.post("wang", "/tickets", {**INQUIRY, **more})
    assert answer.status_code == 201, answer.json
    return str(answer.json["number"])


def test_without_a_tree_a_category_is_any_word(doors: Doors) -> None:
    number = filed(doors, category="随便")
    assert doors.get("wang", f"/tickets/{number}").json["category"] == "随便"


def test_a_tree_is_told_from_the_root_and_a_branch_inherits_what_is_asked_above(tree: Doors) -> None:
    items = tree.get("wang", "/categories").json["items"]
    assert [one["path"] for one in items] == ["空调", "空调/维修"]
    refused = tree.post("wang", "/tickets", {**INQUIRY, "category": "空调/维修"})
    assert (refused.status_code, refused.json["code"]) == (422, "bad_details")
    assert refused.json["errors"] == {"details": {"model": ["missing"]}}
    assert tree.post("wang", "/tickets", {**INQUIRY, "category": "冰箱"}).json["code"] == "unknown_category"


@pytest.mark.parametrize(
    ("details", "wrong"),
    [
        ({"model": "中"}, {"model": ["bad_value"]}),
        ({"model": "大", "colour": "白"}, {"colour": ["unknown_detail"]}),
        ({"model": "大", "bought": "2026-01-01"}, {"bought": ["unknown_detail"]}),
        ({"model": 7}, {"model": ["bad_value"]}),
    ],
)
def test_what_does_not_fit_the_fields_is_named(tree: Doors, details: Any, wrong: Any) -> None:
    refused = tree.post("wang", "/tickets", {**INQUIRY, "category": "空调/维修", "details": details})
    assert (refused.status_code, refused.json["errors"]) == (422, {"details": wrong})


def test_fields_of_another_kind_are_asked_of_that_kind_only(tree: Doors) -> None:
    good = {"model": "大", "bought": "2026-01-01"}
    number = filed(tree, kind="repair", category="空调/维修", details=good)
    assert tree.get("wang", f"/tickets/{number}").json["details"] == good
    bad = {**INQUIRY, "kind": "repair", "category": "空调/维修", "details": {**good, "bought": "2026-02-30"}}
    assert tree.post("wang", "/tickets", bad).json["errors"] == {"details": {"bought": ["bad_value"]}}


def test_a_ticket_is_not_settled_before_its_category_is_content(tree: Doors) -> None:
    number = filed(tree, category="空调/维修", details={"model": "小"})
    last = {"code": "solved", "text": "done"}
    refused = tree.put("wang", f"/tickets/{number}/resolution", last)
    assert (refused.status_code, refused.json["code"]) == (422, "details_missing")
    steps = {one["move"]: one["unmet"] for one in tree.get("wang", f"/tickets/{number}/transitions").json["allowed"]}
    assert steps["resolve"] == ["resolution_missing", "details_missing"]
    more = {"details": {"model": "小", "invoice": "F-1"}}
    assert tree.patch("wang", f"/tickets/{number}", more).json["details"] == more["details"]
    assert tree.put("wang", f"/tickets/{number}/resolution", last).status_code == 200


def test_another_category_takes_away_what_it_does_not_ask_for(tree: Doors) -> None:
    number = filed(tree, category="空调/维修", details={"model": "小", "invoice": "F-1"})
    changed = tree.patch("wang", f"/tickets/{number}", {"category": "空调"})
    assert changed.json["details"] == {"model": "小"}


def test_a_branch_that_is_switched_off_is_offered_no_more_and_stays_on_its_tickets(tree: Doors) -> None:
    number = filed(tree, category="空调", details={"model": "小"})
    branch = next(one for one in tree.get("sun", "/categories").json["items"] if one["path"] == "空调")
    off = tree.patch("sun", f"/categories/{branch['id']}", {"active": False}, **{"If-Match": str(branch["version"])})
    assert off.status_code == 200
    late = tree.post("wang", "/tickets", {**INQUIRY, "category": "空调", "details": {"model": "小"}})
    assert late.json["code"] == "unknown_category"
    assert tree.get("wang", f"/tickets/{number}").json["category"] == "空调"
    stale = tree.patch("sun", f"/categories/{branch['id']}", {"active": True}, **{"If-Match": str(branch["version"])})
    assert (stale.status_code, stale.json["code"]) == (409, "stale_version")


def test_only_who_keeps_the_queues_keeps_the_tree_the_macros_and_the_rules(doors: Doors) -> None:
    for path, body in (("/categories", {"name": "x"}), ("/macros", {"code": "x", "name": "x"})):
        assert doors.post("wang", path, body).status_code == 403
    assert doors.put("chen", "/assignment-rules/sales", {"mode": "round_robin"}).status_code == 403
    twice = doors.post("sun", "/categories", {"name": "y", "fields": [INVOICE, INVOICE]})
    assert (twice.status_code, twice.json["code"]) == (422, "key_twice")
    assert doors.post("sun", "/categories", {"name": "a/b"}).status_code == 422


def test_a_macro_writes_and_does_all_at_one_press(doors: Doors) -> None:
    macro = {
        "code": "late",
        "name": "催办致歉",
        "audience": "reply",
        "text": "{agent}：您的工单 {number} 正在处理 {{7*7}}",
        "changes": {"priority": "high", "tags": ["催办"], "to": "waiting_internal", "reason": "催办"},
    }
    assert doors.post("sun", "/macros", macro).status_code == 201
    number = filed(doors)
    done = doors.post("wang", f"/tickets/{number}/macros", {"macro": "late"})
    assert (done.status_code, done.json["priority"], done.json["tags"]) == (200, "high", ["催办"])
    assert done.json["state"] == "waiting_internal"
    items = doors.get("wang", f"/tickets/{number}/timeline").json["items"]
    assert f"Wang：您的工单 {number} 正在处理 {{{{7*7}}}}" in [one["payload"].get("text") for one in items]


def test_a_macro_that_is_refused_half_way_has_done_nothing(doors: Doors) -> None:
    macro = {
        "code": "cancel",
        "name": "作废",
        "text": "作废",
        "changes": {"tags": ["废"], "to": "cancelled", "reason": "x"},
    }
    doors.post("sun", "/macros", macro)
    number = filed(doors)
    refused = doors.post("wang", f"/tickets/{number}/macros", {"macro": "cancel"})
    assert refused.status_code == 403
    after = doors.get("wang", f"/tickets/{number}").json
    assert (after["tags"], after["state"]) == ([], "open")


def test_a_macro_of_another_kind_or_out_of_use_is_refused(doors: Doors) -> None:
    doors.post("sun", "/macros", {"code": "m", "name": "m", "text": "t", "kinds": ["complaint"]})
    number = filed(doors)
    refused = doors.post("wang", f"/tickets/{number}/macros", {"macro": "m"})
    assert (refused.status_code, refused.json["code"]) == (422, "not_for_this")
    assert doors.patch("sun", "/macros/m", {"active": False, "kinds": []}).status_code == 200
    assert doors.post("wang", f"/tickets/{number}/macros", {"macro": "m"}).json["code"] == "macro_off"
    assert doors.post("wang", f"/tickets/{number}/macros", {"macro": "none"}).status_code == 404


def test_a_rule_is_kept_per_queue_and_skills_per_person(doors: Doors) -> None:
    put = doors.put("sun", "/assignment-rules/sales", {"mode": "least_loaded", "team": "one", "most_open": 5})
    assert put.status_code == 200
    assert {name: put.json[name] for name in ("queue", "mode", "team", "most_open", "sticky", "take_back")} == {
        "queue": "sales",
        "mode": "least_loaded",
        "team": "one",
        "most_open": 5,
        "sticky": True,
        "take_back": "all",
    }
    stale = doors.put("sun", "/assignment-rules/sales", {"mode": "off"}, **{"If-Match": "1"})
    assert stale.status_code == 409
    assert doors.put("sun", "/assignment-rules/none", {"mode": "off"}).status_code == 404
    known = doors.put("sun", "/people/wang/skills", {"skills": ["空调", "英语", "空调"]})
    assert known.json == {"skills": ["空调", "英语"]}
    given = doors.post("sun", "/bulk/tickets", {"numbers": [filed(doors)], "deed": "assign", "owner": "auto"})
    assert given.json["items"][0]["done"] is True
    assert doors.get("wang", "/handovers").json == {"items": []}
