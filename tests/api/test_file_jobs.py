"""A list from hand-in to the rows that come back, over HTTP and through the worker."""

import csv
import io
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.actions import file_jobs
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.customers import Customer
from ticketing.models.file_jobs import FileJob
from workers import file_jobs as worker

HEAD = "姓名,电话,级别,备注"
GOOD = ["张伟,13800138000,VIP,", "李娜,13900139000,,老客户"]
BAD = ["王五,138****8000,,x", ",13700137000,gold,"]


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def hand_in(doors: Doors, who: str, rows: list[str], kind: str = "customers", head: str = HEAD) -> TestResponse:
    browser = doors.browser(who)
    content = "\r\n".join([head, *rows]).encode("utf-8-sig")
    path = f"/api/v1/file-jobs?kind={kind}&name=%E5%AE%A2%E6%88%B7.csv"
    headers = {"Content-Type": "application/octet-stream", **browser.headers}
    return browser.client.post(path, data=content, headers=headers)


def run(doors: Doors, job_id: int) -> None:
    with doors.desk.app.app_context():
        worker.run(job_id)


def customers() -> list[tuple[str, str]]:
    with reading() as session:
        return [(one.name, one.grade) for one in session.scalars(sa.select(Customer).order_by(Customer.id))]


def test_good_rows_are_taken_and_the_rest_comes_back_with_line_column_and_reason(doors: Doors) -> None:
    asked = hand_in(doors, "chen", [GOOD[0], *BAD, GOOD[1]])
    assert (asked.status_code, asked.json["state"], asked.json["total"]) == (202, "owed", None)
    path = f"/file-jobs/{asked.json['id']}"
    run(doors, asked.json["id"])
    job = doors.get("chen", path).json
    assert [job[key] for key in ("state", "total", "handled", "added", "bad")] == ["done", 4, 4, 2, 2]
    assert customers() == [("张伟", "vip"), ("李娜", "normal")]
    told = doors.get("chen", f"{path}/faults").json["items"]
    assert [(one["line"], one["faults"][0]["title"], one["faults"][0]["code"]) for one in told] == [
        (3, "电话", "bad_phone"),
        (4, "姓名", "missing"),
    ]
    assert [one["code"] for one in told[1]["faults"]] == ["missing", "unknown_word"]
    assert len(doors.desk.notices("chen", "file_done")) == 1


def test_the_same_list_again_changes_nothing_and_a_changed_row_brings_the_file_up_to_date(doors: Doors) -> None:
    run(doors, hand_in(doors, "chen", GOOD).json["id"])
    again = hand_in(doors, "chen", [GOOD[0], "李娜,13900139000,,搬家了"]).json["id"]
    run(doors, again)
    job = doors.get("chen", f"/file-jobs/{again}").json
    assert (job["same"], job["changed"], job["added"]) == (1, 1, 0)


def test_the_rows_that_come_back_are_a_file_that_no_spreadsheet_runs(doors: Doors) -> None:
    job = hand_in(doors, "chen", ["=HYPERLINK(1),138****8000,,x"]).json["id"]
    run(doors, job)
    text = doors.get("chen", f"/file-jobs/{job}/faults?format=csv")
    head, row = list(csv.reader(io.StringIO(text.get_data().decode("utf-8-sig"))))
    assert (head[3:], row[0], row[3]) == (["姓名", "电话", "级别", "备注"], "2", "'=HYPERLINK(1)")
    book = openpyxl.load_workbook(io.BytesIO(doors.get("chen", f"/file-jobs/{job}/faults?format=xlsx").get_data()))
    assert [(cell.data_type, cell.value) for cell in book.active["D"]][1] == ("s", "=HYPERLINK(1)")


def test_the_rows_put_right_can_be_handed_in_as_they_came_back(doors: Doors) -> None:
    job = hand_in(doors, "chen", BAD[:1]).json["id"]
    run(doors, job)
    text = doors.get("chen", f"/file-jobs/{job}/faults?format=csv").get_data().decode("utf-8-sig")
    head, row = text.replace("138****8000", "13600136000").splitlines()
    again = hand_in(doors, "chen", [row], head=head).json["id"]
    run(doors, again)
    assert doors.get("chen", f"/file-jobs/{again}").json["added"] == 1


