"""A shift as a line of planned doings: at the queue, but for its breaks, meetings and trainings."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ticketing.domain.adherence.tallying import Does, Piece
from ticketing.domain.instants import SECOND_US
from ticketing.domain.spans import Span, without

_MINUTE_US = 60 * SECOND_US
_KNOWN = {does.value: does for does in Does}


def planned(
    on_day: date, shift: Span, start_min: int, breaks: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]]
) -> tuple[Piece, ...]:
    """The pieces of one shift in order, without a gap.

    `breaks` and `others` are those of its template ({kind, from, len, dow}); their minutes count from the template's
    own beginning, so that they move with the shift. Where two overlap the earlier one holds.
    """
    found: list[Piece] = []
    taken: list[Span] = []
    wanted = [one for one in (*breaks, *others) if one.get("dow") is None or on_day.weekday() in one["dow"]]
    for one in sorted(wanted, key=lambda one: int(one["from"])):
        start_us = shift.start_us + (int(one["from"]) - start_min) * _MINUTE_US
        span = Span(max(start_us, shift.start_us), min(start_us + int(one["len"]) * _MINUTE_US, shift.end_us))
        if span.end_us <= span.start_us:
            # A meeting of the day that this shift has nothing of.
            continue
        for free in without([span], taken):
            found.append(Piece(free.start_us, free.end_us, _KNOWN.get(str(one.get("kind")), Does.BREAK)))
            taken.append(free)
    found += [Piece(free.start_us, free.end_us, Does.ON_QUEUE) for free in without([shift], taken)]
    return tuple(sorted(found))
