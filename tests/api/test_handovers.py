"""Hand-over sheets at their doors and on their page: prefilled, filed, taken over once."""

from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.clock import FrozenClock


def test_a_sheet_is_prefilled_filed_and_taken_over_once_and_signing_out_waits_for_it(
    app: Flask, clock: FrozenClock
) -> None:
    desk = furnish(app, clock)
    desk.send_home("wang")
    desk.roster("wang", "03-02 08:30", "03-02 17:00")
    desk.at("03-02 16:40")
    number = desk.open()
    doors = Doors(desk)
    refused = doors.put("wang", "/agents/me/state", {"state": "offline"})
    assert (refused.status_code, refused.json["code"], refused.json["params"]["tickets"]) == (
        409,
        "handover_missing",
        1,
    )
    left = doors.delete("wang", "/session")
    assert (left.status_code, left.json["code"]) == (409, "handover_missing")
    assert [item["number"] for item in doors.get("wang", "/handover-sheets/mine").json["items"]] == [number]
    assert number in doors.browser("wang").client.get("/handovers").text
    filed = doors.post("wang", "/handover-sheets/mine", {"note": "客户等回电"})
    assert filed.status_code == 201
    assert doors.put("wang", "/agents/me/state", {"state": "offline"}).status_code == 200
    path = f"/handover-sheets/{filed.json['id']}/acceptance"
    assert "客户等回电" in doors.browser("li").client.get("/handovers").text
    assert doors.post("wang", path, {}).json["code"] == "own_handover"
    assert doors.post("zhao", path, {}).status_code == 404
    assert doors.post("li", path, {}).status_code == 200
    assert doors.post("chen", path, {}).json["code"] == "already_taken"
    assert doors.get("li", "/handover-sheets").json["items"] == []
    assert doors.get("li", "/handover-sheets/mine").json["shift_end_at"] is None
    assert doors.delete("wang", "/session").status_code == 204
    desk.send_home("li")
    desk.roster("li", "03-02 08:30", "03-02 17:00")
    desk.open(by="li")
    assert doors.delete("li", "/session").status_code == 409
    assert doors.delete("li", "/session?without_handover=true").status_code == 204
