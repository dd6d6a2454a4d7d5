"""The statistics' pages: every figure leads to its calls, every formula is said in words."""

import pytest

from tests.api.cast import Centre
from tests.api.test_calls import key, lines, taken
from ticketing.queries.figures.drill import DRILLED, calls_behind
from ticketing.reports.figures import QUEUES

__all__ = ["key", "lines", "taken"]


def look(centre: Centre, login: str, path: str) -> str:
    answer = centre.browser(login).client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_figure_leads_to_its_calls_and_its_formula_stands_beside_it(taken: Centre) -> None:
    page = look(taken, "super", "/stats/queues?from=2026-03-01&to=2026-03-02&formula=sl_f1&t=10")
    assert "outcome=answered&amp;answered_within=10" in page.replace("&amp;queue=sales", "")
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


def test_every_column_that_counts_calls_has_calls_behind_it() -> None:
    named = {column.key for column in QUEUES.columns}
    assert named & DRILLED == {name for name in named if calls_behind(name, 0, 1, "q", 20) is not None}
    assert calls_behind("short_abandoned", 0, 1_000_000, "q", 20, 5) == {
        "from": "1970-01-01T00:00:00+00:00", "to": "1970-01-01T00:00:01+00:00", "queue": "q", "outcome": "abandoned",
        "abandoned_within": "5",
    }  # fmt: skip
