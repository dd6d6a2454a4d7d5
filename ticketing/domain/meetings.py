"""Meetings that come round (例会, 晨会): on which days, when whose sitting is, and how to split one that is too large.

A meeting takes people off the line. Where too few would be left, it is held in sittings, one after the other, each
with so many that every queue keeps what it needs (workforce.md, A5; coverage of 1.6).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ticketing.domain.recurrences import Rule

#: More sittings than this are another meeting.
MOST_SITTINGS = 6
DAY_MIN = 1440


@dataclass(frozen=True)
class Meeting:
    """`from_min`: minutes from local midnight of the business day; `team_id` null: everybody's.

    `sittings`: who sits in which, by person; who is named in none sits in the first one.
    """

    rule: Rule
    from_min: int
    length_min: int
    team_id: int | None = None
    sittings: Sequence[Collection[int]] = ()

    def sitting_of(self, person_id: int) -> int:
        return next((number for number, people in enumerate(self.sittings) if person_id in people), 0)

    def concerns(self, team_id: int | None) -> bool:
        return self.team_id in (None, team_id)

    def activity(self, person_id: int) -> Mapping[str, Any]:
        """When it takes this person off the line, as a shift's own activities are written."""
        begin = self.from_min + self.sitting_of(person_id) * self.length_min
        return {"kind": "meeting", "from": begin, "len": self.length_min}


@dataclass(frozen=True)
class Attendant:
    """Somebody who is there: the queues they take calls of."""

    person_id: int
    queues: frozenset[str]


@dataclass(frozen=True)
class Split:
    """Who sits when; `short`: queue to how many are missing at the thinnest where no number of sittings helps."""

    sittings: Sequence[Sequence[int]]
    short: Mapping[str, int]

    @property
    def fits(self) -> bool:
        return not self.short


def days_of(rule: Rule, first: date, last: date) -> set[date]:
    """The days of a rule from `first` to `last`, both included."""
    found: set[date] = set()
    for day in rule.days_on():
        if day > last:
            break
        if day >= first:
            found.add(day)
    return found


def missing(going: Sequence[Attendant], spare: Mapping[str, int]) -> dict[str, int]:
    """Queues that lose more people to one sitting than they can spare, with how many more."""
    gone = Counter(queue for one in going for queue in one.queues)
    return {
        queue: lost - spare[queue] for queue, lost in sorted(gone.items()) if queue in spare and lost > spare[queue]
    }


def split(people: Sequence[Attendant], spares: Sequence[Mapping[str, int]]) -> Split:
    """The fewest sittings in which nobody is missed; `spares`: of each sitting, whom each queue can do without.

    People of the scarcest queues are placed first, each where most is left. Where even the most sittings are too few,
    one sitting with what is short in it. A queue that is short without any meeting spares nobody.
    """
    for count in range(1, len(spares) + 1):
        placed = _placed(people, spares[:count])
        if placed is not None:
            return Split(placed, {})
    return Split([[one.person_id for one in people]], missing(people, spares[0]) if spares else {})


def _placed(people: Sequence[Attendant], spares: Sequence[Mapping[str, int]]) -> list[list[int]] | None:
    left = [Counter(spare) for spare in spares]
    placed: list[list[int]] = [[] for _ in spares]
    for one in sorted(
        people, key=lambda one: (min((_room(left, queue) for queue in one.queues), default=0), one.person_id)
    ):
        known = [queue for queue in sorted(one.queues) if queue in spares[0]]
        room = [min((rest[queue] for queue in known), default=len(people)) for rest in left]
        # Where most is left; among equals the sitting that has fewest yet.
        number = max(range(len(left)), key=lambda n: (room[n], -len(placed[n]), -n))
        if room[number] < 1:
            return None
        placed[number].append(one.person_id)
        left[number].subtract(known)
    return [sorted(group) for group in placed]


def _room(left: Sequence[Mapping[str, int]], queue: str) -> int:
    return sum(rest.get(queue, 0) for rest in left)
