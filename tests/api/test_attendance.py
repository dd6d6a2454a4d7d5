"""Attendance at its doors: own days, a team's days, refusals by code, an outage excused, pages for each role."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.api.desk import Doors
from tests.desk import Desk, furnish, local
from ticketing.actions import attendance
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.models.system import AuditRow
from ticketing.models.telephony import Outage, Pbx

DAYS = "/attendance/days?from=2026-03-02&to=2026-03-02"


@pytest.fixture
def doors(app, clock: FrozenClock) -> Doors:
    """Wang and Zhao (another team) had the day shift of Monday; it is over, and nobody punched."""
    desk = furnish(app, clock)
    desk.send_home("wang", "li", "zhao", "chen", "sun")
    for login in ("wang", "zhao", "chen"):
        desk.roster(login, "03-02 08:30", "03-02 17:30")
    desk.at("03-02 18:00")
    return Doors(desk)


def settle(desk: Desk) -> None:
    with begin(SYSTEM) as work:
        attendance.settle(work)


def test_everybody_sees_as_far_as_they_answer_and_the_day_changes_with_its_corrections(doors: Doors) -> None:
    settle(doors.desk)
    seen = {
        login: sorted(row["person"] for row in doors.get(login, DAYS).json["items"])
        for login in ("wang", "chen", "sun")
    }
    assert seen == {"wang": ["wang"], "chen": ["chen", "wang"], "sun": ["chen", "wang", "zhao"]}
    asked = {"person": "wang", "way": "in", "at": "2026-03-02T08:42:00+08:00", "certificate": "reader was down"}
    left = asked | {"way": "out", "at": "2026-03-02T17:30:00+08:00"}
    assert doors.post("chen", "/attendance/certificates", asked).status_code == 201
    assert doors.post("chen", "/attendance/certificates", left).status_code == 201
    settle(doors.desk)
    items = doors.get("wang", "/attendance/days/wang/2026-03-02").json["items"]
    assert [(one["revision"], [each["code"] for each in one["findings"]]) for one in items] == [
        (2, []),
        (1, ["absence"]),
    ]
    (month,) = doors.get("wang", "/attendance/months/2026-03").json["items"]
    assert (month["person"], month["month"]["full_attendance"]) == ("wang", True)


def test_w48_certifying_oneself_is_403_with_a_row_in_the_audit(doors: Doors) -> None:
    asked = {"person": "chen", "way": "in", "at": "2026-03-02T08:30:00+08:00", "certificate": "I was there"}
    answer = doors.post("chen", "/attendance/certificates", asked)
    assert (answer.status_code, answer.json["code"]) == (403, "own_day")
    with begin(SYSTEM) as work:
        rows = work.session.scalars(sa.select(AuditRow).where(AuditRow.action == "refused"))
        assert [row.detail["code"] for row in rows] == ["own_day"]
    assert doors.post("sun", "/attendance/certificates", asked).status_code == 201


def test_an_outage_is_excused_in_one_click_and_once(doors: Doors) -> None:
    settle(doors.desk)
    with begin(SYSTEM) as work:
        pbx = work.session.scalars(sa.select(Pbx)).first() or work.add(Pbx(code="one", name="one"))
        from_us = micros(local("03-02 08:30"))
        outage = work.add(Outage(pbx_id=pbx.id, kind="link_down", from_us=from_us, to_us=from_us + 10**6 * 32_400))
    path = f"/attendance/excuses/outages/{outage.id}"
    assert doors.post("chen", path, {}).status_code == 403
    assert 'data-send="POST ' + path in doors.browser("sun").client.get("/attendance?on=2026-03-02").text
    excused = doors.post("sun", path, {})
    assert excused.status_code == 201
    assert doors.post("sun", path, {}).json["code"] == "already_excused"
    settle(doors.desk)
    assert doors.get("wang", DAYS).json["items"][0]["findings"] == []
    assert doors.delete("chen", f"/attendance/excuses/{excused.json['id']}").status_code == 403
    assert doors.delete("sun", f"/attendance/excuses/{excused.json['id']}").status_code == 200
    settle(doors.desk)
    assert doors.get("wang", DAYS).json["items"][0]["findings"][0]["half_days"] == 2


CERTIFICATE = {"person": "wang", "way": "in", "at": "2026-03-02T08:30:00+08:00", "certificate": "x"}
EXCUSE = {"person": "wang", "from": "2026-03-02T09:30:00+08:00", "to": "2026-03-02T08:30:00+08:00", "reason": "x"}
PUNCH = {"person": "wang", "way": "in", "at": "2026-03-02T08:30:00+08:00"}


@pytest.mark.parametrize(
    ("login", "path", "body", "status", "code"),
    [
        ("chen", "/attendance/certificates", CERTIFICATE | {"certificate": " "}, 422, "certificate_missing"),
        ("chen", "/attendance/certificates", CERTIFICATE | {"person": "zhao"}, 404, "not_found"),
        ("chen", "/attendance/certificates", CERTIFICATE | {"way": "up"}, 422, "invalid"),
        ("chen", "/attendance/excuses", EXCUSE, 422, "span_backwards"),
        ("wang", "/attendance/certificates", CERTIFICATE | {"person": "li"}, 403, "forbidden"),
        ("chen", "/attendance/punches", {"items": [PUNCH | {"source": "manual"}]}, 422, "certificate_missing"),
        ("chen", "/attendance/punches", {"items": [PUNCH | {"at": "2026-03-03T08:30:00Z"}]}, 422, "in_the_future"),
    ],
)
def test_a_bad_wish_is_answered_with_its_code(
    doors: Doors, login: str, path: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = doors.post(login, path, body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_punches_of_a_time_clock_count_once_and_ones_own_is_now(doors: Doors) -> None:
    sent = {"items": [{"person": "wang", "way": "in", "at": "2026-03-02T08:31:00+08:00", "source": "dingtalk"}]}
    assert doors.post("chen", "/attendance/punches", sent).json == {"taken": 1, "known": 0}
    assert doors.post("chen", "/attendance/punches", sent).json == {"taken": 0, "known": 1}
    assert doors.post("wang", "/attendance/punches/mine", {"way": "out"}).status_code == 201


def test_rules_with_overlapping_bands_are_refused_and_an_older_version_too(doors: Doors) -> None:
    rules = doors.get("wang", "/attendance/rules").json
    assert (rules["version"], [band["code"] for band in rules["bands"]]) == (1, ["B1", "B2", "B3"])
    bands = [{**band, "from_closed": True} for band in rules["bands"]]
    assert doors.put("sun", "/attendance/rules", {"bands": bands}).json["code"] == "bands_overlap"
    assert doors.put("sun", "/attendance/rules", {"grace_s": 60}, **{"If-Match": "1"}).json["version"] == 2
    assert doors.put("sun", "/attendance/rules", {"grace_s": 0}, **{"If-Match": "1"}).status_code == 409
    assert doors.put("chen", "/attendance/rules", {"grace_s": 0}).status_code == 403


def test_pages_open_for_whom_they_concern_and_nobody_is_offered_to_put_their_own_day_right(doors: Doors) -> None:
    settle(doors.desk)
    with begin(SYSTEM) as work:
        work.now = local("03-09 06:00") + timedelta(seconds=1)
        attendance.publish_weeks(work)
    for login, path, status in (
        ("wang", "/attendance?on=2026-03-02", 200), ("wang", "/attendance/month?month=2026-03", 200),
        ("wang", "/attendance/wang/2026-03-02", 200), ("wang", "/attendance/zhao/2026-03-02", 404),
        ("wang", "/attendance/week?week=2026-03-04", 403), ("sun", "/attendance/week?week=2026-03-04", 200),
        ("wang", "/attendance/rules", 200), ("root", "/attendance", 403),
    ):  # fmt: skip
        assert doors.browser(login).client.get(path).status_code == status, (login, path)
    page = doors.browser("chen").client.get("/attendance?on=2026-03-02").text
    assert 'name="person" value="wang"' in page
    assert 'name="person" value="chen"' not in page
    assert "wang" in doors.browser("sun").client.get("/attendance/week?week=2026-03-04").text


def test_a_probation_is_told_of_whoever_is_on_one_and_old_days_are_judged_again_on_a_word(doors: Doors) -> None:
    settle(doors.desk)
    month = "/attendance/months/2026-03"
    assert [row["month"]["probation"] for row in doors.get("wang", month).json["items"]] == [[]]
    assert doors.put("chen", "/attendance/probations/wang", {"until": "2026-05-31"}).status_code == 403
    set_ = doors.put("sun", "/attendance/probations/wang", {"until": "2026-05-31"})
    assert set_.json == {"person": "wang", "until": "2026-05-31"}
    (row,) = doors.get("wang", month).json["items"]
    assert (row["probation_until"], row["month"]["absence_days"]) == ("2026-05-31", 1.0)
    assert "2026-05-31" in doors.browser("sun").client.get("/attendance/month?month=2026-03").text
    assert doors.put("sun", "/attendance/probations/wang", {"until": None}).json["until"] is None
    asked = {"from": "2026-03-02", "to": "2026-03-02", "reason": "export was wrong"}
    again = doors.post("sun", "/attendance/recomputations", asked)
    assert (again.status_code, again.json) == (202, {"days": 3})
    assert doors.post("sun", "/attendance/recomputations", asked | {"to": "2026-03-01"}).json["code"] == (
        "range_backwards"
    )
    assert doors.post("chen", "/attendance/recomputations", asked).status_code == 403
    assert "recomputations" in doors.browser("sun").client.get("/attendance/rules").text
    assert doors.get("chen", "/attendance/uncertified").json == {"items": []}
    assert doors.get("wang", "/attendance/uncertified").status_code == 403


def test_a_missed_punch_waits_among_the_leads_approvals_and_is_certified_there(doors: Doors) -> None:
    came = {"person": "wang", "way": "in", "at": "2026-03-02T08:30:00+08:00", "certificate": "seen at the door"}
    assert doors.post("sun", "/attendance/certificates", came).status_code == 201
    doors.desk.at("03-03 09:00")
    settle(doors.desk)
    assert doors.get("wang", "/approvals").status_code == 403
    (waits,) = doors.get("chen", "/approvals").json["items"]
    assert (waits["kind"], waits["params"]["name"], waits["params"]["way"]) == ("punch_missing", "Wang", "out")
    assert waits["page"] == "/attendance?on=2026-03-02"
    word = waits["certificate"] | {"certificate": "left with the team"}
    assert doors.post("chen", waits["decision"], word).status_code == 201
    settle(doors.desk)
    assert doors.get("chen", "/approvals").json["items"] == []
