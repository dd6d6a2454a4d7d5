"""Special days out of an iCalendar or a CSV: what is read, and what is said of each line that is not."""

import pytest

from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.calendars.imports import laid_over, special_days
from ticketing.domain.documents import Node

ICS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270206\r
DTEND;VALUE=DATE:20270208\r
SUMMARY:春节\\, 放\r
 假\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270130\r
SUMMARY:春节补班(按周五)\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART:20270501T090000Z\r
DTEND:20270501T170000Z\r
SUMMARY:半天\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270101\r
RRULE:FREQ=YEARLY\r
SUMMARY:元旦\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270230\r
END:VEVENT\r
END:VCALENDAR\r
"""
CSV = """日期,类型,名称,按,时间
2027-02-06,放假,春节,,
2027/1/30,补班,,周五,
2027-02-05,半天,除夕,,08:30-12:00; 13:00-15:00
2027-02-30,放假,,,
2027-02-07,团建,,,
2027-02-08,补班,,周八,
2027-02-09,特殊,,,12:00-08:00
2027-02-06,补班,,mon,

"""


def test_an_icalendar_gives_days_off_and_days_on_and_says_which_event_it_cannot_mean() -> None:
    read = special_days(ICS)
    assert list(read.days) == [
        {"date": "2027-01-30", "type": "makeup", "name": "春节补班(按周五)", "as": "fri"},
        {"date": "2027-02-06", "type": "holiday", "name": "春节, 放假"},
        {"date": "2027-02-07", "type": "holiday", "name": "春节, 放假"},
    ]
    assert [(one.line, one.column, one.code) for one in read.faults] == [
        (13, "DTSTART", "not_whole_days"),
        (18, "RRULE", "comes_round"),
        (23, "DTSTART", "bad_date"),
    ]


def test_a_csv_gives_its_good_rows_and_says_line_column_and_reason_of_the_others() -> None:
    read = special_days("\ufeff" + CSV)
    assert list(read.days) == [
        {"date": "2027-01-30", "type": "makeup", "name": "", "as": "fri"},
        {"date": "2027-02-05", "type": "special", "name": "除夕", "windows": [["08:30", "12:00"], ["13:00", "15:00"]]},
        {"date": "2027-02-06", "type": "holiday", "name": "春节"},
    ]
    assert [(one.line, one.column, one.code, one.value) for one in read.faults] == [
        (5, "date", "bad_date", "2027-02-30"),
        (6, "type", "unknown_type", "团建"),
        (7, "as", "unknown_weekday", "周八"),
        (8, "windows", "bad_windows", "12:00-08:00"),
        (9, "date", "said_twice", "2027-02-06"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (1, "no_head")),
        ("何时,何事\n2027-02-06,放假\n", (1, "no_head")),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", (1, "no_event")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nrubbish\n", (3, "unreadable")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n", (2, "unreadable")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nDTEND:20280101\nEND:VEVENT\n", (2, "too_many_days")),
    ],
)
def test_what_is_no_list_of_days_says_so(text: str, fault: tuple[int, str]) -> None:
    read = special_days(text)
    assert list(read.days) == []
    assert [(one.line, one.code) for one in read.faults] == [fault]


def test_the_days_take_the_place_of_what_stood_there_and_make_a_calendar() -> None:
    before = {"tz": "Asia/Shanghai", "weekly": {"mon-fri": [["08:30", "17:30"]]}}
    before["exceptions"] = [{"date": "2027-02-06", "type": "holiday"}, {"date": "2027-03-08", "type": "holiday"}]
    after = laid_over(before, special_days(CSV).days)
    assert [one["date"] for one in after["exceptions"]] == ["2027-01-30", "2027-02-05", "2027-02-06", "2027-03-08"]
    assert len(calendar_from(Node(after)).exceptions) == 4
