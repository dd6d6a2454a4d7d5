"""A roster that is asked for at the door, drawn up beside the requests and found in the draft."""

from datetime import date

import sqlalchemy as sa
from flask_babel import refresh

from tests.api.cast import Centre
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.centre import Centre as House
from ticketing.models.roster_runs import RosterRun
from ticketing.models.shifts import Roster, Shift
from ticketing.queries.rosters.instances import instance_of
from workers.rosters import runs

WISH = {"team": "one", "first_on": "2027-01-04", "last_on": "2027-01-10", "budget_s": 30}


def test_w34_january_2027_is_drawn_up_by_weekdays_and_says_that_holidays_are_unknown(centre: Centre) -> None:
    supervisor = centre.browser("super")
    day = {"code": "D", "name": "白", "start_min": 510, "end_min": 1020, "min_staff": 2, "min_staff_rest": 1}
    assert supervisor.call("POST", "/shift-templates", day).status_code == 201
    off = {"code": "O", "name": "休", "start_min": 0, "end_min": 0, "working": False}
    assert supervisor.call("POST", "/shift-templates", off).status_code == 201
    lock = {"template": "O", "locked": True}
    assert supervisor.call("PUT", "/shifts/agent1/2027-01-05", lock).status_code == 200
    assert centre.browser("lead1").call("POST", "/rosters/runs", WISH).status_code == 403
    asked = supervisor.call("POST", "/rosters/runs", WISH)
    assert (asked.status_code, asked.json["state"]) == (202, "owed")
    assert supervisor.call("POST", "/rosters/runs", WISH).json["code"] == "run_open"
    number = asked.json["id"]
    runs.draw_up(number)
    runs.draw_up(number)
    found = supervisor.get(f"/rosters/runs/{number}").json
    assert (found["state"], found["score"]["state"], found["score"]["unknown_holidays"]) == ("done", "optimal", True)
    with reading() as session:
        worked = session.execute(
            sa.select(Shift.on_day, sa.func.count()).where(Shift.start_at.is_not(None)).group_by(Shift.on_day)
        ).all()
        assert sorted(count for _, count in worked) == [1, 1, 2, 2, 2, 2, 2]
        locked = session.scalars(sa.select(Shift).where(Shift.locked)).one()
        assert locked.start_at is None
        assert session.scalar(sa.select(sa.func.max(Roster.published_version))) == 0
    refresh()
    page = supervisor.client.get(f"/shifts/runs/{number}?lang=en").text
    assert "weekdays were taken for it" in page


def test_a_run_that_was_stopped_writes_nothing_and_one_without_a_worker_is_offered_again(centre: Centre, clock) -> None:
    supervisor = centre.browser("super")
    number = supervisor.call("POST", "/rosters/runs", WISH).json["id"]
    clock.advance(minutes=6)
    runs.owe()
    with reading() as session:
        assert session.get_one(RosterRun, number).lease_until > clock.now()
    assert supervisor.call("DELETE", f"/rosters/runs/{number}").json["state"] == "cancelled"
    runs.draw_up(number)
    assert supervisor.call("DELETE", f"/rosters/runs/{number}").json["code"] == "run_over"
    with begin(SYSTEM) as work:
        assert work.session.scalar(sa.select(sa.func.count()).select_from(Shift)) == 0


def test_a_repair_frees_days_with_a_gap_alone_and_a_wish_to_rest_is_soft(centre: Centre) -> None:
    supervisor = centre.browser("super")
    day = {"code": "D", "name": "白", "start_min": 510, "end_min": 1020, "min_staff": 2, "min_staff_rest": 2}
    assert supervisor.call("POST", "/shift-templates", day).status_code == 201
    for person, days in (("agent1", (2, 3)), ("lead1", (2, 3, 4, 5)), ("agent2", (4, 5))):
        for on in days:
            cell = {"template": "D", "is_leader": person == "lead1"}
            assert supervisor.call("PUT", f"/shifts/{person}/2026-03-0{on}", cell).status_code == 200
    weekdays = {"rest_weekdays": [2], "likes": "D", "new_until": "2026-01-31", "week_hours": 40}
    kept = supervisor.call("PUT", "/roster-terms/lead2", weekdays)
    assert (kept.status_code, kept.json["version"], kept.json["rest_weekdays"]) == (200, 1, [2])
    assert supervisor.call("PUT", "/roster-terms/lead2", weekdays, **{"If-Match": '"0"'}).status_code == 409
    assert supervisor.call("PUT", "/roster-terms/lead2", {"only": "X"}).json["code"] == "unknown_template"
    assert centre.browser("lead1").call("PUT", "/roster-terms/lead2", weekdays).status_code == 404
    agent = centre.browser("agent2")
    rest = {"kind": "rest", "first_on": "2026-03-05", "last_on": "2026-03-05"}
    assert agent.call("POST", "/leave", rest).status_code == 201
    sick = {"person": "agent1", "first_on": "2026-03-03", "last_on": "2026-03-03"}
    assert supervisor.call("POST", "/leave/sick", sick).status_code == 201
    supervisor.call("PUT", "/shifts/agent1/2026-03-03", {"template": None})
    wish = {"team": "one", "first_on": "2026-03-02", "last_on": "2026-03-05", "budget_s": 30, "repair": True}
    number = supervisor.call("POST", "/rosters/runs", wish).json["id"]
    with reading() as session:
        found = instance_of(session, session.get_one(RosterRun, number), House())
    monday = date(2026, 3, 2)
    assert found.wishes == {("agent2", date(2026, 3, 5)): 2, ("lead2", date(2026, 3, 4)): 1}
    assert {one.on_day for one in found.fixed} == {monday, date(2026, 3, 4), date(2026, 3, 5)}
    runs.draw_up(number)
    said = supervisor.get(f"/rosters/runs/{number}").json
    assert (said["state"], said["cells"], said["breaches"]) == ("done", 1, [])
    assert len(said["input_hash"]) == 64
    page = supervisor.client.get("/admin/roster-people?lang=en&q=lead2").text
    assert "2026-01-31" in page
    assert "agent1" not in page
