"""How many are needed, out of a log of six Mondays, at its doors and on its page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from tests.api.test_calls import key, push
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.adherence import Does, Piece
from ticketing.domain.instants import micros
from ticketing.models.telephony import Outage, Pbx
from ticketing.queries.published import Told
from ticketing.queries.staffing.coverage import on_queue

__all__ = ["key"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 6, 8)
#: Calls of ten o'clock on the six Mondays before, the newest first: Mondays of no holiday and after none.
CALLS = (102, 40, 98, 100, 104, 96)


def mondays() -> list[date]:
    days = [MONDAY - timedelta(weeks=back) for back in range(1, 8)]
    # 4 May 2026 lies in a holiday.
    return [day for day in days if day != date(2026, 5, 4)][:6]


def half_hour(day: date, calls: int) -> Iterator[str]:
    """So many calls of three minutes each from ten o'clock on, and what does not count as one."""
    at = int(datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI).timestamp())
    for number in range(calls):
        enter, callid = at + number * 10, f"{at + number * 10}.{number}"
        yield f"{enter}|{callid}|sales|NONE|ENTERQUEUE||1391{number:07d}|1"
        yield f"{enter + 4}|{callid}|sales|p{number}|CONNECT|4|{callid}9|3"
        yield f"{enter + 184}|{callid}|sales|p{number}|COMPLETECALLER|4|180|1"
    # Gone after two seconds; and one who gave up after nine, rang again at once and gave up again.
    for number, (since, waits) in enumerate(((1, 2), (5, 9), (20, 30))):
        enter, callid = at + since, f"{at}.x{number}"
        yield f"{enter}|{callid}|sales|NONE|ENTERQUEUE||{'13700000000' if number else '13600000000'}|1"
        yield f"{enter + waits}|{callid}|sales|NONE|ABANDON|1|1|{waits}"


def in_order(lines: Iterator[str]) -> list[str]:
    return sorted(lines, key=lambda line: int(line.split("|")[0]))


@pytest.fixture
def logged(centre: Centre, key: str, clock: FrozenClock) -> Centre:
    clock.at = datetime(2026, 6, 8, 1, tzinfo=UTC)
    for day, calls in reversed(list(zip(mondays(), CALLS, strict=True))):
        assert push(centre.app.test_client(), key, in_order(half_hour(day, calls))).json["quarantined"] == 0
    return centre


def test_a_need_is_told_with_its_days_and_why(logged: Centre) -> None:
    answer = logged.browser("super").get(f"/staffing/need?queue=sales&on={MONDAY}").json
    assert (answer["kind"], answer["days"]) == ("mon", [day.isoformat() for day in mondays()])
    assert (answer["patience_s"], answer["shrinkage_pct"], answer["shrinkage_measured"]) == (None, 30.0, False)
    assert len(answer["slots"]) == 48
    ten = answer["slots"][20]
    assert ten["at"] == "2026-06-08T02:00:00+00:00"
    # Forty calls are no Monday; each of the others has one more, of the caller who rang twice and gave up.
    assert ten["omitted"] == [{"day": mondays()[1].isoformat(), "calls": 41, "why": "outlier"}]
    assert ten["calls"] == 101.0
    assert (ten["aht_s"], ten["model"], ten["raw"], ten["rostered"]) == (180.0, "c", 14, 20)
    assert ten["below"]["agents"] == 13
    assert ten["below"]["sl_pct"] < 80 <= ten["found"]["sl_pct"]
    assert (ten["planned"], ten["actual"]) == (0, None)
    assert answer["slots"][0]["actual"] == 0.0
    assert answer["slots"][19]["raw"] == 0


def test_hours_of_an_outage_are_left_out_and_named(logged: Centre) -> None:
    day = mondays()[0]
    at = micros(datetime(day.year, day.month, day.day, 10, 20, tzinfo=SHANGHAI))
    with begin(SYSTEM) as work:
        pbx_id = work.session.scalars(sa.select(Pbx.id).filter_by(code="pbx1")).one()
        work.add(Outage(pbx_id=pbx_id, kind="link_down", from_us=at, to_us=at + 1_200_000_000))
    slots = logged.browser("super").get(f"/staffing/need?queue=sales&on={MONDAY}").json["slots"]
    assert {"day": day.isoformat(), "calls": 103, "why": "outage"} in slots[20]["omitted"]
    assert {"day": day.isoformat(), "calls": 0, "why": "outage"} in slots[21]["omitted"]
    assert slots[22]["omitted"] == []


