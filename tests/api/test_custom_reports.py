"""The report builder: chosen, kept, shared, ordered, and never beyond the reader's rights."""

import io
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.actions import custom_reports, exports
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import Priority
from ticketing.models.deliveries import Delivery
from ticketing.models.file_jobs import FileJob
from ticketing.models.people import Person
from workers import file_jobs

TICKETS = {"subject": "tickets", "measures": ["opened", "resolved_pct"], "by": "priority", "period": "today"}


@pytest.fixture
def doors(app: Flask, clock: FrozenClock) -> Doors:
    """Two tickets in `sales`, one of them urgent, and one in `support`."""
    doors = Doors(furnish(app, clock))
    doors.desk.open(priority=Priority.URGENT)
    doors.desk.open()
    doors.desk.open("zhao", queue="support", subject="=1+1")
    return doors


def rows(answer: object) -> dict[str, int]:
    return {row.get("part", ""): row["opened"] for row in answer.json["rows"]}  # type: ignore[attr-defined]


def test_a_report_is_what_its_reader_may_see_and_adds_up(doors: Doors) -> None:
    whole = doors.post("sun", "/custom-reports/preview", TICKETS)
    assert (whole.status_code, rows(whole)) == (200, {"normal": 2, "urgent": 1})
    assert whole.json["totals"] == {"opened": 3, "resolved_pct": 0.0}
    assert [column["key"] for column in whole.json["columns"]] == ["part", "opened", "resolved_pct"]
    assert whole.json["columns"][2]["means"]
    assert rows(doors.post("chen", "/custom-reports/preview", TICKETS)) == {"normal": 1, "urgent": 1}
    assert doors.post("wang", "/custom-reports/preview", TICKETS).status_code == 403
    narrowed = doors.post("sun", "/custom-reports/preview", {**TICKETS, "queue": "support", "per": "day"})
    assert [(row["at"], row["opened"]) for row in narrowed.json["rows"]] == [("2026-03-02", 1)]


