"""Calendar arithmetic: the worked scenarios by number, the readings, and what must hold for any calendar."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.clock_stories import CAL_DAY, SPLIT, add, between, local
from ticketing.domain.calendars import (
    Calendar,
    DayException,
    DayType,
    NoOpenTime,
    Opening,
    WorkingTime,
    always_open,
    next_valid,
    require_open_time,
    zone,
)
from ticketing.domain.holidays import is_working_day, year_missing

MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        pytest.param("03-02 12:10", 1800, "03-02 14:00", id="scenario_2_lunch"),
        pytest.param("03-06 17:20", 1800, "03-09 08:50", id="scenario_3_over_the_week_end"),
        pytest.param("03-07 10:00", 900, "03-09 08:45", id="scenario_4_from_a_saturday"),
        pytest.param("02-13 16:30", 4 * HOUR, "02-14 11:30", id="scenario_6_a_make_up_saturday_is_worked"),
        pytest.param("02-14 16:30", 4 * HOUR, "02-24 11:30", id="scenario_6_the_spring_festival_is_not"),
        pytest.param("03-02 16:30", HOUR, "03-02 17:30", id="may_end_exactly_at_closing"),
        pytest.param("03-02 11:00", 15 * HOUR, "03-04 11:00", id="scenario_20_fifteen_working_hours"),
        pytest.param("03-07 10:00", 0, "03-07 10:00", id="adding_nothing_is_the_start_itself"),
    ],
)
def test_the_day_calendar_adds_working_time_over_lunch_week_ends_and_holidays(
    start: str, seconds: int, due: str
) -> None:
    assert add("day", start, seconds) == local(due)


def test_scenario_8_a_special_half_day_replaces_the_hours_of_its_weekday() -> None:
    special = {"date": "2026-02-13", "type": "special", "windows": [["08:30", "12:00"]]}
    assert add("day", "02-13 11:00", 2 * HOUR, day=CAL_DAY | {"exceptions": [special]}) == local("02-14 09:30")


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        ("03-02 16:55", 15 * MINUTE, "03-02 17:10"),
        ("03-02 00:40", 30 * MINUTE, "03-02 08:40"),
        ("03-02 01:05", 15 * MINUTE, "03-02 08:45"),
        ("03-02 23:00", 4 * HOUR, "03-03 10:30"),
    ],
)
def test_scenario_9_shifts_past_midnight_add_up(start: str, seconds: int, due: str) -> None:
    assert add("cc", start, seconds) == local(due)


def test_scenario_9_an_overlap_of_two_shifts_counts_once() -> None:
    assert between("cc", "03-02 16:30", "03-02 18:00") == 90 * MINUTE
    assert between("cc", "03-02 08:30", "03-03 08:30") == int(16.5 * HOUR)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"),
    [
        ("nyn", "2026-03-07T23:00:00-05:00", 5, "2026-03-08T05:00:00-04:00"),
        ("nyn", "2026-10-31T23:00:00-04:00", 5, "2026-11-01T03:00:00-05:00"),
        ("ny24", "2026-03-07T12:00:00-05:00", 24, "2026-03-08T13:00:00-04:00"),
        ("ny24", "2026-10-31T12:00:00-04:00", 24, "2026-11-01T11:00:00-05:00"),
    ],
)
def test_scenario_10_deadlines_cross_the_change_of_the_clocks(calendar: str, start: str, hours: int, due: str) -> None:
    assert add(calendar, start, hours * HOUR) == due


def test_scenario_10_the_night_shift_has_seven_hours_in_spring_and_nine_in_autumn() -> None:
    assert between("nyn", "2026-03-07T12:00:00-05:00", "2026-03-08T12:00:00-04:00") == 7 * HOUR
    assert between("nyn", "2026-10-31T12:00:00-04:00", "2026-11-01T12:00:00-05:00") == 9 * HOUR


def test_a_window_inside_the_gap_is_empty_and_an_edge_in_it_moves_to_the_first_valid_instant() -> None:
    swallowed = {"tz": "America/New_York", "weekly": {"all": [["02:10", "02:50"], ["04:00", "05:00"]]}}
    night = "2026-03-08T00:00:00-05:00", "2026-03-08T12:00:00-04:00"
    assert between("x", *night, x=swallowed) == HOUR
    into = {"tz": "America/New_York", "weekly": {"all": [["02:30", "04:00"]]}}
    assert between("x", *night, x=into) == HOUR
    assert add("x", night[0], 1, x=into) == "2026-03-08T03:00:01-04:00"


def test_in_the_repeated_hour_the_first_occurrence_counts() -> None:
    calendar = {"tz": "America/New_York", "weekly": {"all": [["01:00", "01:30"]]}}
    assert add("x", "2026-11-01T00:00:00-04:00", 60, x=calendar) == "2026-11-01T01:01:00-04:00"
    assert between("x", "2026-11-01T00:00:00-04:00", "2026-11-01T12:00:00-05:00", x=calendar) == 1800


def test_a_wall_time_in_the_gap_names_the_next_valid_one() -> None:
    york = zone("America/New_York")
    assert next_valid(york, datetime(2026, 3, 8, 2, 30)) == datetime(2026, 3, 8, 7, tzinfo=UTC)  # noqa: DTZ001 - a wall time
    assert next_valid(york, datetime(2026, 3, 8, 3)) is None  # noqa: DTZ001 - a wall time


def test_2026_has_248_working_days_and_so_has_2025() -> None:
    for year in (2025, 2026):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        assert sum(is_working_day("CN", day) for day in days) == 248
    assert between("day", "2026-01-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00") == 248 * 27_000


@pytest.mark.parametrize(
    ("day", "hours"),
    [("01-04", 5), ("02-14", 1), ("02-28", 1), ("05-09", 2), ("09-20", 2), ("10-10", 3)],
)
def test_a_shipped_make_up_day_has_the_hours_of_the_weekday_it_stands_for(day: str, hours: int) -> None:
    weekly = {name: [["08:00", f"{8 + n:02d}:00"]] for n, name in enumerate(("mon", "tue", "wed", "thu", "fri"), 1)}
    calendar = {"tz": "Asia/Shanghai", "holidays": "CN", "weekly": weekly}
    assert between("x", f"{day} 00:00", f"{day} 23:59", x=calendar) == hours * HOUR


def test_the_shipped_table_closes_the_whole_holiday_with_its_week_ends() -> None:
    calendar = {"tz": "Asia/Shanghai", "holidays": "CN", "weekly": {"all": [["00:00", "24:00"]]}}
    assert between("x", "02-15 00:00", "02-24 00:00", x=calendar) == 0
    assert between("x", "10-01 00:00", "10-08 00:00", x=calendar) == 0


@pytest.mark.parametrize(
    ("exceptions", "hours"),
    [
        ([("holiday",)], 0),
        ([("holiday",), ("makeup",)], 7.5),
        ([("makeup",), ("special",), ("holiday",)], 1),
    ],
)
def test_special_outranks_makeup_outranks_holiday_outranks_the_week(exceptions: list[tuple[str]], hours: float) -> None:
    carried = {"holiday": {}, "makeup": {"as": "mon"}, "special": {"windows": [["09:00", "10:00"]]}}
    listed = [{"date": "2026-03-03", "type": one, **carried[one]} for (one,) in exceptions]
    assert between("day", "03-03 00:00", "03-04 00:00", day=CAL_DAY | {"exceptions": listed}) == hours * HOUR


def test_an_exception_of_the_calendar_outranks_the_shipped_table() -> None:
    worked = {"date": "2026-02-16", "type": "makeup", "as": "mon"}
    closed = {"date": "2026-02-14", "type": "holiday"}
    calendar = CAL_DAY | {"exceptions": [worked, closed]}
    assert between("day", "02-14 00:00", "02-17 00:00", day=calendar) == int(7.5 * HOUR)


def test_an_overnight_window_belongs_to_the_day_it_began_and_a_holiday_does_not_cut_its_tail() -> None:
    calendar = {
        "tz": "Asia/Shanghai",
        "weekly": {"all": [["22:00", "30:00"]]},
        "exceptions": [{"date": "2026-03-03", "type": "holiday"}],
    }
    assert between("x", "03-03 00:00", "03-04 00:00", x=calendar) == 6 * HOUR
    assert between("x", "03-03 12:00", "03-04 12:00", x=calendar) == 0


def test_weekly_keys_that_name_one_day_twice_unite() -> None:
    calendar = {"tz": "Asia/Shanghai", "weekly": {"mon-fri": SPLIT, "mon": [["11:00", "14:00"]], "sun-mon": []}}
    assert between("x", "03-02 00:00", "03-03 00:00", x=calendar) == 9 * HOUR


def test_backwards_there_is_nothing_between() -> None:
    assert between("day", "03-03 10:00", "03-02 10:00") == 0


def test_a_calendar_without_open_time_in_the_next_366_days_is_refused() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    never = Calendar("UTC", ((),) * 7)
    too_late = Calendar("UTC", ((),) * 7, (DayException(date(2027, 3, 4), DayType.SPECIAL, None, (Opening(0, 60),)),))
    for calendar in (never, too_late):
        with pytest.raises(NoOpenTime):
            require_open_time(calendar, at)
    require_open_time(too_late, at + timedelta(days=1, minutes=1))


def test_the_next_years_holidays_are_missed_from_the_first_of_november() -> None:
    assert year_missing("CN", date(2026, 10, 31)) is None
    assert year_missing("CN", date(2026, 11, 1)) == 2027
    assert year_missing("CN", date(2025, 11, 1)) is None


def test_an_edit_changes_what_lies_after_it_even_today_and_nothing_before() -> None:
    closed = Calendar("Asia/Shanghai", ((),) * 7)
    edited = WorkingTime.of(always_open("Asia/Shanghai")).edited(datetime(2026, 3, 2, 4, tzinfo=UTC), closed)
    day = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    assert edited.between(*day) == 4 * HOUR
    assert edited.add(day[0], 4 * HOUR) == day[0] + timedelta(hours=4)
    with pytest.raises(NoOpenTime):
        edited.add(day[0], 4 * HOUR + 1)


openings = st.builds(
    lambda start, length: Opening(start, min(start + length, 2880)), st.integers(0, 1439), st.integers(1, 1440)
)
days = st.lists(openings, max_size=3).map(tuple)
exceptions = st.lists(
    st.builds(
        DayException,
        on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        type=st.sampled_from(DayType),
        as_dow=st.integers(0, 6),
        openings=days,
    ),
    max_size=4,
).map(tuple)
calendars = st.builds(
    Calendar,
    tz=st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]),
    weekly=st.tuples(st.just((Opening(540, 600),)), *[days] * 6),
    exceptions=exceptions,
    shipped=st.sampled_from([None, "CN"]),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001 - zoned by hypothesis
    lambda at: at.replace(microsecond=0)
)


@settings(max_examples=60, deadline=None)
@given(calendars, instants, st.integers(1, 400_000))
def test_adding_and_measuring_undo_each_other(calendar: Calendar, start: datetime, seconds: int) -> None:
    time = WorkingTime.of(calendar)
    due = time.add(start, seconds)
    assert time.between(start, due) == seconds
    assert time.between(start, due - timedelta(seconds=1)) == seconds - 1  # no earlier instant would do


@settings(max_examples=60, deadline=None)
@given(calendars, st.lists(instants, min_size=3, max_size=3))
def test_working_time_of_neighbouring_stretches_adds_up(calendar: Calendar, three: list[datetime]) -> None:
    first, middle, last = sorted(three)
    time = WorkingTime.of(calendar)
    assert time.between(first, middle) + time.between(middle, last) == time.between(first, last)
    assert 0 <= time.between(first, last) <= (last - first).total_seconds()


@settings(max_examples=30, deadline=None)
@given(calendars, instants)
def test_the_open_stretches_are_disjoint_and_sum_to_the_working_time(calendar: Calendar, start: datetime) -> None:
    time, end = WorkingTime.of(calendar), start + timedelta(days=40)
    stretches = list(time.spans(start, end))
    assert all(one[1] <= other[0] for one, other in pairwise(stretches))
    assert sum((closes - opens).total_seconds() for opens, closes in stretches) == time.between(start, end)


@settings(max_examples=30, deadline=None)
@given(calendars, instants)
def test_the_pages_agree_with_counting_minute_by_minute_on_the_wall(calendar: Calendar, start: datetime) -> None:
    time, tz = WorkingTime.of(calendar), zone(calendar.tz)
    start = start.replace(second=0)
    end = start + timedelta(hours=30)
    counted = 0
    at = start
    while at < end:
        counted += 60 * _is_open(calendar, at.astimezone(tz))
        at += timedelta(minutes=1)
    changes = start.astimezone(tz).utcoffset() != end.astimezone(tz).utcoffset()
    assert changes or counted == time.between(start, end)


def _is_open(calendar: Calendar, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    for back in range(3):
        day = wall.date() - timedelta(days=back)
        own = [one for one in calendar.exceptions if one.on == day]
        for one in calendar.openings_on(day, own):
            if one.start_min <= minute + back * 1440 < one.end_min:
                return True
    return False
