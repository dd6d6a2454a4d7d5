"""Shifts by the wall clock of their site: W35, W52, and times that a clock leaves out (workforce.md 1.10)."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rosters import plan
from tests.proofs import in_memory
from ticketing.domain.days import business_day, day_bounds, wall_instant
from ticketing.domain.roster import Cell, Rules, Template, judge
from ticketing.reports.roster_words import cures, sentence

NEW_YORK = ZoneInfo("America/New_York")
# With and without a change of the clocks, of an hour and of half an hour, and one that skipped a whole day.
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
)


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (date(2026, 3, 7), 1320, 1800, 7),
        (date(2026, 10, 31), 1320, 1800, 9),
        (date(2026, 6, 1), 1320, 1800, 8),
        (date(2026, 3, 7), 1020, 1500, 8),
    ],
)
def test_w35_a_night_of_a_clock_change_is_an_hour_shorter_or_longer(day, start, end, hours):
    span = wall_instant(day, end, NEW_YORK) - wall_instant(day, start, NEW_YORK)
    assert span == timedelta(hours=hours)


def pieces(start, end, zone, day_start_hour):
    """A shift cut at the starts of the centre's days: {business date: seconds}."""
    found, at = {}, start
    while at < end:
        day = business_day(at, zone, day_start_hour)
        until = min(day_bounds(day, zone, day_start_hour)[1], end)
        assert until > at
        assert day not in found
        found[day] = (until - at).total_seconds()
        at = until
    return found


def holds(zone, day, start_min, length, day_start_hour):
    start, end = wall_instant(day, start_min, zone), wall_instant(day, start_min + length, zone)
    assert end >= start
    days = pieces(start, end, zone, day_start_hour)
    assert sum(days.values()) == (end - start).total_seconds()
    assert all(0 < seconds <= 25 * 3600 for seconds in days.values())
    assert sorted(days) == list(days)


def test_w52_ten_thousand_templates_zones_and_dates_have_no_negative_span_and_sums_equal_the_wall():
    draw = random.Random(52)
    zones = [ZoneInfo(name) for name in ZONES]
    first = date(2005, 1, 1).toordinal()
    for _ in range(10_000):
        length = draw.randint(1, 1440)
        place = (draw.choice(zones), date.fromordinal(first + draw.randrange(12_000)))
        holds(*place, draw.randrange(1440), length, draw.choice((0, 4)))


@given(
    st.sampled_from(ZONES),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(0, 6),
)
@in_memory(200, 10_000)
def test_w52_a_span_is_never_negative_and_its_days_sum_up_to_it(name, day, start_min, length, day_start_hour):
    holds(ZoneInfo(name), day, start_min, length, day_start_hour)


def test_a_time_that_the_clocks_skip_is_said_with_what_counts_instead_and_a_way_out():
    night = Template("N", 150, 630)
    sunday = date(2026, 3, 8)
    cell = Cell("ann", sunday, "N", wall_instant(sunday, 150, NEW_YORK), wall_instant(sunday, 630, NEW_YORK))
    assert cell.start_at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    read = plan([cell], 7, date(2026, 3, 2), templates={"N": night}, zone=NEW_YORK)
    (found,) = [one.document() for one in judge(read, Rules(law="off")) if one.rule == "clock"]
    assert sentence(found, {"ann": "Ann"}, str) == (
        "Ann, 2026-03-08: the clocks of America/New_York skip 2026-03-08 02:30; 03:30 counts, "
        "and the shift lasts 7.0 hours instead of 8.0."
    )
    assert cures(found, str) == ["give another shift"]
    assert [one for one in judge(plan([cell], 7, templates={"N": night}), Rules()) if one.rule == "clock"] == []
