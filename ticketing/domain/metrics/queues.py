"""One queue's figures over the visits that arrived in a stretch of time: everything counts where it arrived."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ticketing.domain.calls import EndReason, Mark, Outcome, QueueRules, Visit
from ticketing.domain.metrics.numbers import SECOND_US, mean_s, percent, seconds
from ticketing.domain.metrics.service_level import Formula, parts_of

# Written out, because reports make thousands of these: the sums that merge by adding, and the outcomes by their names.
_SUMS = (
    "short_abandoned", "answered_in_sl", "abandoned_in_sl", "exits_in_sl", "undecided", "wait_us", "wait_count",
    "abandon_us", "abandon_count", "exit_us", "exit_count", "talk_us", "talk_count", "hold_us", "hold_count", "acw_us",
    "transfers",
)  # fmt: skip
_OUTCOMES = tuple((outcome.value, outcome) for outcome in Outcome)
_FORMULAS = tuple((formula.value, formula) for formula in Formula)
#: The end reasons that count as a transfer.
TRANSFERS = {EndReason.BLIND_TRANSFER, EndReason.ATTENDED_TRANSFER, EndReason.TRANSFER_INFERRED}


@dataclass(slots=True)
class QueueTally:
    """Counts and sums (microseconds) that add up over buckets and queues; `figures` makes the ratios of them.

    Inferred and clock-stepped durations are counted as calls but kept out of sums and maxima.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    short_abandoned: int = 0
    answered_in_sl: int = 0
    abandoned_in_sl: int = 0
    exits_in_sl: int = 0
    undecided: int = 0
    wait_us: int = 0
    wait_count: int = 0
    abandon_us: int = 0
    abandon_count: int = 0
    exit_us: int = 0
    exit_count: int = 0
    talk_us: int = 0
    talk_count: int = 0
    hold_us: int = 0
    hold_count: int = 0
    acw_us: int = 0
    transfers: int = 0
    max_wait_us: int = 0
    longest_waiting_us: int = 0
    #: How often each wait (microseconds) was met: percentiles are read off, never averaged.
    waits: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, visits: Iterable[Visit], rules: QueueRules, now_us: int) -> "QueueTally":
        """The tally of visits, as it stands at `now_us`."""
        tally = cls()
        for visit in visits:
            tally.add(visit, rules, now_us)
        return tally

    @property
    def offered(self) -> int:
        """Every visit that entered, whatever became of it (P5)."""
        return self.outcomes.total()

    def add(self, visit: Visit, rules: QueueRules, now_us: int) -> None:
        """Count one visit by its queue's own thresholds."""
        self.outcomes[visit.outcome] += 1
        wait_us = visit.wait_us or 0
        if visit.outcome is Outcome.WAITING:
            self._add_waiting(max(now_us - visit.enter_us, 0), rules)
            return
        if visit.outcome is Outcome.LOST:
            return
        within = wait_us <= rules.sl_threshold_s * SECOND_US
        self.exits_in_sl += within
        if not visit.marks & Mark.WAIT_UNSURE:
            self.max_wait_us = max(self.max_wait_us, wait_us)
            self.waits[wait_us] += 1
        if visit.outcome is Outcome.ANSWERED:
            self.answered_in_sl += within
            self._add_answered(visit, wait_us)
        elif visit.outcome is Outcome.ABANDONED:
            self.abandoned_in_sl += within
            self._add_abandoned(visit, wait_us, rules)
        elif not visit.marks & Mark.WAIT_UNSURE:
            self.exit_us += wait_us
            self.exit_count += 1

    def merge(self, other: "QueueTally") -> None:
        """Add another stretch's or queue's tally to this one."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.max_wait_us = max(self.max_wait_us, other.max_wait_us)
        self.longest_waiting_us = max(self.longest_waiting_us, other.longest_waiting_us)
        for outcome, count in other.outcomes.items():
            self.outcomes[outcome] += count
        for wait_us, count in other.waits.items():
            self.waits[wait_us] += count

    def _add_waiting(self, waited_us: int, rules: QueueRules) -> None:
        self.undecided += waited_us <= rules.sl_threshold_s * SECOND_US
        self.longest_waiting_us = max(self.longest_waiting_us, waited_us)

    def _add_answered(self, visit: Visit, wait_us: int) -> None:
        self.transfers += visit.end_reason in TRANSFERS
        if not visit.marks & Mark.WAIT_UNSURE:
            self.wait_us += wait_us
            self.wait_count += 1
        if visit.hold_us:
            self.hold_us += visit.hold_us
            self.hold_count += 1
        if visit.talk_us is not None and not visit.marks & Mark.TALK_UNSURE:
            self.talk_us += visit.talk_us
            self.acw_us += visit.acw_us
            self.talk_count += 1

    def _add_abandoned(self, visit: Visit, wait_us: int, rules: QueueRules) -> None:
        self.short_abandoned += wait_us <= rules.short_abandon_s * SECOND_US
        if not visit.marks & Mark.WAIT_UNSURE:
            self.abandon_us += wait_us
            self.abandon_count += 1

    def shares(self, formula: Formula) -> tuple[int, int]:
        """What a service level divides by what."""
        return parts_of(formula, **self._counts())

    def service_level(self, formula: Formula) -> float | None:
        """One of the six, in percent."""
        return percent(*self.shares(formula))

    def figures(self) -> dict[str, Any]:
        """Every figure by its public name: counts, seconds, percentages; null over zero."""
        counts = self._counts()
        offered, answered, abandoned = counts["offered"], counts["answered"], counts["abandoned"]
        return {
            "offered": offered,
            **{name: self.outcomes[outcome] for name, outcome in _OUTCOMES},
            "short_abandoned": self.short_abandoned,
            "answered_in_sl": self.answered_in_sl,
            "abandoned_in_sl": self.abandoned_in_sl,
            "exits_in_sl": self.exits_in_sl,
            "undecided": self.undecided,
            **{name: percent(*parts_of(formula, **counts)) for name, formula in _FORMULAS},
            "answer_rate": percent(answered, offered),
            "loss_rate": percent(offered - answered, offered),
            "abandon_rate": percent(abandoned, offered),
            "abandon_rate_net": percent(abandoned - self.short_abandoned, offered - self.short_abandoned),
            "transfer_rate": percent(self.transfers, answered),
            "transfers": self.transfers,
            **self._times(answered),
        }

    def _counts(self) -> dict[str, int]:
        """What service levels are made of, by the names of `parts_of`."""
        return {
            "offered": self.offered,
            "answered": self.outcomes[Outcome.ANSWERED],
            "abandoned": self.outcomes[Outcome.ABANDONED],
            "a_t": self.answered_in_sl,
            "b_t": self.abandoned_in_sl,
            "exits_t": self.exits_in_sl,
            "undecided": self.undecided,
        }

    def _times(self, answered: int) -> dict[str, Any]:
        measured = self.wait_count + self.abandon_count + self.exit_count
        return {
            "asa_s": mean_s(self.wait_us, self.wait_count),
            "avg_abandon_s": mean_s(self.abandon_us, self.abandon_count),
            "avg_wait_s": mean_s(self.wait_us + self.abandon_us + self.exit_us, measured),
            "att_s": mean_s(self.talk_us, self.talk_count),
            "aht_s": mean_s(self.talk_us + self.acw_us, self.talk_count),
            "avg_acw_s": mean_s(self.acw_us, self.talk_count),
            "avg_hold_s": mean_s(self.hold_us, self.hold_count),
            "hold_calls": self.hold_count,
            "hold_per_answered_s": mean_s(self.hold_us, answered),
            "max_wait_s": seconds(self.max_wait_us) if measured else None,
            "p50_wait_s": seconds(_percentile(self.waits, 50)),
            "p90_wait_s": seconds(_percentile(self.waits, 90)),
            "longest_waiting_s": seconds(self.longest_waiting_us) if self.outcomes[Outcome.WAITING] else None,
        }


def _percentile(waits: Counter[int], share: int) -> int | None:
    """Nearest rank, from the visits themselves and never from averages."""
    left = (waits.total() * share + 99) // 100
    for wait_us in sorted(waits):
        left -= waits[wait_us]
        if left <= 0:
            return wait_us
    return None
