"""The sheets at their door: rows in reach only, totals over those, files that open."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from tests.api.cast import Centre
from ticketing.actions import report_nights, reports
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.presence import PersonSlice

DAY = "2026-03-01"
NINE_US = int(datetime(2026, 3, 1, 1, 0, tzinfo=UTC).timestamp()) * 1_000_000
HOUR_US = 3_600_000_000


@pytest.fixture
def night(centre: Centre) -> Centre:
    """Sunday's sheet: agent one was on line for one hour, agent two for two."""
    with begin(SYSTEM) as work:
        for login, hours in (("agent1", 1), ("agent2", 2)):
            whose = {"person_id": centre.ids[login], "state": "ready"}
            work.add(PersonSlice(start_us=NINE_US, end_us=NINE_US + hours * HOUR_US, **whose))
    while runs := owed():
        for run_id in runs:
            with begin(SYSTEM) as work:
                reports.make(work, run_id)
    return centre


def owed() -> list[int]:
    with begin(SYSTEM) as work:
        return report_nights.owe(work)


def sheet(centre: Centre, login: str, **args: str) -> object:
    query = "&".join(f"{key}={value}" for key, value in {"on": DAY, **args}.items())
    return centre.browser(login).get(f"/reports/agent_day?{query}")


def test_rows_out_of_reach_are_absent_from_the_totals_too(night: Centre) -> None:
    def seen(login: str) -> tuple[list[str], int]:
        body = sheet(night, login).json
        return [row["code"] for row in body["rows"]], body["totals"]["login_s"]

    assert seen("super") == (["agent1", "agent2"], 10_800)
    assert seen("lead1") == (["agent1"], 3_600)
    assert seen("agent2") == (["agent2"], 7_200)


def test_the_workbook_has_the_pages_columns_and_says_whose_it_is(night: Centre) -> None:
    titles = [column["title"] for column in sheet(night, "lead1").json["columns"]]
    answer = sheet(night, "lead1", format="xlsx")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="agent_day_{DAY}.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book.worksheets[0][4]] == titles
    meanings = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert "One" in meanings.values()


def test_a_csv_is_a_download_that_excel_reads(night: Centre) -> None:
    answer = sheet(night, "super", format="csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.mimetype == "text/csv"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/reports/nothing?on={DAY}", 404),
        ("/reports/agent_day?on=2031-01-01", 422),
        ("/reports/agent_day?on=yesterday", 422),
        (f"/reports/agent_day?on={DAY}&format=exe", 422),
        ("/reports/agent_day", 422),
    ],
)
def test_a_sheet_that_cannot_be_had_is_a_problem_document(night: Centre, path: str, status: int) -> None:
    answer = night.browser("super").get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_finished_day_may_be_made_again_by_a_supervisor_only(night: Centre, clock: FrozenClock) -> None:
    assert night.browser("lead1").call("POST", "/reports/agent_day/runs", {"on": DAY}).status_code == 403
    again = night.browser("super").call("POST", "/reports/agent_day/runs", {"on": DAY})
    assert (again.status_code, again.json["revision"]) == (202, 2)
    unfinished = night.browser("super").call("POST", "/reports/agent_day/runs", {"on": "2026-03-02"})
    assert (unfinished.status_code, unfinished.json["code"]) == (422, "period_unfinished")


def test_the_catalogue_lists_sheets_and_nights(night: Centre) -> None:
    body = night.browser("viewer").get("/reports").json
    assert {"agent_day", "inbound", "complaint_day"} <= {item["key"] for item in body["items"]}
    assert {(run["on"], run["state"]) for run in body["runs"] if run["key"] == "agent_day"} == {(DAY, "done")}
