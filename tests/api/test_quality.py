"""Calls are drawn, scored with a draft, confirmed or appealed, decided by somebody else; two do not score one call."""

import json
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from tests.heard import actor, arrange, scored
from ticketing.actions import quality, report_rows
from ticketing.clock import FrozenClock
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.centre import Centre
from ticketing.domain.quality.defaults import DEFAULT
from ticketing.errors import Conflict, Forbidden
from ticketing.journal import JournalEntry
from ticketing.models.quality import QualityCase, QualityScore
from ticketing.models.whole_calls import Call
from ticketing.queries.board.change import Look
from ticketing.queries.board.numbers import rows
from ticketing.reports import agent_day, agent_month
from ticketing.reports.asked import Asked
from ticketing.reports.periods import Grain, Period

WEEK = {"first_on": "2026-02-23", "last_on": "2026-03-01"}
SAID = {"answers": {"accurate": {"lost": 2, "remark": "费率说错", "at_s": 80}}, "praise": "耐心", "fatals": []}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def calls(desk: Desk) -> list[int]:
    return arrange(desk)


@pytest.fixture
def doors(desk: Desk, calls: list[int]) -> Doors:
    return Doors(desk)


def moved(deed: str) -> int:
    with reading() as session:
        found = sa.select(sa.func.count()).select_from(JournalEntry).where(JournalEntry.name == "QualityMoved")
        return session.scalars(found.where(JournalEntry.payload["deed"].astext == deed)).one()


def test_a_week_is_drawn_the_same_however_often_and_can_be_worked_out_again(doors: Doors, desk: Desk) -> None:
    drawn = doors.post("shen", "/quality/draws", WEEK)
    assert (drawn.status_code, drawn.json["frame"]) == (201, 12)
    first = doors.get("shen", "/quality/cases").json["items"]
    # Five of each agent; the long one of li is picked by its rule unless the dice had it.
    by_agent = {code: [one for one in first if one["agent"]["code"] == code] for code in ("wang", "li")}
    assert len([one for one in by_agent["wang"] if one["origin"] == "random"]) == 5
    assert len([one for one in by_agent["li"] if one["origin"] == "random"]) == 5
    assert any(one["talk_s"] == 760 for one in by_agent["li"])
    again = doors.post("gu", "/quality/draws", WEEK).json
    assert (again["id"], again["seed"], again["times"]) == (drawn.json["id"], drawn.json["seed"], 2)
    assert [one["number"] for one in doors.get("shen", "/quality/cases").json["items"]] == [
        one["number"] for one in first
    ]
    proof = doors.get("sun", f"/quality/draws/{drawn.json['id']}/proof").json
    assert (proof["same"], len(proof["picks"])) == (True, len(first))
    with begin(SYSTEM) as work:
        assert quality.draw_owed(work) is None
    for body, code in (
        ({"first_on": "2026-03-01", "last_on": "2026-02-23"}, "period_reversed"),
        ({"first_on": "2026-02-01", "last_on": "2026-03-02"}, "period_ahead"),
        ({"first_on": "2026-01-01", "last_on": "2026-02-28"}, "period_too_long"),
    ):
        refused = doors.post("shen", "/quality/draws", body)
        assert (refused.status_code, refused.json["code"]) == (422, code)
    assert doors.post("wang", "/quality/draws", WEEK).status_code == 403


