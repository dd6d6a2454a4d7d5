"""An explained clock: its stretches add up to what it shows (R12)."""

from datetime import datetime

from tests.domain.clock_stories import CAL_DAY, local
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.clocks import ClockKind, Terms, machine
from ticketing.domain.clocks.explaining import Stretch, explain
from ticketing.domain.documents import Node

TIME = WorkingTime.of(calendar_from(Node(CAL_DAY)))
TERMS = Terms(target_s=28_800, grace_s=1_800, warn_pct=(75,))


def at(text: str) -> datetime:
    return datetime.fromisoformat(local(text))


def test_a_clock_is_explained_by_the_open_hours_it_ran_through() -> None:
    clock = machine.start(ClockKind.RESOLUTION, 1, at("03-02 11:00"), TERMS, TIME)
    clock = machine.pause(clock, at("03-02 14:00"), TIME)
    clock = machine.resume(clock, at("03-03 17:00"), TERMS, TIME)
    assert list(explain(clock, at("03-04 08:40"), TIME)) == [
        Stretch(at("03-02 11:00"), at("03-02 12:00"), 3600, 3600),
        Stretch(at("03-02 13:30"), at("03-02 14:00"), 1800, 5400),
        Stretch(at("03-03 17:00"), at("03-03 17:30"), 1800, 7200),
        Stretch(at("03-04 08:30"), at("03-04 08:40"), 600, 7800),
    ]


def test_the_running_total_is_the_elapsed_time_of_the_clock() -> None:
    clock = machine.start(ClockKind.RESOLUTION, 1, at("02-12 09:00"), TERMS, TIME)
    last = list(explain(clock, at("03-04 12:00"), TIME))[-1]
    assert last.total_s == machine.elapsed_s(clock, at("03-04 12:00"), TIME)
