from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ticketing.domain.days import business_day, day_bounds, monday_of, wall_instant

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def test_a_promise_made_after_midnight_belongs_to_the_night_shifts_day():
    half_past_midnight = datetime(2026, 3, 3, 0, 30, tzinfo=SHANGHAI)
    assert business_day(half_past_midnight, SHANGHAI, 4) == date(2026, 3, 2)
    assert business_day(half_past_midnight, SHANGHAI, 0) == date(2026, 3, 3)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 3, 9), 24)])
def test_a_day_has_as_many_hours_as_the_clocks_of_its_zone_give_it(day, hours):
    first, after = day_bounds(day, NEW_YORK, 0)
    assert after - first == timedelta(hours=hours)


def test_a_shift_past_midnight_ends_on_the_next_day():
    assert wall_instant(date(2026, 3, 2), 1500, SHANGHAI) == datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def test_a_week_begins_on_monday():
    assert monday_of(date(2026, 3, 8)) == date(2026, 3, 2)
    assert monday_of(date(2026, 3, 2)) == date(2026, 3, 2)
