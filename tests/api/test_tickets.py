import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish, local
from ticketing.clock import FrozenClock
from ticketing.db import reading
from ticketing.domain.clocks import ClockKind
from ticketing.domain.tickets import TicketKind
from ticketing.models.system import AuditRow

INQUIRY = {"kind": "inquiry", "subject": "空调维修", "queue": "sales", "contact_phone": "138-0013-8000"}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def test_a_filed_ticket_comes_back_whole_with_its_clocks_and_its_number_of_the_day(doors: Doors, desk: Desk) -> None:
    desk.at("03-02 09:00")
    answer = doors.post("wang", "/tickets", {**INQUIRY, "priority": "high"})
    assert answer.status_code == 201
    body = answer.json
    assert (body["number"], body["state"], body["owner"]) == (
        "20260302-00001",
        "open",
        {"code": "wang", "name": "Wang"},
    )
    assert {one["kind"]: (one["state"], one["due_at"]) for one in body["clocks"]} == {
        "first_response": ("met", body["clocks"][0]["due_at"]),
        "resolution": ("running", "2026-03-03T01:30:00+00:00"),
    }
    assert body["contact_phone"] == "138****8000"
    assert doors.get("wang", f"/tickets/{body['number']}").json == body
    assert doors.post("wang", "/tickets", INQUIRY).json["number"] == "20260302-00002"


def test_a_promise_is_made_in_the_same_breath_and_blocks_the_last_word(doors: Doors, desk: Desk) -> None:
    desk.at("03-02 09:00")
    window = {"window_start": "2026-03-02T15:00:00+08:00", "window_end": "2026-03-02T16:00:00+08:00", "note": "报价"}
    number = doors.post("wang", "/tickets", {**INQUIRY, "promise": window}).json["number"]
    (promised,) = doors.get("wang", "/callbacks?mine=true").json["items"]
    assert (promised["ticket"], promised["state"], promised["note"]) == (number, "scheduled", "报价")

    refused = doors.put("wang", f"/tickets/{number}/resolution", {"code": "solved", "text": "done"})
    assert (refused.status_code, refused.json["code"]) == (422, "open_promise")
    steps = doors.get("wang", f"/tickets/{number}/transitions").json["allowed"]
    assert {one["move"]: one["unmet"] for one in steps}["resolve"] == ["resolution_missing", "open_promise"]


def test_scenario_56_a_stale_write_is_refused_and_told_what_has_changed(doors: Doors, desk: Desk) -> None:
    ticket = doors.post("wang", "/tickets", INQUIRY).json
    path, seen = f"/tickets/{ticket['number']}", str(ticket["version"])
    assert doors.patch("wang", path, {"subject": "新"}, **{"If-Match": seen}).status_code == 200
    refused = doors.patch("wang", path, {"content": "旧"}, **{"If-Match": seen})
    assert (refused.status_code, refused.json["code"]) == (409, "stale_version")
    assert refused.json["params"]["changed"] == ["subject"]