@pytest.mark.parametrize(
    ("head", "code"), [("姓名,备注", "no_head"), ("姓名,电话,phone", "column_twice"), ("\x00\x00", "no_head")]
)
def test_what_is_no_list_is_refused_at_the_door(doors: Doors, head: str, code: str) -> None:
    refused = hand_in(doors, "chen", GOOD, head=head)
    assert (refused.status_code, refused.json["code"]) == (422, code)


def test_a_file_beyond_every_limit_is_refused(doors: Doors) -> None:
    assert hand_in(doors, "chen", ["x" * (8 * 1024 * 1024)]).status_code == 413


def test_an_agent_hands_nothing_in_and_one_lead_sees_nothing_of_anothers_list(doors: Doors) -> None:
    assert hand_in(doors, "wang", GOOD).status_code == 403
    job = hand_in(doors, "sun", GOOD).json["id"]
    for path in (f"/file-jobs/{job}", f"/file-jobs/{job}/faults"):
        assert doors.get("chen", path).status_code == 404
    assert doors.delete("chen", f"/file-jobs/{job}").status_code == 404
    assert doors.get("chen", "/file-jobs").json["items"] == []
    mine = hand_in(doors, "chen", GOOD).json["id"]
    assert [one["id"] for one in doors.get("sun", "/file-jobs").json["items"]] == [mine, job]


def test_a_list_called_off_goes_no_further_and_only_once(doors: Doors) -> None:
    job = hand_in(doors, "chen", GOOD).json["id"]
    assert doors.delete("chen", f"/file-jobs/{job}").json["state"] == "cancelled"
    assert doors.delete("chen", f"/file-jobs/{job}").json["code"] == "job_ended"
    run(doors, job)
    assert customers() == []


def test_a_worker_that_dies_leaves_whole_rows_and_the_next_one_goes_on_behind_them(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"客户{no},1380013{no:04d},," for no in range(120)]
    job = hand_in(doors, "chen", rows).json["id"]
    steps, one_step = [], file_jobs.step

    def dies(*args: Any) -> bool:
        steps.append(1)
        if len(steps) == 2:
            raise RuntimeError("killed")
        return one_step(*args)

    with monkeypatch.context() as patched:
        patched.setattr("workers.file_jobs.file_jobs.step", dies)
        with pytest.raises(RuntimeError):
            run(doors, job)
    half = doors.get("chen", f"/file-jobs/{job}").json
    assert (half["state"], half["total"], half["handled"]) == ("running", 120, 50)
    doors.desk.at("03-02 10:00")
    with begin(SYSTEM) as work:
        assert file_jobs.hand_out(work) == [job]
        assert file_jobs.hand_out(work) == []
    run(doors, job)
    assert (doors.get("chen", f"/file-jobs/{job}").json["added"], len(customers())) == (120, 120)


def test_a_list_is_forgotten_with_its_names_after_a_week(doors: Doors) -> None:
    job = hand_in(doors, "chen", BAD).json["id"]
    run(doors, job)
    doors.desk.at("03-09 08:00")
    with begin(SYSTEM) as work:
        assert file_jobs.forget(work) == 0
    doors.desk.at("03-09 10:00")
    with begin(SYSTEM) as work:
        assert file_jobs.forget(work) == 1
    with reading() as session:
        assert session.get(FileJob, job) is None


def test_the_empty_form_can_be_filled_in_and_handed_in(doors: Doors) -> None:
    form = doors.get("chen", "/file-jobs/forms/customers?format=csv").get_data().decode("utf-8-sig")
    head, example = form.splitlines()
    job = hand_in(doors, "chen", [example], head=head).json["id"]
    run(doors, job)
    assert doors.get("chen", f"/file-jobs/{job}").json["added"] == 1
    assert doors.get("chen", "/file-jobs/forms/nothing").status_code == 404