def test_who_is_planned_counts_by_the_published_roster(logged: Centre) -> None:
    supervisor = logged.browser("super")
    shift = {"code": "白", "name": "白班", "start_min": 510, "end_min": 1050}
    assert supervisor.call("POST", "/shift-templates", shift).status_code == 201
    for person in ("agent1", "agent2"):
        assert supervisor.call("PUT", f"/shifts/{person}/{MONDAY}", {"template": "白"}).status_code == 200
    assert supervisor.call("POST", f"/rosters/one/{MONDAY}/publication", {}).status_code == 201
    slots = supervisor.get(f"/staffing/need?queue=sales&on={MONDAY}").json["slots"]
    # Half past eight to half past five; agent2 is of another queue and not published.
    assert [slot["planned"] for slot in slots] == [0] * 17 + [1] * 18 + [0] * 13


def test_a_queue_without_a_log_needs_nobody(logged: Centre) -> None:
    answer = logged.browser("super").get(f"/staffing/need?queue=support&on={MONDAY}").json
    assert answer["days"] == []
    assert {slot["raw"] for slot in answer["slots"]} == {0}


def test_the_formula_may_be_tried_alone(centre: Centre) -> None:
    found = centre.browser("lead1").get("/staffing/level?calls=100&aht_s=180&patience_s=120").json
    assert (found["raw"], found["model"], found["found"]["sl_pct"]) == (12, "a", 82.56)
    assert centre.browser("lead1").get("/staffing/level?calls=100&aht_s=180&most_busy_pct=70").json["raw"] == 15


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("super", "/staffing/need?queue=nothing&on=2026-06-08", 404),
        ("super", "/staffing/need?queue=sales&on=2026-02-30", 422),
        ("super", "/staffing/need?queue=sales", 422),
        ("super", "/staffing/level?calls=-1&aht_s=180", 422),
        ("super", "/staffing/level?calls=nan&aht_s=180", 422),
        ("super", "/staffing/level?calls=1&aht_s=180&target_pct=100", 422),
        ("agent1", "/staffing/need?queue=sales&on=2026-06-08", 403),
        ("viewer", "/staffing/level?calls=1&aht_s=180", 403),
    ],
)
def test_what_makes_no_sense_or_is_not_allowed_is_a_problem(centre: Centre, login: str, path: str, status: int) -> None:
    answer = centre.browser(login).get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_the_page_says_why_and_which_days_were_left_out(logged: Centre) -> None:
    page = logged.browser("super").client.get(f"/shifts/need?queue=sales&on={MONDAY}&lang=en").text
    assert "Why 14?" in page
    assert f"{mondays()[1]} is left out of 1 half hour: too far from the other days" in page
    assert "Erlang C takes it that they wait for ever" in page
    empty = logged.browser("super").client.get("/shifts/need?queue=support&on=2026-06-08&lang=en").text
    assert "Nothing is expected of this day" in empty
    assert logged.browser("agent1").client.get("/shifts/need").status_code == 403


def test_coverage_lays_who_is_planned_on_queue_beside_the_need_and_names_two_thin_half_hours(logged: Centre) -> None:
    needed = logged.browser("super").get(f"/staffing/need?queue=sales&on={MONDAY}").json["slots"]
    covered = logged.browser("super").get(f"/staffing/coverage?queue=sales&on={MONDAY}").json["slots"]
    assert [slot["need"] for slot in covered] == [slot["raw"] for slot in needed]
    ten = next(slot for slot in covered if slot["at"].startswith("2026-06-08T02:00"))
    assert (ten["planned"], ten["coverage"], ten["actual"]) == (0.0, -ten["need"], None)
    # One thin half hour happens; two running are understaffed.
    assert not any(slot["understaffed"] for slot in covered)
    page = logged.browser("super").client.get(f"/shifts/coverage?on={MONDAY}")
    assert page.status_code == 200
    assert '<rect class="lack"' in page.text
    assert f"/shifts/coverage?on={MONDAY}" in logged.browser("super").client.get(f"/shifts/need?on={MONDAY}").text
    assert logged.browser("super").get(f"/staffing/coverage?queue=none&on={MONDAY}").status_code == 404
    assert logged.browser("agent1").get(f"/staffing/coverage?queue=sales&on={MONDAY}").status_code == 403


def test_a_meal_takes_its_part_of_the_half_hour_off_who_is_planned_on_queue() -> None:
    slot = 1_800_000_000
    pieces = (Piece(0, slot, Does.ON_QUEUE), Piece(slot, 2 * slot, Does.MEAL), Piece(2 * slot, 3 * slot, Does.ON_QUEUE))
    told = Told(1, 1, None, MONDAY, None, 0, 3 * slot, False, pieces)
    later = Told(2, 2, None, MONDAY, None, slot // 2, 2 * slot, False, (Piece(slot // 2, 2 * slot, Does.ON_QUEUE),))
    assert on_queue([told, later], 0, 3) == [slot + slot // 2, slot, slot]
    assert on_queue([told, later], 2 * slot, 2) == [slot, 0]
