"""What a month's days come to: counters and the texts they reach, full attendance, the notes of a probation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ticketing.domain.attendance.judging import ABSENCE, EARLY, LATE, MISSED_IN, MISSED_OUT


class Step(NamedTuple):
    """Reached at so many half days (complaints): what the centre's book says then. A text, and no more than that."""

    at: int
    text: str
    text_en: str


#: Seed 002, B9, the words of the source (sic).
ABSENCES = (
    Step(1, "扣发3工资", "three days' pay"),
    Step(2, "扣发5天工资", "five days' pay"),
    Step(4, "扣发10天工资,全公司通报批评", "ten days' pay and a public reprimand"),
    Step(6, "扣发当月工资,并予以辞退", "the month's pay and dismissal"),
)
#: Seed 002, A6: service complaints of one calendar month.
COMPLAINTS = (
    Step(1, "罚款50元", "50 yuan"),
    Step(2, "罚款100元", "100 yuan"),
    Step(3, "三次以上", "three and more"),
)
#: Seed 002, P1: who is more than a day absent, or late or early six times, has not passed the probation.
PROBATION_HALF_DAYS, PROBATION_TIMES, PROBATION_LEAVE_DAYS = 2, 6, 5


class DayFacts(NamedTuple):
    """What counts of one day: its findings as (code, half days), and the kind of leave that covered it, if any."""

    on_day: date
    findings: Sequence[tuple[str, int]]
    leave: str = ""


@dataclass(frozen=True)
class Month:
    """`reached` are the steps of absence with the day each was reached on, once each."""

    half_days: int
    late: int
    early: int
    missed: int
    leave_days: int
    full_attendance: bool
    reached: tuple[tuple[Step, date], ...]
    probation: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As doors and files show it."""
        return {
            "absence_days": self.half_days / 2, "late": self.late, "early": self.early, "missed": self.missed,
            "leave_days": self.leave_days, "full_attendance": self.full_attendance, "probation": list(self.probation),
            "reached": [
                {"days": step.at / 2, "text": step.text, "text_en": step.text_en, "on_day": on_day.isoformat()}
                for step, on_day in self.reached
            ],
        }  # fmt: skip


def month_of(days: Iterable[DayFacts], ladder: Sequence[Step] = ABSENCES, on_probation: bool = False) -> Month:
    """The days of one calendar month; rest days need not be among them and spoil nothing. What a probation may fail by
    is told of whoever is on one."""
    total = late = early = missed = leave = 0
    reached: list[tuple[Step, date]] = []
    for day in sorted(days):
        before = total
        total += sum(half_days for code, half_days in day.findings if code == ABSENCE)
        reached += [(step, day.on_day) for step in ladder if before < step.at <= total]
        codes = [code for code, _ in day.findings]
        late, early = late + codes.count(LATE), early + codes.count(EARLY)
        missed += codes.count(MISSED_IN) + codes.count(MISSED_OUT)
        leave += bool(day.leave)
    full = not (total or late or early or leave)
    notes = _probation(total, late + early, leave) if on_probation else ()
    return Month(total, late, early, missed, leave, full, tuple(reached), notes)


def _probation(half_days: int, times: int, leave_days: int) -> tuple[str, ...]:
    notes = (
        ("absent", half_days > PROBATION_HALF_DAYS),
        ("late_or_early", times >= PROBATION_TIMES),
        ("leave", leave_days > PROBATION_LEAVE_DAYS),
    )
    return tuple(code for code, holds in notes if holds)


def complaints_of(days: Iterable[date], ladder: Sequence[Step] = COMPLAINTS) -> list[tuple[date, Step]]:
    """Each upheld service complaint with the step it reaches; counting begins anew with every calendar month."""
    counts: dict[tuple[int, int], int] = {}
    found: list[tuple[date, Step]] = []
    for day in sorted(days):
        month = (day.year, day.month)
        counts[month] = counts.get(month, 0) + 1
        step = next((step for step in reversed(ladder) if step.at <= counts[month]), None)
        if step is not None:
            found.append((day, step))
    return found
