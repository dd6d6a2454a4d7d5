"""The statistics' pages: every figure leads to its calls, every formula is said in words."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from tests.api.test_calls import key, lines, taken
from ticketing.actions import calls
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.domain.metrics import Formula
from ticketing.models.telephony import AgentAlias, Outage, Pbx
from ticketing.queries.figures.drill import DRILLED, stays_behind
from ticketing.reports.figures import QUEUES
from workers.calls import work_out_all

__all__ = ["key", "lines", "taken"]


def look(centre: Centre, login: str, path: str) -> str:
    in_english = path if "lang=" in path else f"{path}{'&' if '?' in path else '?'}lang=en"
    answer = centre.browser(login).client.get(in_english)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_figure_leads_to_its_calls_and_its_formula_stands_beside_it(taken: Centre) -> None:
    page = look(taken, "super", "/stats/queues?from=2026-03-01&to=2026-03-02&formula=sl_f1&t=10")
    assert "outcome=answered%2Cabandoned&amp;within=10" in page.replace("&amp;queue=sales", "")
    assert "sl_f1" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    "query", ["", "?from=nonsense&tz=Moon/Base&interval=second&formula=x&t=x", "?interval=15m&from=2020-01-01"]
)
def test_what_makes_no_sense_becomes_the_default(taken: Centre, query: str) -> None:
    assert "/api/v1/stats/queues" in look(taken, "super", f"/stats/queues{query}")
    assert "agent1" in look(taken, "super", f"/stats/agents{query}")


def test_an_empty_period_says_so(taken: Centre) -> None:
    assert 'class="empty"' in look(taken, "super", "/stats/queues?from=2020-01-01&to=2020-01-02")


def test_whoever_may_see_one_kind_lands_there(taken: Centre) -> None:
    assert taken.browser("agent1").client.get("/stats").headers["Location"] == "/stats/queues"
    assert taken.browser("admin").client.get("/stats/queues").status_code == 403


def test_every_column_that_counts_stays_has_stays_behind_it() -> None:
    named = {column.key for column in QUEUES.columns}
    assert named & DRILLED == {name for name in named if stays_behind(name, 0, 1, "q", 20) is not None}
    assert stays_behind("short_abandoned", 0, 1_000_000, "q", 20) == {
        "from": "1970-01-01T00:00:00+00:00", "to": "1970-01-01T00:00:01+00:00", "queue": "q", "outcome": "abandoned",
        "within": "short",
    }  # fmt: skip
    assert stays_behind("sl_of", 0, 1, None, None, Formula.F4) is None


@pytest.mark.parametrize("queue", [None, "support"])
@pytest.mark.parametrize("formula", [Formula.OFFERED, Formula.F1, Formula.AMAZON])
@pytest.mark.parametrize("t", [None, 10, 60])
def test_the_list_behind_each_count_has_as_many_stays_as_the_count_says(
    taken: Centre, queue: str | None, formula: Formula, t: int | None
) -> None:
    """The one call came to two queues, so it is two stays."""
    browser = taken.browser("super")
    from_us, to_us = (micros(datetime(2026, 3, day, tzinfo=UTC)) for day in (1, 3))
    asked = f"from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z&formula={formula.value}" + (
        f"&queue={queue}" * (queue is not None)
    )
    figures = browser.get(f"/stats/queues?{asked}" + f"&threshold_s={t}" * (t is not None)).json["together"]
    assert figures["offered"] == (2 if queue is None else 1)
    for name in ("offered", "answered", "abandoned", "short_abandoned", "transfers", "sl_within", "sl_of"):
        query = stays_behind(name, from_us, to_us, queue, t, formula)
        assert query is not None
        heading = re.search(r"<h1>([0-9]+) ", browser.client.get("/stats/stays", query_string=query).text)
        assert heading is not None
        assert int(heading[1]) == figures[name], name


def test_an_agent_s_figure_leads_to_the_stays_that_they_answered(taken: Centre) -> None:
    with begin(SYSTEM) as work:
        alias = work.session.scalars(sa.select(AgentAlias).filter_by(raw_name="agent1")).one()
        calls.map_alias(work, alias.id, taken.ids["agent1"])
    page = look(taken, "super", "/stats/agents?from=2026-03-01&to=2026-03-02")
    found = re.search(r'href="(/stats/stays[^"]+agent=agent1[^"]+outcome=answered)">1<', page)
    assert found is not None
    assert "<h1>1 " in look(taken, "super", html.unescape(found[1]))


def test_stays_show_masked_numbers_and_what_is_no_filter_narrows_nothing(taken: Centre) -> None:
    stays = look(taken, "super", "/stats/stays?from=x&within=x&outcome=x&after=x")
    assert "138****8000" in stays
    assert "13800138000" not in stays
    assert taken.browser("viewer").client.get("/stats/stays").status_code == 403


def test_a_lost_link_is_named_beside_the_figures_that_it_may_have_spoilt(taken: Centre, clock: FrozenClock) -> None:
    with begin(SYSTEM) as work:
        pbx = work.session.scalars(sa.select(Pbx).filter_by(code="pbx1")).one()
        at_us = micros(work.now) - 60_000_000
        work.add(Outage(pbx_id=pbx.id, kind="link_down", from_us=at_us, to_us=at_us + 30_000_000, evidence="cut"))
    day = clock.now().date().isoformat()
    assert "may be incomplete" in look(taken, "super", f"/stats/queues?from={day}&to={day}")
    assert "may be incomplete" not in look(taken, "super", "/stats/queues?from=2020-01-01&to=2020-01-02")


def test_whether_callers_were_helped_stands_there_with_its_method(taken: Centre, clock: FrozenClock) -> None:
    clock.at += timedelta(days=3)
    page = look(taken, "super", "/stats/resolution?from=2026-03-01&to=2026-03-02")
    assert "by repeat method" in page
    assert "by ticket method" in page
    found = re.search(r'href="(/calls\?[^"]+again=resolved[^"]*hours=24)">1<', page)
    assert found is not None
    work_out_all()
    assert "138****8000" in look(taken, "super", html.unescape(found[1]))
    assert taken.browser("lead1").client.get("/stats/resolution").status_code == 403


def test_who_gave_up_is_listed_with_what_became_of_them(taken: Centre) -> None:
    page = look(taken, "super", "/stats/abandoned?from=2026-03-01&to=2026-03-02&queue=support")
    assert "138****8000" in page
    assert "13800138000" not in page
    assert "not reached since" in page
    assert 'class="empty"' in look(taken, "super", "/stats/abandoned?from=2020-01-01&to=2020-01-01")
