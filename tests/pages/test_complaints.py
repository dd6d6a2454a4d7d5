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


def test_a_suggestion_shows_on_its_ticket_what_became_of_it(doors: Doors) -> None:
    number = doors.post("wang", "/tickets", {**COMPLAINT, "kind": "suggestion"}).json["number"]
    answer = {"adoption": "partly", "answer": "下季度上线", "by": "信息部张工"}
    doors.put("wang", f"/suggestions/{number}/answer", answer)
    status, text = page(doors, "wang", f"/tickets/{number}")
    assert status == 200
    for shown in ("Partly adopted", "下季度上线", "The customer has been told"):
        assert shown in text
    assert "The customer has been told" not in page(doors, "li", f"/tickets/{number}")[1]


def test_the_page_behind_a_survey_link_asks_once(doors: Doors, desk: Desk) -> None:
    number = doors.post("wang", "/tickets", COMPLAINT).json["number"]
    token = doors.post("wang", "/surveys/links", {"ticket": number}).json["url"].rsplit("/", 1)[1]
    nobody = desk.app.test_client()
    assert 'name="score"' in nobody.get(f"/survey/{token}?lang=en").text
    nobody.put("/api/v1/surveys/answer", json={"token": token, "score": 4})
    answered = nobody.get(f"/survey/{token}?lang=en").text
    assert ("Thank you for your answer." in answered, 'name="score"' in answered) == (True, False)
