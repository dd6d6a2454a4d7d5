"""Attendance by the worked scenarios of the paper, in the shifts of the source's second site (B-D, B-E)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.attendance import (
    ABSENCE,
    BANDS,
    EARLY,
    IN,
    LATE,
    MISSED_IN,
    MISSED_OUT,
    OUT,
    Band,
    Case,
    DayFacts,
    Excuse,
    Finding,
    Judged,
    Rules,
    Sign,
    Source,
    complaints_of,
    extended,
    judge,
    month_of,
)
from ticketing.domain.days import business_day, wall_instant
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.presence import PresenceState, Slice
from ticketing.domain.spans import Span
from ticketing.errors import Invalid

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 2)
RULES = Rules()


def at(text: str, day: date = DAY) -> int:
    """Microseconds of "HH:MM[:SS]" by the wall of the site; hours past 24 are the next day's."""
    hours, minutes, *rest = [int(part) for part in text.split(":")]
    seconds = rest[0] if rest else 0
    return micros(wall_instant(day, hours * 60 + minutes, ZONE)) + seconds * SECOND_US


DAY_SHIFT = Span(at("8:30"), at("17:30"))
EVENING = Span(at("17:00"), at("25:00"))


def judged(
    came: str | None,
    went: str | None,
    shift: Span = DAY_SHIFT,
    rules: Rules = RULES,
    source: Source = Source.BADGE,
    certified: bool = False,
    before: int = 0,
    excuses: tuple[Excuse, ...] = (),
) -> Judged:
    signs = [Sign(at(when), way, source, "", certified) for when, way in ((came, IN), (went, OUT)) if when is not None]
    return judge(Case(shift, signs, shift.end_us + 8 * 3600 * SECOND_US, shift.end_us, excuses, before), rules)


def piece(start: str, end: str | None, state: PresenceState) -> Slice:
    return Slice(at(start), at(end) if end else None, state, "", None, "", True)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, None),
        (1, (LATE, "B1", 0)),
        (600, (LATE, "B1", 0)),
        (601, (LATE, "B2", 0)),
        (1200, (LATE, "B2", 0)),
        (1201, (LATE, "B3", 0)),
        (1800, (LATE, "B3", 0)),
        (1801, (ABSENCE, "", 1)),
    ],
)
def test_w05_each_second_of_lateness_falls_into_the_milder_band_at_its_border(
    seconds: int, expected: tuple[str, str, int] | None
) -> None:
    signs = [
        Sign(DAY_SHIFT.start_us + seconds * SECOND_US, IN, Source.BADGE),
        Sign(DAY_SHIFT.end_us, OUT, Source.BADGE),
    ]
    found = judge(Case(DAY_SHIFT, signs, DAY_SHIFT.end_us, DAY_SHIFT.end_us), RULES).findings
    assert [(one.code, one.band, one.half_days) for one in found] == ([expected] if expected else [])


def test_w02_a_call_after_midnight_belongs_to_the_evening_shift_of_the_day_before() -> None:
    call = datetime(2026, 3, 3, 0, 40, tzinfo=ZONE)
    assert business_day(call, ZONE, 4) == DAY
    assert business_day(call, ZONE, 0) == DAY + timedelta(days=1)
    assert EVENING.start_us <= micros(call) < EVENING.end_us


def test_w03_a_shift_ends_with_the_wrap_up_of_the_call_that_ran_over_it() -> None:
    slices = [
        piece("24:40", "24:52", PresenceState.READY),
        piece("24:52", "25:17:30", PresenceState.TALKING),
        piece("25:17:30", "25:19", PresenceState.ACW),
        piece("25:19", "25:20", PresenceState.PAUSED),
    ]
    end = extended(EVENING.end_us, slices, RULES.extension_most_s, at("26:00"))
    assert end == (at("25:19"), False)
    signs = [Sign(at("16:58"), IN, Source.BADGE), Sign(at("25:20"), OUT, Source.BADGE)]
    day = judge(Case(EVENING, signs, at("25:30"), end.end_us), RULES)
    assert (day.overtime_s, day.findings, day.is_over) == (1_140, (), True)


def test_the_extension_is_cut_after_an_hour_and_an_idle_agent_has_none() -> None:
    talks = [piece("24:30", "26:30", PresenceState.TALKING)]
    assert extended(EVENING.end_us, talks, 3_600, at("27:00")) == (at("26:00"), True)
    idle = [piece("24:30", "25:30", PresenceState.READY), piece("25:30", "25:40", PresenceState.TALKING)]
    assert extended(EVENING.end_us, idle, 3_600, at("27:00")) == (EVENING.end_us, False)


def test_going_between_the_planned_and_the_extended_end_is_not_going_early() -> None:
    signs = [Sign(EVENING.start_us, IN, Source.BADGE), Sign(at("25:10"), OUT, Source.BADGE)]
    assert judge(Case(EVENING, signs, at("25:30"), at("25:19")), RULES).findings == ()


def test_w06_twelve_minutes_late_is_the_second_band_and_a_text_without_money() -> None:
    day = judged("8:42", "17:30")
    assert (day.late_s, [one.band for one in day.findings]) == (720, ["B2"])
    assert next(band.text for band in BANDS if band.code == "B2") == "20 元"
    assert set(day.findings[0].to_dict()) == {"code", "seconds", "band", "half_days"}


def test_w07_half_a_day_absent_and_five_minutes_early_are_two_findings_and_no_lateness() -> None:
    day = judged("9:01", "17:25")
    assert day.findings == (Finding(ABSENCE, 1_860, "", 1), Finding(EARLY, 300, "B1", 0))


