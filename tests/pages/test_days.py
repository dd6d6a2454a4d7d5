"""A day may be asked for that no calendar of ours reaches: pages take today, the API says which days there are."""

import pytest

from tests.api.cast import Centre

FAR = ("0001-01-01", "0001-01-05", "9999-12-31")
PAGES = (
    "/cutoffs?from={0}&to={0}",
    "/equipment/checks?from={0}&to={0}",
    "/calls?on={0}",
    "/reports?on={0}",
    "/shifts?week={0}",
    "/agents/agent1/days/{0}",
    "/stats/queues?from={0}&to={0}",
    "/stats/agents?from={0}&to={0}",
    "/stats/abandoned?from={0}&to={0}",
    "/stats/resolution?from={0}&to={0}",
)
ROUTES = (
    "/cutoffs?from={0}&to={0}",
    "/equipment-checks?from={0}&to={0}",
    "/agents/agent1/timeline?on={0}",
    "/shifts?from={0}&to={0}",
)


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_bears_any_day(centre: Centre, page: str, day: str) -> None:
    assert centre.browser("super").client.get(page.format(day)).status_code == 200


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("route", ROUTES)
def test_the_api_says_which_days_there_are(centre: Centre, route: str, day: str) -> None:
    answer = centre.browser("super").get(route.format(day))
    assert answer.status_code == 422
    assert "1970-01-01" in answer.text
