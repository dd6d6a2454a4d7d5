"""When customers may be rung is said by the centre, and the next try goes by it."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish, local
from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.callbacks import AttemptResult, Window

USUAL = [{"opens": "09:00", "closes": "12:00"}, {"opens": "13:30", "closes": "20:30"}]
SHORT = [{"opens": "10:00", "closes": "11:30"}, {"opens": "15:00", "closes": "18:00"}]


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


def test_the_next_try_goes_by_the_hours_that_the_centre_has_said(desk: Desk) -> None:
    doors = Doors(desk)
    assert doors.get("wang", "/calling-hours").json == {"windows": USUAL}
    assert doors.put("wang", "/calling-hours", {"windows": SHORT}).status_code == 403
    for wrong in (
        [],
        [SHORT[1], SHORT[0]],
        [{"opens": "11:00", "closes": "10:00"}],
        [{"opens": "24:00", "closes": "25:00"}],
    ):
        assert doors.put("sun", "/calling-hours", {"windows": wrong}).status_code == 422
    assert doors.put("sun", "/calling-hours", {"windows": SHORT}).json == {"windows": SHORT}

    number = desk.open()
    with begin(desk.actor("wang")) as work:
        agreed = Promise("13800138000", Window(local("03-02 11:00"), local("03-02 12:00")))
        owed = tickets.promise(work, number, agreed).id
    desk.pass_to("03-02 11:25")
    with begin(desk.actor("wang")) as work:
        tried = callbacks.attempt(work, owed, Outcome(AttemptResult.BUSY))
        assert tried.next_attempt_at == local("03-02 15:00")
    page = doors.browser("sun").client.get("/admin/calendars").get_data(as_text=True)
    assert "10:00-11:30, 15:00-18:00" in page
