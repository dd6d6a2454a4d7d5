"""Moving calls over HTTP: one click is one act, and a button that cannot work says why."""

from typing import Any

import pytest

from tests.api.cast import Centre
from ticketing.actions import setup
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.control import Obstacle
from ticketing.models.people import Person
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.pages.dialling import WORDS
from ticketing.queries.board.change import Look
from ticketing.queries.board.control import of_people

PEOPLE = ("agent1", "agent2", "lead1")


@pytest.fixture
def phones(centre: Centre, clock: FrozenClock) -> Centre:
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="main", name="main"))
        settings = {"control": "all"}
        work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI, settings=settings, link_state="up"))
        for number, login in enumerate(PEOPLE):
            work.session.get_one(Person, centre.ids[login]).extension = f"100{number}"
    clock.advance(hours=1)
    return centre


def act(centre: Centre, who: str, name: str, key: str = "click-0001", **more: Any) -> Any:
    return centre.browser(who).call("POST", "/phone-acts", {"act": name, "key": key, **more})


def test_a_click_is_taken_and_can_be_looked_at_by_whoever_clicked(phones: Centre) -> None:
    answer = act(phones, "agent1", "dial", number="13800138000")
    assert answer.status_code == 202
    assert answer.json.items() >= {"act": "dial", "state": "open", "target": "138****8000", "agent": "agent1"}.items()
    seen = phones.browser("agent1").call("GET", f"/phone-acts/{answer.json['id']}")
    assert seen.json == answer.json
    assert phones.browser("agent2").call("GET", f"/phone-acts/{answer.json['id']}").status_code == 404
    assert act(phones, "agent1", "dial", number="13800138000").json["id"] == answer.json["id"]


def test_a_phone_system_without_control_is_a_conflict_with_its_reason(centre: Centre) -> None:
    answer = act(centre, "agent1", "dial", number="13800138000")
    assert (answer.status_code, answer.json["code"]) == (409, "no_control")
    assert answer.json["title"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"act": "dial", "key": "click-0001", "number": "138\r\n0013"}, 422),
        ({"act": "dial", "key": "click-0001", "number": "13800138000,1"}, 422),
        ({"act": "reboot", "key": "click-0001"}, 422),
        ({"act": "dial", "key": "x"}, 422),
        ({"act": "dial", "key": "click-0001", "callback": 2**70}, 400),
        ({"act": "dial", "key": "click-0001", "ticket": "nothing"}, 404),
        ({"act": "dial", "key": "click-0001", "device": "PJSIP/1"}, 422),
        ({"act": "blind_transfer", "key": "click-0001"}, 422),
    ],
)
def test_bad_wishes_are_refused(phones: Centre, body: dict[str, Any], status: int) -> None:
    assert phones.browser("agent1").call("POST", "/phone-acts", body).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("lead1", 202), ("agent2", 403), ("lead2", 404), ("viewer", 403), ("admin", 403)]
)
def test_listening_is_for_the_teams_lead(phones: Centre, who: str, status: int) -> None:
    with begin(SYSTEM) as work:
        work.session.get_one(Person, phones.ids["lead2"]).extension = "1008"
    assert act(phones, who, "listen", agent="agent1").status_code == status


def test_blocked_numbers_are_kept_by_leads_and_supervisors(phones: Centre) -> None:
    lead = phones.browser("lead1")
    made = lead.call("POST", "/blocked-numbers", {"number": "138 0013 8000", "reason": "要求不再来电"})
    assert (made.status_code, made.json["number"]) == (201, "+8613800138000")
    assert act(phones, "agent1", "dial", number="13800138000").json["code"] == "number_blocked"
    assert [row["reason"] for row in lead.call("GET", "/blocked-numbers").json["items"]] == ["要求不再来电"]
    assert lead.call("DELETE", f"/blocked-numbers/{made.json['id']}").status_code == 204
    assert act(phones, "agent1", "dial", number="13800138000").status_code == 202
    assert phones.browser("agent1").call("GET", "/blocked-numbers").status_code == 403
    assert lead.call("POST", "/blocked-numbers", {"number": "abc", "reason": "x"}).status_code == 422


def test_who_is_at_a_switch_without_control_is_not_moved_through_another_system(phones: Centre) -> None:
    with begin(SYSTEM) as work:
        setup.first_run(work)
        switch = work.add(Pbx(code="fs1", name="fs1"))
        place = {"host": "127.0.0.1", "port": 8021, "secret": "x"}
        work.add(PbxSource(pbx_id=switch.id, name="esl", kind=SourceKind.FREESWITCH, settings=place, link_state="up"))
        known = {"raw_name": "1001", "person_id": phones.ids["agent2"], "first_seen_at": work.now}
        work.add(AgentAlias(pbx_id=switch.id, valid_from=work.now, **known))
        # What the console hears of its buttons.
        rows = {change.topic: change.row for change in of_people(Look(work.session, work.now, work.centre, 1))}
    for name in ("dial", "hangup", "hold"):
        refused = act(phones, "agent2", name, number="13800138000" if name == "dial" else "")
        assert (refused.status_code, refused.json["code"]) == (409, "no_control")
    assert set(rows[f"me:{phones.ids['agent2']}"].values()) == {"no_control"}
    assert set(rows[f"me:{phones.ids['agent1']}"].values()) == {None}
    ticket = phones.browser("agent2").call(
        "POST", "/tickets", {"kind": "inquiry", "subject": "x", "content": "x", "contact_phone": "13800138000"}
    )
    page = phones.browser("agent2").client.get(f"/tickets/{ticket.json['number']}").text
    button = page[page.index('data-phone-act="dial"') :].split("</button>")[0]
    assert " disabled " in button
    assert str(WORDS[Obstacle.NO_CONTROL]) in button
