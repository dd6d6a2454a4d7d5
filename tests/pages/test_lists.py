"""The lists and one ticket's page, as each role may see them."""

import pytest
from werkzeug.test import TestResponse

from tests.api.cast import Centre

COMPLAINT = {
    "kind": "complaint",
    "subject": "空调不制冷",
    "content": "<b>第二次</b>",
    "queue": "sales",
    "customer": {"name": "张建国", "phone": "13800135678"},
    "complaint": {"severity": "S2", "flags": ["threatens"]},
}


def filed(centre: Centre, login: str = "agent1") -> str:
    answer = centre.browser(login).call("POST", "/tickets", COMPLAINT)
    assert answer.status_code == 201, answer.text
    return str(answer.json["number"])


def look(centre: Centre, login: str, path: str) -> TestResponse:
    return centre.browser(login).client.get(path)


def test_a_filed_ticket_stands_in_the_list(centre: Centre) -> None:
    number = filed(centre)

    assert number in look(centre, "agent1", "/tickets").text


def test_the_list_finds_by_text_and_narrows_by_kind(centre: Centre) -> None:
    number = filed(centre)

    assert number in look(centre, "super", "/tickets?q=空调&kind=complaint").text
    assert number not in look(centre, "super", "/tickets?kind=repair").text


def test_a_ticket_shows_its_story_and_masks_the_number(centre: Centre) -> None:
    page = look(centre, "agent1", f"/tickets/{filed(centre)}").text

    assert "138****5678" in page
    assert "13800135678" not in page
    assert "&lt;b&gt;第二次" in page


def test_a_ticket_out_of_reach_is_not_there(centre: Centre) -> None:
    assert look(centre, "agent2", f"/tickets/{filed(centre)}").status_code == 404


@pytest.mark.parametrize(("login", "path", "status"), [
    ("agent1", "/callbacks", 200),
    ("viewer", "/callbacks", 403),
        ("inspector", "/calls?outcome=abandoned&q=138", 200),
        ("viewer", "/calls", 403),
    ("viewer", "/tickets", 403),
    ("viewer", "/wallboard", 200),
    ("super", "/desk", 200),
    ("inspector", "/desk", 403),
    ("lead1", "/shifts", 200),
    ("agent1", "/reports", 200),
    ("agent1", "/reports/agent_day", 200),
    ("super", "/reports/nothing", 404),
])  # fmt: skip
def test_a_page_opens_for_whom_the_matrix_says(centre: Centre, login: str, path: str, status: int) -> None:
    assert look(centre, login, path).status_code == status


@pytest.mark.parametrize(("login", "home"), [("viewer", "/wallboard"), ("admin", "/admin"), ("agent1", None)])
def test_everybody_has_a_home(centre: Centre, login: str, home: str | None) -> None:
    answer = look(centre, login, "/")

    assert answer.location == home


def test_a_filter_that_is_none_narrows_nothing(centre: Centre) -> None:
    assert look(centre, "super", "/tickets?state=nonsense&after=x&queue=%00").status_code in (200, 422)
    assert look(centre, "super", "/tickets?state=nonsense&after=99999999999999999999").status_code == 200
