"""Every item of the binders from one definition: page, workbook and paper have the same columns, empty and filled."""

import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext

from tests.api.desk import Doors
from tests.api.test_survey_plans import PLAN as SURVEY
from tests.desk import Desk, furnish
from tests.heard import arrange, scored
from ticketing.actions import reports, surveys
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.calls import Outcome
from ticketing.domain.instants import micros
from ticketing.models.calls import QueueVisit
from ticketing.models.reports import ReportRun
from ticketing.reports import agent_month
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.entries import Entry
from ticketing.reports.forms import Layout
from ticketing.reports.periods import Grain
from workers import exports as jobs

CHAPTERS = {*(f"13-{n}" for n in range(1, 22)), *(f"9-{n}" for n in range(1, 22))}
SUPERVISOR = Actor(id=None, roles=frozenset({Role.SUPERVISOR}))
MONDAY = date(2026, 3, 2)
DETAILS = {"product": "空调", "model": "=1+1", "quantity": 2, "letter_no": "L-7", "bought_on": "2026-01-05"}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


@pytest.fixture
def number(desk: Desk, doors: Doors) -> str:
    """A complaint with a finding, a proposal, money, a reply and a signature; a repair and a suggestion beside it; and
    every nightly sheet of its day, week and month."""
    called(desk)
    number = filed(doors, "complaint", complaint={"severity": "S1", "target": "维修部", "demand": "退款"})
    path = f"/complaints/{number}"
    assert doors.put("wang", path, {"details": DETAILS}).status_code in (200, 404, 405)
    doors.put("wang", f"{path}/triage", {"severity": "S1", "department": "售后服务部", "person": "李师傅"})
    doors.put("wang", f"{path}/investigation", {"investigator": "周工", "methods": ["by_phone", "recordings"]})
    doors.put("wang", f"{path}/finding", {"findings": "派工漏单", "verdict": "upheld", "evidence": "录音"})
    doors.post("wang", f"{path}/signatures", {"slot": "taker"})
    filed(doors, "repair")
    filed(doors, "suggestion")
    desk.clock.advance(days=31)
    with begin(SUPERVISOR) as work:
        owed = [reports.rerun(work, key, MONDAY).id for key, entry in CATALOGUE.items() if entry.nightly]
    for run_id in owed:
        with begin(SYSTEM) as work:
            reports.make(work, run_id)
    return number


def called(desk: Desk) -> None:
    at_us = micros(desk.clock.now())
    folded = {"pbx_id": 1, "fold_us": 1, "fold_version": 1}
    visit = {"callid": "c1", "queue": "sales", "enter_us": at_us, "seq": 0, "stage": "ended", "caller": "=13800138000"}
    with begin(SYSTEM) as work:
        work.add(QueueVisit(**visit, **folded, outcome=Outcome.ABANDONED, wait_us=9_000_000, end_us=at_us + 9_000_000))


def filed(doors: Doors, kind: str, **more: object) -> str:
    body = {"kind": kind, "subject": "=空调", "queue": "sales", "contact_phone": "13800138000", **more}
    answer = doors.post("wang", "/tickets", body)
    assert answer.status_code == 201, answer.json
    return str(answer.json["number"])


def heads(page: str) -> list[str]:
    """The titles on paper: those of the columns, or of the fields of a form."""
    paper = page[page.index('<article class="paper') : page.index("</article>")]
    found = re.search(r"<thead>(.*?)</thead>", paper, re.S)
    part = found[1] if found else paper
    return [html.unescape(one) for one in re.findall(r"<th[^>]*>(.*?)</th>", part)]


def in_workbook(body: bytes, layout: Layout) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    if layout is not Layout.FORM:
        return [str(cell) for cell in rows[0]]
    return [str(row[0]) for row in rows if row[0] and "：" not in str(row[0])]


def test_both_chapters_are_in_the_catalogue_item_by_item() -> None:
    items = [entry.form.item for entry in CATALOGUE.values() if entry.form.item]
    assert sorted(items) == sorted(CHAPTERS)
    for entry in CATALOGUE.values():
        keys = [column.key for column in entry.form.columns]
        assert len(keys) == len(set(keys)), entry.form.key


