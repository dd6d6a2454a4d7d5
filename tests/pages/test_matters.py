"""The pages on which categories, macros and rules of assignment are kept, the hand-over list, and a ticket's tools."""

import pytest

from tests.api.cast import Centre
from tests.pages.test_lists import filed, look


@pytest.mark.parametrize("path", ["giving", "categories", "categories/new", "macros", "macros/new"])
def test_who_keeps_the_queues_keeps_these_and_nobody_else_sees_them(centre: Centre, path: str) -> None:
    assert look(centre, "super", f"/admin/{path}").status_code == 200
    assert look(centre, "agent1", f"/admin/{path}").status_code == 403


def test_what_was_kept_can_be_opened_again(centre: Centre) -> None:
    browser = centre.browser("super")
    field = {"key": "no", "name": "<发票>", "need": "to_resolve", "options": []}
    made = browser.call("POST", "/categories", {"name": "空调", "fields": [field], "kinds": ["repair"]}).json
    browser.call("POST", "/macros", {"code": "sorry", "name": "致歉", "text": "<b>抱歉</b>"})
    assert "no; &lt;发票&gt;; text; to_resolve" in look(centre, "super", f"/admin/categories/{made['id']}").text
    assert "&lt;b&gt;抱歉" in look(centre, "super", "/admin/macros/sorry").text
    assert "空调" in look(centre, "super", "/admin/categories").text
    assert look(centre, "super", "/admin/categories/99").status_code == 404
    assert look(centre, "super", "/admin/macros/none").status_code == 404


def test_the_handover_list_opens_for_whoever_reads_tickets(centre: Centre) -> None:
    assert look(centre, "agent1", "/handovers").status_code == 200
    assert look(centre, "viewer", "/handovers").status_code == 403


def test_a_ticket_shows_its_tools_to_who_may_change_it(centre: Centre) -> None:
    number = filed(centre)
    assert 'data-writes="1"' in look(centre, "agent1", f"/tickets/{number}").text
    browser = centre.browser("agent1")
    browser.call("PUT", f"/tickets/{number}/tags", {"tags": ["<催>"]})
    assert "&lt;催&gt;" in look(centre, "super", f"/tickets/{number}").text
