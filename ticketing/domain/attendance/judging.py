"""From when somebody came and went to the findings of a day: facts with their rule, never money."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ticketing.domain.attendance.evidence import Seen, Sign, see
from ticketing.domain.attendance.rules import Rules
from ticketing.domain.instants import SECOND_US
from ticketing.domain.spans import Span, length_us, without

LATE, EARLY, ABSENCE = "late", "early", "absence"
MISSED_IN, MISSED_OUT = "missed_in", "missed_out"
#: Who has given no sign of going so long after the end has missed to; a later sign makes another revision.
SETTLED_S = 3 * 3_600


class Excuse(NamedTuple):
    """Time that is held against nobody: leave, an errand, an outage, a rest that had to be made up for."""

    start_us: int
    end_us: int
    kind: str
    ref: str = ""
    #: Asked for after the fact and approved all the same (seed 002, B5).
    retroactive: bool = False


class Finding(NamedTuple):
    """One fact of a day: `half_days` of absence, or seconds and the band they fall into."""

    code: str
    seconds: int = 0
    band: str = ""
    half_days: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As the day's row keeps it."""
        return {**self._asdict()}


@dataclass(frozen=True)
class Case:
    """All that a day is judged by. `extended_end_us` is the planned end or later; `missed_before` are the certified
    missed punches of the same month before this day; up to `now_us` things have happened."""

    shift: Span
    signs: Collection[Sign]
    now_us: int
    extended_end_us: int = 0
    excuses: Sequence[Excuse] = ()
    missed_before: int = 0


@dataclass(frozen=True)
class Judged:
    """The day as it stands; `is_over` once its end and the time to punch out have passed or somebody went."""

    came: Sign | None
    went: Sign | None
    late_s: int
    early_s: int
    overtime_s: int
    findings: tuple[Finding, ...]
    marks: tuple[str, ...] = field(default=())
    is_over: bool = True


def judge(case: Case, rules: Rules) -> Judged:
    """Late and early in whole seconds without what is excused; beyond half an hour absence takes the band's place."""
    seen = see(case.signs, case.shift, rules)
    end_us = max(case.extended_end_us, case.shift.end_us)
    is_over = _is_over(case, seen, end_us)
    free = _free(case)
    late_s = _seconds(free, case.shift.start_us, _came_us(case, seen))
    early_s = _seconds(free, seen.went.at_us, case.shift.end_us) if seen.went and is_over else 0
    overtime_s = max(end_us - case.shift.end_us, 0) // SECOND_US
    if not free:
        found: list[Finding] = []
    elif seen.came is None and seen.went is None:
        late_s = 0 if is_over else late_s
        found = [Finding(ABSENCE, half_days=_half_days(case.shift, free))] if is_over else []
    else:
        found = _of_both(case, seen, rules, late_s, early_s if is_over else 0, is_over)
    marks = tuple(sorted({"retroactive" for excuse in case.excuses if excuse.retroactive}))
    return Judged(seen.came, seen.went, late_s, early_s, overtime_s, tuple(found), marks, is_over)


def _is_over(case: Case, seen: Seen, end_us: int) -> bool:
    """Whether nothing more is expected: somebody went, nobody ever came, or the time to say that one goes is up."""
    if case.now_us < end_us:
        return False
    is_settled = seen.went is not None or seen.came is None
    return is_settled or case.now_us >= end_us + SETTLED_S * SECOND_US


def _half_days(shift: Span, free: list[Span]) -> int:
    """Leave over half of the shift leaves half a day that can be missed."""
    return 1 if 2 * length_us(free) <= shift.end_us - shift.start_us else 2


def _free(case: Case) -> list[Span]:
    """The planned time that nothing excuses."""
    return without([case.shift], [Span(one.start_us, one.end_us) for one in case.excuses])


def _came_us(case: Case, seen: Seen) -> int:
    """Until when somebody is late: until they came, or until now or the end while they have not."""
    if seen.came is not None:
        return seen.came.at_us
    if seen.went is not None:
        return case.shift.start_us
    return min(case.now_us, case.shift.end_us)


def _seconds(free: list[Span], start_us: int, end_us: int) -> int:
    if end_us <= start_us:
        return 0
    return length_us(Span(max(one.start_us, start_us), min(one.end_us, end_us)) for one in free) // SECOND_US


def _of_both(case: Case, seen: Seen, rules: Rules, late_s: int, early_s: int, is_over: bool) -> list[Finding]:
    """One finding at most for each end; two halves are a whole day."""
    before = case.missed_before
    first = _end(LATE, late_s, seen.missed_in, seen.came, before, rules)
    before += int(seen.missed_in and _is_certified(seen.came))
    last = _end(EARLY, early_s, seen.missed_out, seen.went, before, rules) if is_over else None
    found = [one for one in (first, last) if one is not None]
    if all(one.code == ABSENCE for one in found) and len(found) == 2:
        return [Finding(ABSENCE, seconds=late_s + early_s, half_days=2)]
    return found


def _end(code: str, seconds: int, missed: bool, sign: Sign | None, before: int, rules: Rules) -> Finding | None:
    """What one end of the day comes to; a missed punch is never an absence (B7, B8)."""
    if missed and not _is_certified(sign):
        return Finding(MISSED_IN if code == LATE else MISSED_OUT)
    if missed and before < rules.free_missed:
        return None
    if missed and code == EARLY:
        return Finding(EARLY, 0, rules.bands[0].code if rules.bands else "")
    if seconds <= rules.grace_s:
        return None
    if seconds > rules.half_day_over_s and not missed:
        return Finding(ABSENCE, seconds, half_days=1)
    band = rules.band(min(seconds, rules.half_day_over_s))
    return Finding(code, seconds, band.code if band is not None else "")


def _is_certified(sign: Sign | None) -> bool:
    return sign is not None and sign.certified