def matters(doors: Doors, desk: Desk, number: str) -> Callable[[Entry], str]:
    """Gives the number of what a sheet is about: a survey, a call that was scored, the ticket; of lists nothing."""
    with begin(SYSTEM) as work:
        surveys.plant(work)
    survey = str(doors.post("chen", "/surveys/plans", SURVEY).json["number"])
    heard = scored(desk, arrange(desk)[0])

    def matter_of(entry: Entry) -> str:
        if entry.grain is not Grain.ONE:
            return ""
        if entry.form.key.startswith("survey_"):
            return survey
        return heard if entry.form.subject == "quality" else number

    return matter_of


def test_page_workbook_and_paper_of_every_sheet_have_the_same_columns(doors: Doors, desk: Desk, number: str) -> None:
    matter_of, browser = matters(doors, desk, number), doors.browser("sun").client
    for key, entry in CATALOGUE.items():
        titles = [gettext(column.title) for column in entry.form.columns]
        blank = browser.get(f"/reports/{key}?blank=1")
        assert (blank.status_code, heads(blank.text)) == (200, titles), key
        if entry.is_blank:
            continue
        asked = f"on={MONDAY}&number={matter_of(entry)}"
        for face in ("", "&print=1"):
            page = browser.get(f"/reports/{key}?{asked}{face}")
            assert (page.status_code, heads(page.text)) == (200, titles), key
        book = doors.get("sun", f"/reports/{key}?{asked}&format=xlsx")
        assert (book.status_code, in_workbook(book.data, entry.form.layout)) == (200, titles), key


def test_charts_stand_under_their_sheets_and_on_their_paper_with_the_same_as_a_table(doors: Doors, number: str) -> None:
    browser = doors.browser("sun").client
    for key, title in (("complaint_tracking", "chart-due"), ("complaint_analysis", "chart-heat")):
        for face in ("", "&print=1"):
            page = browser.get(f"/reports/{key}?on={MONDAY}{face}").text
            assert f'aria-labelledby="{title}-title {title}-desc"' in page, (key, face)
            assert f'<desc id="{title}-desc">' in page
        assert page.count('role="img"') == page.count("<details>")
    with begin(SYSTEM) as work:
        run = work.session.scalars(sa.select(ReportRun).filter_by(key="agent_month")).one()
        row = {
            "team": "一组",
            "code": "1",
            "name": "王芳",
            "by_day": {"2026-03-01": [3, 60, 1], "2026-03-02": [4, 60, 2]},
        }
        run.content = {"rows": [agent_month.totals([]) | dict.fromkeys(("days", "late_days", "early_days"), 0) | row]}
    month = browser.get(f"/reports/agent_month?on={MONDAY}").text
    assert '<path class="break" d="M' in month


def test_a_form_says_what_is_known_of_its_matter_and_who_signed(doors: Doors, number: str) -> None:
    page = doors.browser("sun").client.get(f"/reports/complaint_investigation?number={number}").text
    for text in ("周工", "派工漏单", "售后服务部", number):
        assert text in page
    lines = doors.get("sun", f"/reports/complaint_handling_service?number={number}&format=csv").data.decode("utf-8-sig")
    assert "'=空调" in lines
    missing = doors.get("sun", "/reports/complaint_report?number=20260302-99999")
    assert (missing.status_code, missing.json["code"]) == (404, "not_found")
    unnamed = doors.get("sun", f"/reports/complaint_report?on={MONDAY}")
    assert (unnamed.status_code, unnamed.json["code"]) == (422, "number_missing")


