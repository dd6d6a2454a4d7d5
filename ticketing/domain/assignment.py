"""Who gets a ticket that nobody has in hand: only people on shift, not on break, who know what it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AssignMode(StrEnum):
    OFF = "off"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


class TakeBack(StrEnum):
    """What is taken from somebody whose shift has ended: nothing, what falls due before they are back, everything."""

    NONE = "none"
    DUE = "due"
    ALL = "all"


@dataclass(frozen=True)
class Candidate:
    """Somebody of the queue who is here: their open tickets, what they know, when they were last given one."""

    person_id: int
    code: str
    team_id: int | None = None
    open_tickets: int = 0
    skills: frozenset[str] = frozenset()
    last_given_at: datetime | None = None


@dataclass(frozen=True)
class Rule:
    """A queue's rule as the choice knows it; `skills` are all that the ticket asks for."""

    mode: AssignMode
    team_id: int | None = None
    skills: frozenset[str] = frozenset()
    most_open: int | None = None
    last_id: int | None = None


def choose(rule: Rule, here: Sequence[Candidate], sticky_id: int | None = None) -> Candidate | None:
    """The owner-to-be; who had the customer's matter before comes first if they may have it at all.

    Round robin goes by agents' codes from the one after whose turn it was; the least loaded is the one with the fewest
    open tickets, of equals the one who has waited longest for one.
    """
    if rule.mode is AssignMode.OFF:
        return None
    able = sorted((one for one in here if hindrance(rule, one) is None), key=lambda one: (one.code, one.person_id))
    if not able:
        return None
    kept = next((one for one in able if one.person_id == sticky_id), None)
    if kept is not None:
        return kept
    return _next(able, here, rule.last_id) if rule.mode is AssignMode.ROUND_ROBIN else min(able, key=_load)


def falls_due_before(back_at: datetime | None, *instants: datetime | None) -> bool:
    """Whether one of these instants comes before somebody is back; whoever has no next shift is back too late."""
    return any(at is not None and (back_at is None or at < back_at) for at in instants)


def hindrance(rule: Rule, one: Candidate) -> str | None:
    """Why somebody who is here may not be given a ticket: `other_group`, `full`, `lacks_skill`; None when they may."""
    if rule.team_id is not None and one.team_id != rule.team_id:
        return "other_group"
    if rule.most_open is not None and one.open_tickets >= rule.most_open:
        return "full"
    return None if rule.skills <= one.skills else "lacks_skill"


def _next(able: Sequence[Candidate], here: Sequence[Candidate], last_id: int | None) -> Candidate:
    last = next(((one.code, one.person_id) for one in here if one.person_id == last_id), None)
    if last is None:
        # Whose turn it was is not here: nobody is wronged by the round beginning where it stood.
        return min(able, key=_waited)
    return next((one for one in able if (one.code, one.person_id) > last), able[0])


def _load(one: Candidate) -> tuple[int, float, str]:
    return one.open_tickets, *_waited(one)


def _waited(one: Candidate) -> tuple[float, str]:
    return one.last_given_at.timestamp() if one.last_given_at else 0.0, one.code
