"""The line for breaks at its doors: a limit, a refusal, a turn that is told and lapses, what cannot wait."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.actions.presence import break_line
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.break_line import BreakWish


def advance(doors: Doors, minutes: int = 0) -> int:
    doors.desk.clock.at += timedelta(minutes=minutes)
    with begin(SYSTEM) as work:
        return break_line.advance(work)


def own(doors: Doors, login: str) -> tuple[bool, int]:
    (mine,) = [one for one in doors.get(login, "/break-line").json["waiting"] if one["mine"]]
    return mine["may_go"], mine["place"]


def test_one_at_a_time_goes_the_next_is_told_and_a_place_nobody_takes_is_the_next_ones(
    app: Flask, clock: FrozenClock
) -> None:
    doors = Doors(furnish(app, clock))
    rest = {"state": "break", "reason": "break"}
    assert doors.put("chen", "/break-limits", {"kind": "team", "code": "one", "most": 1}).status_code == 403
    assert doors.put("sun", "/break-limits", {"kind": "team", "code": "none", "most": 1}).status_code == 404
    assert doors.put("sun", "/break-limits", {"kind": "team", "code": "one", "most": 0}).status_code == 422
    assert doors.put("sun", "/break-limits", {"kind": "team", "code": "one", "most": 1}).status_code == 200
    assert doors.put("wang", "/agents/me/state", rest).status_code == 200
    refused = doors.put("li", "/agents/me/state", rest)
    assert (refused.status_code, refused.json["code"], refused.json["params"]["most"]) == (409, "breaks_full", 1)
    assert doors.put("li", "/agents/me/state", {"state": "break", "reason": "restroom"}).status_code == 200
    assert doors.put("li", "/agents/me/state", {"state": "ready"}).status_code == 200
    assert doors.put("zhao", "/agents/me/state", rest).status_code == 200
    for login in ("li", "chen", "li"):
        assert doors.post(login, "/break-line/mine", {"reason": "break"}).status_code == 200
    assert (own(doors, "li"), own(doors, "chen")) == ((False, 1), (False, 2))
    assert "break-line" in doors.browser("sun").client.get("/attendance").text
    assert advance(doors) == 0
    doors.put("wang", "/agents/me/state", {"state": "ready"})
    assert advance(doors) == 1
    assert len(doors.desk.notices("li", "break_turn")) == 1
    assert doors.put("chen", "/agents/me/state", rest).json["code"] == "breaks_full"
    assert advance(doors, minutes=3) == 1
    assert own(doors, "chen") == (True, 1)
    assert doors.put("chen", "/agents/me/state", rest).status_code == 200
    with reading() as session:
        ends = list(session.scalars(sa.select(BreakWish.how).order_by(BreakWish.id)))
    assert ends == ["lapsed", "gone"]
    doors.post("li", "/break-line/mine", {})
    assert doors.delete("li", "/break-line/mine").json["waiting"] == []
    assert doors.put("sun", "/break-limits", {"kind": "team", "code": "one", "most": None}).json["groups"] == []
    assert doors.put("li", "/agents/me/state", rest).status_code == 200


def test_a_lead_lets_somebody_go_though_enough_are_away_or_sends_them_back(app: Flask, clock: FrozenClock) -> None:
    doors = Doors(furnish(app, clock))
    rest = {"state": "break", "reason": "break"}
    doors.put("sun", "/break-limits", {"kind": "team", "code": "one", "most": 1})
    doors.put("wang", "/agents/me/state", rest)
    for login in ("li", "chen"):
        doors.post(login, "/break-line/mine", {"reason": "break"})
    (waits,) = doors.get("chen", "/approvals").json["items"]
    assert (waits["kind"], waits["params"]) == ("break_asked", {"name": "Li", "reason": "break"})
    own = doors.get("sun", "/approvals").json["items"][1]["decision"]
    assert doors.put("chen", own, {"approved": True}).json["code"] == "own_request"
    assert doors.put("li", waits["decision"], {"approved": True}).status_code == 403
    assert doors.put("chen", "/break-line/999/decision", {"approved": True}).status_code == 404
    assert doors.put("chen", waits["decision"], {"approved": True}).status_code == 200
    assert len(doors.desk.notices("li", "break_turn")) == 1
    assert doors.put("li", "/agents/me/state", rest).status_code == 200
    assert doors.put("chen", waits["decision"], {"approved": False}).json["code"] == "break_decided"
    assert doors.put("sun", own, {"approved": False, "why": "forty callers wait"}).status_code == 200
    assert [one.params for one in doors.desk.notices("chen", "break_refused")] == [{"text": "forty callers wait"}]
    assert doors.get("sun", "/approvals").json["items"] == []