def test_two_inspectors_who_reach_for_the_same_call_do_not_both_get_it(desk: Desk, calls: list[int]) -> None:
    number = do(actor(desk, "shen"), lambda work: quality.choose(work, calls[0], "wang").number)
    barrier, got = threading.Barrier(2), []

    def reach(login: str) -> None:
        with desk.app.app_context():
            who = actor(desk, login)
            barrier.wait()
            try:
                got.append(do(who, lambda work: quality.take(work, number).by_id))
            except Conflict as refusal:
                got.append(refusal.code)

    threads = [threading.Thread(target=reach, args=(login,)) for login in ("shen", "gu")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count("quality_taken") == 1
    with reading() as session:
        assert session.scalars(sa.select(sa.func.count()).select_from(QualityScore)).one() == 1


def test_a_draft_is_kept_and_is_its_writers_alone_until_it_is_submitted(doors: Doors, calls: list[int]) -> None:
    number = doors.post("shen", "/quality/cases", {"call": calls[0], "agent": "wang"}).json["number"]
    path = f"/quality/cases/{number}"
    assert doors.put("shen", f"{path}/draft", SAID).json["code"] == "quality_not_mine"
    mine = doors.put("shen", f"{path}/taking", None).json["scores"][0]
    kept = doors.put("shen", f"{path}/draft", SAID, **{"If-Match": str(mine["version"])})
    assert (kept.status_code, kept.json["answers"]["accurate"]["at_s"]) == (200, 80)
    stale = doors.put("shen", f"{path}/draft", SAID, **{"If-Match": str(mine["version"])})
    assert (stale.status_code, stale.json["code"]) == (409, "stale_version")
    assert doors.get("gu", path).json["scores"] == []
    assert doors.get("wang", path).status_code == 404
    assert doors.put("gu", f"{path}/taking", None).json["params"]["name"] == "shen"
    odd = SAID | {"answers": {"accurate": {"lost": 9, "remark": "x"}}}
    refused = doors.put("shen", f"{path}/score", odd)
    assert (refused.status_code, refused.json["code"]) == (422, "too_many_points_off")
    assert "answers.accurate.lost" in refused.json["errors"]
    done = doors.put("shen", f"{path}/score", SAID, **{"If-Match": str(kept.json["version"])}).json
    assert (done["state"], done["total"], done["grade"]) == ("submitted", 98, "excellent")
    assert doors.get("wang", path).json["scores"][0]["praise"] == "耐心"
    assert doors.get("zhao", path).status_code == 404
    assert doors.put("shen", f"{path}/draft", SAID).json["code"] == "quality_not_now"
    twice = doors.post("shen", "/quality/cases", {"call": calls[0], "agent": "wang"})
    assert (twice.status_code, twice.json["code"]) == (409, "quality_chosen")


def test_an_appeal_is_decided_by_neither_the_scorer_nor_the_agent_and_the_month_counts_what_stands(
    doors: Doors, desk: Desk, calls: list[int]
) -> None:
    number, kept = scored(desk, calls[0], lost=10), scored(desk, calls[2], lost=2)
    path = f"/quality/cases/{number}"
    assert doors.put("li", f"{path}/appeal", {"text": "不是我"}).status_code == 404
    assert doors.put("chen", f"{path}/confirmation", None).json["code"] in ("not_found", "not_your_score")
    assert doors.put("wang", f"/quality/cases/{kept}/confirmation", None).json["state"] == "confirmed"
    asked = doors.put("wang", f"{path}/appeal", {"text": "客户先打断"})
    assert (asked.status_code, asked.json["appeal"]["before"]) == (200, 90)
    assert len(desk.notices("sun", "quality_appealed")) == 1
    change = {"change": True, "note": "扣分过重", "answers": {"manner": {"lost": 3, "remark": "打断一次"}}}
    own = doors.put("shen", f"{path}/decision", change)
    assert (own.status_code, own.json["code"]) == (403, "own_score")
    assert doors.put("wang", f"{path}/decision", change).status_code == 403
    decided = doors.put("sun", f"{path}/decision", change).json
    assert (decided["state"], decided["total"], decided["appeal"]["after"]) == ("settled", 97, 97)
    assert [one["part"] for one in decided["scores"]] == ["first", "review"]
    assert doors.put("sun", f"{path}/decision", change).json["code"] == "quality_not_now"
    assert [one["deed"] for one in decided["steps"]] == ["chosen", "taken", "scored", "appealed", "decided"]
    month = doors.get("chen", "/quality/months").json["items"]
    assert [(row["code"], row["sheets"], row["mean"], row["appeals"], row["changed"]) for row in month] == [
        ("wang", 2, 97.5, 1, 1)
    ]
    assert doors.get("zhao", "/quality/months").json["items"] == []
    with reading() as session:
        mine = list(rows(Look(session, desk.clock.now(), Centre(), 1), [desk.people["wang"]]))
    assert [one.row["quality_mean"] for one in mine if one.row] == [97.5]
    sheet = doors.get("sun", f"/reports/quality_score?number={number}").json
    assert (sheet["totals"]["given"], sheet["totals"]["lost"]) == (97, 3)
    assert doors.get("shen", f"/reports/quality_score?number={number}&format=xlsx").status_code == 200
    assert doors.get("shen", "/reports/inbound?on=2026-03-01").status_code == 403


def test_silence_confirms_a_score_and_an_appeal_that_nobody_decides_is_told_of(
    doors: Doors, desk: Desk, calls: list[int]
) -> None:
    silent, appealed = scored(desk, calls[0]), scored(desk, calls[2])
    doors.put("wang", f"/quality/cases/{appealed}/appeal", {"text": "不同意"})
    desk.pass_to("03-05 09:30")
    assert doors.get("wang", f"/quality/cases/{silent}").json["state"] == "confirmed"
    late = doors.put("wang", f"/quality/cases/{silent}/appeal", {"text": "太晚"})
    assert (late.status_code, late.json["code"]) == (409, "quality_not_now")
    assert len(desk.notices("sun", "quality_overdue")) == 1
    assert (moved("lapsed"), moved("overdue")) == (1, 1)


def test_a_calibration_is_blind_until_everybody_is_in_and_then_shows_where_they_differ(
    doors: Doors, calls: list[int]
) -> None:
    body = {"call": calls[1], "agent": "li", "seats": 2}
    path = f"/quality/cases/{doors.post('sun', '/quality/cases', body).json['number']}"
    for login in ("shen", "gu"):
        assert doors.put(login, f"{path}/taking", None).status_code == 200
    assert doors.put("shen", f"{path}/score", SAID).json["state"] == "taken"
    blind = doors.get("gu", path).json
    assert ([one["by"]["code"] for one in blind["scores"]], blind["differences"]) == (["gu"], {})
    other = {"answers": {"accurate": {"lost": 6, "remark": "费率和期限都错"}}}
    done = doors.put("gu", f"{path}/score", other).json
    assert (done["state"], done["differences"]) == ("compared", {"accurate": 4})
    assert {one["total"] for one in done["scores"]} == {98, 94}
    assert doors.get("li", path).status_code == 404
    assert doors.get("sun", "/quality/months").json["items"] == []


def test_nobody_scores_a_call_in_which_they_spoke(desk: Desk, calls: list[int]) -> None:
    with begin(SYSTEM) as work:
        call = work.session.get_one(Call, calls[4])
        call.person_ids = [desk.people["wang"], desk.people["shen"]]
    number = do(actor(desk, "gu"), lambda work: quality.choose(work, calls[4], "wang").number)
    with pytest.raises(Forbidden, match="own_call"):
        do(actor(desk, "shen"), lambda work: quality.take(work, number))
    with pytest.raises(Forbidden, match="own_call"):
        do(actor(desk, "shen"), lambda work: quality.choose(work, calls[4], "shen"))


def test_a_new_edition_holds_for_new_scores_and_old_ones_keep_theirs(
    doors: Doors, desk: Desk, calls: list[int]
) -> None:
    before = scored(desk, calls[0])
    sheet = doors.get("shen", "/quality/sheets").json["items"][0]
    whole = doors.get("shen", f"/quality/sheets/{sheet['id']}").json
    edition = {name: whole["editions"][0][name] for name in ("items", "fatals", "excellent", "good", "passing")}
    edition["items"][0]["worth"], edition["items"][1]["worth"] = 7, 6
    path, body = f"/quality/sheets/{sheet['id']}", edition | {"name": "考核表 2026"}
    changed = doors.put("shen", path, body, **{"If-Match": str(whole["version"])})
    assert [one["no"] for one in changed.json["editions"]] == [2, 1]
    assert doors.put("shen", path, body, **{"If-Match": str(whole["version"])}).json["code"] == "stale_version"
    edition["items"][0]["worth"] = 50
    assert doors.put("shen", path, body).json["code"] == "worth_not_100"
    assert doors.put("wang", path, body).status_code == 403
    after = scored(desk, calls[2])
    numbers = [doors.get("shen", f"/quality/cases/{one}").json["scores"][0]["edition"] for one in (before, after)]
    assert numbers == [1, 2]


def test_the_blank_sheet_is_printed_with_what_calls_are_scored_by_now(doors: Doors, desk: Desk) -> None:
    def blank() -> str:
        return str(doors.browser("shen").client.get("/reports/quality_score?blank=1&print=1").text)

    sheet = doors.get("shen", "/quality/sheets").json["items"]
    assert sheet == []
    assert "首问负责" not in blank()
    whole = json.loads(json.dumps(DEFAULT.document()))
    whole["items"][0] |= {"name": "首问负责", "name_en": ""}
    made = doors.post("shen", "/quality/sheets", whole | {"code": "hotline", "name": "考核表"})
    assert made.status_code == 201, made.text
    assert "首问负责" in blank()


def test_the_agents_month_shows_the_mean_of_the_scores_where_an_agent_was_last(
    doors: Doors, desk: Desk, calls: list[int]
) -> None:
    for call, lost in ((calls[0], 4), (calls[2], 1)):
        scored(desk, call, lost=lost)
    wang = {"person_id": desk.people["wang"], "code": "8001", "name": "王芳"}
    with begin(SYSTEM) as work:
        today = work.centre.day_of(work.now)
        for place, team in enumerate(("一组", "二组")):
            day = today.replace(day=1) + timedelta(days=place)
            run = report_rows.new_run(work, "agent_day", day, 1)
            run.finish({"rows": [wang | {"team": team} | dict.fromkeys(agent_day.SUMMED, 0)]}, "-", work.now)
            work.add(run)
        asked = Asked(Period.around(work.centre, today, Grain.MONTH))
        month = agent_month.rows(work.session, asked)
    assert {row["team"]: (row["scored"], row["quality"]) for row in month} == {"一组": (0, None), "二组": (2, 97.5)}
    assert agent_month.totals(month)["quality"] == 97.5


def test_a_coaching_note_is_acknowledged_by_its_agent_alone_and_once(
    doors: Doors, desk: Desk, calls: list[int]
) -> None:
    number = scored(desk, calls[0])
    body = {"agent": "wang", "text": "先让客户说完", "case": number, "until_on": "2026-03-20"}
    made = doors.post("chen", "/quality/notes", body)
    assert (made.status_code, made.json["case"]) == (201, number)
    assert len(desk.notices("wang", "quality_coaching")) == 1
    path = f"/quality/notes/{made.json['id']}/acknowledgement"
    assert doors.put("li", path, {}).status_code == 404
    assert doors.put("chen", path, {}).json["code"] == "not_your_note"
    assert doors.put("wang", path, {"reply": "明白"}).json["reply"] == "明白"
    assert doors.put("wang", path, {}).json["code"] == "note_read"
    assert doors.post("chen", "/quality/notes", body | {"agent": "li"}).json["code"] == "unknown_case"
    assert doors.post("chen", "/quality/notes", body | {"agent": "zhao"}).status_code == 404
    assert doors.get("li", "/quality/notes").json["items"] == []


def test_every_page_of_quality_says_what_its_reader_may_see(doors: Doors, desk: Desk, calls: list[int]) -> None:
    doors.post("shen", "/quality/draws", WEEK)
    with reading() as session:
        chosen = session.execute(sa.select(QualityCase.call_id)).scalars().all()
    left = next(call for call in calls[::2] if call not in chosen)
    number = scored(desk, left)
    pages = ("", "?show=done", "/calibrations", "/months", "/notes", "/draws", "/sheet", f"/cases/{number}")
    for page in pages:
        assert doors.browser("shen").client.get(f"/quality{page}").status_code == 200, page
    for page in ("", "/months?month=2026-03", "/notes", "/sheet", f"/cases/{number}"):
        assert doors.browser("wang").client.get(f"/quality{page}").status_code == 200, page
    assert doors.browser("wang").client.get("/quality/draws").status_code == 403
    assert "打断客户" in doors.browser("wang").client.get(f"/quality/cases/{number}").text
    assert doors.browser("li").client.get(f"/quality/cases/{number}").status_code == 404
    assert number in doors.browser("sun").client.get(f"/calls/{left}").text
    assert "打断客户" in doors.browser("sun").client.get(f"/reports/quality_score?number={number}&print=1").text
