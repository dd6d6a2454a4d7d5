"""The pages on which deadlines are kept and tried out."""

import json

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.actions import setup
from ticketing.clock import FrozenClock


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


def test_the_policies_are_listed_and_an_edit_says_what_it_would_do(desk: Desk) -> None:
    doors = Doors(desk)
    desk.at("03-02 09:00")
    desk.high(by=None)
    desk.at("03-02 14:00")
    page = doors.browser("sun").client.get("/admin/policies?lang=en").get_data(as_text=True)
    assert "P-STD" in page
    assert "P-S1" in page
    assert doors.browser("sun").client.get("/admin/policies/P-STD").status_code == 200
    definition = setup.STANDARD | {"targets": {"resolution": {"high": 3_600}}}
    told = doors.browser("sun").client.get(
        "/admin/policies/P-STD/trial",
        query_string={"apply": "open_retroactive", "definition": json.dumps(definition), "lang": "en"},
    )
    assert "1 open tickets, 1 would be broken" in told.get_data(as_text=True)
    assert doors.browser("wang").client.get("/admin/policies").status_code == 403


def test_anybody_who_works_tickets_tries_a_deadline_out(desk: Desk) -> None:
    client = Doors(desk).browser("wang").client
    assert client.get("/admin/tryout").status_code == 200
    asked = {"policy": "P-STD", "priority": "high", "at": "2026-03-06T17:20", "lang": "en"}
    told = client.get("/admin/tryout/told", query_string=asked).get_data(as_text=True)
    assert "03-10 08:50" in told
    assert 'role="alert"' in client.get("/admin/tryout/told", query_string=asked | {"at": "x"}).get_data(as_text=True)


def test_a_ticket_says_of_each_clock_what_it_counted_and_in_whose_hands(desk: Desk) -> None:
    client = Doors(desk).browser("wang").client
    desk.at("03-02 11:00")
    number = desk.high()
    desk.at("03-02 14:00")
    page = client.get(f"/tickets/{number}?lang=en").get_data(as_text=True)
    assert f'hx-get="/tickets/{number}/clocks/resolution/explained?seq=1"' in page
    told = client.get(f"/tickets/{number}/clocks/resolution/explained?lang=en").get_data(as_text=True)
    for said in ("2026-03-02 11:00:00", "2026-03-02 12:00:00", "1:00:00", "30:00", "1:30:00", "one 1:30:00"):
        assert said in told
    assert client.get(f"/tickets/{number}/clocks/nonsense/explained").status_code == 404
    assert client.get("/tickets/20260302-99999/clocks/resolution/explained").status_code == 404


def test_a_deadline_over_a_holiday_names_the_days_that_did_not_count(desk: Desk) -> None:
    desk.at("04-03 17:00")
    number = desk.high()
    desk.at("04-07 09:00")
    client = Doors(desk).browser("wang").client
    told = client.get(f"/tickets/{number}/clocks/resolution/explained?lang=en").get_data(as_text=True)
    assert "2026-04-06" in told
    assert "holiday" in told


def test_the_list_of_tickets_leads_to_what_was_handed_over(desk: Desk) -> None:
    client = Doors(desk).browser("wang").client
    assert 'href="/handovers"' in client.get("/tickets").get_data(as_text=True)
