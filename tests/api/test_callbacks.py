from datetime import datetime

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish, local
from ticketing.actions import tickets
from ticketing.actions.tickets import MissedCall
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

PROMISE = {
    "phone": "138-0013-8000",
    "window_start": "2026-03-02T15:00:00+08:00",
    "window_end": "2026-03-02T16:00:00+08:00",
    "note": "报价",
}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def test_a_promise_without_a_ticket_opens_one_to_hang_on(doors: Doors, desk: Desk) -> None:
    made = doors.post("wang", "/callbacks", PROMISE)
    assert (made.status_code, made.json["ticket"], made.json["owner"]["code"]) == (201, "20260302-00001", "wang")
    assert doors.get("wang", "/tickets/20260302-00001").json["subject"] == "报价"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"window_end": "2026-03-02T14:00:00+08:00"}, "window_backwards"),
        ({"window_start": "2026-03-01T15:00:00+08:00", "window_end": "2026-03-01T16:00:00+08:00"}, "window_past"),
        ({"phone": "138****8000"}, "bad_phone"),
        ({"phone": "nobody"}, "bad_phone"),
        ({"kind": "missed_call"}, "invalid"),
        ({"state": "done"}, "invalid"),
        ({"window_start": "2026-03-02T15:00:00"}, "invalid"),
    ],
)
def test_a_promise_that_nobody_can_keep_is_refused(doors: Doors, desk: Desk, change: dict, code: str) -> None:
    desk.at("03-02 09:00")
    refused = doors.post("wang", "/callbacks", {**PROMISE, **change})
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert desk.callbacks() == []


def test_the_number_is_open_to_whoever_holds_the_call_back_and_to_nobody_else(doors: Doors, desk: Desk) -> None:
    made = doors.post("wang", "/callbacks", PROMISE).json
    path = f"/callbacks/{made['id']}"
    assert doors.post("wang", f"{path}/claim", None).json["phone"] == "+8613800138000"
    refused = doors.post("li", f"{path}/claim", None)
    assert (refused.status_code, refused.json["code"]) == (409, "already_claimed")
    assert [one["phone"] for one in doors.get("li", "/callbacks").json["items"]] == ["138****8000"]
    assert doors.delete("wang", f"{path}/claim").json["claimed"] is False


def test_the_list_is_soonest_first_page_by_page_and_only_of_ones_own_queues(doors: Doors, desk: Desk) -> None:
    for n in range(5):
        with begin(SYSTEM) as work:
            phone = f"1380013800{n}"
            tickets.missed_call(work, MissedCall(phone, "sales", f"c{n}", local(f"03-02 10:{50 - n}")))
    seen, after = [], ""
    while after is not None:
        body = doors.get("li", f"/callbacks?limit=2&after={after}").json
        seen += [one["window_end"] for one in body["items"]]
        after = body["next"]
    assert len(seen) == 5
    assert seen == sorted(seen)
    assert doors.get("zhao", "/callbacks").json == {"items": [], "next": None}
    assert len(doors.get("sun", "/callbacks").json["items"]) == 5
    desk.at("03-02 20:00")
    assert len(doors.get("li", "/callbacks?overdue=true").json["items"]) == 5


def test_moving_a_promise_on_the_customers_word_keeps_it_standing(doors: Doors, desk: Desk) -> None:
    made = doors.post("wang", "/callbacks", PROMISE).json
    later = {"window_start": "2026-03-03T15:00:00+08:00", "window_end": "2026-03-03T16:00:00+08:00"}
    moved = doors.put("wang", f"/callbacks/{made['id']}/schedule", {**later, "asked_by": "customer"})
    assert (moved.json["reschedule_count"], moved.json["promise_kept"]) == (1, None)


def test_an_attempt_is_written_once_however_often_it_is_sent(doors: Doors, desk: Desk) -> None:
    made = doors.post("wang", "/callbacks", PROMISE).json
    for _ in range(2):
        answer = doors.post(
            "wang", f"/callbacks/{made['id']}/attempts", {"result": "no_answer"}, **{"Idempotency-Key": "try-1"}
        )
        assert (answer.status_code, answer.json["counted_attempts"]) == (201, 1)


def test_a_time_is_moved_into_calling_hours_and_a_full_half_hour_is_said(doors: Doors) -> None:
    late = doors.get("wang", "/callbacks/slot?start=2026-03-02T21:00:00%2B08:00").json
    assert (late["moved"], late["full"]) == (True, False)
    assert datetime.fromisoformat(late["start"]) == datetime.fromisoformat("2026-03-03T09:00:00+08:00")
    for n in range(3):
        doors.post("wang", "/callbacks", PROMISE | {"phone": f"1380013800{n}"})
    asked = "/callbacks/slot?start=2026-03-02T15:10:00%2B08:00"
    mine, hers = (doors.get(login, asked).json for login in ("wang", "li"))
    assert (mine["moved"], mine["mine"], mine["full"]) == (False, 3, True)
    assert (hers["mine"], hers["full"]) == (0, False)
    assert doors.get("wang", "/callbacks/slot?start=soon").status_code == 422
