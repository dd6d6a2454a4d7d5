"""What one visit adds to a roll-up: integers that add up over any stretch, wait histograms among them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final, Protocol

from ticketing.domain.calls import Mark, Outcome, QueueRules
from ticketing.domain.metrics.numbers import SECOND_US
from ticketing.domain.metrics.queues import TRANSFERS, QueueTally

#: The thresholds (seconds, inclusive) that a roll-up can be asked for afterwards; any other T goes to the visits.
EDGES: Final = (5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600)
COUNTS: Final = (
    "offered", *(outcome.value for outcome in Outcome),
    "wait_count", "abandon_count", "exit_count", "talk_count", "hold_count", "transfers",
)  # fmt: skip
TIMES: Final = ("wait_us", "abandon_us", "exit_us", "talk_us", "acw_us", "hold_us")
#: The names of a visit's sums in the order in which `add` keeps them; three wait histograms follow.
NAMES: Final = COUNTS + TIMES
#: Waits of the answered, of the abandoned, and of those who left in any other way.
HISTOGRAMS: Final = ("answered_within", "abandoned_within", "exited_within")

_OUTCOMES = tuple((outcome.value, outcome) for outcome in Outcome)
#: The sums that a tally keeps under their own names.
_PLAIN = NAMES[len(_OUTCOMES) + 1 :]

_EDGES_US = tuple(edge * SECOND_US for edge in EDGES)
_BINS = len(EDGES) + 1
_AT = {name: at for at, name in enumerate(NAMES)}
_OUTCOME = {outcome: _AT[outcome.value] for outcome in Outcome}
_HISTOGRAM = {Outcome.ANSWERED: len(NAMES), Outcome.ABANDONED: len(NAMES) + _BINS}
_EXITED = len(NAMES) + 2 * _BINS
_SIZE = len(NAMES) + 3 * _BINS
_UNDECIDED = frozenset({Outcome.WAITING, Outcome.LOST})
# By outcome: where its waits are added up, and where they are counted.
_WAITS = {
    Outcome.ANSWERED: (_AT["wait_us"], _AT["wait_count"]),
    Outcome.ABANDONED: (_AT["abandon_us"], _AT["abandon_count"]),
}
_EXIT = (_AT["exit_us"], _AT["exit_count"])
_TALK, _TALKS, _ACW = _AT["talk_us"], _AT["talk_count"], _AT["acw_us"]
_HOLD, _HOLDS, _TRANSFERS = _AT["hold_us"], _AT["hold_count"], _AT["transfers"]


class Counted(Protocol):
    """What a visit must have to be counted, as the fold holds it or as a row does."""

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


def nothing() -> list[int]:
    """The sums of no visit."""
    return [0] * _SIZE


def add(sums: list[int], visit: Counted, sign: int = 1) -> int:
    """Count a visit in (or out, with `sign` -1); gives its wait if that may be a maximum, else 0."""
    outcome = visit.outcome
    sums[0] += sign
    sums[_OUTCOME[outcome]] += sign
    if outcome in _UNDECIDED:
        return 0
    wait_us = visit.wait_us or 0
    sums[_HISTOGRAM.get(outcome, _EXITED) + bisect_left(_EDGES_US, wait_us)] += sign
    is_sure = not visit.marks & Mark.WAIT_UNSURE
    if is_sure:
        total, count = _WAITS.get(outcome, _EXIT)
        sums[total] += sign * wait_us
        sums[count] += sign
    if outcome is Outcome.ANSWERED:
        _add_talk(sums, visit, sign)
    return wait_us if is_sure else 0


def is_measured(visit: Counted) -> bool:
    """Whether its talk is known and sure, so that it belongs into means."""
    return visit.talk_us is not None and not visit.marks & Mark.TALK_UNSURE


def named(sums: Sequence[int]) -> dict[str, int]:
    """The sums by name, without the histograms."""
    return dict(zip(NAMES, sums, strict=False))


def histograms(sums: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """For each edge how many waited no longer, per name of HISTOGRAMS: such counts add up just as bins do."""
    starts = (len(NAMES), len(NAMES) + _BINS, _EXITED)
    answered, abandoned, exited = (list(accumulate(sums[at : at + _BINS - 1])) for at in starts)
    return answered, abandoned, exited


def has_threshold(seconds: int) -> bool:
    """Whether the roll-ups can answer for this T."""
    return seconds in EDGES


def edge_of(seconds: int) -> int:
    """The place of a threshold in a histogram, from 0; of one that no roll-up has, the next one above it."""
    return min(bisect_left(EDGES, seconds), len(EDGES) - 1)


def tally_of(sums: Mapping[str, int], within: Sequence[int], short_abandoned: int) -> QueueTally:
    """The tally that the visits behind these sums would give, save maxima, percentiles and what still waits.

    `within` are the answered, the abandoned and the other exits with a wait of at most T.
    """
    answered, abandoned, exited = within
    tally = QueueTally(
        outcomes=Counter({outcome: sums[name] for name, outcome in _OUTCOMES if sums.get(name)}),
        short_abandoned=short_abandoned,
        answered_in_sl=answered,
        abandoned_in_sl=abandoned,
        exits_in_sl=answered + abandoned + exited,
    )
    for name in _PLAIN:
        setattr(tally, name, sums.get(name, 0))
    return tally


def rolled_up(sums: Sequence[int], rules: QueueRules) -> QueueTally:
    """The tally of sums as `add` keeps them; both thresholds must be among EDGES."""
    answered, abandoned, exited = histograms(sums)
    at, short = edge_of(rules.sl_threshold_s), edge_of(rules.short_abandon_s)
    return tally_of(named(sums), (answered[at], abandoned[at], exited[at]), abandoned[short])


def _add_talk(sums: list[int], visit: Counted, sign: int) -> None:
    if visit.end_reason in TRANSFERS:
        sums[_TRANSFERS] += sign
    if visit.hold_us:
        sums[_HOLD] += sign * visit.hold_us
        sums[_HOLDS] += sign
    if is_measured(visit):
        sums[_TALK] += sign * (visit.talk_us or 0)
        sums[_ACW] += sign * (visit.acw_us or 0)
        sums[_TALKS] += sign
