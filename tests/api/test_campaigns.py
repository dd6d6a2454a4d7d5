"""Plans of follow-ups from the imported list to the signature (电话访谈计划, 售前/售后回访), with their scripts."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.api.test_file_jobs import hand_in, run
from tests.desk import Desk, furnish
from ticketing.actions import blocked_numbers, campaigns
from ticketing.clock import FrozenClock
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.callbacks import CallbackState
from ticketing.errors import Conflict
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person

PLAN = {
    "name": "三月售后回访",
    "kind": "after_sales",
    "queue": "sales",
    "first_on": "2026-03-02",
    "last_on": "2026-03-13",
    "purpose": "了解安装质量",
    "audience": "二月安装空调的客户",
    "from_min": 540,
    "to_min": 1_080,
}
HEAD = "客户姓名,联系电话,产品名称,订单号,计划日期,备注"
ROWS = ["张伟,13800138000,空调,A1,,", "李娜,13900139000,空调,A2,2026-03-03,下午"]


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def planned(doors: Doors, rows: list[str] = ROWS, **changes: Any) -> str:
    """The path of a running plan with these rows on its list."""
    made = doors.post("chen", "/campaigns", PLAN | changes)
    assert made.status_code == 201, made.text
    path = f"/campaigns/{made.json['id']}"
    job = hand_in(doors, "chen", rows, f"follow_ups&into={made.json['id']}", HEAD)
    assert job.status_code == 202, job.text
    run(doors, job.json["id"])
    assert doors.put("chen", f"{path}/state", {"state": "running"}).status_code == 200
    return path


def tried(doors: Doors, who: str, callback: int, result: str, **more: Any) -> dict[str, Any]:
    answer = doors.post(who, f"/callbacks/{callback}/attempts", {"result": result, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def test_a_plan_is_worked_off_one_by_one_and_its_progress_says_how_far_it_is(doors: Doors, desk: Desk) -> None:
    path = planned(doors)
    first = doors.post("wang", f"{path}/next", None)
    assert (first.status_code, first.json["phone"], first.json["state"]) == (201, "+8613800138000", "in_progress")
    assert (first.json["ticket"], first.json["subject"]) == (None, "三月售后回访 · 张伟 · 空调")
    assert doors.post("wang", f"{path}/next", None).json["id"] == first.json["id"]
    # The other is planned for tomorrow.
    assert doors.post("li", f"{path}/next", None).json["code"] == "list_worked_off"
    tried(doors, "wang", first.json["id"], "answered_resolved", note="很满意")
    desk.at("03-03 09:30")
    second = doors.post("li", f"{path}/next", None).json
    tried(doors, "li", second["id"], "refused")
    plan = doors.get("sun", path).json
    assert plan["progress"] == {
        "total": 2,
        "waiting": 0,
        "calling": 0,
        "ended": 2,
        "reached": 1,
        "done_pct": 100.0,
        "reached_pct": 50.0,
        "why": {"refused": 1},
    }
    listed = doors.get("chen", f"{path}/targets?state=reached").json["items"]
    assert [(one["name"], one["phone"], one["answer"]) for one in listed] == [("张伟", "138****8000", "很满意")]
    assert doors.put("chen", f"{path}/state", {"state": "done"}).json["state"] == "done"
    assert doors.put("chen", f"{path}/review", None).status_code == 403
    assert doors.put("sun", f"{path}/review", None).json["reviewed_by"]["code"] == "sun"


def test_who_does_not_answer_is_rung_again_by_the_rule_and_stays_on_the_list_until_it_ends(
    doors: Doors, desk: Desk
) -> None:
    path = planned(doors, ROWS[:1])
    callback = doors.post("wang", f"{path}/next", None).json["id"]
    assert tried(doors, "wang", callback, "no_answer")["next_attempt_at"] == "2026-03-02T01:30:00+00:00"
    assert doors.get("chen", path).json["progress"]["calling"] == 1
    desk.pass_to("03-02 09:30")
    tried(doors, "wang", callback, "no_answer")
    desk.pass_to("03-02 11:30")
    assert tried(doors, "wang", callback, "no_answer")["state"] == "exhausted"
    assert doors.get("chen", path).json["progress"]["why"] == {"not_reached": 1}
    assert desk.pass_to("03-02 23:00") == []


@pytest.mark.parametrize(
    ("row", "column", "code", "params"),
    [
        ("张伟,13800138000,,,2026-02-30,", "planned_on", "no_such_date", {"next": "2026-03-01"}),
        ("张伟,13800138000,,,2026-04-01,", "planned_on", "outside_plan", {"first": "2026-03-02", "last": "2026-03-13"}),
        ("张伟,abc,,,,", "phone", "bad_phone", {}),
        (",13800138000,,,,", "name", "missing", {}),
        ("张伟,13600136000,,,,", "phone", "number_blocked", {}),
    ],
)
def test_a_row_that_cannot_be_rung_comes_back_with_its_column_and_what_would_be_right(
    doors: Doors, row: str, column: str, code: str, params: dict[str, str]
) -> None:
    with begin(SYSTEM) as work:
        blocked_numbers.block(work, "13600136000", "客户要求")
    made = doors.post("chen", "/campaigns", PLAN).json["id"]
    job = hand_in(doors, "chen", [row, ROWS[0]], f"follow_ups&into={made}", HEAD).json["id"]
    run(doors, job)
    (fault,) = doors.get("chen", f"/file-jobs/{job}/faults").json["items"]
    told = {key: fault["faults"][0][key] for key in ("column", "code", "params")}
    assert (fault["line"], told) == (2, {"column": column, "code": code, "params": params})
    assert doors.get("chen", f"/campaigns/{made}").json["progress"]["total"] == 1


def test_the_same_number_stands_on_a_list_once(doors: Doors) -> None:
    path = planned(doors, [ROWS[0], "张伟,138-0013-8000,,,,"])
    assert doors.get("chen", path).json["progress"]["total"] == 1


@pytest.mark.parametrize("into", ["", "&into=99", "&into=x"])
def test_a_list_needs_a_plan_to_go_into(doors: Doors, into: str) -> None:
    assert hand_in(doors, "chen", ROWS, f"follow_ups{into}", HEAD).status_code in (404, 422)


def test_nobody_is_drawn_outside_days_hours_or_while_the_plan_rests(doors: Doors, desk: Desk) -> None:
    path = planned(doors)
    desk.at("03-02 18:30")
    assert doors.post("wang", f"{path}/next", None).json["code"] == "outside_calling_hours"
    desk.at("03-02 12:30")
    assert doors.post("wang", f"{path}/next", None).json["code"] == "outside_calling_hours"
    desk.at("03-16 10:00")
    assert doors.post("wang", f"{path}/next", None).json["code"] == "plan_not_today"
    desk.at("03-02 10:00")
    doors.put("chen", f"{path}/state", {"state": "paused"})
    assert doors.post("wang", f"{path}/next", None).json["code"] == "campaign_not_running"
    refused = doors.put("chen", f"{path}/state", {"state": "draft"})
    assert (refused.status_code, refused.json["params"]["allowed"]) == (409, ["done", "running"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"last_on": "2026-03-01"}, "days_backwards"),
        ({"last_on": "2026-02-30"}, "no_such_date"),
        ({"to_min": 540}, "hours_backwards"),
        ({"queue": "nowhere"}, "unknown_queue"),
        ({"script": 7}, "unknown_script"),
        ({"state": "done"}, "invalid"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(doors: Doors, change: dict[str, Any], code: str) -> None:
    refused = doors.post("chen", "/campaigns", PLAN | change)
    assert (refused.status_code, refused.json["code"]) == (422, code)


def test_an_agent_of_another_queue_knows_nothing_of_a_plan(doors: Doors) -> None:
    path = planned(doors)
    assert doors.get("zhao", path).status_code == 404
    assert doors.get("zhao", f"{path}/targets").status_code == 404
    assert doors.post("zhao", f"{path}/next", None).status_code == 404
    assert doors.post("wang", "/campaigns", PLAN).status_code == 403
    empty = doors.post("chen", "/campaigns", PLAN).json["id"]
    assert doors.put("chen", f"/campaigns/{empty}/state", {"state": "running"}).json["code"] == "list_empty"


def test_twenty_who_draw_at_once_get_twenty_different_people(doors: Doors, desk: Desk) -> None:
    path = planned(doors, [f"客户{no},138001380{no:02d},,,," for no in range(20)])
    scope, actors = Scope(None, frozenset({desk.queues["sales"]})), []
    with begin(SYSTEM) as work:
        for no in range(20):
            person = Person(
                login=f"p{no}", code=f"p{no}", name="", password_hash="", roles=["agent"], created_at=work.now
            )
            actors.append(Actor(work.add(person).id, frozenset({Role.AGENT}), scope, f"p{no}"))
    barrier, got = threading.Barrier(20), []

    def reach(actor: Actor) -> None:
        with desk.app.app_context():
            barrier.wait()
            try:
                got.append(do(actor, lambda work: campaigns.draw(work, int(path.rsplit("/", 1)[1])).phone))
            except Conflict as refusal:
                got.append(refusal.code)

    threads = [threading.Thread(target=reach, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 20
    with reading() as session:
        states = session.scalars(sa.select(Callback.state).where(Callback.target_id.is_not(None))).all()
    assert states == [CallbackState.IN_PROGRESS] * 20


SCRIPT = {"title": "售后回访", "use": "follow_up", "text": "{customer}您好,我是{centre}的{agent}。{product}用着还好吗?"}


def test_the_script_of_a_call_is_shown_with_its_gaps_filled_and_every_wording_is_kept(doors: Doors) -> None:
    script = doors.post("chen", "/scripts", SCRIPT).json
    path = planned(doors, script=script["id"])
    callback = doors.post("wang", f"{path}/next", None).json["id"]
    said = doors.get("wang", f"/callbacks/{callback}/script").json
    assert said["title"] == "售后回访"
    assert said["text"].startswith("张伟您好,我是")
    assert said["text"].endswith("的Wang。空调用着还好吗?")
    assert doors.get("zhao", f"/callbacks/{callback}/script").status_code == 404
    changed = doors.put("chen", f"/scripts/{script['id']}", SCRIPT | {"text": "您好"}, **{"If-Match": "1"})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    stale = doors.put("chen", f"/scripts/{script['id']}", SCRIPT, **{"If-Match": "1"})
    assert (stale.status_code, stale.json["code"]) == (409, "stale_version")
    told = doors.get("chen", f"/scripts/{script['id']}/wordings").json["items"]
    assert [(one["version"], one["text"]) for one in told] == [(2, "您好"), (1, SCRIPT["text"])]


def test_a_promise_shows_the_script_of_its_kind_and_none_where_nobody_wrote_one(doors: Doors) -> None:
    promise = {
        "phone": "13800138000",
        "window_start": "2026-03-02T15:00:00+08:00",
        "window_end": "2026-03-02T16:00:00+08:00",
        "note": "报价",
    }
    callback = doors.post("wang", "/callbacks", promise).json["id"]
    assert doors.get("wang", f"/callbacks/{callback}/script").json == {"title": None, "text": None}
    doors.post("chen", "/scripts", SCRIPT | {"use": "promise", "text": "{customer}您好,关于{note}({ticket})"})
    text = doors.get("wang", f"/callbacks/{callback}/script").json["text"]
    assert text == "____您好,关于报价(20260302-00001)"


def test_a_gap_that_nothing_fills_and_a_title_twice_are_refused_and_agents_only_read(doors: Doors) -> None:
    refused = doors.post("chen", "/scripts", SCRIPT | {"text": "{salary}"})
    assert (refused.status_code, refused.json["code"], refused.json["params"]["gap"]) == (422, "unknown_gap", "salary")
    assert doors.post("chen", "/scripts", SCRIPT).status_code == 201
    assert doors.post("chen", "/scripts", SCRIPT).json["code"] == "name_taken"
    assert doors.post("wang", "/scripts", SCRIPT).status_code == 403
    assert len(doors.get("wang", "/scripts").json["items"]) == 1
