"""Who may go on a break: so many of a team or queue at a time, and a line for the others."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

#: So long a place is kept for whoever was told that it is their turn.
KEPT = timedelta(minutes=2)
#: Nobody is asked to wait in line for these.
URGENT = frozenset({"restroom", "toilet", "洗手间"})


class Group(NamedTuple):
    """A team or a queue whose people may not all be away at once."""

    kind: str
    code: str
    name: str
    most: int
    people: frozenset[int]


def away_of(group: Group, away: Collection[int]) -> int:
    """How many of a group are away, or have been told that they may go."""
    return len(group.people.intersection(away))


def full(groups: Sequence[Group], person_id: int, away: Collection[int]) -> Group | None:
    """The first group of somebody in which no place is left; None: they may go."""
    others = [one for one in away if one != person_id]
    return next((one for one in groups if person_id in one.people and away_of(one, others) >= one.most), None)


def turns(groups: Sequence[Group], waiting: Sequence[int], away: Collection[int]) -> list[int]:
    """Who of those that wait, in their order, may go now; each takes a place of all their groups.

    Nobody is overtaken within a group: whoever waits for a place in it keeps the ones behind them waiting.
    """
    taken, told = set(away), []
    held: set[tuple[str, str]] = set()
    for person_id in waiting:
        own = [one for one in groups if person_id in one.people]
        names = {(one.kind, one.code) for one in own}
        if names & held or full(groups, person_id, taken) is not None:
            held |= names
            continue
        taken.add(person_id)
        told.append(person_id)
    return told


def places(groups: Sequence[Group], waiting: Sequence[int]) -> Mapping[int, int]:
    """How many stand before each in line who want a place of the same group, and oneself."""
    found: dict[int, int] = {}
    for at, person_id in enumerate(waiting):
        own = [one for one in groups if person_id in one.people]
        found[person_id] = 1 + sum(any(before in one.people for one in own) for before in waiting[:at])
    return found
