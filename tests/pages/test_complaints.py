"""The page of one complaint, its sheet, and what each shows to whom."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock

COMPLAINT = {"kind": "complaint", "subject": "空调维修延迟", "queue": "sales", "contact_phone": "13800138000"}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def page(doors: Doors, login: str, path: str) -> tuple[int, str]:
    answer = doors.browser(login).client.get(path + "?lang=en")
    return answer.status_code, answer.text


def test_the_page_shows_the_record_and_what_every_stage_still_needs(doors: Doors) -> None:
    number = doors.post("wang", "/tickets", COMPLAINT).json["number"]
    doors.put("wang", f"/complaints/{number}/triage", {"severity": "S2", "department": "售后服务部"})
    body = {"kind": "refund", "amount_minor": 19_999}
    doors.post("wang", f"/complaints/{number}/compensations", body)
    status, text = page(doors, "chen", f"/complaints/{number}")
    assert status == 200
    for shown in ("S2 serious", "Triaged", "who looks into it", "199.99 CNY", "Approve", "售后服务部"):
        assert shown in text
    assert "Approve" not in page(doors, "wang", f"/complaints/{number}")[1].split("<tbody>")[1].split("</tbody>")[0]


def test_the_sheet_is_signed_by_whoever_stands_for_the_line(doors: Doors) -> None:
    number = doors.post("wang", "/tickets", COMPLAINT).json["number"]
    assert 'data-sign="taker"' in page(doors, "wang", f"/complaints/{number}/sheet")[1]
    doors.post("wang", f"/complaints/{number}/signatures", {"slot": "taker"})
    text = page(doors, "wang", f"/complaints/{number}/sheet")[1]
    assert ("Wang" in text, "data-sign" in text, "138****8000" in text) == (True, False, True)


def test_what_is_no_complaint_or_out_of_sight_has_no_page(doors: Doors) -> None:
    inquiry = doors.post("wang", "/tickets", {**COMPLAINT, "kind": "inquiry"}).json["number"]
    number = doors.post("wang", "/tickets", COMPLAINT).json["number"]
    for login, path in (("wang", inquiry), ("zhao", number), ("wang", f"{inquiry}/sheet"), ("zhao", f"{number}/sheet")):
        assert page(doors, login, f"/complaints/{path}")[0] == 404
