"""Every figure of a sheet opens to the rows that add up to it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from ticketing.domain.centre import Centre
from ticketing.pages.sheet_links import links_of
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.forms import Sheet

CENTRE = Centre()
MARCH = "2026-03-01 – 2026-03-31"
REGISTER, TRACKING = "/reports/complaint_register", "/reports/complaint_tracking"
SLOT = "2026-03-02T09:30:00+08:00"


def led(key: str, on: str, row: dict[str, object], column: str) -> tuple[str, dict[str, str]]:
    link = urlsplit(links_of(Sheet(CATALOGUE[key].form, "", on, "", [row], {}), CENTRE)(row, column))
    return link.path, {name: values[0] for name, values in parse_qs(link.query).items()}


def test_a_half_hour_of_a_queue_opens_to_its_stays() -> None:
    row = {"slot": SLOT, "queue": "q1", "answered": 3, "short_abandoned": 1, "offered": 0, "sl_name": "sl_offered"}
    asked = {"from": "2026-03-02T01:30:00+00:00", "to": "2026-03-02T02:00:00+00:00", "queue": "q1"}
    assert led("queue_day", "2026-03-02", row, "answered") == ("/stats/stays", {**asked, "outcome": "answered"})
    assert led("queue_day", "2026-03-02", row, "short_abandoned")[1]["within"] == "short"
    assert led("queue_day", "2026-03-02", row, "offered") == ("", {})
    whole = led("queue_day", "2026-03-02", {"answered": 3}, "answered")[1]
    assert (whole["from"], whole["to"]) == ("2026-03-01T16:00:00+00:00", "2026-03-02T16:00:00+00:00")


@pytest.mark.parametrize(
    ("key", "on", "row", "column", "path", "asked"),
    [
        ("agent_day", "2026-03-02", {"code": "8001"}, "login_s", "/agents/8001/days/2026-03-02", {}),
        ("rest", "2026-03-02", {"code": "8001"}, "meal_s", "/agents/8001/days/2026-03-02", {}),
        ("agent_month", MARCH, {"code": "8001"}, "answered", "/reports/agent_days", {"number": "8001"}),
        ("complaint_day", "2026-03-02", {"category": "fee"}, "received", REGISTER, {"number": "fee"}),
        ("complaint_day", "2026-03-02", {"category": "fee"}, "carry", TRACKING, {"on": "2026-03-01"}),
        ("complaint_day", "2026-03-02", {}, "balance", TRACKING, {"on": "2026-03-02"}),
        ("complaint_statistics", MARCH, {}, "count", REGISTER, {"to": "2026-03-31"}),
        ("satisfaction_statistics", MARCH, {"by": "queue", "key": "q"}, "rated", "/stats/ratings", {"part": "q"}),
        ("roster", "2026-03-02 – 2026-03-08", {"code": "8001"}, "hours", "", {}),
    ],
)  # fmt: skip
def test_a_figure_leads_to_what_it_counts(
    key: str, on: str, row: dict[str, object], column: str, path: str, asked: dict[str, str]
) -> None:
    found, query = led(key, on, {**row, column: 5}, column)
    assert found == path
    assert asked.items() <= query.items()


def test_an_agents_answered_calls_are_those_of_the_business_day() -> None:
    path, query = led("agent_day", "2026-03-02", {"code": "8001", "answered": 2}, "answered")
    assert (path, query["agent"], query["outcome"]) == ("/stats/stays", "8001", "answered")
    assert query["from"] == "2026-03-01T20:00:00+00:00"
