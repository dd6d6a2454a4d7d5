"""What can be watched, of whom, and in which unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class AlertMetric(StrEnum):
    """The figures of telephony.md 5.7; those ending in `_s` are seconds that grow by themselves."""

    WAITING = "waiting"
    LONGEST_S = "longest_s"
    SL_PCT = "sl_pct"
    NO_READY = "no_ready"
    PAUSE_S = "pause_s"
    ACW_S = "acw_s"
    RNA_ROW = "rna_row"
    TALK_S = "talk_s"
    LINK_DOWN_S = "link_down_s"


class Scope(StrEnum):
    """Of what a figure is measured."""

    QUEUE = "queue"
    AGENT = "agent"
    LINK = "link"


class Level(IntEnum):
    """The two steps of every rule, and none."""

    CALM = 0
    WARN = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Spec:
    """`low_is_bad`: the figure is bad below its limit; everything else is bad from its limit on.

    `of_queue`: a rule without limits takes the ones that colour the queue's own tile.
    """

    scope: Scope
    low_is_bad: bool = False
    of_queue: bool = False
    by_reason: bool = False


SPECS: Mapping[AlertMetric, Spec] = {
    AlertMetric.WAITING: Spec(Scope.QUEUE, of_queue=True),
    AlertMetric.LONGEST_S: Spec(Scope.QUEUE, of_queue=True),
    AlertMetric.SL_PCT: Spec(Scope.QUEUE, low_is_bad=True, of_queue=True),
    AlertMetric.NO_READY: Spec(Scope.QUEUE),
    AlertMetric.PAUSE_S: Spec(Scope.AGENT, by_reason=True),
    AlertMetric.ACW_S: Spec(Scope.AGENT),
    AlertMetric.RNA_ROW: Spec(Scope.AGENT),
    AlertMetric.TALK_S: Spec(Scope.AGENT),
    AlertMetric.LINK_DOWN_S: Spec(Scope.LINK),
}
