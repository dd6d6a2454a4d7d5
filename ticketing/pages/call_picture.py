"""A call drawn as lanes over time: one for the caller, one for each phone that rang or spoke."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.domain.phones import masked_in
from ticketing.domain.whole_calls.steps import Step, StepKind
from ticketing.queries.whole_calls import Whole

WIDTH, LABEL, LANE, TOP = 1000, 150, 30, 26
#: Half of the last tick's words stands to the right of it.
_MARGIN = 30
_BAR = 20
#: Ends of an axis are at one of these distances in seconds, so that there are four to eight of them.
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_TICKS = 8
_CALLERS = frozenset({StepKind.MENU, StepKind.WAITING, StepKind.HOLD, StepKind.TRANSFER, StepKind.AFTER})


@dataclass(frozen=True)
class Bar:
    """A stretch on the picture, in its units; `text` stands in it when there is room."""

    kind: str
    x: float
    y: float
    width: float
    text: str
    inferred: bool


@dataclass(frozen=True)
class Tick:
    x: float
    seconds: int


@dataclass(frozen=True)
class Picture:
    """What the template draws; `lanes` are (y, name), the first the caller's, whose name is ""."""

    width: int
    height: int
    label: int
    lanes: Sequence[tuple[int, str]]
    bars: Sequence[Bar]
    ticks: Sequence[Tick]


def picture(whole: Whole) -> Picture | None:
    """The call's steps as bars; None where nothing is known of its way."""
    steps = whole.steps
    if not steps:
        return None
    start_us = min(step.start_us for step in steps)
    ends = [step.end_us if step.end_us is not None else step.start_us for step in steps]
    length_us = max(max(ends) - start_us, 1_000_000)
    lanes = ["", *dict.fromkeys(step.name for step in steps if step.kind not in _CALLERS and step.name)]
    scale = (WIDTH - LABEL - _MARGIN) / length_us
    bars = [_bar(step, start_us, max(ends), scale, lanes) for step in steps]
    ticks = [Tick(LABEL + seconds * 1_000_000 * scale, seconds) for seconds in _ticks(length_us / 1_000_000)]
    rows = [(TOP + LANE * number, masked_in(name, ())) for number, name in enumerate(lanes)]
    return Picture(WIDTH, TOP + LANE * len(lanes) + 4, LABEL, rows, bars, ticks)


def _bar(step: Step, start_us: int, last_us: int, scale: float, lanes: Sequence[str]) -> Bar:
    end_us = step.end_us if step.end_us is not None else last_us
    lane = lanes.index(step.name) if step.kind not in _CALLERS and step.name in lanes else 0
    width = max((end_us - step.start_us) * scale, 3.0)
    height = TOP + LANE * lane + (LANE - _BAR) / 2
    return Bar(step.kind.value, LABEL + (step.start_us - start_us) * scale, height, width, step.name, step.inferred)


def _ticks(seconds: float) -> list[int]:
    every = next((step for step in _TICKS if seconds / step <= _MOST_TICKS), _TICKS[-1])
    return list(range(0, int(seconds) + 1, every))
