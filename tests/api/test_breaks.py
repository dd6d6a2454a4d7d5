"""Kinds of pauses, names of agents and an agent's day over HTTP."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from ticketing import db
from ticketing.actions import calls, presence
from ticketing.actions.calls import Heard
from ticketing.actions.presence import breaks
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM
from ticketing.models.presence import PersonSlice, TimelineMark
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.telephony.decode import decode
from ticketing.telephony.queue_log import parse

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AT = int(NOON.timestamp())
LINES = (
    (0, "NONE|sales|SIP/agent1|ADDMEMBER|"),
    (0, "NONE|support|SIP/agent1|ADDMEMBER|"),
    (10, "1.1|sales|NONE|ENTERQUEUE||13800138000|1"),
    (15, "1.1|sales|Agent One|CONNECT|5|1.2|4"),
    (75, "1.1|sales|Agent One|COMPLETECALLER|5|60|1"),
    (90, "NONE|sales|SIP/agent1|PAUSE|整理"),
    (90, "NONE|support|SIP/agent1|PAUSE|整理"),
    (120, "NONE|NONE|SIP/agent1|UNPAUSEALL|"),
    (600, "NONE|sales|SIP/agent1|PAUSE|午餐"),
    (700, "NONE|support|SIP/agent1|PAUSE|午餐"),
    (4700, "NONE|NONE|SIP/agent1|UNPAUSEALL|"),
    (5000, "NONE|NONE|SIP/agent1|PAUSEALL|泡茶"),
    (5060, "NONE|NONE|SIP/agent1|UNPAUSEALL|"),
)


@pytest.fixture
def heard(centre: Centre, clock: FrozenClock) -> Centre:
    """A day of agent1 under two names, heard but not yet mapped."""
    clock.at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    with db.begin(SYSTEM) as work:
        breaks.plant(work)
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        source = work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.QUEUE_LOG)).id
    lines = [f"{AT + seconds}|{rest}" for seconds, rest in LINES]
    told = [Heard(line, parse(line), None, 1, offset) for offset, line in enumerate(lines)]  # type: ignore[arg-type]
    db.do(SYSTEM, lambda work: calls.record(work, source, told, decode))
    return centre


@pytest.fixture
def mapped(heard: Centre) -> Centre:
    admin = heard.browser("admin")
    for row in admin.get("/agent-aliases").json["items"]:
        assert admin.call("PUT", f"/agent-aliases/{row['id']}", {"person_id": heard.ids["agent1"]}).status_code == 200
    return heard


def day_of(centre: Centre, login: str = "agent1") -> dict[str, float]:
    return centre.browser(login).get("/agents/agent1/timeline?on=2026-03-02").json  # type: ignore[no-any-return]


def test_an_agents_day_adds_up_and_says_what_was_paused_against_what_is_allowed(mapped: Centre) -> None:
    day = day_of(mapped)
    assert (
        sum(day["totals"].values())
        == day["span_s"]
        == sum(  # type: ignore[attr-defined]
            (datetime.fromisoformat(piece["end_at"]) - datetime.fromisoformat(piece["start_at"])).total_seconds()
            for piece in day["items"]  # type: ignore[attr-defined]
        )
    )
    assert {state: day["totals"][state] for state in ("talking", "ringing", "acw", "paused")} == {  # type: ignore[index]
        "talking": 60.0, "ringing": 4.0, "acw": 30.0, "paused": 4060.0
    }  # fmt: skip
    used = {one["kind"]: one for one in day["pauses"]}  # type: ignore[attr-defined]
    assert (used["meal"]["seconds"], used["meal"]["over_s"], used["meal"]["over_limit_s"]) == (4000, 400, 400)
    assert (used["wrapup"]["times"], used["wrapup"]["over_s"]) == (1, 0)


def test_partly_paused_is_ready_with_the_list_of_queues(mapped: Centre) -> None:
    sales = next(one for one in day_of(mapped)["queues"] if one["queue"] == "sales")  # type: ignore[attr-defined]
    assert [reason for _, _, reason in sales["paused"]] == ["整理", "午餐", "泡茶"]
    at = datetime.fromtimestamp(AT + 650, UTC)
    during = [
        piece["state"]
        for piece in day_of(mapped)["items"]  # type: ignore[attr-defined]
        if datetime.fromisoformat(piece["start_at"]) <= at < datetime.fromisoformat(piece["end_at"])
    ]
    assert during == ["ready"]


def test_a_day_is_its_owners_the_teams_leads_and_the_supervisors(mapped: Centre) -> None:
    path = "/agents/agent1/timeline?on=2026-03-02"
    seen = {who: mapped.browser(who).get(path).status_code for who in ("agent1", "lead1", "super", "agent2", "admin")}
    assert seen == {"agent1": 200, "lead1": 200, "super": 200, "agent2": 404, "admin": 403}
    page = "/agents/agent1/days/2026-03-02"
    assert mapped.browser("agent1").client.get(page).status_code == 200
    assert mapped.browser("agent2").client.get(page).status_code == 404
    assert mapped.browser("lead1").client.get("/agents/nobody/days/2026-03-02").status_code == 404


def test_the_page_of_a_day_links_the_call_and_shows_what_is_behind_each_piece(mapped: Centre) -> None:
    text = mapped.browser("super").client.get("/agents/agent1/days/2026-03-02?lang=en").text
    for words in ("138****8000", "SIP/agent1", "Agent One", "over by 06:40", "泡茶", 'id="piece-1"', "<svg"):
        assert words in text
    assert mapped.browser("agent1").client.get("/agents/me").location == "/agents/agent1/days/2026-03-02"
    picked = mapped.browser("agent1").client.get("/agents/agent1/days?on=2026-03-01")
    assert picked.location == "/agents/agent1/days/2026-03-01"
    assert mapped.browser("agent1").client.get("/agents/agent1/days/nonsense").status_code == 200


def test_what_a_reason_means_changes_the_past_and_the_timeline_follows(mapped: Centre) -> None:
    boss = mapped.browser("super")
    assert boss.call("PUT", "/break-reasons", {"reason": " 泡茶 ", "kind": "wrapup"}).status_code == 200
    while db.do(SYSTEM, presence.settle):
        pass
    assert day_of(mapped)["totals"]["acw"] == 90.0  # type: ignore[index]
    with db.reading() as session:
        states = session.scalars(sa.select(PersonSlice.state).filter_by(reason="泡茶")).all()
        assert states == ["acw"]
    assert boss.call("PUT", "/break-reasons", {"reason": "泡茶", "kind": None}).status_code == 200
    assert day_of(mapped)["totals"]["acw"] == 30.0  # type: ignore[index]
    with db.reading() as session:
        assert session.scalars(sa.select(TimelineMark.person_id)).all() == [mapped.ids["agent1"]]


def test_a_kind_that_no_longer_counts_as_wrap_up_gives_the_time_back(mapped: Centre) -> None:
    boss = mapped.browser("super")
    edited = boss.call("PATCH", "/break-kinds/wrapup", {"activity": "busy"}, **{"If-Match": "1"})
    assert (edited.status_code, edited.json["activity"], edited.json["version"]) == (200, "busy", 2)
    assert day_of(mapped)["totals"]["acw"] == 0.0  # type: ignore[index]
    assert boss.call("PATCH", "/break-kinds/wrapup", {"limit_s": 60}, **{"If-Match": "1"}).status_code == 409


def test_a_pause_can_be_tried_before_it_counts(mapped: Centre) -> None:
    boss = mapped.browser("super")
    found = boss.get("/break-kinds/trial?reason=小休&seconds=1200&before=600&before=900").json
    assert (found["kind"], found["may_last_s"], found["over_s"], found["day_over_s"]) == ("break", 300, 900, 900)
    assert boss.get("/break-kinds/trial?reason=泡茶&seconds=60").json["kind"] is None
    tried = boss.client.get("/admin/breaks/trial?reason=小休&minutes=20&before=10+15&lang=en").text
    assert "over by 15:00" in tried


def test_who_may_not_keep_kinds_may_not_and_nonsense_is_refused(mapped: Centre) -> None:
    assert mapped.browser("agent1").call("PUT", "/break-reasons", {"reason": "x", "kind": None}).status_code == 403
    assert mapped.browser("lead1").call("POST", "/break-kinds", {"code": "x"}).status_code in (403, 422)
    boss = mapped.browser("super")
    wish = {"code": "tea", "name": "泡茶", "activity": "break", "limit_s": 300}
    assert boss.call("POST", "/break-kinds", wish).status_code == 201
    assert boss.call("POST", "/break-kinds", wish).json["code"] == "code_taken"
    assert boss.call("PUT", "/break-reasons", {"reason": "  ", "kind": "tea"}).json["code"] == "reason_missing"
    assert boss.call("PUT", "/break-reasons", {"reason": "x", "kind": "none"}).status_code == 404
    for wrong in ({"limit_s": -1}, {"activity": "sleep"}, {"allowance_count": 10**9}):
        assert boss.call("PATCH", "/break-kinds/tea", wrong).status_code == 422


def test_a_name_passes_from_one_person_to_another_at_an_instant(mapped: Centre) -> None:
    admin = mapped.browser("admin")
    alias = next(one for one in admin.get("/agent-aliases").json["items"] if one["raw_name"] == "SIP/agent1")
    wish = {"person_id": mapped.ids["agent2"], "valid_from": "2026-03-02T12:30:00+08:00"}
    stands = admin.call("PUT", f"/agent-aliases/{alias['id']}", wish).json
    assert (stands["person_id"], stands["valid_to"]) == (mapped.ids["agent2"], None)
    assert day_of(mapped)["totals"]["paused"] == 1100.0  # type: ignore[index]
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AgentAlias).filter_by(raw_name="SIP/agent1")) == 2
    ahead = {"person_id": None, "valid_from": "2027-01-01T00:00:00+08:00"}
    assert admin.call("PUT", f"/agent-aliases/{stands['id']}", ahead).json["code"] == "bad_period"


def test_the_administration_shows_names_and_reasons_without_a_meaning_first(heard: Centre) -> None:
    names = heard.browser("admin").client.get("/admin/names?lang=en").text
    assert "looks like Agent1 (agent1)" in names
    assert "unmapped" in names
    assert heard.browser("agent1").client.get("/admin/names").status_code == 403


def test_reasons_heard_of_late_stand_with_those_that_mean_nothing_first(mapped: Centre) -> None:
    text = mapped.browser("super").client.get("/admin/breaks?lang=en").text
    assert 0 < text.index('value="泡茶"') < text.index('value="午餐"')
    for path in ("breaks/new", "breaks/meal", "breaks/trial?reason=x"):
        assert mapped.browser("super").client.get(f"/admin/{path}").status_code == 200
    assert mapped.browser("super").client.get("/admin/breaks/nothing").status_code == 404