@pytest.mark.parametrize("subject", ["calls", "agents", "tickets", "complaints", "ratings"])
def test_every_part_and_stretch_of_every_subject_gives_an_answer(doors: Doors, subject: str) -> None:
    (found,) = [one for one in doors.get("sun", "/custom-reports/choices").json["subjects"] if one["key"] == subject]
    measures = list(found["measures"])[:12]
    for by in ("", *found["by"]):
        for per in ("", *found["per"]):
            plan = {"subject": subject, "by": by, "per": per, "measures": measures, "period": "last_7"}
            answer = doors.post("sun", "/custom-reports/preview", plan)
            expected = 200 if found["crossed"] or not (by and per) else 422
            assert answer.status_code == expected, (by, per, answer.text)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"subject": "people; DROP TABLE"}, "unknown_choice"),
        ({"measures": ["opened", "password_hash"]}, "unknown_choice"),
        ({"measures": []}, "measures_missing"),
        ({"measures": ["opened", "opened"]}, "too_many_measures"),
        ({"by": "1; --"}, "unknown_choice"),
        ({"per": "hour"}, "unknown_choice"),
        ({"agent": "8001"}, "not_narrowed"),
        ({"period": "days", "first": "2031-01-01", "last": "2031-01-02"}, "period_ahead"),
        ({"period": "days", "first": "2026-03-02", "last": "2026-03-01"}, "period_reversed"),
        ({"period": "days", "first": "1970-01-01", "last": "2026-03-01"}, "period_too_long"),
        ({"period": "days", "first": "soon", "last": ""}, "day_missing"),
        ({"subject": "ratings", "by": "queue", "per": "day", "measures": ["rated"]}, "not_crossed"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_code(doors: Doors, change: dict[str, object], code: str) -> None:
    answer = doors.post("sun", "/custom-reports/preview", {**TICKETS, **change})
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_report_is_kept_shared_changed_and_deleted_by_its_owner_alone(doors: Doors) -> None:
    body = {"name": "按紧急程度", "plan": TICKETS}
    kept = doors.post("sun", "/custom-reports", body).json
    assert doors.post("sun", "/custom-reports", body).json["code"] == "name_taken"
    path = f"/custom-reports/{kept['id']}"
    assert doors.get("chen", path).status_code == 404
    shared = doors.patch("sun", path, {"shared": "everybody"}, **{"If-Match": str(kept["version"])})
    assert (shared.status_code, shared.json["shared"]) == (200, "everybody")
    assert doors.patch("sun", path, {"name": "x"}, **{"If-Match": str(kept["version"])}).status_code == 409
    assert rows(doors.get("chen", f"{path}/result")) == {"normal": 1, "urgent": 1}
    assert doors.patch("chen", path, {"name": "mine"}).status_code == 403
    assert doors.delete("chen", path).status_code == 403
    assert [one["name"] for one in doors.get("chen", "/custom-reports").json["items"]] == ["按紧急程度"]
    book = openpyxl.load_workbook(io.BytesIO(doors.get("chen", f"{path}/result?format=xlsx").data))
    assert book.worksheets[0].title == "按紧急程度"
    assert doors.delete("sun", path).status_code == 204
    assert doors.get("chen", path).status_code == 404


def test_its_page_asks_answers_and_leads_from_the_catalogue(doors: Doors) -> None:
    sun = doors.browser("sun").client
    page = sun.get("/reports/builder?subject=tickets&by=priority&period=today&measures=opened&measures=breached").text
    assert 'name="plan.measures" value="breached"' in page
    assert page.count("<tr>") >= 3
    assert "<svg" in page
    made = doors.post("sun", "/custom-reports", {"name": "mine", "plan": {**TICKETS, "by": "category"}}).json
    assert f"/reports/builder/{made['id']}" in sun.get("/reports").text
    shown = sun.get(f"/reports/builder/{made['id']}?print=1").text
    assert '<article class="paper' in shown
    assert sun.get("/reports/builder?subject=nothing&by=x&measures=y&period=days&first=a").status_code == 200
    assert doors.browser("chen").client.get(f"/reports/builder/{made['id']}").status_code == 404
    assert doors.browser("wang").client.get("/reports/builder").status_code == 403


def test_an_ordered_report_comes_once_a_morning_with_the_rights_of_whoever_ordered_it(doors: Doors) -> None:
    plan = {**TICKETS, "by": "owner", "period": "yesterday"}
    kept = doors.post("sun", "/custom-reports", {"name": "daily", "plan": plan, "shared": "everybody"}).json
    path = f"/custom-reports/{kept['id']}/order"
    assert doors.put("chen", path, {"cadence": "day"}).json["next_on"] == "2026-03-03"
    assert doors.put("sun", path, {"cadence": "month"}).json["next_on"] == "2026-04-01"
    with begin(SYSTEM) as work:
        work.get(Person, doors.desk.people["chen"]).email = "chen@example.org"
    assert mornings() == []
    doors.desk.at("03-03 05:59")
    assert mornings() == []
    doors.desk.at("03-03 06:00")
    (job_id,) = mornings()
    assert mornings() == []
    file_jobs.run(job_id)
    (item,) = doors.get("chen", "/exports").json["items"]
    assert (item["state"], item["handled"]) == ("done", 1)
    assert doors.desk.notices("chen", "export_done")[0].params["rows"] == 1
    book = openpyxl.load_workbook(io.BytesIO(doors.get("chen", f"/exports/{item['id']}/file").data))
    assert f"E{item['id']}" in {cell.value for row in book.worksheets[-1].iter_rows() for cell in row}
    with reading() as session:
        (mail,) = session.scalars(sa.select(Delivery)).all()
        assert (mail.address, mail.values["link"], len(mail.files)) == ("chen@example.org", "/exports", 1)
    assert doors.delete("chen", path).status_code == 204
    doors.desk.clock.advance(days=1)
    assert mornings() == []
    assert doors.get("sun", "/exports").json["items"] == []


def test_a_report_that_is_shared_no_longer_makes_no_file(doors: Doors) -> None:
    kept = doors.post("sun", "/custom-reports", {"name": "daily", "plan": TICKETS, "shared": "everybody"}).json
    doors.put("chen", f"/custom-reports/{kept['id']}/order", {"cadence": "day"})
    doors.patch("sun", f"/custom-reports/{kept['id']}", {"shared": "nobody"})
    doors.desk.clock.advance(days=1)
    (job_id,) = mornings()
    file_jobs.run(job_id)
    assert doors.get("chen", f"/exports/{job_id}").json["state"] == "failed"
    assert doors.post("chen", "/exports", {"list": f"custom:{kept['id']}"}).status_code == 404
    assert doors.post("chen", "/exports", {"list": "custom:1x"}).status_code == 404


def mornings() -> list[int]:
    with begin(SYSTEM) as work:
        return custom_reports.deliver(work)


def test_whole_numbers_are_in_a_file_only_when_another_person_has_allowed_it(doors: Doors) -> None:
    asked = {"list": "tickets", "format": "csv", "columns": ["phone"]}
    assert doors.post("sun", "/exports/open-numbers", asked).status_code == 422
    request = doors.post("chen", "/exports/open-numbers", {**asked, "reason": "recall of a batch"}).json
    assert (request["approved"], len(doors.desk.notices("sun", "export_asked"))) == (None, 1)
    assert doors.get("chen", "/exports/open-numbers").status_code == 403
    path = f"/exports/open-numbers/{request['id']}/decision"
    assert doors.put("chen", path, {"approved": True}).status_code == 403
    assert [one["reason"] for one in doors.get("sun", "/exports/open-numbers").json["items"]] == ["recall of a batch"]
    decided = doors.put("sun", path, {"approved": True}).json
    assert doors.put("sun", path, {"approved": False}).json["code"] == "already_decided"
    file_jobs.run(decided["job_id"])
    assert "13800138000" in doors.get("chen", f"/exports/{decided['job_id']}/file").text
    assert doors.get("sun", f"/exports/{decided['job_id']}/file").status_code == 404
    own = doors.post("sun", "/exports/open-numbers", {**asked, "reason": "x"}).json
    refusal = doors.put("sun", f"/exports/open-numbers/{own['id']}/decision", {"approved": True})
    assert (refusal.status_code, refusal.json["code"]) == (403, "own_request")
    page = doors.browser("sun").client.get("/exports").text
    assert "/exports/open-numbers" in page


def test_one_person_takes_only_so_many_rows_along_in_a_day(doors: Doors) -> None:
    with begin(SYSTEM) as work:
        about = {"direction": "export", "kind": "tickets", "asked_by": doors.desk.people["wang"], "state": "done"}
        row = FileJob(**about, asked_at=work.now, finished_at=work.now, handled=999, name="x")
        work.add(row)
    job = doors.post("wang", "/exports", {"list": "tickets", "format": "csv"}).json["id"]
    file_jobs.run(job)
    assert doors.get("wang", f"/exports/{job}").json["handled"] == 1
    refusal = doors.post("wang", "/exports", {"list": "tickets"})
    assert (refusal.status_code, refusal.json["code"]) == (429, "export_cap")
    doors.desk.clock.advance(hours=25)
    assert doors.post("wang", "/exports", {"list": "tickets"}).status_code == 202
    assert timedelta(hours=24) == exports.GOOD_FOR
