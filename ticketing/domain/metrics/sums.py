"""What one visit adds to its quarter of an hour: whole numbers that can be taken away again, free of any threshold.

The waits are kept as a histogram, so a service level's threshold can change afterwards (telephony.md 4): any of EDGES_S
is answered from the sums, any other from the visits themselves.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import Final, Protocol

from ticketing.domain.calls import EndReason, Mark, Outcome, QueueRules
from ticketing.domain.metrics.queues import QueueTally

SECOND_US = 1_000_000
QUARTER_US: Final = 900 * SECOND_US
EDGES_S: Final = (5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600)
_EDGES_US = tuple(edge * SECOND_US for edge in EDGES_S)
_TRANSFERS = {EndReason.BLIND_TRANSFER, EndReason.ATTENDED_TRANSFER, EndReason.TRANSFER_INFERRED}
#: The histogram that a visit of this outcome goes into; a call lost or still waiting has no wait to speak of.
_HISTOGRAM = dict.fromkeys(Outcome, "exit") | {Outcome.ANSWERED: "answer", Outcome.ABANDONED: "abandon"}
_ADDED = (
    "wait_us", "wait_count", "abandon_us", "abandon_count", "talk_us", "talk_count", "hold_us", "hold_count",
    "acw_us", "transfers",
)  # fmt: skip


class Counted(Protocol):
    """A visit, folded or stored."""

    @property
    def outcome(self) -> Outcome: ...
    @property
    def marks(self) -> int: ...
    @property
    def end_reason(self) -> str | None: ...
    @property
    def wait_us(self) -> int | None: ...
    @property
    def talk_us(self) -> int | None: ...
    @property
    def hold_us(self) -> int | None: ...
    @property
    def acw_us(self) -> int | None: ...


def add_visit(sums: Counter[str], visit: Counted, sign: int = 1) -> None:
    """Add what a visit counts, or with `sign` -1 take it away."""
    outcome, wait_us = visit.outcome, visit.wait_us or 0
    sums[outcome] += sign
    if outcome in (Outcome.WAITING, Outcome.LOST):
        return
    sums[f"{_HISTOGRAM[outcome]}_{bisect_left(_EDGES_US, wait_us)}"] += sign
    wait_is_sure = not visit.marks & Mark.WAIT_UNSURE
    if outcome is Outcome.ANSWERED:
        _add_answered(sums, visit, sign, wait_us if wait_is_sure else None)
    elif outcome is Outcome.ABANDONED and wait_is_sure:
        sums["abandon_us"] += sign * wait_us
        sums["abandon_count"] += sign


def _add_answered(sums: Counter[str], visit: Counted, sign: int, wait_us: int | None) -> None:
    if visit.end_reason in _TRANSFERS:
        sums["transfers"] += sign
    if wait_us is not None:
        sums["wait_us"] += sign * wait_us
        sums["wait_count"] += sign
    if visit.hold_us:
        sums["hold_us"] += sign * visit.hold_us
        sums["hold_count"] += sign
    if visit.talk_us is not None and not visit.marks & Mark.TALK_UNSURE:
        sums["talk_us"] += sign * visit.talk_us
        sums["acw_us"] += sign * (visit.acw_us or 0)
        sums["talk_count"] += sign


def answers(rules: QueueRules) -> bool:
    """Whether the sums can answer these thresholds."""
    return rules.sl_threshold_s in EDGES_S and rules.short_abandon_s in EDGES_S


def tally_of(sums: Mapping[str, int], rules: QueueRules) -> QueueTally:
    """The tally that the visits behind these sums would give, as far as sums can: without waits and maxima, and
    with those still waiting counted as undecided."""
    tally = QueueTally(outcomes=Counter({outcome: sums.get(outcome, 0) for outcome in Outcome}))
    for name in _ADDED:
        setattr(tally, name, sums.get(name, 0))
    tally.short_abandoned = _within(sums, "abandon", rules.short_abandon_s)
    tally.abandoned_in_sl = _within(sums, "abandon", rules.sl_threshold_s)
    tally.answered_in_sl = _within(sums, "answer", rules.sl_threshold_s)
    tally.exits_in_sl = tally.abandoned_in_sl + tally.answered_in_sl + _within(sums, "exit", rules.sl_threshold_s)
    tally.undecided = sums.get(Outcome.WAITING, 0)
    return tally


def _within(sums: Mapping[str, int], histogram: str, threshold_s: int) -> int:
    return sum(sums.get(f"{histogram}_{bin}", 0) for bin in range(EDGES_S.index(threshold_s) + 1))