def test_both_halves_missed_are_one_whole_day() -> None:
    assert [(one.code, one.half_days) for one in judged("9:05", "16:50").findings] == [(ABSENCE, 2)]


def test_w10_nothing_seen_is_absence_approved_leave_is_nothing_and_leave_by_phone_is_marked() -> None:
    assert [(one.code, one.half_days) for one in judged(None, None).findings] == [(ABSENCE, 2)]
    leave = Excuse(DAY_SHIFT.start_us, DAY_SHIFT.end_us, "leave")
    assert judged(None, None, excuses=(leave,)).findings == ()
    told = judged(None, None, excuses=(leave._replace(retroactive=True),))
    assert (told.findings, told.marks) == ((), ("retroactive",))


def test_leave_for_the_morning_leaves_half_a_day_to_be_missed_and_excuses_coming_at_noon() -> None:
    morning = Excuse(DAY_SHIFT.start_us, at("13:00"), "leave")
    assert [one.half_days for one in judged(None, None, excuses=(morning,)).findings] == [1]
    assert judged("12:55", "17:31", excuses=(morning,)).findings == ()
    assert judged("13:05", "17:31", excuses=(morning,)).late_s == 300


def test_nobody_is_absent_before_the_shift_is_over() -> None:
    running = judge(Case(DAY_SHIFT, [], at("9:15"), DAY_SHIFT.end_us), RULES)
    assert (running.findings, running.late_s, running.is_over) == ((), 45 * 60, False)
    talking = judge(Case(DAY_SHIFT, [Sign(at("8:29"), IN, Source.CONSOLE)], at("18:00"), at("17:31")), RULES)
    assert (talking.findings, talking.is_over) == ((), False)


def test_a_missed_punch_is_never_an_absence_and_only_the_fourth_certified_one_counts() -> None:
    strict = Rules(must_punch=True)
    by_console = judged("9:30", "17:30", rules=strict, source=Source.CONSOLE)
    assert [one.code for one in by_console.findings] == [MISSED_IN, MISSED_OUT]
    certified = [judged("8:42", "17:30", source=Source.MANUAL, certified=True, before=n) for n in (0, 2, 3)]
    assert [[(one.code, one.band) for one in day.findings] for day in certified] == [
        [],
        [(EARLY, "B1")],
        [(LATE, "B2"), (EARLY, "B1")],
    ]


def test_the_punch_governs_whatever_the_console_says_and_no_sign_of_going_is_a_miss() -> None:
    signs = [Sign(at("8:20"), IN, Source.CONSOLE), Sign(at("8:31"), IN, Source.DINGTALK)]
    day = judge(Case(DAY_SHIFT, signs, at("23:00"), DAY_SHIFT.end_us), RULES)
    assert [(one.code, one.seconds) for one in day.findings] == [(LATE, 60), (MISSED_OUT, 0)]


def test_w14_each_step_of_absence_is_reached_once() -> None:
    days = [DayFacts(DAY + timedelta(days=n), [(ABSENCE, half)]) for n, half in enumerate((1, 1, 2, 2))]
    month = month_of(days, on_probation=True)
    assert [(step.at / 2, on_day) for step, on_day in month.reached] == [
        (reached, DAY + timedelta(days=n)) for n, reached in enumerate((0.5, 1, 2, 3))
    ]
    assert month.reached[0][0].text == "扣发3工资"
    assert "absent" in month.probation
    assert month_of(days).probation == ()


def test_w16_one_second_late_ends_full_attendance_and_rest_days_do_not() -> None:
    assert not month_of([DayFacts(DAY, [(LATE, 0)])]).full_attendance
    assert month_of([DayFacts(DAY, []), DayFacts(DAY + timedelta(days=3), [])]).full_attendance


def test_w18_service_complaints_count_by_the_calendar_month() -> None:
    march = [date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 30)]
    assert [step.text for _, step in complaints_of(march)] == ["罚款50元", "罚款100元", "三次以上"]
    assert [step.at for _, step in complaints_of([date(2026, 3, 31), date(2026, 4, 1)])] == [1, 1]


def test_rules_are_the_same_after_being_kept_and_overlapping_bands_are_refused() -> None:
    assert Rules.from_dict(RULES.to_dict()) == RULES
    with pytest.raises(Invalid) as refused:
        Rules.from_dict({"bands": [BANDS[0].to_dict(), Band("B2", 600, None, "", "", from_closed=True).to_dict()]})
    assert refused.value.code == "bands_overlap"


@given(st.integers(-7_000, 40_000), st.integers(-7_000, 50_000), st.integers(0, 40_000), st.integers(0, 40_000))
def test_late_and_early_are_never_negative_nor_longer_than_the_shift(
    came: int, went: int, excused_from: int, excused_s: int
) -> None:
    start_us, end_us = DAY_SHIFT
    signs = [
        Sign(start_us + came * SECOND_US, IN, Source.BADGE),
        Sign(start_us + went * SECOND_US, OUT, Source.BADGE),
    ]
    excuse = Excuse(start_us + excused_from * SECOND_US, start_us + (excused_from + excused_s) * SECOND_US, "errand")
    day = judge(Case(DAY_SHIFT, signs, end_us + 9 * 3600 * SECOND_US, end_us, (excuse,)), RULES)
    assert 0 <= day.late_s <= (end_us - start_us) // SECOND_US
    assert 0 <= day.early_s <= (end_us - start_us) // SECOND_US
    assert len(day.findings) <= 2
    assert sum(one.half_days for one in day.findings) <= 2
