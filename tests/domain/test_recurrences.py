"""The part of RFC 5545 that follow-ups know, against dateutil where the two mean the same."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.recurrences import Freq, Roll, Rule, read_rule, rolled
from ticketing.errors import Invalid

THEIRS = {Freq.DAILY: DAILY, Freq.WEEKLY: WEEKLY, Freq.MONTHLY: MONTHLY}


def days(text: str, start: date, most: int = 6) -> list[str]:
    return [f"{day:%m-%d}" for day in islice(read_rule(text, start).days_on(), most)]


def test_a_day_that_a_month_lacks_is_its_last_and_the_month_after_is_not_shortened() -> None:
    assert days("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 1, 31)) == [
        "01-31",
        "02-28",
        "03-31",
        "04-30",
        "05-31",
        "06-30",
    ]
    assert days("RRULE:freq=monthly;interval=2", date(2027, 12, 30), 3) == ["12-30", "02-29", "04-30"]


def test_a_weekly_rule_names_its_weekdays() -> None:
    assert days("FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2", date(2026, 3, 4), 4) == ["03-05", "03-16", "03-19", "03-30"]


def test_it_ends_by_count_or_by_day() -> None:
    assert days("FREQ=DAILY;COUNT=2", date(2026, 3, 1)) == ["03-01", "03-02"]
    assert days("FREQ=DAILY;INTERVAL=10;UNTIL=20260321T160000Z", date(2026, 3, 1)) == ["03-01", "03-11", "03-21"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("FREQ=YEARLY", "FREQ"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL"),
        ("FREQ=DAILY;BYDAY=MO", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "BYMONTHDAY"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "COUNT"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR"),
        ("FREQ", "FREQ"),
    ],
)
def test_what_the_rule_does_not_know_is_named(text: str, part: str) -> None:
    with pytest.raises(Invalid, match="bad_rule") as refusal:
        read_rule(text, date(2026, 1, 1))
    assert refusal.value.params["part"] == part


def test_a_day_off_rolls_to_the_next_day_on_which_somebody_works() -> None:
    worked = {date(2026, 2, 14), date(2026, 2, 24)}
    assert rolled(date(2026, 2, 14), Roll.NEXT_WORKING_DAY, worked.__contains__) == date(2026, 2, 14)
    assert rolled(date(2026, 2, 15), Roll.NEXT_WORKING_DAY, worked.__contains__) == date(2026, 2, 24)
    assert rolled(date(2026, 2, 15), Roll.SAME, worked.__contains__) == date(2026, 2, 15)
    with pytest.raises(Invalid, match="no_working_day"):
        rolled(date(2026, 3, 1), Roll.NEXT_WORKING_DAY, worked.__contains__)


def test_a_rule_that_is_over_has_no_next_day_and_none_goes_beyond_the_calendar() -> None:
    assert read_rule("FREQ=DAILY;COUNT=2", date(2026, 3, 1)).next_after(date(2026, 3, 2)) is None
    for freq in Freq:
        late = Rule(freq, date(2199, 12, 31), interval=366)
        assert list(late.days_on()) == [date(2199, 12, 31)]


@given(
    st.sampled_from(list(Freq)),
    st.dates(date(2026, 1, 1), date(2030, 12, 28)).filter(lambda day: day.day <= 28),
    st.integers(1, 20),
    st.integers(1, 12),
)
def test_where_no_day_is_missing_the_days_are_those_of_dateutil(
    freq: Freq, start: date, interval: int, count: int
) -> None:
    begins = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - days have no zone
    theirs = [one.date() for one in rrule(THEIRS[freq], dtstart=begins, interval=interval, count=count)]
    assert list(Rule(freq, start, interval, count=count).days_on()) == theirs


@given(
    st.sampled_from(list(Freq)), st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(1, 20), st.integers(0, 900)
)
def test_the_next_day_lies_behind_and_none_is_passed_over(freq: Freq, start: date, interval: int, ahead: int) -> None:
    rule, after = Rule(freq, start, interval), start + timedelta(days=ahead)
    following = rule.next_after(after)
    known = list(islice(rule.days_on(), 1_000))
    assert following == next(day for day in known if day > after)
