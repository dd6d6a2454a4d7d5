"""A person's own calendar behind a secret link (W47): what changes, what is cancelled, who may read it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from icalendar import Calendar, Component

from tests.api.cast import Browser, Centre
from ticketing.actions import shifts
from ticketing.actions.shifts import CellWish
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import CallbackKind, CallbackState
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person, Team
from ticketing.models.roster_runs import CalendarFeed
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.sites import Site

TUESDAY = date(2026, 3, 3)
NAUGHTY = "晚班, spät; \\x\r\nATTENDEE:mailto:x@y.example"
LATE = [{"kind": "meal", "from": 1110, "len": 30}]


@pytest.fixture
def agent(centre: Centre) -> Browser:
    with begin(SYSTEM) as work:
        work.add(ShiftTemplate(code="晚", name=NAUGHTY, start_min=1020, end_min=1500, breaks=LATE))
        work.add(ShiftTemplate(code="白", name="白班", name_en="Day", start_min=510, end_min=1020))
    return centre.browser("agent1")


def publish(template: str | None) -> None:
    with begin(SYSTEM) as work:
        shifts.set_cell(work, CellWish("agent1", TUESDAY, template))
        work.session.scalars(sa.select(Shift)).one().publish(work.now)


def link(browser: Browser, kind: str = "shifts") -> str:
    made = browser.call("POST", "/calendar-feeds", {"kind": kind})
    assert made.status_code == 201
    return str(made.json["url"]).partition(":8000")[2]


def events(client: FlaskClient, path: str) -> list[Component]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_w47_a_shift_keeps_its_uid_counts_its_changes_and_is_cancelled(
    centre: Centre, agent: Browser, clock: FrozenClock
) -> None:
    path, anybody = link(agent), centre.browser().client
    assert events(anybody, path) == []
    publish("晚")
    (first,) = events(anybody, path)
    assert first["SUMMARY"] == NAUGHTY.replace("\r\n", "\n")
    assert b"\nATTENDEE" not in anybody.get(path).data
    assert first.decoded("DTSTART") == datetime(2026, 3, 3, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert first.decoded("DTEND") == datetime(2026, 3, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert first["DESCRIPTION"].startswith("18:30–19:00 ")
    assert b"TZID:Asia/Shanghai" in anybody.get(path).data
    publish("白")
    (second,) = events(anybody, path)
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    assert second.decoded("DTSTART").hour == 8
    publish(None)
    (gone,) = events(anybody, path)
    assert (gone["UID"], gone["SEQUENCE"], gone["STATUS"]) == (first["UID"], first["SEQUENCE"] + 2, "CANCELLED")
    clock.advance(days=31)
    assert events(anybody, path) == []


def test_a_shift_of_a_site_is_told_by_its_clock(centre: Centre, agent: Browser) -> None:
    with begin(SYSTEM) as work:
        site = work.add(Site(code="ny", name="New York", timezone="America/New_York"))
        work.session.scalars(sa.select(Team).filter_by(code="one")).one().site_id = site.id
    publish("白")
    (told,) = events(centre.browser().client, link(agent))
    assert (told.decoded("DTSTART").hour, told["LOCATION"]) == (8, "New York")
    assert str(told.decoded("DTSTART").tzinfo) == "America/New_York"


def test_ones_own_call_backs_stand_there_without_the_customer(centre: Centre, agent: Browser) -> None:
    at = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("UTC"))
    with begin(SYSTEM) as work:
        for owner, state in (("agent1", CallbackState.SCHEDULED), ("agent2", CallbackState.SCHEDULED)):
            row = {"kind": CallbackKind.PROMISE, "state": state, "phone": "+8613800138000", "promised_at": at}
            hours = {"window_start": at, "window_end": at.replace(hour=8)}
            work.add(Callback(owner_id=centre.ids[owner], note="Zhang", **row, **hours))
    path, anybody = link(agent, "callbacks"), centre.browser().client
    (own,) = events(anybody, path)
    assert (own.decoded("DTSTART").hour, own["STATUS"]) == (15, "CONFIRMED")
    assert not {b"138", b"Zhang"} & set(anybody.get(path).data.split())
    with begin(SYSTEM) as work:
        work.session.scalars(sa.select(Callback).order_by(Callback.id)).first().state = CallbackState.CANCELLED
    assert events(anybody, path)[0]["STATUS"] == "CANCELLED"


def test_a_link_is_a_secret_that_can_be_taken_back(centre: Centre, agent: Browser) -> None:
    first, anybody = link(agent), centre.browser().client
    with reading() as session:
        assert session.scalars(sa.select(CalendarFeed.token_hash)).one() not in first
    second = link(agent)
    assert (anybody.get(first).status_code, anybody.get(second).status_code) == (404, 200)
    (listed,) = agent.get("/calendar-feeds").json["items"]
    assert (listed["kind"], listed["last_read_at"] is not None) == ("shifts", True)
    assert second.rpartition("/")[2] not in agent.client.get("/settings").text
    assert centre.browser("agent2").call("DELETE", "/calendar-feeds/shifts").status_code == 204
    assert anybody.get(second).status_code == 200
    with begin(SYSTEM) as work:
        work.get(Person, centre.ids["agent1"]).active = False
    assert anybody.get(second).status_code == 404
    with begin(SYSTEM) as work:
        work.get(Person, centre.ids["agent1"]).active = True
    assert agent.call("DELETE", "/calendar-feeds/shifts").status_code == 204
    assert anybody.get(second).status_code == 404
    assert agent.call("DELETE", "/calendar-feeds/others").status_code == 404
    assert anybody.get("/api/v1/calendars/none.ics").status_code == 404


def test_a_program_that_has_it_already_gets_nothing_anew(centre: Centre, agent: Browser) -> None:
    publish("晚")
    path, anybody = link(agent), centre.browser().client
    first = anybody.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = anybody.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    publish("白")
    assert anybody.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
