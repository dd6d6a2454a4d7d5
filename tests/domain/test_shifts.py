from datetime import UTC, date, datetime, timedelta

from ticketing.domain.shifts import Cell, conflicts, leaderless

MONDAY = date(2026, 3, 2)


def cell(day, start=8.5, end=17.0, person="8001", template="白", leader=False):
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    hours = timedelta(hours=start), timedelta(hours=end)
    return Cell(person, day, template, midnight + hours[0], midnight + hours[1], leader)


def rest(day, person="8001"):
    return Cell(person, day, "休")


def days(count):
    return [MONDAY + timedelta(days=n) for n in range(count)]


def test_a_day_shift_after_a_late_shift_leaves_too_little_rest():
    found = conflicts([cell(MONDAY, 16.5, 24, template="晚"), cell(MONDAY + timedelta(days=1))])
    assert [(f.code, f.params) for f in found] == [("short_rest", {"hours": 8.5, "least": 11})]


def test_eleven_hours_of_rest_are_enough():
    assert conflicts([cell(MONDAY, 16.5, 21.5), cell(MONDAY + timedelta(days=1), 8.5)]) == []


def test_shifts_that_overlap_are_named_with_their_minutes():
    found = conflicts([cell(MONDAY, 17, 33), cell(MONDAY + timedelta(days=1), 8)])
    assert [(f.code, f.params["minutes"]) for f in found] == [("overlap", 60)]


def test_the_seventh_day_running_is_found_once():
    assert conflicts([cell(day) for day in days(6)]) == []
    found = conflicts([cell(day) for day in days(9)])
    assert [(f.code, f.on_day) for f in found] == [("days_running", MONDAY + timedelta(days=6))]


def test_a_rest_day_begins_the_count_anew():
    week = days(10)
    assert conflicts([rest(day) if day == week[5] else cell(day) for day in week]) == []


def test_every_shift_needs_a_leader_among_its_people():
    led = [cell(MONDAY, leader=True), cell(MONDAY, person="8002")]
    alone = [cell(MONDAY, 16.5, 24, person="8003", template="晚"), rest(MONDAY, "8004")]
    assert [(f.code, f.params) for f in leaderless(led + alone)] == [("no_leader", {"template": "晚"})]
