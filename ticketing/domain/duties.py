"""Duty by rotation (轮流值日, 值班): whose turn it is, so that over twelve weeks everybody has had as many (A9)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

#: As far back as turns are counted: the same weeks as evenings and weekends of a roster.
ROLLING = timedelta(weeks=12)


@dataclass(frozen=True)
class Turn:
    on_day: date
    person_id: int


def share_out(
    days: Sequence[date], here: Mapping[date, Collection[int]], before: Iterable[Turn], each: int
) -> list[Turn]:
    """Turns for `days`, `each` a day, among those who are there; a day on which fewer are there gets fewer.

    Whoever had fewest turns lately is next; among equals whose last turn is longest ago, then by id. Nobody has two
    days running while somebody else is there.
    """
    had = list(before)
    count = Counter(one.person_id for one in had)
    last = {one.person_id: one.on_day for one in sorted(had, key=lambda one: one.on_day)}
    found: list[Turn] = []
    for day in sorted(days):
        ranked = sorted(
            here.get(day, ()),
            key=lambda one: (abs((day - last.get(one, date.min)).days) == 1, count[one], last.get(one, date.min), one),
        )
        for person_id in ranked[:each]:
            found.append(Turn(day, person_id))
            count[person_id] += 1
            last[person_id] = day
    return found
