"""Attendance, derived: from signs of coming and going to findings (workforce.md 1.5)."""

from ticketing.domain.attendance.evidence import IN, OUT, Seen, Sign, see
from ticketing.domain.attendance.extension import SHIFT_END, Extended, extended, is_serving
from ticketing.domain.attendance.judging import (
    ABSENCE,
    EARLY,
    LATE,
    MISSED_IN,
    MISSED_OUT,
    Case,
    Excuse,
    Finding,
    Judged,
    judge,
)
from ticketing.domain.attendance.months import ABSENCES, COMPLAINTS, DayFacts, Month, Step, complaints_of, month_of
from ticketing.domain.attendance.rules import BANDS, PUNCHES, Band, Rules, Source

__all__ = [
    "ABSENCE",
    "ABSENCES",
    "BANDS",
    "COMPLAINTS",
    "EARLY",
    "IN",
    "LATE",
    "MISSED_IN",
    "MISSED_OUT",
    "OUT",
    "PUNCHES",
    "SHIFT_END",
    "Band",
    "Case",
    "DayFacts",
    "Excuse",
    "Extended",
    "Finding",
    "Judged",
    "Month",
    "Rules",
    "Seen",
    "Sign",
    "Source",
    "Step",
    "complaints_of",
    "extended",
    "is_serving",
    "judge",
    "month_of",
    "see",
]
