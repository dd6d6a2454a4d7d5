"""Who is asked: a draw that anybody can repeat and nobody can steer, each person once.

The rank of a person is HMAC-SHA256 of the plan's seed and their key, as of a call that is heard (domain/quality).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ticketing.domain.quality import rank_of
from ticketing.domain.surveys.plans import Drawing


class Exclusion(StrEnum):
    """Why somebody of the population is not asked: nobody rings the number, there is none, asked not long ago, there
    already with another matter."""

    BLOCKED = "blocked"
    NO_NUMBER = "no_number"
    ASKED = "asked"
    TWICE = "twice"


class Candidate(NamedTuple):
    """One matter of the population; `person` names whoever is asked, `key` the matter, both for good."""

    person: str
    key: str
    queue: str
    category: str
    cause: Exclusion | None = None


@dataclass(frozen=True)
class Left:
    """The population, how many of it were left out by cause, and of how many the sample was drawn."""

    population: int
    excluded: Mapping[str, int]
    frame: int


class Drawn(NamedTuple):
    candidate: Candidate
    rank: str


@dataclass
class _Frame:
    """Each person with the best-ranked of their matters."""

    best: dict[str, Drawn] = field(default_factory=dict)
    excluded: Counter[str] = field(default_factory=Counter)
    population: int = 0

    def take(self, drawn: Drawn) -> None:
        self.population += 1
        one = drawn.candidate
        if one.cause is not None:
            self.excluded[one.cause.value] += 1
            return
        before = self.best.get(one.person)
        if before is not None:
            self.excluded[Exclusion.TWICE.value] += 1
        if before is None or drawn.rank < before.rank:
            self.best[one.person] = drawn


def draw(seed: str, how: Drawing, size: int, population: Iterable[Candidate]) -> tuple[Left, list[Drawn]]:
    """Who is asked, by rank, and what the population came to. The same seed gives the same people."""
    frame = _Frame()
    for one in population:
        frame.take(Drawn(one, rank_of(seed, one.key)))
    ranked = sorted(frame.best.values(), key=lambda drawn: drawn.rank)
    left = Left(frame.population, dict(frame.excluded), len(ranked))
    if how is Drawing.ALL or size >= len(ranked):
        return left, ranked
    if how is Drawing.RANDOM:
        return left, ranked[:size]
    strata: dict[str, list[Drawn]] = defaultdict(list)
    for drawn in ranked:
        strata[drawn.candidate.queue if how is Drawing.QUEUES else drawn.candidate.category].append(drawn)
    shares = _shares({name: len(rows) for name, rows in strata.items()}, size)
    chosen = [drawn for name, rows in strata.items() for drawn in rows[: shares[name]]]
    return left, sorted(chosen, key=lambda drawn: drawn.rank)


def _shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """`size` places in proportion, the largest remainders first, in whole numbers throughout."""
    whole = sum(sizes.values())
    shares = {name: size * rows // whole for name, rows in sizes.items()}
    rest = sorted(sizes, key=lambda name: (-(size * sizes[name] % whole), name))
    for name in rest[: size - sum(shares.values())]:
        shares[name] += 1
    return shares
