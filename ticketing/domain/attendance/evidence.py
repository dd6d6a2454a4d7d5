"""Which of many signs says when somebody came and went: the first source of the centre's order that has any."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from ticketing.domain.attendance.rules import PUNCHES, Rules, Source
from ticketing.domain.instants import SECOND_US
from ticketing.domain.spans import Span

IN, OUT = "in", "out"


class Sign(NamedTuple):
    """Somebody came (`in`) or went (`out`) by this source; `ref` leads to the row, `certified` names a certificate."""

    at_us: int
    way: str
    source: Source
    ref: str = ""
    certified: bool = False


class Seen(NamedTuple):
    """What a day's signs come to: the ruling sign each way, and whether a punch is missing there."""

    came: Sign | None
    went: Sign | None
    missed_in: bool
    missed_out: bool


def windows(shift: Span, rules: Rules) -> tuple[Span, Span]:
    """Where a sign of coming and one of going may lie: two hours before to the end, the start to six hours after."""
    before_us, after_us = rules.before_s * SECOND_US, rules.after_s * SECOND_US
    return Span(shift.start_us - before_us, shift.end_us), Span(shift.start_us, shift.end_us + after_us)


def see(signs: Collection[Sign], shift: Span, rules: Rules) -> Seen:
    """Who came first and went last by the source that governs; punches before traces of work (seed 002, B3)."""
    inward, outward = windows(shift, rules)
    came = [sign for sign in signs if sign.way == IN and inward.start_us <= sign.at_us <= inward.end_us]
    went = [sign for sign in signs if sign.way == OUT and outward.start_us <= sign.at_us <= outward.end_us]
    first = _ruling(came, rules.order, earliest=True)
    last = _ruling(went, rules.order, earliest=False)
    has_any = bool(first or last)
    return Seen(first, last, has_any and _is_missed(first, rules), has_any and _is_missed(last, rules))


def _ruling(signs: Sequence[Sign], order: Iterable[Source], *, earliest: bool) -> Sign | None:
    for source in order:
        of_source = [sign for sign in signs if sign.source is source]
        if of_source:
            return min(of_source) if earliest else max(of_source)
    return None


def _is_missed(sign: Sign | None, rules: Rules) -> bool:
    """Nothing at all the one way is a miss wherever punches count; a trace of work is one where they must be made."""
    if sign is None:
        return True
    return sign.certified or (rules.must_punch and sign.source not in PUNCHES)
