"""Figures over HTTP: any zone and interval, formulas chosen afterwards, counts beside shares, files, whose they are."""

import csv
import io
from datetime import timedelta

import pytest

from tests.api.cast import Centre
from tests.api.test_calls import WEEK, key, lines, taken
from ticketing.clock import FrozenClock
from ticketing.domain.metrics import Formula

__all__ = ["key", "lines", "taken"]


@pytest.mark.parametrize("formula", list(Formula))
def test_a_formula_chosen_today_holds_for_the_past_with_its_name_and_both_counts(
    taken: Centre, formula: Formula
) -> None:
    answer = taken.browser("super").get(f"/stats/queues?{WEEK}&formula={formula.value}&threshold_s=5").json
    sales = answer["total"]["sales"]
    assert (sales["sl_name"], sales["sl_threshold_s"]) == (formula.value, 5)
    assert sales["sl_pct"] == sales[formula.value] == 0.0
    assert sales["sl_within"] == 0
    assert sales["sl_of"] == 1
    assert formula.value in answer["formulas"]


def test_a_threshold_that_no_roll_up_has_is_asked_of_the_visits(taken: Centre) -> None:
    browser = taken.browser("super")
    levels = [
        browser.get(f"/stats/queues?{WEEK}&queue=sales&threshold_s={t}").json["together"]["sl_pct"] for t in (7, 8, 10)
    ]
    assert levels == [0.0, 100.0, 100.0]


def test_buckets_and_the_whole_say_the_same(taken: Centre) -> None:
    answer = taken.browser("super").get(f"/stats/queues?{WEEK}&tz=Asia/Kathmandu&interval=hour").json
    assert len(answer["buckets"]) == 25
    for name in ("offered", "answered", "abandoned", "transfers"):
        assert sum(bucket["together"][name] for bucket in answer["buckets"]) == answer["together"][name]
    assert answer["together"]["offered"] == 2


def test_a_file_has_a_row_per_queue_and_a_total(taken: Centre) -> None:
    browser = taken.browser("super")
    answer = browser.get(f"/stats/queues?{WEEK}&tz=UTC&format=csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[1] for row in rows[1:3]] == ["sales", "support"]
    assert len(rows) == 4
    book = browser.get(f"/stats/agents?{WEEK}&format=xlsx")
    assert book.data[:2] == b"PK"
    assert "agent_figures" in book.headers["Content-Disposition"]


def test_nobody_sees_queues_or_agents_out_of_their_reach(taken: Centre) -> None:
    own = taken.browser("agent1").get(f"/stats/queues?{WEEK}&queue=support").json
    assert own["total"] == {}
    assert own["together"]["offered"] == 0
    assert set(taken.browser("agent1").get(f"/stats/agents?{WEEK}").json["total"]) == {"agent1"}
    assert taken.browser("agent1").get(f"/stats/agents?{WEEK}&agent=agent2").json["total"] == {}


def test_who_called_again_and_what_was_kept_is_counted_for_the_whole_centre(taken: Centre, clock: FrozenClock) -> None:
    clock.at += timedelta(days=3)
    answer = taken.browser("super").get(f"/stats/resolution?{WEEK}").json
    assert answer["repeat"]["24"] == {
        "answered": 1, "repeats": 0, "closed": 1, "resolved": 1, "missed": 0, "missed_closed": 0, "not_back": 0,
        "not_back_pct": None, "customers": 1, "repeat_rate": 0.0, "fcr_pct": 100.0, "fcr_method": "repeat",
    }  # fmt: skip
    assert answer["callbacks"]["promised"] == answer["callbacks"]["attempted_on_time"] == 0
    assert answer["fcr_ticket"]["fcr_pct"] is None
    assert (answer["cutoffs"]["cut_off"], answer["cutoffs"]["called_back_pct"]) == (0, None)
    assert taken.browser("agent1").get(f"/stats/resolution?{WEEK}").status_code == 403
