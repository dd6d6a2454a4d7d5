"""Holidays out of a file through the door: read, shown with what they would move, kept only by an edit."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish, local
from ticketing.clock import FrozenClock
from ticketing.domain.clocks import ClockKind

TUESDAY_OFF = "日期,类型,名称\n2026-03-03,放假,馆庆\n2026-02-30,放假,没有\n"


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def handed_in(doors: Doors, content: bytes, by: str = "sun", media_type: str = "text/csv"):  # type: ignore[no-untyped-def]
    browser = doors.browser(by)
    path = "/api/v1/calendars/CAL-DAY/special-days"
    return browser.client.post(path, data=content, headers={**browser.headers, "Content-Type": media_type})


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_is_shown_with_what_it_would_move_and_kept_by_an_edit_only(
    desk: Desk, doors: Doors, encoding: str
) -> None:
    number = desk.high(by=None)
    read = handed_in(doors, TUESDAY_OFF.encode(encoding))
    assert read.status_code == 200
    assert read.json["days"] == [{"date": "2026-03-03", "type": "holiday", "name": "馆庆", "before": None}]
    (fault,) = read.json["faults"]
    assert (fault["line"], fault["column"], fault["code"], fault["value"]) == (3, "date", "bad_date", "2026-02-30")
    assert fault["reason"]
    assert (read.json["moves"]["running"], read.json["moves"]["moved"]) == (2, 1)
    (calendar,) = [one for one in doors.get("sun", "/calendars").json["items"] if one["code"] == "CAL-DAY"]
    assert calendar["version"] == 1

    wish = {"name": calendar["name"], "definition": read.json["definition"]}
    kept = doors.put("sun", "/calendars/CAL-DAY", wish, **{"If-Match": "1"})
    assert (kept.status_code, kept.json["version"]) == (200, 2)
    desk.run_due()
    assert desk.clock_of(number, ClockKind.RESOLUTION).started_at == local("03-02 09:00")
    again = handed_in(doors, TUESDAY_OFF.encode(encoding)).json
    assert (again["days"][0]["before"]["name"], again["moves"]["moved"]) == ("馆庆", 0)


def test_what_is_no_file_of_days_and_whoever_keeps_no_calendars_is_refused(doors: Doors) -> None:
    assert handed_in(doors, b"", by="wang").status_code == 403
    assert handed_in(doors, b"{}", media_type="application/json").status_code == 415
    assert handed_in(doors, b"\xff\xfe\xff").json["code"] == "bad_file"
    assert handed_in(doors, b"x" * 1_000_002).status_code in {413, 422}
    assert [one["code"] for one in handed_in(doors, b"\x00").json["faults"]] == ["no_head"]
    browser = doors.browser("sun")
    nowhere = browser.client.post("/api/v1/calendars/NONE/special-days", data=b"x", headers=browser.headers)
    assert nowhere.status_code in {404, 415}
