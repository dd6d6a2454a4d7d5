"""A complaint from the call to the customer's own word, once round the loop, through the web door."""

import pytest

from tests.api.desk import Doors
from tests.desk import Desk

WINDOW = {"window_start": "2026-03-04T09:00:00+08:00", "window_end": "2026-03-04T10:00:00+08:00"}
COMPLAINT = {
    "kind": "complaint",
    "subject": "空调维修延迟",
    "content": "约好周一没有来",
    "queue": "sales",
    "customer": {"name": "张伟", "phone": "13800138000"},
    "contact_phone": "13800138000",
    "complaint": {"severity": "S2", "target": "维修部", "demand": "当天上门", "flags": ["repeat"]},
}
WORD = {"code": "visited", "text": "已上门修好", "root_cause": "排班冲突"}


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def test_a_complaint_is_answered_for_until_the_customer_is_satisfied(desk: Desk, doors: Doors) -> None:
    desk.at("03-03 15:00")
    filed = doors.post("wang", "/tickets", {**COMPLAINT, "promise": {**WINDOW, "note": "改约"}})
    assert filed.status_code == 201
    path = f"/tickets/{filed.json['number']}"
    assert filed.json["complaint"] | {"severity": "S2", "stage": "registered"} == filed.json["complaint"]
    due = {one["kind"]: one["due_at"] for one in filed.json["clocks"]}
    assert due["resolution"] == "2026-03-05T07:00:00+00:00"

    refused = doors.put("wang", f"{path}/resolution", {"code": "visited", "text": "已上门"})
    assert (refused.status_code, refused.json["params"]["guards"]) == (
        422,
        ["reply_missing", "root_cause_missing", "open_promise"],
    )

    desk.pass_to("03-04 09:05")
    (promised,) = doors.get("wang", "/callbacks?mine=true").json["items"]
    assert (promised["state"], promised["phone"]) == ("ready", "138****8000")
    held = doors.post("wang", f"/callbacks/{promised['id']}/claim", None)
    assert held.json["phone"] == "+8613800138000"
    kept = doors.post("wang", f"/callbacks/{promised['id']}/attempts", {"result": "answered_pending"})
    assert (kept.json["state"], kept.json["promise_kept"], kept.json["reached"]) == ("done", True, True)

    assert doors.put("wang", f"{path}/reply", {"text": "今天下午上门并致歉"}).status_code == 200
    resolved = doors.put("wang", f"{path}/resolution", WORD)
    assert (resolved.status_code, resolved.json["state"]) == (200, "resolved")
    early = doors.post("sun", f"{path}/transitions", {"to": "closed"})
    assert (early.status_code, early.json["code"]) == (422, "follow_up_missing")

    unhappy = _asked(doors, "answered_pending")
    again = doors.get("wang", path).json
    assert (unhappy["state"], again["state"], again["reopen_count"]) == ("done", "open", 1)
    assert (again["complaint"]["stage"], again["complaint"]["replied_at"]) == ("investigating", None)

    assert [(one.level, one.cause) for one in desk.escalations_of(again["number"])] == [(1, "reopened")]
    assert len(desk.notices("chen", "escalation")) == 1

    desk.pass_to("03-04 16:00")
    doors.put("wang", f"{path}/reply", {"text": "更换了压缩机"})
    assert doors.put("wang", f"{path}/resolution", WORD).json["state"] == "resolved"
    _asked(doors, "answered_resolved")
    closed = doors.get("wang", path).json
    assert closed["state"] == "closed"
    assert [one["state"] for one in closed["clocks"] if one["kind"] == "resolution"] == ["met", "met"]
    told = [one["name"] for one in doors.get("wang", f"{path}/timeline").json["items"]]
    assert told.count("TicketMoved") == 4
    assert desk.pending() == 0


def _asked(doors: Doors, result: str) -> dict:
    """Ring the customer about the answer."""
    (follow_up,) = [one for one in doors.get("wang", "/callbacks").json["items"] if one["kind"] == "follow_up"]
    return doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": result}).json
