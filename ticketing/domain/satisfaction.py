"""Whether the customer is satisfied: three ways to ask, one scale, and what the answers come to (ux.md 5.1)."""

from dataclasses import astuple, dataclass
from datetime import timedelta
from enum import StrEnum


class Via(StrEnum):
    """How the customer was asked: after the call by the phone system, in a follow-up call, by a link."""

    CALL = "call"
    FOLLOW_UP = "follow_up"
    LINK = "link"


class Contentment(StrEnum):
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"


class Fault(StrEnum):
    """What a dissatisfied customer holds against us: the manner, the solution, or both (差评 split)."""

    ATTITUDE = "attitude"
    SOLUTION = "solution"
    BOTH = "both"


#: 1 very dissatisfied, 2 dissatisfied, 3 so-so (基本满意), 4 satisfied, 5 very satisfied.
SCORES = range(1, 6)
LINK_GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """Sums; ratios are made at the very end."""

    invited: int = 0
    rated: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    attitude: int = 0
    solution: int = 0
    both: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def neutral(self) -> int:
        """Rated, and neither content nor not (基本满意)."""
        return self.rated - self.satisfied - self.dissatisfied

    @property
    def rated_pct(self) -> float | None:
        """参评率: rated ÷ invited."""
        return _pct(self.rated, self.invited)

    @property
    def satisfaction_pct(self) -> float | None:
        """满意率: satisfied ÷ rated, never ÷ asked."""
        return _pct(self.satisfied, self.rated)

    @property
    def dissatisfied_pct(self) -> float | None:
        """差评率: dissatisfied ÷ rated."""
        return _pct(self.dissatisfied, self.rated)


def contentment(score: int) -> Contentment:
    """4 and 5 are satisfied, 1 and 2 dissatisfied."""
    if score >= 4:
        return Contentment.SATISFIED
    return Contentment.NEUTRAL if score == 3 else Contentment.DISSATISFIED


def _pct(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
