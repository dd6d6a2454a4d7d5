"""Suggestions: sorted, passed on, adopted or not, told to the customer, and those who said the same."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock

SUGGESTION = {"kind": "suggestion", "subject": "增加微信报修", "queue": "sales", "contact_phone": "13800138000"}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def filed(doors: Doors) -> str:
    return str(doors.post("wang", "/tickets", SUGGESTION).json["number"])


def test_a_suggestion_is_passed_on_adopted_and_told_to_the_customer(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 09:00")
    path = f"/suggestions/{filed(doors)}"
    assert doors.get("wang", path).json["adoption"] is None
    early = doors.put("wang", f"{path}/told", None)
    assert (early.status_code, early.json["code"]) == (409, "suggestion_unanswered")
    passed = doors.put("wang", path, {"category": "process", "department": "信息部"}).json
    assert (passed["category"], passed["passed_at"]) == ("process", "2026-03-03T01:00:00+00:00")
    answer = {"adoption": "partly", "answer": "下季度上线", "by": "信息部张工"}
    assert doors.put("wang", f"{path}/answer", answer).json["adoption"] == "partly"
    told = doors.put("wang", f"{path}/told", None).json
    assert told["told_at"] == "2026-03-03T01:00:00+00:00"
    # Another answer is to be told anew.
    assert doors.put("wang", f"{path}/answer", {**answer, "adoption": "adopted"}).json["told_at"] is None


def test_those_who_suggest_the_same_are_counted_with_the_first(doors: Doors) -> None:
    first, second, third = (filed(doors) for _ in range(3))
    doors.put("wang", f"/suggestions/{second}", {"category": "process", "same_as": first})
    told = doors.put("wang", f"/suggestions/{third}", {"category": "process", "same_as": second}).json
    assert (told["same_as"], told["count"]) == (first, 3)
    assert doors.get("wang", f"/suggestions/{first}").json["count"] == 3
    circle = doors.put("wang", f"/suggestions/{first}", {"category": "process", "same_as": third})
    assert (circle.status_code, circle.json["errors"]) == (422, {"same_as": ["same_as_itself"]})
    unknown = doors.put("wang", f"/suggestions/{first}", {"category": "process", "same_as": "20260101-00001"})
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown_suggestion")


def test_what_is_no_suggestion_and_what_is_out_of_sight_are_not_there(doors: Doors) -> None:
    inquiry = doors.post("wang", "/tickets", {**SUGGESTION, "kind": "inquiry"}).json["number"]
    for number, login in ((inquiry, "wang"), (filed(doors), "zhao")):
        assert doors.get(login, f"/suggestions/{number}").status_code == 404
        assert doors.put(login, f"/suggestions/{number}", {"category": "other"}).status_code == 404
    assert doors.put("wang", f"/suggestions/{filed(doors)}/answer", {"adoption": "later"}).status_code == 422