def test_lists_hold_what_happened_in_the_days_and_totals_add_up(doors: Doors, number: str) -> None:
    register = doors.get("sun", f"/reports/complaint_register?on={MONDAY}&to={MONDAY}").json
    assert [(row["number"], row["severity"]) for row in register["rows"]] == [(number, "S1")]
    calls = doors.get("sun", f"/reports/inbound?on={MONDAY}").json
    assert [(row["outcome"], row["wait_s"]) for row in calls["rows"]] == [("abandoned", 9.0)]
    day = doors.get("sun", f"/reports/complaint_day?on={MONDAY}").json["totals"]
    assert (day["carry"], day["received"], day["closed"], day["balance"], day["major"]) == (0, 1, 0, 1, 1)
    month = doors.get("sun", f"/reports/complaint_statistics?on={MONDAY}").json
    assert (month["totals"]["count"], month["rows"][0]["mom"], month["totals"]["previous"]) == (1, "new", 0)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("on=2031-01-01", "period_ahead"),
        (f"on={MONDAY}&to={MONDAY - timedelta(days=1)}", "period_reversed"),
        ("on=1975-01-01&to=2025-01-01", "period_too_long"),
        ("", "day_missing"),
    ],
)
def test_a_period_that_makes_no_sense_is_said_so(doors: Doors, asked: str, code: str) -> None:
    answer = doors.get("sun", f"/reports/inbound?{asked}")
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert doors.browser("sun").client.get(f"/reports/inbound?{asked}").status_code == 200


def test_columns_are_chosen_by_each_person_and_keep_their_order(doors: Doors, desk: Desk) -> None:
    chosen = doors.put("sun", "/lists/sheet:inbound/columns", {"columns": ["queue", "no", "at"]})
    assert (chosen.status_code, chosen.json["columns"]) == (200, ["queue", "no", "at"])
    page = doors.browser("sun").client.get(f"/reports/inbound?on={MONDAY}").text
    assert heads(page) == [gettext(title) for title in ("Line no.", "Time of call", "Queue")]
    assert doors.put("sun", "/lists/sheet:inbound/columns", {"columns": ["secret"]}).json["code"] == "unknown_column"
    assert doors.put("sun", "/lists/sheet:nothing/columns", {"columns": []}).status_code == 404


def test_r13_rows_out_of_reach_are_in_no_face_of_a_sheet(doors: Doors, number: str) -> None:
    """R13: who may not read a matter finds it in no list, form, chart or count."""
    for sheet in ("complaint_register", "complaint_day", "inbound", "follow_ups", "suggestions"):
        assert doors.get("zhao", f"/reports/{sheet}?on={MONDAY}").json["rows"] == [], sheet
    assert doors.get("zhao", f"/reports/complaint_investigation?number={number}").status_code == 404
    flow = doors.get("zhao", f"/reports/flow_complaints?on={MONDAY}").json["rows"]
    assert {row["stands"] for row in flow} <= {0, None}


def test_r19_a_sheet_is_made_beside_the_requests_called_off_and_good_for_a_day(doors: Doors, desk: Desk) -> None:
    called(desk)
    body = {"list": "sheet:inbound", "format": "csv", "wanted": {"on": str(MONDAY)}, "columns": ["no", "phone"]}
    job = doors.post("sun", "/exports", body).json
    called_off = doors.post("sun", "/exports", body).json["id"]
    assert doors.delete("sun", f"/exports/{called_off}").json["state"] == "cancelled"
    for job_id in (job["id"], called_off):
        jobs.make(job_id)
    assert doors.get("sun", f"/exports/{job['id']}").json["handled"] == 1
    text = doors.get("sun", f"/exports/{job['id']}/file").data.decode("utf-8-sig").splitlines()
    assert (text[0].count(","), "138****8000" in text[1]) == (1, True)
    assert doors.get("sun", f"/exports/{called_off}/file").status_code == 404
    assert doors.get("chen", f"/exports/{job['id']}/file").status_code == 404
    desk.clock.advance(hours=25)
    assert doors.get("sun", f"/exports/{job['id']}/file").status_code == 410
    nonsense = doors.post("sun", "/exports", {**body, "wanted": {"on": "yesterday"}})
    assert (nonsense.status_code, nonsense.json["code"]) == (422, "bad_filter")
    assert doors.post("sun", "/exports", {**body, "list": "sheet:nothing"}).status_code == 422
