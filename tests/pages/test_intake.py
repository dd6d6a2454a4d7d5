"""The sheet for letters and visits: who finds it, and what a matter registered there owes."""

import pytest

from tests.api.cast import Centre
from tests.pages.test_lists import look


@pytest.mark.parametrize(("login", "status"), [("super", 200), ("lead1", 200), ("agent1", 403), ("viewer", 403)])
def test_supervisors_and_leads_register_letters_and_visits(centre: Centre, login: str, status: int) -> None:
    assert look(centre, login, "/tickets/intake").status_code == status


def test_the_list_of_tickets_leads_to_the_sheet_whoever_may_open_it(centre: Centre) -> None:
    assert 'href="/tickets/intake"' in look(centre, "lead1", "/tickets").text
    assert 'href="/tickets/intake"' not in look(centre, "agent1", "/tickets").text
