"""Complaints through the door: the scenarios of the paper by number, gates, money, signatures, loops."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish, local
from ticketing.actions import complaints
from ticketing.actions.tickets import ComplaintWish
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.clocks import ClockKind
from ticketing.domain.complaints import Severity
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict
from ticketing.journal import JournalEntry
from ticketing.models.complaints import CompensationClaim
from ticketing.models.people import Person
from ticketing.models.system import Setting

COMPLAINT = {"kind": "complaint", "subject": "空调维修延迟", "queue": "sales", "contact_phone": "13800138000"}
WORD = {"code": "visited", "text": "已上门修好", "root_cause": "排班冲突", "reply": "今天上门"}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def filed(doors: Doors, **complaint: object) -> str:
    answer = doors.post("wang", "/tickets", {**COMPLAINT, "complaint": {"severity": "S3", **complaint}})
    assert answer.status_code == 201, answer.json
    return str(answer.json["number"])


def asked(doors: Doors, number: str, amount_minor: int, by: str = "wang") -> str:
    body = {"kind": "damages", "amount_minor": amount_minor, "basis": "合同第三条"}
    answer = doors.post(by, f"/complaints/{number}/compensations", body)
    assert answer.status_code == 201, answer.json
    return f"/complaints/{number}/compensations/{answer.json['id']}"


def managed(desk: Desk, **ranks: str) -> None:
    """Name these people to the ranks above the roster."""
    with begin(SYSTEM) as work:
        work.add(Setting(key="escalation_contacts", value={word: [desk.people[who]] for word, who in ranks.items()}))


def test_scenario_50_an_s2_of_tuesday_afternoon_is_due_by_the_table(desk: Desk) -> None:
    desk.at("03-03 15:00")
    said = ComplaintWish(Severity.S2)
    number = desk.open(by=None, kind=TicketKind.COMPLAINT, complaint=said)
    assert desk.clock_of(number, ClockKind.ACK).due_at == local("03-03 15:30")
    assert desk.clock_of(number, ClockKind.FIRST_RESPONSE).due_at == local("03-04 10:00")
    assert desk.clock_of(number, ClockKind.RESOLUTION).due_at == local("03-05 15:00")


def test_scenario_52_what_is_missing_at_the_end_is_listed_all_at_once(doors: Doors) -> None:
    number = filed(doors)
    refused = doors.put("wang", f"/tickets/{number}/resolution", {"code": "visited", "text": "已上门"})
    assert (refused.status_code, refused.json["params"]["guards"]) == (422, ["reply_missing", "root_cause_missing"])


@pytest.mark.parametrize(
    ("amount_minor", "who", "status", "needs"),
    [
        (20_000, "chen", 200, None),
        (20_001, "chen", 403, "team_manager"),
        (100_000, "chen", 403, "team_manager"),
        (100_000, "li", 200, None),
        (100_001, "li", 403, "supervisor"),
        (500_000, "sun", 200, None),
        (500_001, "sun", 403, "manager"),
        (500_001, "zhao", 200, None),
    ],
)
def test_scenario_52_money_is_approved_within_the_limit_of_the_rank_to_the_last_fen(
    doors: Doors, desk: Desk, amount_minor: int, who: str, status: int, needs: str | None
) -> None:
    # Ranks are named, not roles: Li leads team one's leads, Zhao is the manager.
    managed(desk, team_manager="li", manager="zhao")
    with begin(SYSTEM) as work:
        for login, role in (("li", "lead"), ("zhao", "supervisor")):
            work.get(Person, desk.people[login]).roles = [role]
    path = asked(doors, filed(doors), amount_minor)
    answer = doors.put(who, f"{path}/approval", {"approved": True})
    assert answer.status_code == status
    if needs:
        assert (answer.json["code"], answer.json["params"]["needs"]) == ("above_limit", needs)
    else:
        assert (answer.json["state"], answer.json["amount_minor"]) == ("approved", amount_minor)


def test_scenario_52_nobody_approves_what_they_have_asked_for(doors: Doors) -> None:
    path = asked(doors, filed(doors), 5_000, by="chen")
    refused = doors.put("chen", f"{path}/approval", {"approved": True})
    assert (refused.status_code, refused.json["code"]) == (403, "own_request")
    assert doors.put("wang", f"{path}/approval", {"approved": True}).status_code == 403
    assert doors.put("sun", f"{path}/approval", {"approved": True}).status_code == 200


def test_scenario_52_amounts_keep_their_cents_and_fractions_of_one_are_refused(doors: Doors) -> None:
    number = filed(doors)
    path = asked(doors, number, 19_999)
    assert doors.get("wang", f"/complaints/{number}/compensations").json["items"][0]["amount_minor"] == 19_999
    for wrong in (0, -1, 1.5, "100", 10**13, None):
        body = {"kind": "refund", "amount_minor": wrong}
        assert doors.post("wang", f"/complaints/{number}/compensations", body).status_code == 422
    assert doors.put("chen", f"{path}/execution", {"ref": "R-1"}).json["code"] == "not_approved"
    doors.put("chen", f"{path}/approval", {"approved": True})
    paid = doors.put("wang", f"{path}/execution", {"ref": "R-1"})
    assert (paid.json["state"], paid.json["ref"], paid.json["amount_minor"]) == ("executed", "R-1", 19_999)
    again = doors.put("wang", f"{path}/execution", {"ref": "R-2"})
    assert (again.status_code, again.json["code"]) == (409, "already_decided")


def test_of_fifty_who_approve_at_once_one_has_decided(desk: Desk, doors: Doors) -> None:
    number = filed(doors)
    claim_id = int(asked(doors, number, 10_000).rsplit("/", 1)[1])

    def approve(nth: int) -> str:
        with desk.app.app_context():
            try:
                with begin(desk.actor("chen" if nth % 2 else "sun")) as work:
                    complaints.decide(work, number, claim_id, None, approved=True)
            except Conflict as refusal:
                return refusal.code
            return "approved"

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(approve, range(50)))
    assert sorted(outcomes) == ["already_decided"] * 49 + ["approved"]
    with reading() as session:
        claim = session.get_one(CompensationClaim, claim_id)
        moved = session.scalars(sa.select(JournalEntry).filter_by(name="CompensationMoved")).all()
    assert claim.version == 2
    assert [one.payload["compensation_state"] for one in moved] == ["asked", "approved"]


def test_scenario_53_satisfied_closes_and_the_stage_goes_along(doors: Doors, desk: Desk) -> None:
    number, follow_up = replied_on_thursday(doors, desk)
    desk.at("03-06 10:00")
    doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "answered_resolved"})
    record = doors.get("wang", f"/complaints/{number}").json
    assert (record["state"], record["stage"]) == ("closed", "closed")


def test_scenario_53_dissatisfied_goes_back_to_the_investigation(doors: Doors, desk: Desk) -> None:
    number, follow_up = replied_on_thursday(doors, desk)
    desk.at("03-06 10:00")
    doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "answered_pending"})
    record = doors.get("wang", f"/complaints/{number}").json
    assert (record["state"], record["stage"], record["loops"]["count"]) == ("open", "investigating", 1)
    assert desk.clock_of(number, ClockKind.RESOLUTION, 2).state.value == "running"


def test_scenario_53_three_failed_tries_close_only_with_a_supervisor(doors: Doors, desk: Desk) -> None:
    number, follow_up = replied_on_thursday(doors, desk)
    desk.at("03-06 10:00")
    for _ in range(3):
        doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "no_answer"})
    refused = doors.post("wang", f"/tickets/{number}/transitions", {"to": "closed"})
    assert (refused.status_code, refused.json["code"]) == (403, "needs_supervisor")
    assert doors.post("sun", f"/tickets/{number}/transitions", {"to": "closed"}).json["state"] == "closed"


def replied_on_thursday(doors: Doors, desk: Desk) -> tuple[str, dict]:
    desk.at("03-05 13:40")
    number = filed(doors, severity="S2")
    desk.at("03-05 14:00")
    assert doors.put("wang", f"/complaints/{number}/reply", {"text": "今天上门"}).status_code == 200
    doors.put("wang", f"/tickets/{number}/resolution", {**WORD, "reply": ""})
    (follow_up,) = doors.get("wang", f"/complaints/{number}/followups").json["items"]
    assert follow_up["due_at"] == "2026-03-06T06:00:00+00:00"
    return number, follow_up


def test_a_failed_follow_up_of_the_answer_before_does_not_count_for_the_next(doors: Doors, desk: Desk) -> None:
    number, follow_up = replied_on_thursday(doors, desk)
    for _ in range(3):
        doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "no_answer"})
    doors.delete("wang", f"/tickets/{number}/resolution", {"reason": "customer rang"})
    doors.put("wang", f"/tickets/{number}/resolution", WORD)
    refused = doors.post("sun", f"/tickets/{number}/transitions", {"to": "closed"})
    assert (refused.status_code, refused.json["code"]) == (422, "follow_up_missing")


def test_whoever_cannot_be_reached_at_all_leaves_the_word_to_a_supervisor(doors: Doors, desk: Desk) -> None:
    number, follow_up = replied_on_thursday(doors, desk)
    doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "invalid_number"})
    assert doors.post("sun", f"/tickets/{number}/transitions", {"to": "closed"}).json["state"] == "closed"


def test_every_gate_on_the_way_is_named_with_its_field(doors: Doors) -> None:
    number = filed(doors)
    refused = doors.put("wang", f"/complaints/{number}/stage", {"to": "confirmed"})
    assert (refused.status_code, refused.json["code"]) == (422, "department_missing")
    assert refused.json["errors"] == {
        "department": ["department_missing"],
        "investigator": ["investigator_missing"],
        "findings": ["findings_missing"],
        "verdict": ["verdict_missing"],
        "sign_off": ["sign_off_missing"],
    }
    ahead = {one["stage"]: one["unmet"] for one in doors.get("wang", f"/complaints/{number}/stages").json["ahead"]}
    assert ahead["triaged"] == [{"code": "department_missing", "field": "department"}]
    assert [one["code"] for one in ahead["verifying"]] == ["reply_missing", "root_cause_missing"]
    sideways = doors.put("wang", f"/complaints/{number}/stage", {"to": "replied"})
    assert (sideways.status_code, sideways.json["code"]) == (409, "invalid_stage")


def test_the_record_goes_through_its_stages_by_what_is_written_into_it(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 09:00")
    number = filed(doors)
    path = f"/complaints/{number}"

    def stage() -> str:
        return str(doors.get("wang", path).json["stage"])

    doors.put("wang", f"{path}/triage", {"severity": "S3", "department": "售后服务部", "person": "李师傅"})
    assert stage() == "triaged"
    doors.put("wang", f"{path}/investigation", {"investigator": "周工", "methods": ["by_phone", "recordings"]})
    assert stage() == "investigating"
    early = doors.put("wang", f"{path}/finding/sign-off", {"by": "售后经理"})
    assert (early.status_code, sorted(early.json["errors"])) == (422, ["findings", "verdict"])
    doors.put("wang", f"{path}/finding", {"findings": "派工漏单", "verdict": "upheld", "evidence": "录音"})
    assert stage() == "investigating"
    doors.put("wang", f"{path}/finding/sign-off", {"by": "售后经理", "note": "属实"})
    assert stage() == "confirmed"
    doors.put("wang", f"{path}/proposal", {"text": "当天上门并补偿 150 元"})
    assert stage() == "proposed"
    claim = asked(doors, number, 15_000)
    blocked = doors.put("wang", f"{path}/reply", {"text": "补偿 150 元"})
    assert (blocked.status_code, blocked.json["code"]) == (422, "compensation_undecided")
    doors.put("chen", f"{claim}/approval", {"approved": True})
    assert stage() == "approved"
    doors.put("wang", f"{claim}/execution", {"ref": "FK-7"})
    assert stage() == "executing"
    doors.put("wang", f"{path}/reply", {"text": "补偿 150 元已到账"})
    assert stage() == "replied"
    doors.put("wang", f"/tickets/{number}/resolution", {**WORD, "reply": "", "cause_category": "维修"})
    record = doors.get("wang", path).json
    assert (record["stage"], record["root_cause"]) == ("verifying", {"category": "维修", "text": "排班冲突"})
    told = [one["name"] for one in doors.get("wang", f"/tickets/{number}/timeline").json["items"]]
    assert told.count("ComplaintStaged") == 8


def test_a_disputed_finding_waits_a_working_day_for_a_supervisor(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 09:00")
    number = filed(doors)
    path = f"/complaints/{number}"
    doors.put("wang", f"{path}/triage", {"severity": "S3", "department": "售后服务部"})
    doors.put("wang", f"{path}/investigation", {"investigator": "周工"})
    doors.put("wang", f"{path}/finding", {"findings": "派工漏单", "verdict": "upheld"})
    doors.put("wang", f"{path}/finding/dispute", {"by": "售后经理", "text": "是物流部的责任"})
    assert doors.get("wang", path).json["liability"]["disputed"] is True
    assert doors.put("wang", f"{path}/stage", {"to": "confirmed"}).json["errors"] == {"dispute": ["dispute_open"]}

    assert doors.put("wang", f"{path}/finding/decision", {"text": "维持"}).status_code == 403
    desk.at("03-04 08:59")
    fresh = doors.put("sun", f"{path}/finding/decision", {"text": "维持"})
    assert (fresh.status_code, fresh.json["code"]) == (409, "dispute_too_fresh")
    assert fresh.json["params"]["decidable_at"] == "2026-03-04T01:00:00+00:00"
    desk.at("03-04 09:00")
    decided = doors.put("sun", f"{path}/finding/decision", {"text": "改判", "department": "物流部"})
    assert (decided.json["stage"], decided.json["liability"]["department"]) == ("confirmed", "物流部")


def test_a_graver_severity_moves_the_deadlines_and_keeps_what_has_elapsed(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 09:00")
    number = filed(doors)
    assert desk.clock_of(number, ClockKind.RESOLUTION).due_at == local("03-06 09:00")
    desk.at("03-03 10:00")
    doors.put("wang", f"/complaints/{number}/triage", {"severity": "S2", "department": "售后服务部"})
    assert desk.clock_of(number, ClockKind.RESOLUTION).due_at == local("03-05 09:00")
    doors.put("wang", f"/complaints/{number}/triage", {"severity": "S1", "department": "售后服务部"})
    clock = desk.clock_of(number, ClockKind.RESOLUTION)
    assert (clock.elapsed_s, clock.due_at) == (3_600, local("03-04 09:00"))


def test_pressure_is_taken_off_a_late_complaint_by_a_supervisor_with_a_reason(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 09:00")
    number = filed(doors, severity="S1")
    desk.at("03-04 04:00")
    easier = {"severity": "S4", "department": "售后服务部"}
    assert doors.put("wang", f"/complaints/{number}/triage", easier).json["code"] == "needs_supervisor"
    assert doors.put("sun", f"/complaints/{number}/triage", easier).json["code"] == "reason_missing"
    eased = doors.put("sun", f"/complaints/{number}/triage", {**easier, "reason": "客户同意"})
    assert (eased.status_code, eased.json["severity"]) == (200, "S4")


def test_what_concerns_a_regulator_or_the_press_is_s1_unless_somebody_says_otherwise(doors: Doors) -> None:
    for flags, severity in ((["regulator"], "S1"), (["media"], "S1"), (["safety"], "S1"), (["threatens"], "S3")):
        body = {**COMPLAINT, "complaint": {"flags": flags}}
        assert doors.post("wang", "/tickets", body).json["complaint"]["severity"] == severity
    said = {**COMPLAINT, "complaint": {"flags": ["media"], "severity": "S2"}}
    assert doors.post("wang", "/tickets", said).json["complaint"]["severity"] == "S2"


def test_who_complained_within_thirty_days_complains_again(doors: Doors, desk: Desk) -> None:
    known = {**COMPLAINT, "customer": {"name": "张伟", "phone": "13800138000"}}
    desk.at("03-02 09:00")
    first = doors.post("wang", "/tickets", known).json
    desk.at("03-20 09:00")
    second = doors.post("wang", "/tickets", known).json
    assert (first["complaint"]["flags"], second["complaint"]["flags"]) == ([], ["repeat"])
    assert doors.get("wang", f"/complaints/{second['number']}").json["repeat_of"] == first["number"]
    desk.at("04-25 09:00")
    assert doors.post("wang", "/tickets", known).json["complaint"]["flags"] == []


def test_an_inquiry_becomes_a_complaint_and_keeps_number_and_clocks(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 09:00")
    inquiry = doors.post("wang", "/tickets", {**COMPLAINT, "kind": "inquiry"}).json
    desk.at("03-03 10:00")
    converted = doors.post("wang", "/complaints", {"ticket": inquiry["number"], "severity": "S2", "target": "维修部"})
    assert (converted.status_code, converted.json["number"]) == (201, inquiry["number"])
    clocks = {one.kind.value: one for one in desk.clocks_of(inquiry["number"])}
    # An hour of the normal inquiry's fifteen has passed; it is an hour of the complaint's fifteen.
    assert clocks["resolution"].seq == 1
    assert clocks["resolution"].due_at == local("03-05 09:00")
    assert clocks["first_response"].state.value == "met"
    assert doors.get("wang", f"/tickets/{inquiry['number']}").json["kind"] == "complaint"
    again = doors.post("wang", "/complaints", {"ticket": inquiry["number"]})
    assert (again.status_code, again.json["code"]) == (409, "already_a_complaint")


def test_a_letter_is_answered_by_nobody_yet_and_a_visit_is(doors: Doors, desk: Desk) -> None:
    desk.at("03-03 15:00")
    letter = doors.post("wang", "/tickets", {**COMPLAINT, "source": "letter", "complaint": {"severity": "S2"}}).json
    assert (letter["state"], letter["source"], letter["complaint"]["channel"]) == ("new", "letter", "letter")
    due = {one["kind"]: (one["state"], one["due_at"]) for one in letter["clocks"]}
    assert due["ack"] == ("running", "2026-03-03T07:30:00+00:00")
    visit = doors.post("wang", "/tickets", {**COMPLAINT, "source": "visit", "complaint": {"severity": "S2"}}).json
    assert (visit["state"], visit["complaint"]["channel"]) == ("open", "visit")

    path = f"/complaints/{letter['number']}"
    doors.put("wang", f"/tickets/{letter['number']}/assignment", {"owner": "me"})
    spoken = doors.put("wang", f"{path}/reply", {"text": "来函收悉"})
    assert (spoken.status_code, spoken.json["errors"]) == (422, {"contacts": ["no_outbound_contact"]})
    details = {"letter_no": "收2026-031", "letter_title": "投诉", "letter_received_on": "2026-03-02", "reply_no": "复7"}
    assert doors.patch("wang", path, {"details": details}).json["details"] == details
    written = doors.put("wang", f"{path}/reply", {"text": "来函收悉", "channel": "letter"})
    assert (written.status_code, written.json["reply"]["channel"]) == (200, "letter")
    assert desk.clock_of(letter["number"], ClockKind.FIRST_RESPONSE).state.value == "met"


def test_after_five_loops_a_manager_decides(doors: Doors, desk: Desk) -> None:
    managed(desk, manager="sun")
    number, _ = replied_on_thursday(doors, desk)
    for _ in range(5):
        (follow_up,) = [
            one for one in doors.get("wang", f"/complaints/{number}/followups").json["items"] if not one["done_at"]
        ]
        doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "answered_pending"})
        last = doors.put("wang", f"/tickets/{number}/resolution", WORD)
    assert (last.status_code, last.json["params"]["guards"]) == (422, ["manager_decision_missing"])
    decision = {"decision": "final", "text": "已尽力"}
    assert doors.put("chen", f"/complaints/{number}/loop-decision", decision).json["code"] == "needs_manager"
    assert doors.put("sun", f"/complaints/{number}/loop-decision", decision).json["loops"]["decision"] == "final"
    assert doors.put("wang", f"/tickets/{number}/resolution", WORD).json["state"] == "resolved"
    assert [one["state"] for one in doors.get("wang", f"/complaints/{number}/followups").json["items"]][5:] == []
    assert doors.post("wang", f"/tickets/{number}/transitions", {"to": "closed"}).json["state"] == "closed"


def test_a_measure_has_an_owner_and_a_day_and_is_verified_by_somebody_else(doors: Doors) -> None:
    number = filed(doors)
    path = f"/complaints/{number}/measures"
    body = {"kind": "preventive", "text": "派工单每日核对", "owner": "售后服务部", "due_on": "2026-04-01"}
    planned = doors.post("wang", path, body).json["measures"][0]
    one = f"{path}/{planned['id']}"
    early = doors.put("chen", f"{one}/verification", {"effective": True})
    assert (early.status_code, early.json["code"]) == (409, "measure_not_so_far")
    doors.put("chen", f"{one}/completion", {"note": "已执行"})
    own = doors.put("chen", f"{one}/verification", {"effective": True})
    assert (own.status_code, own.json["code"]) == (403, "own_measure")
    back = doors.put("sun", f"{one}/verification", {"effective": False, "note": "仍有漏单"})
    assert back.json["measures"][0]["done_at"] is None
    doors.put("chen", f"{one}/completion", {})
    assert doors.put("sun", f"{one}/verification", {"effective": True}).json["measures"][0]["verified_at"]


def test_a_measure_that_is_not_done_when_its_day_is_over_is_told_once(doors: Doors, desk: Desk) -> None:
    number = filed(doors)
    path = f"/complaints/{number}/measures"
    for text in ("培训", "换人"):
        body = {"kind": "corrective", "text": text, "owner": "售后服务部", "due_on": "2026-03-03"}
        measures = doors.post("chen", path, body).json["measures"]
    doors.put("wang", f"{path}/{measures[0]['id']}/completion", {})
    desk.pass_to("03-04 03:59")
    assert desk.notices("sun", "measure_overdue") == []
    desk.pass_to("03-06 09:00")
    for login in ("wang", "chen", "sun"):
        (told,) = desk.notices(login, "measure_overdue")
        assert (told.params["text"], told.params["owner"]) == (measures[1]["text"], "售后服务部")


def test_the_sheet_is_signed_once_a_line_and_by_different_people(doors: Doors, desk: Desk) -> None:
    number, follow_up = replied_on_thursday(doors, desk)
    path = f"/complaints/{number}/signatures"
    assert doors.post("wang", path, {"slot": "taker"}).status_code == 201
    assert doors.post("wang", path, {"slot": "taker"}).json["code"] == "already_signed"
    assert doors.post("chen", path, {"slot": "supervisor"}).json["code"] == "not_your_line"
    doors.post("wang", f"/callbacks/{follow_up['id']}/attempts", {"result": "answered_resolved"})
    assert doors.post("sun", path, {"slot": "supervisor"}).status_code == 201
    assert doors.post("sun", path, {"slot": "manager"}).json["code"] == "own_signature"
    signed = doors.get("sun", f"/complaints/{number}").json["signatures"]
    assert [(one["slot"], one["by"]["code"]) for one in signed] == [("taker", "wang"), ("supervisor", "sun")]


def test_an_open_matter_is_not_signed_upstairs(doors: Doors) -> None:
    refused = doors.post("sun", f"/complaints/{filed(doors)}/signatures", {"slot": "supervisor"})
    assert (refused.status_code, refused.json["code"]) == (409, "sheet_unfinished")


def test_a_stale_write_is_told_what_has_changed(doors: Doors) -> None:
    number = filed(doors)
    seen = doors.get("wang", f"/complaints/{number}").json["version"]
    doors.put("wang", f"/complaints/{number}/proposal", {"text": "道歉"})
    stale = doors.put("wang", f"/complaints/{number}/proposal", {"text": "赔偿"}, **{"If-Match": str(seen)})
    assert (stale.status_code, stale.json["params"]["changed"]) == (409, ["complaint"])


def test_a_complaint_of_another_queue_does_not_exist(doors: Doors) -> None:
    number = filed(doors)
    claim = asked(doors, number, 100)
    for path in (f"/complaints/{number}", f"/complaints/{number}/stages", f"/complaints/{number}/compensations"):
        assert doors.get("zhao", path).status_code == 404
    assert doors.put("zhao", f"/complaints/{number}/proposal", {"text": "x"}).status_code == 404
    assert doors.delete("zhao", claim).status_code == 404
    inquiry = doors.post("wang", "/tickets", {**COMPLAINT, "kind": "inquiry"}).json["number"]
    assert doors.get("wang", f"/complaints/{inquiry}").status_code == 404


def test_the_ranks_above_the_roster_are_named_by_the_administrator(doors: Doors) -> None:
    ranks = {"team_manager": ["chen"], "manager": ["sun"], "director": []}
    assert doors.put("sun", "/ranks", ranks).status_code == 403
    named = doors.put("root", "/ranks", ranks)
    assert [one["code"] for one in named.json["manager"]] == ["sun"]
    unknown = doors.put("root", "/ranks", {**ranks, "director": ["nobody"]})
    assert (unknown.status_code, unknown.json["errors"]) == (422, {"director": ["unknown_person"]})
    path = asked(doors, filed(doors), 100_000)
    assert doors.put("chen", f"{path}/approval", {"approved": True}).status_code == 200
