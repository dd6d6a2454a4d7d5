"""Lines pushed over HTTP become calls that only those see whose queues they came to."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.cast import API, Centre
from ticketing.auth.tokens import new_api_token
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import ApiToken
from ticketing.models.telephony import Pbx, PbxSource, SourceKind


@pytest.fixture
def lines(clock: FrozenClock) -> list[str]:
    at = int(clock.now().timestamp()) - 300
    return [
        f"{at}|1.1|sales|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 8}|1.1|sales|agent1|CONNECT|8|1.2|4",
        f"{at + 68}|1.1|sales|agent1|BLINDTRANSFER|7002|inner|8|60|1",
        f"{at + 69}|1.1|support|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 99}|1.1|support|NONE|ABANDON|1|1|30",
        "not a line at all",
    ]


@pytest.fixture
def key(centre: Centre) -> str:
    """A token that may push lines into the one feed of pbx1."""
    token, hashed = new_api_token()
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        source = work.add(PbxSource(pbx_id=pbx.id, name="push", kind=SourceKind.HTTP))
        work.add(Pbx(code="pbx2", name="pbx2"))
        row = ApiToken(name="uploader", token_hash=hashed, scope="ingest", source_id=source.id, created_at=work.now)
        work.add(row)
    return token


def push(client: FlaskClient, key: str, body: Any, pbx: str = "pbx1") -> Any:
    body = {"pbx": pbx, "format": "queue_log", "lines": body} if isinstance(body, list) else body
    return client.post(f"{API}/telephony/events", json=body, headers={"Authorization": f"Bearer {key}"})


def test_a_pushed_log_is_counted_and_pushing_it_again_changes_nothing(
    centre: Centre, key: str, lines: list[str]
) -> None:
    client = centre.app.test_client()
    assert push(client, key, lines).json == {"accepted": 5, "duplicates": 0, "quarantined": 1}
    assert push(client, key, lines).json == {"accepted": 0, "duplicates": 6, "quarantined": 0}


def test_ndjson_is_taken_too(centre: Centre, key: str, lines: list[str]) -> None:
    body = "\n".join(f'"{line}"' for line in lines)
    answer = centre.app.test_client().post(
        f"{API}/telephony/events?pbx=pbx1&format=queue_log",
        data=body,
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.json == {"accepted": 5, "duplicates": 0, "quarantined": 1}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"pbx": "pbx1", "format": "queue_log", "lines": "text"}, 422),
        ({"pbx": "pbx1", "format": "smoke_signals", "lines": []}, 422),
        ({"pbx": "pbx1", "format": "queue_log", "lines": [1]}, 422),
        ({"pbx": "pbx1", "format": "queue_log", "lines": [], "more": 1}, 422),
        ({"pbx": "pbx2", "format": "queue_log", "lines": []}, 404),
    ],
)
def test_a_push_of_another_shape_or_to_another_s_feed_is_a_problem(
    centre: Centre, key: str, body: dict[str, Any], status: int
) -> None:
    answer = push(centre.app.test_client(), key, body)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_nobody_else_may_push(centre: Centre, key: str, lines: list[str]) -> None:
    answer = centre.browser("super").call(
        "POST", "/telephony/events", {"pbx": "pbx1", "format": "queue_log", "lines": lines}
    )
    assert answer.status_code == 403


@pytest.fixture
def taken(centre: Centre, key: str, lines: list[str]) -> Centre:
    push(centre.app.test_client(), key, lines)
    return centre


def test_an_agent_sees_the_visits_of_their_queues_with_the_number_masked(taken: Centre) -> None:
    seen = taken.browser("agent1").get("/visits").json["items"]
    assert [(row["queue"], row["outcome"], row["caller"]) for row in seen] == [("sales", "answered", "138****8000")]
    assert seen[0]["talk_s"] == 60
    both = taken.browser("super").get("/visits").json["items"]
    assert [row["queue"] for row in both] == ["support", "sales"]


def test_pages_follow_one_another_without_a_gap(taken: Centre) -> None:
    browser = taken.browser("super")
    first = browser.get("/visits?limit=1").json
    second = browser.get(f"/visits?limit=1&after={first['next']}").json
    assert [first["items"][0]["queue"], second["items"][0]["queue"]] == ["support", "sales"]
    assert second["next"] is None


def test_filters_are_by_queue_agent_and_outcome(taken: Centre) -> None:
    browser = taken.browser("super")
    assert len(browser.get("/visits?queue=sales").json["items"]) == 1
    assert len(browser.get("/visits?outcome=abandoned").json["items"]) == 1
    assert len(browser.get("/visits?agent=agent1").json["items"]) == 1
    assert len(browser.get("/visits?from=2030-01-01T00:00:00Z").json["items"]) == 0


WEEK = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"


def test_queue_figures_carry_the_names_of_the_cases(taken: Centre) -> None:
    (day,) = taken.browser("viewer").get(f"/stats/queues?{WEEK}&tz=UTC").json["buckets"]
    assert day["queues"]["sales"]["sl_offered"] == 100.0
    assert day["queues"]["support"]["abandon_rate"] == 100.0
    own = taken.browser("agent1").get(f"/stats/queues?{WEEK}&tz=UTC").json["buckets"]
    assert list(own[0]["queues"]) == ["sales"]


def test_agent_figures_reach_as_far_as_the_right_to_reports(taken: Centre) -> None:
    (day,) = taken.browser("agent1").get(f"/stats/agents?{WEEK}&tz=UTC").json["buckets"]
    assert list(day["agents"]) == ["agent1"]
    assert taken.browser("agent1").get("/agents/agent2/timeline").status_code == 404
    nothing = taken.browser("agent1").get("/agents/agent1/timeline?on=2026-03-01").json
    assert [piece["state"] for piece in nothing["items"]] == ["offline"]
    assert sum(nothing["totals"].values()) == nothing["span_s"] == 86_400


@pytest.mark.parametrize("query", ["from=x&to=y", f"{WEEK}&tz=Moon/Base", f"{WEEK}&interval=second", "to=2026-01-01"])
def test_a_stretch_that_makes_no_sense_is_refused(taken: Centre, query: str) -> None:
    assert taken.browser("super").get(f"/stats/queues?{query}").status_code == 422


def test_the_floor_can_be_asked_for_over_http(taken: Centre) -> None:
    queues = taken.browser("agent1").get("/live/queues").json["items"]
    assert [row["code"] for row in queues] == ["sales"]
    assert "agent1" in [row["code"] for row in taken.browser("super").get("/live/agents").json["items"]]
