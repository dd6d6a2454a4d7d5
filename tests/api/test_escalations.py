import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    """Everybody of the centre; one ticket of nobody's has broken its deadline."""
    desk.at("03-02 09:00")
    desk.high(by=None)
    desk.pass_to("03-03 09:30")
    return Doors(desk)


def test_the_desk_shows_what_is_open_and_lets_the_supervisor_answer_for_it(doors: Doors) -> None:
    (row,) = doors.get("sun", "/escalations").json["items"]
    assert (row["level"], row["state"], row["clock_kind"], row["due_at"]) == (
        *(2, "notified", "resolution"),
        "2026-03-03T01:30:00+00:00",
    )
    path = f"/escalations/{row['id']}"
    seen = doors.put("sun", f"{path}/acknowledgement", {})
    assert (seen.json["state"], seen.json["acknowledged_by"]) == ("acknowledged", "Sun")
    taken = doors.put("sun", f"{path}/assignment", {"assignee": "me"}, **{"If-Match": str(seen.json["version"])})
    assert taken.json["assignee"] == {"code": "sun", "name": "Sun"}
    assert len(doors.get("sun", "/escalations?state=superseded").json["items"]) == 1


def test_whoever_comes_second_is_told_who_was_quicker(doors: Doors, desk: Desk) -> None:
    (row,) = doors.get("sun", "/escalations").json["items"]
    path = f"/escalations/{row['id']}/assignment"
    assert doors.put("sun", path, {"assignee": "wang"}, **{"If-Match": str(row["version"])}).status_code == 200
    refused = doors.put("sun", path, {"assignee": "me"}, **{"If-Match": str(row["version"])})
    assert (refused.status_code, refused.json["code"]) == (409, "already_taken")
    assert refused.json["params"] == {"by": desk.people["wang"], "at": "2026-03-03T01:30:00+00:00"}


def test_who_could_take_it_is_known_to_those_who_may_hand_it_out(doors: Doors) -> None:
    (row,) = doors.get("sun", "/escalations").json["items"]
    found = doors.get("sun", f"/escalations/{row['id']}/candidates").json["items"]
    assert [one["code"] for one in found] == ["chen", "li", "sun", "wang"]
    assert doors.get("wang", f"/escalations/{row['id']}/candidates").status_code == 403
    assert doors.get("wang", "/escalations").json["items"] == []
    assert doors.put("wang", f"/escalations/{row['id']}/acknowledgement", {}).status_code == 404
    assert doors.put("sun", "/escalations/999/acknowledgement", {}).status_code == 404