def test_scenario_56_the_same_key_twice_files_one_ticket_and_gives_one_answer(doors: Doors, desk: Desk) -> None:
    key = {"Idempotency-Key": "one"}
    first, second = (doors.post("wang", "/tickets", INQUIRY, **key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(doors.get("wang", "/tickets").json["items"]) == 1


def test_scenario_59_an_agent_of_another_queue_does_not_know_that_the_ticket_exists(doors: Doors, desk: Desk) -> None:
    number = doors.post("wang", "/tickets", {**INQUIRY, "customer": {"name": "张伟", "phone": "13800138000"}}).json[
        "number"
    ]
    for path in ("", "/clocks", "/clocks/resolution/explain", "/timeline", "/transitions"):
        assert doors.get("zhao", f"/tickets/{number}{path}").status_code == 404
    assert doors.patch("zhao", f"/tickets/{number}", {"subject": "x"}).status_code == 404
    assert doors.post("zhao", f"/tickets/{number}/notes", {"text": "x"}).status_code == 404
    for sought in (number, "空调", "8000", "张伟"):
        assert doors.get("zhao", f"/tickets?q={sought}").json["items"] == []
        assert len(doors.get("wang", f"/tickets?q={sought}").json["items"]) == 1
    colleague = doors.patch("li", f"/tickets/{number}", {"subject": "x"})
    assert (colleague.status_code, doors.get("li", f"/tickets/{number}").status_code) == (403, 200)


@pytest.mark.parametrize(
    "body",
    [
        {"owner_id": 1},
        {"state": "closed"},
        {"version": 9},
        {"sla_due_at": "2026-01-01T00:00:00Z"},
        {"subject": ""},
        {"subject": "a\nb"},
        {"contact_phone": "138****8000"},
        {"queue": "nowhere"},
        {"customer_id": 999},
        {"customer_id": "1"},
    ],
)
def test_what_must_not_be_written_is_refused_and_nothing_changes(doors: Doors, desk: Desk, body: dict) -> None:
    ticket = doors.post("wang", "/tickets", INQUIRY).json
    assert doors.patch("wang", f"/tickets/{ticket['number']}", body).status_code == 422
    assert doors.get("wang", f"/tickets/{ticket['number']}").json == ticket


def test_scenario_59_looking_at_a_complaint_leaves_a_line_in_the_audit(doors: Doors, desk: Desk) -> None:
    number = doors.post("wang", "/tickets", {"kind": "complaint", "subject": "延迟", "queue": "sales"}).json["number"]
    doors.get("li", f"/tickets/{number}")
    with reading() as session:
        seen = session.execute(sa.select(AuditRow.actor_id, AuditRow.object).filter_by(action="complaint_seen")).all()
    assert [tuple(row) for row in seen] == [(desk.people["li"], f"ticket:{number}")]


def test_a_letter_that_lay_is_as_old_as_its_receipt_and_says_why(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 10:00")
    letter = {
        **INQUIRY,
        "source": "letter",
        "received_at": "2026-03-02T09:00:00+08:00",
        "received_reason": "收发室积压",
    }
    assert doors.post("wang", "/tickets", letter).status_code == 403
    for wrong in (
        {"received_at": "2026-03-04T09:00:00+08:00"},
        {"received_at": "2025-03-04T09:00:00+08:00"},
        {"received_reason": " "},
        {"source": "call_in"},
    ):
        assert doors.post("chen", "/tickets", {**letter, **wrong}).status_code == 422
    number = doors.post("chen", "/tickets", letter).json["number"]
    first = desk.clock_of(number, ClockKind.FIRST_RESPONSE)
    # Two working hours from the receipt, and so broken at its own instant.
    assert (first.started_at, first.due_at) == (local("03-02 09:00"), local("03-02 11:00"))
    desk.run_due()
    assert desk.clock_of(number, ClockKind.FIRST_RESPONSE).breached_at == local("03-02 11:00")
    told = doors.get("chen", f"/tickets/{number}/timeline").json["items"]
    assert "收发室积压" in [one["payload"].get("text") for one in told]


def test_a_list_goes_on_where_the_page_before_ended(doors: Doors, desk: Desk) -> None:
    numbers = [desk.open() for _ in range(5)]
    pages, after = [], ""
    while after is not None:
        body = doors.get("wang", f"/tickets?limit=2&after={after}").json
        pages.append([one["number"] for one in body["items"]])
        after = body["next"]
    assert pages == [numbers[:2:-1], numbers[2:0:-1], numbers[:1]]
    assert doors.get("wang", "/tickets?after=rubbish").status_code == 422


def test_lists_are_narrowed_by_state_owner_kind_and_deadline(doors: Doors, desk: Desk) -> None:
    desk.at("03-02 09:00")
    mine, unowned = desk.high(), desk.high(by=None)
    complaint = desk.open(by="li", kind=TicketKind.COMPLAINT)

    def found(query: str) -> list[str]:
        return [one["number"] for one in doors.get("wang", f"/tickets?{query}").json["items"]]

    assert found("owner=me") == [mine]
    assert found("owner=none") == [unowned]
    assert found("owner=li") == [complaint]
    assert found("state=new,resolved") == [unowned]
    assert found("kind=complaint") == [complaint]
    assert found("overdue=true") == []
    desk.at("03-02 09:30:01")
    assert found("overdue=true") == [unowned]


def test_a_deadline_explains_itself_stretch_by_stretch(doors: Doors, desk: Desk) -> None:
    desk.at("03-02 11:00")
    number = desk.high()
    desk.at("03-02 14:00")
    body = doors.get("wang", f"/tickets/{number}/clocks/resolution/explain").json
    assert body["clock"]["elapsed_s"] == 5_400
    assert [(one["from"], one["working_s"], one["total_s"]) for one in body["stretches"]] == [
        ("2026-03-02T03:00:00+00:00", 3_600, 3_600),
        ("2026-03-02T05:30:00+00:00", 1_800, 5_400),
    ]
    assert doors.get("wang", f"/tickets/{number}/clocks/nonsense/explain").status_code == 404


def test_the_timeline_tells_what_happened_with_names_and_notes(doors: Doors, desk: Desk) -> None:
    number = desk.open()
    doors.post("li", f"/tickets/{number}/notes", {"text": "客户要求上午上门"})
    items = doors.get("wang", f"/tickets/{number}/timeline").json["items"]
    assert [(one["name"], one["actor"]) for one in items] == [("TicketOpened", "Wang"), ("NoteWritten", "Li")]
    assert items[1]["payload"]["text"] == "客户要求上午上门"


def test_taking_waiting_reopening_and_closing_go_by_the_table(doors: Doors, desk: Desk) -> None:
    number = desk.open(by=None)
    path = f"/tickets/{number}"
    taken = doors.put("wang", f"{path}/assignment", {"owner": "me"})
    assert (taken.json["state"], taken.json["owner"]["code"]) == ("open", "wang")
    refused = doors.post("wang", f"{path}/transitions", {"to": "waiting_customer", "reason": "photos"})
    assert (refused.status_code, refused.json["params"]["guards"]) == (422, ["no_outbound_contact"])
    doors.post("wang", f"{path}/contacts", {"direction": "out", "answered": True})
    assert doors.post("wang", f"{path}/transitions", {"to": "waiting_customer", "reason": "photos"}).status_code == 200
    woken = doors.post("wang", f"{path}/contacts", {"direction": "in", "answered": True, "needs_action": True})
    assert woken.json["state"] == "open"
    assert doors.put("wang", f"{path}/resolution", {"code": "solved", "text": "已修"}).json["state"] == "resolved"
    reopened = doors.delete("wang", f"{path}/resolution", {"reason": "又坏了"})
    assert (reopened.json["state"], reopened.json["reopen_count"], reopened.json["resolution"]) == ("open", 1, None)
    nowhere = doors.post("wang", f"{path}/transitions", {"to": "closed"})
    assert (nowhere.status_code, nowhere.json["code"]) == (409, "invalid_transition")
    assert "resolve" in nowhere.json["params"]["allowed"]


def test_a_ticket_of_a_customer_found_by_number_carries_the_file(doors: Doors, desk: Desk) -> None:
    filed = doors.post("wang", "/customers", {"name": "李娜", "phones": ["+86 139 0013 9000"]}).json
    body = doors.post("wang", "/tickets", {**INQUIRY, "contact_phone": "0139-0013-9000"}).json
    assert body["customer"] == {"id": filed["id"], "name": "李娜", "grade": "normal", "phone": "139****9000"}
    assert desk.ticket(body["number"]).opened_at == local("03-02 09:00")
