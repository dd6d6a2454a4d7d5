"""The roster at its door: who sees and sets which cells, and what a bad wish is answered with."""

import pytest

from tests.api.cast import Centre

TEMPLATE = {"code": "晚", "name": "晚班", "start_min": 1020, "end_min": 1500}
WEEK = "/shifts?from=2026-03-02&to=2026-03-08"


@pytest.fixture
def planned(centre: Centre) -> Centre:
    """Agent one has the late shift on Tuesday, in a draft."""
    supervisor = centre.browser("super")
    assert supervisor.call("POST", "/shift-templates", TEMPLATE).status_code == 201
    assert supervisor.call("PUT", "/shifts/agent1/2026-03-03", {"template": "晚"}).status_code == 200
    assert supervisor.call("PUT", "/shifts/agent2/2026-03-03", {"template": "晚"}).status_code == 200
    return centre


def test_a_cell_is_set_read_published_and_then_unchanged(planned: Centre) -> None:
    supervisor = planned.browser("super")
    (cell,) = [row for row in supervisor.get(WEEK).json["items"] if row["person"] == "agent1"]
    assert (cell["template"], cell["published_template"], cell["changed"]) == ("晚", None, True)
    assert cell["end_at"] == "2026-03-03T17:00:00+00:00"
    published = supervisor.call("POST", "/rosters/one/2026-03-02/publication", {})
    assert (published.status_code, published.json["version"]) == (201, 1)
    (cell,) = [row for row in supervisor.get(WEEK).json["items"] if row["person"] == "agent1"]
    assert (cell["published_template"], cell["changed"]) == ("晚", False)


def test_an_agent_sees_the_own_team_only_and_sets_nothing(planned: Centre) -> None:
    agent = planned.browser("agent1")
    assert {row["person"] for row in agent.get(WEEK).json["items"]} == {"agent1"}
    assert agent.call("PUT", "/shifts/agent1/2026-03-03", {"template": None}).status_code == 403
    assert planned.browser("viewer").get(WEEK).status_code == 200


def test_a_lead_plans_the_own_team_and_asks_for_publication(planned: Centre) -> None:
    lead = planned.browser("lead1")
    assert lead.call("PUT", "/shifts/agent1/2026-03-04", {"template": "晚"}).status_code == 200
    assert lead.call("PUT", "/shifts/agent2/2026-03-04", {"template": "晚"}).status_code == 404
    assert lead.call("POST", "/rosters/one/2026-03-02/publication", {}).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/shifts/agent1/2026-02-30", {"template": "晚"}, 422),
        ("/shifts/agent1/soon", {"template": "晚"}, 422),
        ("/shifts/nobody/2026-03-03", {"template": "晚"}, 404),
        ("/shifts/agent1/2026-03-03", {"template": "夜"}, 422),
        ("/shifts/agent1/2026-03-03", {"template": 7}, 422),
        ("/shifts/agent1/2026-03-03", {}, 422),
        ("/shifts/agent1/2026-03-03", {"template": "晚", "start_at": "2026-03-03T00:00:00Z"}, 422),
    ],
)
def test_a_bad_cell_is_a_problem_document(planned: Centre, path: str, body: object, status: int) -> None:
    answer = planned.browser("super").call("PUT", path, body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_an_old_version_of_a_cell_is_a_conflict(planned: Centre) -> None:
    answer = planned.browser("super").call("PUT", "/shifts/agent1/2026-03-03", {"template": None}, **{"If-Match": "9"})
    assert (answer.status_code, answer.json["code"]) == (409, "stale_version")


def test_a_range_of_fifty_years_is_refused_with_its_limit(planned: Centre) -> None:
    answer = planned.browser("super").get("/shifts?from=1990-01-01&to=2040-01-01")
    assert (answer.status_code, answer.json["params"]) == (422, {"most_days": 62})
    assert planned.browser("super").get("/shifts?from=2026-03-08&to=2026-03-02").status_code == 422
