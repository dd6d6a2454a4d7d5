"""Lists as files: asked for, made in the background with the asker's rights, taken along, each noted in the audit."""

import csv
import io

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.clock import FrozenClock
from ticketing.db import reading
from ticketing.domain.tickets import Priority
from ticketing.models.system import AuditRow
from ticketing.reports import ticket_list
from workers import file_jobs


@pytest.fixture
def doors(app: Flask, clock: FrozenClock) -> Doors:
    return Doors(furnish(app, clock))


def made(doors: Doors, login: str, body: dict[str, object]) -> bytes:
    asked = doors.post(login, "/exports", body)
    assert asked.status_code == 202, asked.text
    file_jobs.run(asked.json["id"])
    told = doors.get(login, f"/exports/{asked.json['id']}").json
    assert told["state"] == "done"
    return doors.get(login, f"/exports/{asked.json['id']}/file").data


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_list_of_tickets_goes_into_a_file_in_the_chosen_columns(doors: Doors) -> None:
    numbers = [doors.desk.open(priority=Priority.URGENT), doors.desk.open()]
    body = {"list": "tickets", "format": "csv", "wanted": {"priority": "urgent"}, "columns": ["number", "phone"]}
    assert rows(made(doors, "wang", body))[1:] == [[numbers[0], "138****8000"]]


def test_scenario_59_a_file_holds_nothing_of_another_queue_and_leaves_audit_rows(doors: Doors) -> None:
    doors.desk.open(subject="客户投诉空调维修延迟")
    assert len(rows(made(doors, "zhao", {"list": "tickets", "format": "csv"}))) == 1
    assert len(rows(made(doors, "wang", {"list": "tickets", "format": "csv"}))) == 2
    with reading() as session:
        found = session.scalars(sa.select(AuditRow).where(AuditRow.action == "exported").order_by(AuditRow.id))
        assert [(row.actor_id, row.detail["rows"]) for row in found] == [
            (doors.desk.people["zhao"], 0),
            (doors.desk.people["wang"], 1),
        ]
        fetched = session.scalars(sa.select(AuditRow).where(AuditRow.action == "export_fetched"))
        assert len(fetched.all()) == 2


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_cell_is_ever_a_formula(doors: Doors, name: str) -> None:
    doors.desk.open(subject=name)
    asked = {"list": "tickets", "columns": ["subject"]}
    text = rows(made(doors, "wang", asked | {"format": "csv"}))[1][0]
    assert text.startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(made(doors, "wang", asked | {"format": "xlsx"})))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}


def test_an_agent_takes_two_hundred_rows_along_and_nobody_elses_file(doors: Doors, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("ticketing.actions.exports.limits.MOST_OF_AN_AGENT", 2)
    for _ in range(3):
        doors.desk.open()
    assert len(rows(made(doors, "wang", {"list": "tickets", "format": "csv"}))) == 3
    assert len(rows(made(doors, "sun", {"list": "tickets", "format": "csv"}))) == 4
    foreign = doors.get("sun", "/exports").json["items"][0]["id"]
    assert doors.get("wang", f"/exports/{foreign}").status_code == 404
    assert doors.get("wang", f"/exports/{foreign}/file").status_code == 404


def test_customers_go_into_a_file_with_their_numbers_masked(doors: Doors) -> None:
    doors.post("wang", "/customers", {"name": "张伟", "phones": ["13800138000"], "grade": "vip"})
    content = made(doors, "sun", {"list": "customers", "format": "csv", "wanted": {"q": "张"}})
    assert "138****8000" in content.decode()
    assert "13800138000" not in content.decode()


def test_five_that_wait_are_enough_and_what_makes_no_sense_is_refused(doors: Doors) -> None:
    for body in ({"list": "people"}, {"list": "tickets", "columns": ["secret"]}, {"list": "tickets", "format": "exe"}):
        assert doors.post("wang", "/exports", body).status_code == 422
    assert doors.post("wang", "/exports", {"list": "tickets", "wanted": {"state": "asleep"}}).status_code == 422
    for _ in range(5):
        assert doors.post("wang", "/exports", {"list": "tickets"}).status_code == 202
    assert doors.post("wang", "/exports", {"list": "tickets"}).json["code"] == "too_many_exports"
    assert doors.get("root", "/exports").status_code == 403


def test_r19_a_file_that_is_called_off_while_it_is_written_ends_there(doors: Doors, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        doors.desk.open()
    monkeypatch.setattr("workers.exports.NOTED", 1)
    asked = doors.post("wang", "/exports", {"list": "tickets", "format": "xlsx"}).json["id"]
    plain_row, seen = ticket_list.plain_row, list[str]()

    def once(ticket, *about, **more):  # type: ignore[no-untyped-def]
        if len(seen) == 1:
            assert doors.delete("wang", f"/exports/{asked}").status_code == 200
        seen.append(ticket.number)
        return plain_row(ticket, *about, **more)

    monkeypatch.setattr(ticket_list, "plain_row", once)
    file_jobs.run(asked)
    told = doors.get("wang", f"/exports/{asked}").json
    assert (told["state"], told["handled"]) == ("cancelled", 0)
    assert doors.get("wang", f"/exports/{asked}/file").status_code == 404


def test_tickets_are_taken_in_from_a_file_good_rows_and_bad_ones(doors: Doors) -> None:
    text = (
        "主题,类别,电话,客户,受理时间\n"
        "空调不制冷,repair,13800138000,张伟,2026-02-20 09:00\n"
        "漏水,repair,,,2030-01-01 09:00\n"
        "坏,无此类,,,\n"
    )
    handed = doors.browser("chen").client.post(
        "/api/v1/file-jobs?kind=tickets&name=t.csv",
        data=text.encode(),
        content_type="text/csv",
        headers=doors.browser("chen").headers,
    )
    assert handed.status_code == 202, handed.text
    file_jobs.run(handed.json["id"])
    told = doors.get("chen", f"/file-jobs/{handed.json['id']}").json
    assert (told["added"], told["bad"]) == (1, 2)
    faults = doors.get("chen", f"/file-jobs/{handed.json['id']}/faults").json["items"]
    assert [fault["line"] for fault in faults] == [3, 4]
    (ticket,) = doors.get("sun", "/tickets?q=空调").json["items"]
    assert (ticket["source"], ticket["number"][:8], ticket["customer"]["name"]) == ("import", "20260220", "张伟")
