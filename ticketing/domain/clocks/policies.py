"""What is promised: targets by kind and priority, and what happens to them when a ticket changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ticketing.domain.clocks.records import ClockKind
from ticketing.domain.escalations import AT_ONCE, DEFAULT_LADDER, Level, Occasion
from ticketing.domain.tickets.facts import LONGEST_PAUSE_S
from ticketing.domain.tickets.words import Priority

# Scenario 31 counts exactly four instances for a ticket that nobody touches: unless a policy says more, only the
# promise to resolve climbs.
LADDERS: Mapping[ClockKind, tuple[Level, ...]] = {ClockKind.RESOLUTION: DEFAULT_LADDER}


class Apply(StrEnum):
    """Whom an edited policy binds (R5)."""

    NEW_ONLY = "new_only"
    OPEN_FROM_NOW = "open_from_now"
    OPEN_RETROACTIVE = "open_retroactive"


class ReopenMode(StrEnum):
    """How the resolution clock of a reopened ticket counts (R9): half anew, on from where it was, or all anew."""

    NEW = "new"
    RESUME = "resume"
    RESTART = "restart"


@dataclass(frozen=True)
class Reopening:
    pct: int = 50
    min_s: int = 7_200
    mode: ReopenMode = ReopenMode.NEW


@dataclass(frozen=True)
class Terms:
    """What holds for one clock: its target and grace in working seconds, its warnings in per cent of the target."""

    target_s: int
    grace_s: int
    warn_pct: tuple[int, ...]

    @property
    def shortest_s(self) -> int:
        """What a change leaves at least; more than the whole target is never owed."""
        return min(self.grace_s, self.target_s)


@dataclass(frozen=True)
class TeamTerms:
    """What one team promises the others (OLA): its targets by priority, and how soon it takes a transfer on."""

    targets: Mapping[Priority, int]
    accept_s: int | None = None


@dataclass(frozen=True)
class Policy:
    """One policy version; `pauses` are the kinds that stand still while the customer is waited for.

    `ladders` say which kinds climb and how, `at_once` which levels an occasion calls whatever the clock says, `teams`
    (by code) what holds between teams where it is not the plain OLA target.
    """

    calendar: str
    targets: Mapping[ClockKind, Mapping[Priority, int]]
    warn_pct: tuple[int, ...] = (75,)
    retarget_grace_s: int = 1_800
    reopening: Reopening = field(default_factory=Reopening)
    pauses: frozenset[ClockKind] = frozenset({ClockKind.RESOLUTION, ClockKind.UPDATE})
    longest_pause_s: int = LONGEST_PAUSE_S
    ladders: Mapping[ClockKind, tuple[Level, ...]] = field(default_factory=lambda: LADDERS)
    at_once: Mapping[Occasion, tuple[int, ...]] = field(default_factory=lambda: AT_ONCE)
    teams: Mapping[str, TeamTerms] = field(default_factory=dict)

    def terms(self, kind: ClockKind, priority: Priority, *, reopened: bool = False, team: str = "") -> Terms | None:
        """The terms of `kind` at `priority`, or None where the policy promises nothing; `team` owes it (OLA)."""
        target = self._target(kind, priority, team)
        if target is None:
            return None
        if reopened and self.reopening.mode is ReopenMode.NEW:
            target = max(target * self.reopening.pct // 100, self.reopening.min_s)
        return Terms(target, self.retarget_grace_s, self.warn_pct)

    def _target(self, kind: ClockKind, priority: Priority, team: str) -> int | None:
        own = self.teams.get(team)
        if own is not None and kind is ClockKind.ACK:
            return own.accept_s
        if own is not None and kind is ClockKind.OLA and priority in own.targets:
            return own.targets[priority]
        if team and kind is ClockKind.ACK:
            return None
        return self.targets.get(kind, {}).get(priority)
