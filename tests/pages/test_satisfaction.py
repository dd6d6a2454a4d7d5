"""The page of satisfaction: the formula beside every share, and the ratings behind every number."""

import html
import re

import pytest

from tests.api.cast import Centre
from tests.pages.test_lists import filed
from ticketing.actions import surveys
from ticketing.actions.ratings import Heard
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket


@pytest.fixture
def rated(centre: Centre) -> Centre:
    """Agent1's callers said 5, 4 and 3 and hung up once; one of agent2's said 1 and nobody knows which queue it was."""
    number = filed(centre)
    with begin(SYSTEM) as work:
        about = work.session.query(Ticket.id).filter_by(number=number).scalar()
        queue = work.session.query(Queue.id).filter_by(code="sales").scalar()
        own = (centre.ids["agent1"], queue)
        heard = [Heard(f"c{nth}", work.now, score, about, *own) for nth, score in enumerate((5, 4, 3, None))]
        surveys.after_calls(work, [*heard, Heard("stray", work.now, 1, None, centre.ids["agent2"])])
    return centre


def look(centre: Centre, login: str, path: str) -> str:
    answer = centre.browser(login).client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert answer.status_code == 200, answer.text
    return answer.text


def links(page: str) -> dict[str, str]:
    """Where a number leads to, by the end of the address's query."""
    found = re.findall(r'<a href="(/stats/ratings\?[^"]*)">(\d+)</a>', page)
    return {html.unescape(address): count for address, count in found}


def test_every_share_has_its_formula_and_every_number_as_many_ratings_behind_it(rated: Centre) -> None:
    page = look(rated, "super", "/stats/satisfaction")
    assert "satisfied (4 and 5) ÷ rated; never ÷ asked" in page
    assert "50.0" in page
    found = links(page)
    assert {count for address, count in found.items() if "answer=satisfied" in address} == {"2"}
    for address, count in found.items():
        rows = look(rated, "super", address).split("<tbody>")[1].count("<tr>")
        assert rows == int(count), address


@pytest.mark.parametrize("side", ["via", "queue", "agent", "kind", "day", "month"])
def test_the_parts_are_named_and_come_to_the_last_line(rated: Centre, side: str) -> None:
    page = look(rated, "super", f"/stats/satisfaction?by={side}")
    parts, together = (re.findall(r"<tr>(.*?)</tr>", part) for part in page.split("<tbody>")[2].split("<tfoot>"))
    asked = [int(re.sub(r"<[^>]*>", "", re.findall(r"<td.*?</td>", row)[1])) for row in parts]
    assert sum(asked) == 5
    assert ">5<" in together[0]


def test_a_viewer_sees_the_figures_and_never_the_matter(rated: Centre) -> None:
    behind = "/stats/ratings?answer=satisfied"
    assert "空调不制冷" in look(rated, "super", behind)
    assert "空调不制冷" not in look(rated, "viewer", behind)
    assert rated.browser("admin").client.get("/stats/satisfaction").status_code == 403


def test_an_agent_sees_what_their_own_callers_said(rated: Centre) -> None:
    page = look(rated, "agent2", "/stats/satisfaction?by=agent")
    assert set(links(page).values()) == {"1"}
    assert "Agent1" not in page


def test_nobody_asked_is_an_empty_page_and_what_makes_no_sense_the_default(rated: Centre, clock: FrozenClock) -> None:
    assert 'class="empty"' in look(rated, "super", "/stats/satisfaction?from=2020-01-01&to=2020-01-02")
    assert 'class="empty"' in look(rated, "super", "/stats/ratings?by=queue&part=none&answer=rated")
    look(rated, "super", "/stats/satisfaction?by=mood&from=x")
    look(rated, "super", "/stats/ratings?by=mood&answer=x&after=99999999999999999999&from=x&part=")
