"""A survey from its plan to its report: approved by somebody else, drawn, asked by call, link and list, counted."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.api.test_file_jobs import hand_in, run
from tests.desk import Desk, furnish
from ticketing.actions import blocked_numbers, surveys
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.deliveries import Delivery
from ticketing.models.surveys import SurveyPlan
from ticketing.queries import surveys as looks

PLAN = {
    "name": "三月服务满意度调查",
    "purpose": "了解三月初来电客户的看法",
    "questionnaire": "csat",
    "population": "tickets",
    "first_on": "2026-03-02",
    "last_on": "2026-03-04",
    "drawing": "random",
    "sample_size": 4,
    "method": "both",
    "ask_from": "2026-03-05",
    "ask_until": "2026-03-12",
    "caller_queue": "sales",
}
GOOD = {"overall": 5, "speed": 4, "channel": ["电话", "微信"]}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    furnished = furnish(app, clock)
    furnished.at("03-03 10:00")
    return furnished


@pytest.fixture
def doors(desk: Desk) -> Doors:
    """Six settled matters of six people, one of them blocked, one with a second matter."""
    doors = Doors(desk)
    for n in (0, 1, 2, 3, 4, 5, 5):
        body = {"kind": "inquiry", "subject": "空调", "queue": "sales", "customer": {"name": f"客户{n}"}}
        number = doors.post("wang", "/tickets", body | {"contact_phone": f"1380013800{n}"}).json["number"]
        word = {"code": "solved", "text": "已答复"}
        assert doors.put("wang", f"/tickets/{number}/resolution", word).json["state"] == "resolved"
    with begin(SYSTEM) as work:
        surveys.plant(work)
        blocked_numbers.block(work, "13800138000", "不愿再接电话")
    desk.at("03-05 10:00")
    return doors


def drawn(doors: Doors, **changes: Any) -> str:
    """The path of a survey that runs."""
    made = doors.post("chen", "/surveys/plans", PLAN | changes)
    assert made.status_code == 201, made.text
    path = f"/surveys/plans/{made.json['id']}"
    for login, deed in (("chen", "submission"), ("sun", "approval"), ("chen", "sample")):
        answer = doors.put(login, f"{path}/{deed}", None)
        assert answer.status_code == 200, answer.text
    return path


def subjects(doors: Doors, path: str) -> list[dict[str, Any]]:
    return list(doors.get("sun", f"{path}/subjects").json["items"])


def reply(desk: Desk, token: str, **answers: Any) -> Any:
    """A customer without a log-in."""
    return desk.app.test_client().put("/api/v1/surveys/reply", json={"token": token, "answers": answers})


def test_a_plan_is_approved_by_somebody_else_and_drawn_once(doors: Doors, desk: Desk) -> None:
    made = doors.post("sun", "/surveys/plans", PLAN).json
    path = f"/surveys/plans/{made['id']}"
    assert (made["state"], made["number"][:10]) == ("draft", "SV20260305")
    assert doors.put("chen", f"{path}/sample", None).json["code"] == "invalid_transition"
    assert doors.put("sun", f"{path}/submission", None).json["state"] == "submitted"
    assert doors.put("sun", path, PLAN).json["code"] == "survey_not_draft"
    assert doors.put("sun", f"{path}/approval", None).json["code"] == "own_plan"
    assert doors.put("chen", f"{path}/approval", None).status_code == 403
    sent = doors.put("sun", f"{path}/refusal", {"reason": "样本太小"}).json
    assert (sent["state"], sent["remark"]) == ("draft", "样本太小")

    path = drawn(doors)
    plan = doors.get("sun", path).json
    assert (plan["state"], plan["edition"], plan["population_size"]) == ("running", 1, 7)
    assert plan["excluded"] == {"blocked": 1, "twice": 1}
    found = subjects(doors, path)
    assert [one["no"] for one in found] == [1, 2, 3, 4]
    assert all(one["state"] == "waiting" and "****" in one["phone"] and one["ticket"] for one in found)
    with reading() as session:
        row = session.get_one(SurveyPlan, plan["id"])
        again = looks.population(session, row, desk_centre(), desk.clock.now())
    # Everybody drawn was asked not long ago now.
    assert len({one.candidate.person for one in again.values() if one.candidate.cause is None}) == 1
    assert doors.put("chen", f"{path}/sample", None).json["code"] == "invalid_transition"
    assert doors.get("wang", path).status_code == 403


def desk_centre() -> Any:
    with begin(SYSTEM) as work:
        return work.centre


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last_on": "2026-03-01"}, "days_backwards"),
        ({"ask_until": "2028-03-01"}, "period_too_long"),
        ({"queue": "nowhere"}, "unknown_queue"),
        ({"questionnaire": "none"}, "unknown_questionnaire"),
        ({"caller_queue": ""}, "caller_queue_missing"),
        ({"owner": "nobody"}, "unknown_owner"),
    ],
)
def test_a_plan_that_makes_no_sense_is_said_so(doors: Doors, changes: dict[str, Any], code: str) -> None:
    answer = doors.post("chen", "/surveys/plans", PLAN | changes)
    assert (answer.status_code, answer.json["code"]) == (422, code)


@pytest.mark.parametrize(
    ("changes", "code"), [({"last_on": "2026-03-05"}, "period_not_over"), ({"kinds": ["complaint"]}, "nobody_to_ask")]
)
def test_nobody_is_drawn_of_a_day_that_runs_nor_of_nothing(doors: Doors, changes: dict[str, Any], code: str) -> None:
    path = f"/surveys/plans/{doors.post('chen', '/surveys/plans', PLAN | changes).json['id']}"
    doors.put("chen", f"{path}/submission", None)
    doors.put("sun", f"{path}/approval", None)
    assert doors.put("chen", f"{path}/sample", None).json["code"] == code
    assert doors.get("chen", path).json["state"] == "approved"


def test_people_are_rung_from_the_list_and_their_answers_end_the_call(doors: Doors, desk: Desk) -> None:
    path = drawn(doors)
    calls = doors.get("chen", path).json["campaign"]
    call = doors.post("wang", f"/campaigns/{calls}/next", None).json
    assert (call["kind"], call["state"]) == ("survey", "in_progress")
    page = doors.browser("wang").client.get(f"/callbacks/{call['id']}").text
    assert "您对我们这次服务总体是否满意" in page
    answers = f"/surveys/callbacks/{call['id']}/answers"
    wrong = doors.put("wang", answers, {"answers": {"speed": 9}})
    assert (wrong.status_code, wrong.json["code"]) == (422, "answers_wrong")
    assert set(wrong.json["errors"]) == {"answers.overall", "answers.speed"}
    taken = doors.put("wang", answers, {"answers": GOOD, "note": "很客气"})
    assert (taken.status_code, taken.json["score"]) == (200, 5)
    assert doors.get("wang", f"/callbacks/{call['id']}").json["state"] == "done"
    assert doors.put("wang", answers, {"answers": GOOD}).json["code"] == "survey_answered"
    assert doors.put("wang", "/surveys/callbacks/999999/answers", {"answers": GOOD}).status_code == 404
    second = doors.post("wang", f"/campaigns/{calls}/next", None).json["id"]
    assert doors.post("wang", f"/callbacks/{second}/attempts", {"result": "refused"}).status_code == 201
    figures = doors.get("sun", f"{path}/figures").json
    assert figures["states"] == {"answered": 1, "refused": 1, "waiting": 2}
    assert (figures["total"]["invited"], figures["total"]["rated_pct"]) == (2, 50.0)


def test_a_customer_answers_once_behind_a_link_and_is_rung_no_more(doors: Doors, desk: Desk) -> None:
    path = drawn(doors)
    link = doors.post("chen", f"{path}/subjects/2/link", None)
    token = link.json["url"].rsplit("/", 1)[1]
    page = desk.app.test_client().get(f"/survey/{token}")
    assert (page.status_code, "您对我们这次服务总体是否满意" in page.text) == (200, True)
    assert reply(desk, token, speed=4).json["errors"].keys() == {"answers.overall"}
    bad = reply(desk, token, overall=1, words="没有回电")
    assert (bad.status_code, bad.json["score"]) == (200, 1)
    assert reply(desk, token, overall=5).json["code"] == "survey_answered"
    assert reply(desk, "nothing", overall=5).status_code == 404
    assert "感谢" in desk.app.test_client().get(f"/survey/{token}?lang=zh").text
    number = subjects(doors, path)[1]["ticket"]
    # A bad word takes the matter up again.
    assert doors.get("sun", f"/tickets/{number}").json["state"] in ("open", "new")
    listed = doors.get("chen", f"/campaigns/{doors.get('chen', path).json['campaign']}").json["progress"]
    assert (listed["waiting"], listed["reached"]) == (3, 1)
    other = doors.post("chen", f"{path}/subjects/1/link", None).json["url"].rsplit("/", 1)[1]
    assert doors.put("chen", f"{path}/end", None).json["state"] == "done"
    assert reply(desk, other, overall=5).json["code"] == "survey_over"


def test_all_of_a_sample_are_sent_their_link_once(doors: Doors) -> None:
    path = drawn(doors, method="link", caller_queue="", invitation="{name}您好:{link}")
    assert doors.get("chen", path).json["campaign"] is None
    assert [doors.post("chen", f"{path}/invitations", None).json["invited"] for _ in range(2)] == [4, 0]
    with reading() as session:
        owed = session.scalars(sa.select(Delivery)).all()
    assert len(owed) == 4
    assert all("/survey/" in one.values["text"] and one.values["text"].startswith("客户") for one in owed)
    assert doors.get("sun", f"{path}/figures").json["states"] == {"asked": 4}


def test_answers_on_paper_come_in_as_a_list_and_faults_go_back_by_column(doors: Doors) -> None:
    path = drawn(doors)
    rows = ["1,5,4,,,电话/微信,不错", "2,9,,,,,", "99,5,,,,,", "1,1,,,,,"]
    job = hand_in(doors, "chen", rows, f"survey_answers&into={path.rsplit('/', 1)[1]}", "序号,q1,q2,q3,q4,q5,q6")
    assert job.status_code == 202, job.text
    run(doors, job.json["id"])
    found = doors.get("chen", f"/file-jobs/{job.json['id']}").json
    assert (found["added"], found["same"], found["bad"]) == (1, 1, 2)
    one = subjects(doors, path)[0]
    assert (one["answers"]["channel"], one["score"], one["via"]) == (["电话", "微信"], 5, "list")


def test_a_questionnaire_that_was_asked_by_is_not_written_over(doors: Doors) -> None:
    (form,) = doors.get("chen", "/surveys/questionnaires").json["items"]
    body = {"name": "问卷", "questions": form["editions"][0]["questions"][:2]}
    path = f"/surveys/questionnaires/{form['id']}"
    changed = doors.put("chen", path, body).json
    assert [(one["no"], len(one["questions"])) for one in changed["editions"]] == [(1, 2)]
    drawn(doors)
    body["questions"] = body["questions"][:1]
    stale = doors.put("chen", path, body, **{"If-Match": str(form["version"])})
    assert stale.json["code"] == "stale_version"
    again = doors.put("chen", path, body).json
    assert [(one["no"], len(one["questions"])) for one in again["editions"]] == [(2, 1), (1, 2)]
    assert doors.put("chen", path, body | {"questions": []}).json["code"] == "no_questions"
    assert doors.put("wang", path, body).status_code == 403
    taken = doors.post("chen", "/surveys/questionnaires", body | {"code": "csat"})
    assert taken.json["code"] == "code_taken"


def test_plan_questionnaire_statistics_analysis_and_report_are_sheets(doors: Doors, desk: Desk) -> None:
    path = drawn(doors, name="=第一次")
    for no, score in ((1, 5), (2, 2)):
        answers = GOOD | {"overall": score, "words": "=1+1"}
        assert doors.put("chen", f"{path}/subjects/{no}/answers", {"answers": answers}).status_code == 200
    doors.post("chen", f"{path}/subjects/3/link", None)
    body = {"findings": "半数满意", "advice": "回电要准时", "responsible": "陈班长"}
    assert doors.put("chen", f"{path}/conclusion", body).status_code == 200
    doors.put("chen", f"{path}/end", None)
    number = doors.get("chen", path).json["number"]

    days = "on=2026-03-05&to=2026-03-12"
    (plan,) = doors.get("sun", f"/reports/survey_plans?{days}").json["rows"]
    assert (plan["number"], plan["state"], plan["sample"]) == (number, "done", 4)
    asked = doors.get("sun", f"/reports/survey_questionnaire?number={number}").json["rows"]
    assert [row["no"] for row in asked] == [1, 2, 3, 4, 5, 6]
    found = doors.get("sun", f"/reports/survey_statistics?number={number}").json
    totals = {key: found["totals"][key] for key in ("invited", "rated", "rated_pct", "satisfied_pct", "mean")}
    assert totals == {"invited": 3, "rated": 2, "rated_pct": 66.67, "satisfied_pct": 50.0, "mean": 3.5}
    counts = {row["answer"]: row["count"] for row in found["rows"] if row["side"] == "answer"}
    assert (counts["电话"], counts["网站"]) == (2, 0)
    (report,) = doors.get("sun", f"/reports/survey_report?number={number}").json["rows"]
    assert (report["findings"], report["rated_pct"], report["satisfied_pct"]) == ("半数满意", 66.67, 50.0)
    csv = doors.get("sun", f"/reports/survey_report?number={number}&format=csv").data.decode("utf-8-sig")
    assert "'=第一次" in csv
    printed = doors.browser("sun").client.get(f"/reports/survey_report?number={number}&print=1").text
    assert "回电要准时" in printed
    assert doors.get("wang", f"/reports/survey_report?number={number}").status_code == 403
    assert doors.get("sun", "/reports/survey_report?number=SV0").status_code == 404


def test_a_break_stands_between_surveys_that_asked_otherwise_and_their_scores_have_no_sum(
    doors: Doors, desk: Desk
) -> None:
    first = drawn(doors, sample_size=2)
    (form,) = doors.get("chen", "/surveys/questionnaires").json["items"]
    body = {"name": "问卷", "questions": form["editions"][0]["questions"][:1]}
    assert doors.put("chen", f"/surveys/questionnaires/{form['id']}", body).status_code == 200
    second = drawn(doors, ask_from="2026-03-06", sample_size=2, population="customers")
    for path in (first, second):
        assert doors.put("chen", f"{path}/subjects/1/answers", {"answers": {"overall": 4}}).status_code == 200
    sheet = doors.get("sun", "/reports/survey_analysis?on=2026-03-05&to=2026-03-12").json
    assert [row["break"] for row in sheet["rows"]] == ["", "csat · 1 → csat · 2"]
    assert [(row["satisfied_pct"], row["rated_pct"]) for row in sheet["rows"]] == [(100.0, 100.0)] * 2
    assert (sheet["totals"]["rated"], sheet["totals"].get("satisfied_pct")) == (2, None)


def test_every_page_of_surveys_says_what_its_reader_may_see(doors: Doors, desk: Desk) -> None:
    path = drawn(doors)
    doors.put("chen", f"{path}/subjects/1/answers", {"answers": GOOD | {"words": "回电太慢"}})
    number = path.rsplit("/", 1)[1]
    # Whoever logged in the day before does so again.
    assert doors.get("wang", path).status_code == 403
    pages = ("/surveys", f"/surveys/{number}", f"/surveys/{number}?state=answered", "/surveys/new", "/questionnaires")
    for page in (*pages, f"/surveys/{number}/form"):
        assert doors.browser("chen").client.get(f"/callbacks{page}").status_code == 200, page
        assert doors.browser("wang").client.get(f"/callbacks{page}").status_code == 403, page
    shown = doors.browser("chen").client.get(f"/callbacks/surveys/{number}").text
    assert "回电太慢" in shown
    assert "13800138" not in shown
    assert "/callbacks/surveys" in doors.browser("sun").client.get("/stats/satisfaction").text
    assert "/callbacks/surveys" not in doors.browser("wang").client.get("/callbacks").text
    assert doors.browser("chen").client.get("/callbacks/surveys/999").status_code == 404
