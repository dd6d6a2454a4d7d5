"""How far a right goes, over what it is asked for, and what the answer may be."""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far a right goes."""

    ALL = "all"
    TEAM = "team"
    QUEUE = "queue"
    OWN = "own"
    SOURCE = "source"


@dataclass(frozen=True)
class Target:
    """What the right is asked for, in ids; None where the thing has no such side."""

    owner_id: int | None = None
    team_id: int | None = None
    queue_id: int | None = None
    source_id: int | None = None


class Verdict(StrEnum):
    """`hidden`: the right exists but not over this object, which for this actor does not exist (404)."""

    ALLOWED = "allowed"
    HIDDEN = "hidden"
    FORBIDDEN = "forbidden"
