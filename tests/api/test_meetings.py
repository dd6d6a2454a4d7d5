"""Meetings that come round and duties by rotation at their doors and on their page."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from tests.api.test_calls import key
from tests.api.test_staffing import MONDAY, logged
from ticketing.clock import FrozenClock
from ticketing.db import reading
from ticketing.domain.adherence import Does
from ticketing.models.escalations import Notice
from ticketing.queries import duties, published
from ticketing.queries.staffing.coverage import on_queue

__all__ = ["key", "logged"]

SHIFT = {"code": "白", "name": "白班", "start_min": 510, "end_min": 1050}
MEETING = {"name": "晨会", "team": "one", "rule": "FREQ=WEEKLY;BYDAY=MO", "start_on": f"{MONDAY}"}
WEEK = {"first_on": f"{MONDAY}", "last_on": "2026-06-10"}


def roster(centre: Centre) -> None:
    """Agent and lead of team one on Monday and Tuesday, published."""
    supervisor = centre.browser("super")
    assert supervisor.call("POST", "/shift-templates", SHIFT).status_code == 201
    for person in ("agent1", "lead1"):
        for day in (MONDAY, "2026-06-09"):
            assert supervisor.call("PUT", f"/shifts/{person}/{day}", {"template": "白"}).status_code == 200
    assert supervisor.call("POST", f"/rosters/one/{MONDAY}/publication", {}).status_code == 201


def test_a_meeting_that_breaks_the_coverage_is_refused_with_the_split_that_would_do(logged: Centre) -> None:
    roster(logged)
    lead = logged.browser("lead1")
    at_ten = MEETING | {"from_min": 600, "length_min": 30}
    refused = lead.call("POST", "/meetings", at_ten)
    assert (refused.status_code, refused.json["code"]) == (409, "coverage_breaks")
    assert refused.json["params"]["short"] == [{"sitting": 1, "queue": "sales", "short": 2}]
    # Nobody can be spared at ten and both at half past: the first sitting is left to nobody.
    assert refused.json["params"]["sittings"] == [[], ["agent1", "lead1"]]
    form = "name=x&team=one&rule=FREQ%3DWEEKLY%3BBYDAY%3DMO&from=10:00&length=30"
    page = lead.client.get(f"/shifts/duties/meeting?{form}&start_on={MONDAY}").text
    for part in ("同时开会将缺 2 人", "分 2 批召开", "10:30"):
        assert part in page, part
    called = lead.call("POST", "/meetings", at_ten | {"sittings": refused.json["params"]["sittings"]})
    assert called.status_code == 201
    with reading() as session:
        told = published.of_days(session, MONDAY, MONDAY)
        times = {
            (one.start_us - shift.start_us) // 60_000_000
            for shift in told
            for one in shift.pieces
            if one.does is Does.MEETING
        }
        assert (len(told), times) == (2, {630 - 510})
        assert session.scalar(sa.select(sa.func.count()).where(Notice.kind == "meeting_called")) == 2
    half_hour = 1_800_000_000
    assert on_queue(told, told[0].start_us, 6)[3:6] == [2 * half_hour, 0, 2 * half_hour]


def test_a_meeting_is_held_all_the_same_with_a_reason_and_ends_without_changing_the_past(
    logged: Centre, clock: FrozenClock
) -> None:
    roster(logged)
    lead = logged.browser("lead1")
    kept = lead.call("POST", "/meetings", MEETING | {"from_min": 600, "length_min": 30, "reason": "fire drill"}).json
    assert logged.browser("lead2").call(
        "PUT", f"/meetings/{kept['id']}/end", {"last_on": f"{MONDAY}"}, **{"If-Match": f'"{kept["version"]}"'}
    ).status_code == 404  # fmt: skip
    clock.advance(days=7)
    supervisor = logged.browser("super")
    late = supervisor.call("PUT", f"/meetings/{kept['id']}/end", {"last_on": f"{MONDAY}"})
    assert (late.status_code, late.json["code"]) == (422, "bad_range")
    ended = supervisor.call("PUT", f"/meetings/{kept['id']}/end", {"last_on": "2026-06-15"})
    assert (ended.status_code, ended.json["until_on"]) == (200, "2026-06-15")
    with reading() as session:
        (one, _) = published.of_days(session, MONDAY, MONDAY)
        assert sum(piece.does is Does.MEETING for piece in one.pieces) == 1
    page = supervisor.client.get("/shifts/duties?lang=en").text
    assert "fire drill" in page
    assert "2026-06-15" in page


def test_turns_are_drawn_among_who_is_on_shift_handed_over_and_answer_what_escalates(logged: Centre) -> None:
    roster(logged)
    lead = logged.browser("lead1")
    duty = {"name": "值班", "name_en": "Duty", "team": "one", "answers": True, "weekdays": [0, 1, 2]}
    assert lead.call("PUT", "/duties/night", duty).status_code == 200
    assert lead.call("PUT", "/duties/all", duty | {"team": None}).status_code == 403
    turns = lead.call("POST", "/duties/night/turns", WEEK).json["items"]
    assert [(one["on_day"], one["here"]) for one in turns] == [(f"{MONDAY}", True), ("2026-06-09", True)]
    assert {one["person"] for one in turns} == {"agent1", "lead1"}
    first = turns[0]
    other = turns[1]["person"]
    path = f"/duty-turns/{first['id']}/person"
    assert lead.call("PUT", path, {"person": "agent2"}).json["code"] == "no_shift_then"
    assert lead.call("PUT", path, {"person": other}, **{"If-Match": '"0"'}).json["code"] == "stale_version"
    handed = lead.call("PUT", path, {"person": other}).json
    assert (handed["person"], handed["by_hand"]) == (other, True)
    again = lead.call("POST", "/duties/night/turns", WEEK).json["items"]
    assert [one["person"] for one in again] == [other, first["person"]]
    with reading() as session:
        at = datetime(2026, 6, 8, 4, tzinfo=UTC)
        assert [one.code for one in duties.answering(session, at)] == [other]
        assert {one.login for one in duties.answering(session, at.replace(hour=20))} == {"admin", "admin2"}
    page = lead.client.get(f"/shifts/duties?week={MONDAY}").text
    for part in ("值班", "接收升级", "人工指定", "排值班"):
        assert part in page, part
    assert "排值班" not in logged.browser("agent1").client.get("/shifts/duties").text
    assert lead.client.get("/shifts/duties/night/form?lang=en").status_code == 200


@pytest.mark.parametrize(
    ("path", "change", "status", "code"),
    [
        ("/meetings", {"team": "two"}, 404, "not_found"),
        ("/meetings", {"team": None}, 403, "forbidden"),
        ("/meetings", {"team": "none"}, 422, "unknown_team"),
        ("/meetings", {"rule": "FREQ=HOURLY"}, 422, "bad_rule"),
        ("/meetings", {"start_on": "2020-01-01"}, 422, "bad_range"),
        ("/meetings", {"sittings": [["agent1"], ["agent1"]]}, 422, "person_twice"),
        ("/meetings", {"sittings": [["nobody"]]}, 422, "unknown_person"),
    ],
)
def test_what_makes_no_meeting_is_a_problem(centre: Centre, path: str, change, status: int, code: str) -> None:
    wish = {"name": "x", "team": "one", "rule": "FREQ=DAILY", "start_on": "2027-01-04", "from_min": 600}
    answer = centre.browser("lead1").call("POST", path, wish | {"length_min": 30} | change)
    assert (answer.status_code, answer.json["code"]) == (status, code)
