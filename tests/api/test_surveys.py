"""Satisfaction: asked after the call, in the follow-up and by a link, and what the answers come to."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.actions import surveys
from ticketing.actions.ratings import Heard
from ticketing.clock import FrozenClock
from ticketing.db import begin, centre, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.journal import JournalEntry
from ticketing.queries import customer_history
from ticketing.queries.board import numbers
from ticketing.queries.board.topics import look_at
from ticketing.queries.figures import agent_report, span_of

COMPLAINT = {"kind": "complaint", "subject": "空调维修延迟", "queue": "sales", "contact_phone": "13800138000"}
WORD = {"code": "visited", "text": "已上门修好", "root_cause": "排班冲突", "reply": "今天上门"}
MARCH = "from=2026-03-01T00:00:00%2B08:00&to=2026-04-01T00:00:00%2B08:00"


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    furnished = furnish(app, clock)
    furnished.at("03-05 14:00")
    return furnished


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def resolved(doors: Doors, **ticket: object) -> str:
    number = doors.post("wang", "/tickets", {**COMPLAINT, **ticket}).json["number"]
    word = WORD if ticket.get("kind", "complaint") == "complaint" else {"code": "solved", "text": "已答复"}
    assert doors.put("wang", f"/tickets/{number}/resolution", word).json["state"] == "resolved"
    return str(number)


def linked(doors: Doors, number: str) -> str:
    asked = doors.post("wang", "/surveys/links", {"ticket": number})
    assert asked.status_code == 201
    return str(asked.json["url"]).rsplit("/", 1)[1]


def customer(desk: Desk, token: str, **body: object) -> TestResponse:
    """Somebody without a log-in."""
    return desk.app.test_client().put("/api/v1/surveys/answer", json={"token": token, **body})


def state(doors: Doors, number: str) -> str:
    return str(doors.get("sun", f"/tickets/{number}").json["state"])


def test_satisfaction_goes_into_a_file_with_its_shares(doors: Doors, desk: Desk) -> None:
    assert customer(desk, linked(doors, resolved(doors)), score=5).status_code == 200
    table = doors.get("sun", f"/surveys/figures?{MARCH}&by=queue&format=csv")
    assert (table.status_code, table.mimetype) == (200, "text/csv")
    (line,) = [row for row in table.get_data(as_text=True).splitlines() if row.startswith("sales")]
    assert "100" in line
    assert doors.get("sun", f"/surveys/figures?{MARCH}&by=agent&format=xlsx").data[:2] == b"PK"
    page = doors.browser("sun").client.get("/stats/satisfaction?by=queue").get_data(as_text=True)
    assert "/api/v1/surveys/figures?from=2026-" in page


def test_a_link_is_answered_once_without_a_login_and_a_content_customer_closes_the_complaint(
    doors: Doors, desk: Desk
) -> None:
    number = resolved(doors)
    token = linked(doors, number)
    page = desk.app.test_client().get(f"/survey/{token}")
    assert (page.status_code, number in page.text, "空调" in page.text) == (200, False, False)

    answer = customer(desk, token, score=5, comment="很快")
    assert (answer.status_code, answer.json) == (200, {"score": 5, "contentment": "satisfied"})
    assert state(doors, number) == "closed"
    record = doors.get("sun", f"/complaints/{number}").json
    assert (record["satisfaction"], record["stage"]) == (5, "closed")
    assert [one["state"] for one in record["followups"]] == ["cancelled"]
    again = customer(desk, token, score=1)
    assert (again.status_code, again.json["code"], state(doors, number)) == (409, "survey_answered", "closed")


def test_a_dissatisfied_answer_by_link_takes_the_complaint_up_again(doors: Doors, desk: Desk) -> None:
    number = resolved(doors)
    assert customer(desk, linked(doors, number), score=1, fault="both", comment="没修好").status_code == 200
    record = doors.get("sun", f"/complaints/{number}").json
    assert (record["state"], record["stage"], record["loops"]["count"]) == ("open", "investigating", 1)


def test_a_link_that_is_forged_or_too_old_is_refused(doors: Doors, desk: Desk) -> None:
    number = resolved(doors)
    token = linked(doors, number)
    for forged in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x", "x.y", token.split(".")[0]):
        assert customer(desk, forged, score=5).status_code == 404
        assert desk.app.test_client().get(f"/survey/{forged}").status_code == 404
    for wrong in ({}, {"score": 0}, {"score": 6}, {"score": "5"}, {"score": 5, "fault": "weather"}):
        assert customer(desk, token, **wrong).status_code == 422
    desk.at("03-12 14:00:01")
    assert customer(desk, token, score=5).json["code"] == "survey_expired"
    assert customer(desk, token, score=5).status_code == 410
    assert desk.app.test_client().get(f"/survey/{token}").status_code == 410


def test_nobody_is_asked_about_what_nobody_has_answered(doors: Doors, desk: Desk) -> None:
    number = desk.open(by=None)
    refused = doors.post("sun", "/surveys/links", {"ticket": number})
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_to_rate")
    assert doors.post("zhao", "/surveys/links", {"ticket": number}).status_code == 404


def test_a_follow_up_keeps_the_score_and_refuses_one_that_contradicts_its_result(doors: Doors) -> None:
    number = resolved(doors)
    (follow_up,) = doors.get("wang", f"/complaints/{number}/followups").json["items"]
    path = f"/callbacks/{follow_up['id']}/attempts"
    wrong = doors.post("wang", path, {"result": "answered_resolved", "score": 1})
    assert (wrong.status_code, wrong.json["code"]) == (422, "score_contradicts")
    unasked = doors.post("wang", path, {"result": "no_answer", "score": 5})
    assert (unasked.status_code, unasked.json["code"]) == (422, "score_unasked")
    assert doors.post("wang", path, {"result": "answered_resolved", "score": 4}).status_code == 201
    assert doors.get("wang", f"/complaints/{number}").json["satisfaction"] == 4


def test_a_caller_who_presses_not_satisfied_after_the_call_takes_the_matter_up_again(doors: Doors, desk: Desk) -> None:
    number = resolved(doors, kind="inquiry")
    ticket_id = desk.ticket(number).id
    call = Heard("c1", desk.clock.at, 1, ticket_id, desk.people["wang"], desk.queues["sales"])
    for _ in range(2):
        with begin(SYSTEM) as work:
            surveys.after_calls(work, [call])
    assert (state(doors, number), desk.ticket(number).reopen_count) == ("open", 1)


def test_an_answer_without_a_ticket_is_told_and_stands_in_the_customers_history(doors: Doors, desk: Desk) -> None:
    number = resolved(doors, kind="inquiry", customer={"name": "张伟", "phone": "13800138000"})
    asked_of = desk.ticket(number).customer_id
    agent, queue = desk.people["zhao"], desk.queues["support"]
    with begin(SYSTEM) as work:
        calls = [Heard("c1", desk.clock.at, 2, None, agent, queue, asked_of), Heard("c2", desk.clock.at, None)]
        for _ in range(2):
            surveys.after_calls(work, calls)
    with reading() as session:
        told = [entry.payload for entry in session.scalars(sa.select(JournalEntry).filter_by(name="CustomerRated"))]
    assert [(one["ticket_id"], one["score"], one["person_id"]) for one in told] == [(None, 2, agent)]
    customer(desk, linked(doors, number), score=5)

    def answers(login: str) -> list[tuple[str, int]]:
        with reading() as session:
            at = desk.clock.at + timedelta(seconds=1)
            found = customer_history.contacts(session, desk.actor(login), asked_of or 0, at)
        return [(one.says["via"], one.says["score"]) for one in found if one.kind == "survey"]

    assert sorted(answers("sun")) == [("call", 2), ("link", 5)]
    # A call of another queue is not an agent's business.
    assert answers("wang") == [("link", 5)]
    page = doors.browser("sun").client.get(f"/customers/{asked_of}")
    assert page.status_code == 200


def test_satisfaction_is_satisfied_by_rated_and_never_by_asked(doors: Doors, desk: Desk) -> None:
    with begin(SYSTEM) as work:
        own = (None, desk.people["wang"], desk.queues["sales"])
        surveys.after_calls(
            work, [Heard(f"c{nth}", work.now, score, *own) for nth, score in enumerate((5, 4, 3, 1, None))]
        )
    unanswered = resolved(doors)
    linked(doors, unanswered)
    customer(desk, linked(doors, resolved(doors, kind="inquiry")), score=2, fault="attitude")
    figures = doors.get("sun", f"/surveys/figures?{MARCH}").json
    total = figures["total"]
    assert {name: total[name] for name in ("invited", "rated", "satisfied", "dissatisfied", "attitude")} == {
        "invited": 7,
        "rated": 5,
        "satisfied": 2,
        "dissatisfied": 2,
        "attitude": 1,
    }
    assert (total["rated_pct"], total["satisfaction_pct"], total["dissatisfied_pct"]) == (71.4, 40.0, 40.0)
    assert figures["parts"]["call"]["satisfaction_pct"] == 50.0
    assert doors.get("sun", f"/surveys/figures?{MARCH}&by=agent").json["parts"]["wang"]["invited"] == 7
    assert doors.get("sun", f"/surveys/figures?{MARCH}&by=queue").json["parts"]["sales"]["invited"] == 7
    assert doors.get("chen", f"/surveys/figures?{MARCH}").json["total"]["invited"] == 7
    assert doors.get("li", f"/surveys/figures?{MARCH}").json["total"]["rated_pct"] is None
    assert doors.get("sun", f"/surveys/figures?{MARCH}&by=mood").status_code == 422


@pytest.fixture
def rated(desk: Desk) -> Desk:
    """王芳's callers said 5, 4, 3 and 1 after calls of the sales queue, one hung up; nobody's said 2."""
    with begin(SYSTEM) as work:
        own = (None, desk.people["wang"], desk.queues["sales"])
        heard = [Heard(f"c{nth}", work.now, score, *own) for nth, score in enumerate((5, 4, 3, 1, None))]
        surveys.after_calls(work, [*heard, Heard("stray", work.now, 2)])
    desk.at("03-05 14:30")
    return desk


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize("side", ["via", "queue", "agent", "kind", "day", "month"])
def test_the_parts_come_to_the_whole_by_whatever_side(doors: Doors, side: str) -> None:
    figures = doors.get("sun", f"/surveys/figures?{MARCH}&by={side}").json
    for name in ("invited", "rated", "satisfied", "dissatisfied"):
        assert sum(part[name] for part in figures["parts"].values()) == figures["total"][name]
    assert figures["total"]["rated"] == 5


def test_an_agents_figures_and_own_board_say_how_content_their_callers_are(doors: Doors, rated: Desk) -> None:
    month = {"from": "2026-03-01T00:00:00+08:00", "to": "2026-04-01T00:00:00+08:00"}
    with reading() as session:
        now_us = micros(rated.clock.at)
        span = span_of(*(datetime.fromisoformat(day) for day in month.values()), "Asia/Shanghai", "day", rated.clock.at)
        people = {rated.people["wang"]: "wang", rated.people["li"]: "li"}
        report = agent_report(session, span, people)
        (row,) = numbers.rows(look_at(session, centre(), rated.clock.at), [rated.people["wang"]])
    assert (report.total["wang"]["satisfaction_pct"], report.total["li"]["satisfaction_pct"]) == (50.0, None)
    assert report.together["satisfaction_pct"] == 50.0
    (that_day,) = [one for one in report.buckets if one["start_us"] <= now_us < one["end_us"]]
    assert that_day["agents"]["wang"]["satisfaction_pct"] == 50.0
    others = [one for one in report.buckets if one is not that_day]
    assert {one["agents"]["wang"]["satisfaction_pct"] for one in others} == {None}
    assert row.row is not None
    assert row.row["satisfaction_pct"] == 50.0
