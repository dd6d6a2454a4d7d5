"""States, notices and health over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.cast import Centre
from ticketing.actions import notices
from ticketing.actions.notices import Subject
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.journal import JournalEntry
from ticketing.models.people import Person
from ticketing.models.shifts import Roster, Shift
from ticketing.work import Work

HOUR = timedelta(hours=1)


def test_an_agent_says_their_own_state_by_code_or_as_me(centre: Centre) -> None:
    agent = centre.browser("agent1")
    for path in ("/agents/me/state", "/agents/agent1/state"):
        answer = agent.call("PUT", path, {"state": "busy", "reason": "会议"})
        assert (answer.status_code, answer.json["state"], answer.json["version"]) == (200, "busy", 1)


def test_the_state_of_another_agent_is_not_mine_to_say(centre: Centre) -> None:
    answer = centre.browser("agent1").call("PUT", "/agents/agent2/state", {"state": "offline", "force_reason": "x"})
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_a_lead_forces_their_own_team_and_does_not_see_another(centre: Centre) -> None:
    lead = centre.browser("lead1")
    wish = {"state": "busy", "force_reason": "系统升级"}
    assert lead.call("PUT", "/agents/agent1/state", wish).json["forced_reason"] == "系统升级"
    assert lead.call("PUT", "/agents/agent2/state", wish).status_code == 404
    assert lead.call("PUT", "/agents/agent1/state", {"state": "busy"}).json["code"] == "reason_missing"
    assert lead.call("PUT", "/agents/nobody/state", wish).status_code == 404


@pytest.mark.parametrize("body", [{"state": "asleep"}, {"state": "busy", "more": 1}, {"state": None}, [], {}])
def test_a_state_that_makes_no_sense_is_refused(body: Any, centre: Centre) -> None:
    assert centre.browser("agent1").call("PUT", "/agents/me/state", body).status_code in (400, 422)


def test_the_next_state_is_booked_and_taken_back(centre: Centre) -> None:
    agent = centre.browser("agent1")
    booked = agent.call("PUT", "/agents/me/next-state", {"state": "break", "reason": "午餐"}).json
    assert (booked["next_state"], booked["next_reason"]) == ("break", "午餐")
    assert agent.call("PUT", "/agents/me/next-state", {"state": None}).json["next_state"] is None


def test_notices_are_read_by_their_owner_alone_and_once(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        for n in range(3):
            notices.tell(work, centre.ids["agent1"], "callback_due", f"n{n}", Subject(), {"number": str(n)})
    agent = centre.browser("agent1")
    first = agent.get("/notices?limit=2").json
    assert [one["params"]["number"] for one in first["items"]] == ["2", "1"]
    rest = agent.get(f"/notices?after={first['next']}").json
    assert [one["params"]["number"] for one in rest["items"]] == ["0"]
    id_ = first["items"][0]["id"]
    assert centre.browser("agent2").call("PUT", f"/notices/{id_}/read").status_code == 404
    for _ in range(2):
        assert agent.call("PUT", f"/notices/{id_}/read").json["read"] is True
    with begin(SYSTEM) as work:
        assert work.session.query(JournalEntry).filter_by(name="NoticeRead").count() == 1


def test_a_snapshot_is_told_only_as_far_as_the_asker_may_see(centre: Centre) -> None:
    rows = {id_ for id_, _, _ in centre.browser("agent1").get("/board/floor").json["st"]}
    assert "queue:sales" in rows
    assert "queue:support" not in rows
    assert centre.browser("viewer").get("/board/desk").status_code == 403
    assert centre.browser("agent1").get("/board/me:1").status_code == 404


def test_the_process_says_that_it_is_up_without_asking_anybody(centre: Centre) -> None:
    assert centre.app.test_client().get("/healthz").json == {"status": "ok"}


def test_without_redis_the_process_is_not_ready_and_says_what_is_missing(centre: Centre) -> None:
    answer = centre.app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": True, "redis": False, "timers": True, "journal": True}


def test_figures_are_for_this_machine_or_a_token(centre: Centre) -> None:
    client = centre.app.test_client()
    assert "rexian_journal_waiting" in client.get("/metrics").text
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


def on_duty(work: Work, *people: int) -> None:
    """These people have a published shift just now."""
    for person_id in people:
        team_id = work.get(Person, person_id).team_id
        roster = work.add(Roster(team_id=team_id, week_on=work.now.date()))
        runs = {"published_start_at": work.now - HOUR, "published_end_at": work.now + HOUR}
        work.add(Shift(roster_id=roster.id, person_id=person_id, on_day=work.now.date(), **runs))


def test_help_is_asked_of_who_leads_now_and_the_agent_hears_who_comes(centre: Centre) -> None:
    agent, lead = centre.browser("agent1"), centre.browser("lead1")
    assert agent.call("POST", "/agents/me/help", {}).json["helpers"] == ["Admin", "Admin2"]
    with begin(SYSTEM) as work:
        on_duty(work, centre.ids["lead1"], centre.ids["lead2"])
    asked = {"callid": "1700000000.1", "note": "客户要求见经理"}
    for _ in range(2):
        assert agent.call("POST", "/agents/me/help", asked).json["helpers"] == ["Lead1"]
    (told,) = lead.get("/notices").json["items"]
    assert (told["kind"], told["params"]["code"], told["params"]["note"]) == ("help_asked", "agent1", asked["note"])
    assert centre.browser("lead2").call("PUT", "/agents/agent1/help").status_code == 404
    assert lead.call("PUT", "/agents/agent1/help").status_code == 204
    (answer,) = agent.get("/notices").json["items"]
    assert (answer["kind"], answer["params"]) == ("help_comes", {"by": "Lead1"})
    assert centre.browser("viewer").call("POST", "/agents/me/help", {}).status_code == 403
