"""A roster as a workbook: given out, taken in again unchanged, and what comes back with line, column and reason."""

import io
from typing import Any

import openpyxl
import sqlalchemy as sa
from werkzeug.test import TestResponse

from tests.api.cast import Browser, Centre
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import Person
from ticketing.models.shifts import Shift
from workers import file_jobs as worker

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ["工号", "姓名", "周", "一", "二", "三", "四", "五", "六", "日"]


def arranged(centre: Centre) -> Browser:
    supervisor = centre.browser("super")
    for code, start, end, working in (("白", 510, 1020, True), ("晚", 990, 1440, True), ("休", 0, 0, False)):
        body = {"code": code, "name": f"{code}班", "start_min": start, "end_min": end, "working": working}
        assert supervisor.call("POST", "/shift-templates", body).status_code == 201
    for person, day, cell in (
        ("lead1", "2026-03-02", {"template": "白", "is_leader": True}),
        ("agent1", "2026-03-03", {"template": "晚"}),
        ("agent1", "2026-03-04", {"template": "休", "locked": True}),
    ):
        assert supervisor.call("PUT", f"/shifts/{person}/{day}", cell).status_code == 200
    with begin(SYSTEM) as work:
        # Whoever was named like this by a joker stays a name in every spreadsheet.
        work.session.execute(sa.update(Person).where(Person.code == "agent1").values(name='=HYPERLINK("http://x")'))
    return supervisor


def book(content: bytes) -> list[list[Any]]:
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    return [[cell.value for cell in row] for row in page.iter_rows()]


def hand_in(browser: Browser, content: bytes, kind: str = BOOK) -> TestResponse:
    headers = {"Content-Type": kind, **browser.headers}
    return browser.client.post("/api/v1/file-jobs?kind=rosters&name=r.xlsx", data=content, headers=headers)


def taken(browser: Browser, content: bytes, kind: str = BOOK) -> dict[str, Any]:
    answer = hand_in(browser, content, kind)
    assert answer.status_code == 202, answer.json
    worker.run(answer.json["id"])
    found: dict[str, Any] = browser.get(f"/file-jobs/{answer.json['id']}").json
    return found


def csv_of(*rows: str) -> bytes:
    return "\r\n".join([",".join(HEAD), *rows]).encode("utf-8-sig")


def test_what_is_given_out_is_taken_in_again_and_changes_nothing(centre: Centre) -> None:
    supervisor = arranged(centre)
    answer = supervisor.get("/rosters/file?week=2026-03-05&weeks=2&team=one")
    assert (answer.status_code, answer.mimetype) == (200, BOOK)
    rows = book(answer.data)
    assert [row[:3] for row in rows[1:3]] == [
        ["agent1", '=HYPERLINK("http://x")', "2026-03-02"],
        ["lead1", "Lead1", "2026-03-02"],
    ]
    assert [row[3:6] for row in rows[1:3]] == [["", "晚", "休"], ["白★", "", ""]]
    assert len(rows) == 5
    done = taken(supervisor, answer.data)
    assert (done["state"], done["same"], done["changed"], done["bad"]) == ("done", 4, 0, 0)
    seen = centre.browser("agent1").get("/rosters/file?week=2026-03-05&format=csv").data.decode("utf-8-sig")
    assert "agent2" not in seen
    assert "'=HYPERLINK" in seen


def test_good_rows_become_the_draft_and_the_rest_comes_back_with_line_column_and_reason(centre: Centre) -> None:
    supervisor = arranged(centre)
    rows = csv_of(
        "agent1,,2026-03-04,白★,-,休,晚班,,,",
        "agent2,,2026-03-02,夜,白,,,,,X",
        "nobody,,2026-03-02,白,,,,,,",
        "agent1,,2026-03-02,,,白,,,,",
        "lead1,,2026-02-30,白,,,,,,",
    )
    done = taken(supervisor, rows, "text/csv")
    assert (done["changed"], done["bad"]) == (1, 4)
    faults = supervisor.get(f"/file-jobs/{done['id']}/faults").json["items"]
    said = [(one["line"], [(each["title"], each["code"]) for each in one["faults"]]) for one in faults]
    assert said == [
        (3, [("一", "unknown_template"), ("日", "unknown_template")]),
        (4, [("工号", "unknown_person")]),
        (5, [("三", "cell_locked")]),
        (6, [("周", "no_such_date")]),
    ]
    assert faults[0]["faults"][0]["params"]["templates"] == ["白", "晚", "休"]
    page = supervisor.client.get(f"/lists/{done['id']}?lang=en").text
    assert "There is no such kind of shift; there are 白, 晚, 休." in page
    with reading() as session:
        query = sa.select(Shift).join(Person).where(Person.code == "agent1").order_by(Shift.on_day)
        cells = [(shift.template.code if shift.template else None, shift.is_leader) for shift in session.scalars(query)]
        assert cells == [("白", True), (None, False), ("休", False), ("晚", False)]
    lead = taken(centre.browser("lead1"), csv_of("agent2,,2026-03-02,白,,,,,,"), "text/csv")
    assert lead["bad"] == 1
    assert hand_in(centre.browser("agent1"), rows, "text/csv").status_code == 403
    assert hand_in(supervisor, b"PK\x03\x04 no workbook").json["code"] == "bad_file"
