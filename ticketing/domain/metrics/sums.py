"""What one visit adds to a roll-up: integers that add up over any stretch, wait histograms among them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import Final

from ticketing.domain.calls import Mark, Outcome, QueueRules, Visit
from ticketing.domain.metrics.numbers import SECOND_US
from ticketing.domain.metrics.queues import TRANSFERS, QueueTally

#: The thresholds (seconds, inclusive) that a roll-up can be asked for afterwards; any other T goes to the visits.
EDGES: Final = (5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600)
_PREFIXES = {Outcome.ANSWERED: "answered_wait", Outcome.ABANDONED: "abandoned_wait"}
_SUMS = (
    "wait_us", "wait_count", "abandon_us", "abandon_count", "talk_us", "talk_count", "acw_us", "hold_us", "hold_count",
    "transfers",
)  # fmt: skip


def sums_of(visit: Visit) -> dict[str, int]:
    """A visit as sums by name, zeros left out: subtract the old ones and add the new ones when it changes."""
    sums = Counter({"offered": 1, visit.outcome.value: 1})
    if visit.outcome in (Outcome.WAITING, Outcome.LOST):
        return dict(sums)
    sums[_bin(visit)] += 1
    is_sure = not visit.marks & Mark.WAIT_UNSURE
    if visit.outcome is Outcome.ANSWERED:
        sums.update(_answered(visit, is_sure))
    elif visit.outcome is Outcome.ABANDONED and is_sure:
        sums.update({"abandon_us": visit.wait_us or 0, "abandon_count": 1})
    return {name: value for name, value in sums.items() if value}


def has_threshold(seconds: int) -> bool:
    """Whether the roll-ups can answer for this T."""
    return seconds in EDGES


def tally_of(sums: Mapping[str, int], rules: QueueRules) -> QueueTally:
    """The tally that the visits behind these sums would give, save maxima, percentiles and what still waits.

    Both thresholds of `rules` must be among EDGES (`has_threshold`).
    """
    tally = QueueTally()
    tally.outcomes.update({outcome: sums[outcome.value] for outcome in Outcome if sums.get(outcome.value)})
    for name in _SUMS:
        setattr(tally, name, sums.get(name, 0))
    tally.answered_in_sl = _within(sums, "answered_wait", rules.sl_threshold_s)
    tally.abandoned_in_sl = _within(sums, "abandoned_wait", rules.sl_threshold_s)
    tally.exits_in_sl = tally.answered_in_sl + tally.abandoned_in_sl + _within(sums, "other_wait", rules.sl_threshold_s)
    tally.short_abandoned = _within(sums, "abandoned_wait", rules.short_abandon_s)
    return tally


def _answered(visit: Visit, is_sure: bool) -> dict[str, int]:
    sums = {"transfers": int(visit.end_reason in TRANSFERS)}
    if is_sure:
        sums |= {"wait_us": visit.wait_us or 0, "wait_count": 1}
    if visit.hold_us:
        sums |= {"hold_us": visit.hold_us, "hold_count": 1}
    if visit.talk_us is not None and not visit.marks & Mark.TALK_UNSURE:
        sums |= {"talk_us": visit.talk_us, "acw_us": visit.acw_us, "talk_count": 1}
    return sums


def _bin(visit: Visit) -> str:
    prefix = _PREFIXES.get(visit.outcome, "other_wait")
    index = bisect_left(EDGES, (visit.wait_us or 0) / SECOND_US)
    return f"{prefix}_{EDGES[index] if index < len(EDGES) else 'more'}"


def _within(sums: Mapping[str, int], prefix: str, seconds: int) -> int:
    return sum(sums.get(f"{prefix}_{edge}", 0) for edge in EDGES if edge <= seconds)
