"""部门联系电话 at its doors, on its page and as the form of the binder."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.clock import FrozenClock


@pytest.fixture
def doors(app: Flask, clock: FrozenClock) -> Doors:
    return Doors(furnish(app, clock))


def test_a_department_is_entered_found_changed_printed_and_taken_out_of_use(doors: Doors) -> None:
    wish = {"name": "财务部", "head": "李四", "phone": "8001 转 2", "scope": "发票、退款", "hours": "9:00-17:00"}
    assert doors.post("wang", "/directory", wish).status_code == 403
    made = doors.post("chen", "/directory", wish)
    assert (made.status_code, made.json["updated_on"]) == (201, "2026-03-02")
    path = f"/directory/{made.json['id']}"
    assert doors.post("sun", "/directory", wish).json["code"] == "name_taken"
    assert doors.post("sun", "/directory", {"name": "法务部"}).json["code"] == "number_missing"
    assert doors.post("sun", "/directory", wish | {"name": "法务部", "phone": "call me"}).status_code == 422
    doors.post("sun", "/directory", {"name": "售后部", "mobile": "13800138000", "scope": "维修"})
    for asked, found in (("", ["售后部", "财务部"]), ("?q=退款 李", ["财务部"]), ("?q=100%", [])):
        names = sorted(row["name"] for row in doors.get("wang", f"/directory{asked}").json["items"])
        assert names == sorted(found), asked
    assert doors.patch("chen", path, {"phone": "8002"}, **{"If-Match": "1"}).json["phone"] == "8002"
    assert doors.patch("chen", path, {"phone": "8003"}, **{"If-Match": "1"}).json["code"] == "stale_version"
    assert doors.patch("chen", path, {"phone": ""}).json["code"] == "number_missing"
    browser = doors.browser("sun").client
    assert "8002" in browser.get("/directory").text
    form = browser.get("/reports/departments").text
    assert "财务部" in form
    assert "发票、退款" in form
    assert browser.get(f"{path}/form").status_code == browser.get("/directory/new").status_code == 200
    assert doors.browser("wang").client.get("/directory/new").status_code == 403
    assert doors.delete("chen", path).json["active"] is False
    assert [row["name"] for row in doors.get("wang", "/directory").json["items"]] == ["售后部"]
