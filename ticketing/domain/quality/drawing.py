"""Which calls are heard (随机抽查录音): a draw that anybody can repeat and nobody can steer (reports.md 2.6).

Each call has a rank, HMAC-SHA256 of the period's seed and the call. Of an agent's calls the best of every stratum
(queue and kind) come first, then the second best of each, until the plan's number is reached. A call that becomes known
later enters by its own rank alone, so it takes the place of one call at most.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from heapq import nsmallest
from typing import Any, NamedTuple


class Rule(StrEnum):
    """What makes a call worth hearing whatever the dice say: of a complaint, long, badly rated, one of several by the
    same caller within a day, sent on, long on hold."""

    COMPLAINT = "complaint"
    LONG = "long"
    DISSATISFIED = "dissatisfied"
    REPEAT = "repeat"
    TRANSFERRED = "transferred"
    HELD = "held"


@dataclass(frozen=True)
class SamplePlan:
    """How a draw goes: calls an agent, the shortest call in seconds, whether only recorded ones, what is long and long
    on hold in seconds, which rules hold and how many calls each may pick of one agent."""

    per_agent: int = 5
    least_s: int = 15
    recorded: bool = True
    long_s: int = 600
    held_s: int = 120
    rules: tuple[Rule, ...] = (Rule.COMPLAINT, Rule.LONG, Rule.DISSATISFIED, Rule.REPEAT)
    per_rule: int = 1
    # Drawn by itself on Mondays for the week before.
    weekly: bool = True
    # Hours until a score counts as confirmed, and until an appeal should be decided.
    confirm_h: int = 72
    decide_h: int = 72

    def document(self) -> dict[str, Any]:
        return {**vars(self), "rules": [rule.value for rule in self.rules]}

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "SamplePlan":
        """As it was kept; what is not said is as usual."""
        found = {name: value for name, value in (kept or {}).items() if name in cls.__dataclass_fields__}
        if "rules" in found:
            found["rules"] = tuple(Rule(word) for word in found["rules"])
        return cls(**found)


class Candidate(NamedTuple):
    """One agent's part in one call: `key` names it for good, `rules` are those that it meets."""

    call_id: int
    person_id: int
    key: str
    stratum: tuple[str, str]
    rules: tuple[Rule, ...] = ()


class Pick(NamedTuple):
    """A call that was drawn (`rule` None) or picked by a rule, with its rank as 64 hex digits."""

    candidate: Candidate
    rank: str
    rule: Rule | None = None


class _Ranked(NamedTuple):
    rank: str
    candidate: Candidate


def seed_of(secret: bytes, first: date, last: date) -> str:
    """The seed of a period: the same however often it is drawn, so that nobody draws until the result pleases. It is
    shown with the draw; the secret is not."""
    return hmac.digest(secret, f"{first.isoformat()}|{last.isoformat()}".encode(), "sha256").hex()


def rank_of(seed: str, key: str) -> str:
    """Where a call stands in the draw, the smallest first."""
    return hmac.digest(bytes.fromhex(seed), key.encode(), "sha256").hex()


def pick(plan: SamplePlan, seed: str, frame: Iterable[Candidate]) -> tuple[int, list[Pick]]:
    """The size of the frame and what is chosen of it, drawn ones before those that rules picked, each by agent and
    rank. What was drawn is not picked again."""
    size = 0
    strata: dict[tuple[int, tuple[str, str]], list[_Ranked]] = defaultdict(list)
    met: dict[tuple[int, Rule], list[_Ranked]] = defaultdict(list)
    for candidate in frame:
        size += 1
        ranked = _Ranked(rank_of(seed, candidate.key), candidate)
        _keep(strata[candidate.person_id, candidate.stratum], ranked, plan.per_agent)
        for rule in candidate.rules:
            if rule in plan.rules:
                _keep(met[candidate.person_id, rule], ranked, plan.per_rule + plan.per_agent)
    drawn = _drawn(strata, plan.per_agent)
    return size, [*drawn, *_picked(plan, met, {one.candidate.key for one in drawn})]


def _keep(best: list[_Ranked], ranked: _Ranked, most: int) -> None:
    """Only as many as could ever be chosen are kept: a frame may have a million calls."""
    best.append(ranked)
    if len(best) > 4 * most + 16:
        best[:] = nsmallest(most, best)


def _drawn(strata: Mapping[tuple[int, tuple[str, str]], list[_Ranked]], most: int) -> list[Pick]:
    """Round by round through an agent's strata, within a round by rank."""
    rounds: dict[int, list[tuple[int, _Ranked]]] = defaultdict(list)
    for (person_id, _), calls in strata.items():
        rounds[person_id] += enumerate(nsmallest(most, calls))
    return [
        Pick(ranked.candidate, ranked.rank)
        for person_id in sorted(rounds)
        for _, ranked in sorted(rounds[person_id], key=lambda one: (one[0], one[1].rank))[:most]
    ]


def _picked(plan: SamplePlan, met: Mapping[tuple[int, Rule], Sequence[_Ranked]], taken: set[str]) -> list[Pick]:
    found = []
    for person_id, rule in sorted(met):
        left = [one for one in sorted(met[person_id, rule], key=lambda one: one.rank) if one.candidate.key not in taken]
        for ranked in left[: plan.per_rule]:
            taken.add(ranked.candidate.key)
            found.append(Pick(ranked.candidate, ranked.rank, rule))
    return found
