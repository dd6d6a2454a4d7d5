"""A rule: from which value on somebody is told, after how long, and when it is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ticketing.domain.alerts.metrics import SPECS, AlertMetric
from ticketing.domain.alerts.watch import Limits
from ticketing.domain.instants import SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One metric of one queue, or of all when `queue_id` is None; `reason` "" is any reason of a pause.

    The figure must be past a limit for `hold_s` before it is told, and back behind it by `margin` for `calm_s` before
    it is over (hysteresis). A service level counts the arrivals of the last `window_s`, at least `min_calls` of them.
    """

    id: int = 0
    metric: AlertMetric
    queue_id: int | None = None
    reason: str = ""
    warn: float | None = None
    critical: float | None = None
    hold_s: int = 0
    calm_s: int = 0
    margin: float = 0.0
    min_calls: int = 0
    window_s: int = 1_800
    bell: bool = True
    enabled: bool = True


# What a centre begins with; the three without limits of their own take those of each queue's tile.
DEFAULTS: tuple[Rule, ...] = (
    Rule(metric=AlertMetric.WAITING, hold_s=10, calm_s=30, margin=1),
    Rule(metric=AlertMetric.LONGEST_S, calm_s=10),
    Rule(metric=AlertMetric.SL_PCT, hold_s=60, calm_s=120, margin=2, min_calls=10),
    Rule(metric=AlertMetric.NO_READY, warn=1, critical=5, hold_s=15, calm_s=15),
    Rule(metric=AlertMetric.PAUSE_S, warn=1_800, critical=3_600),
    Rule(metric=AlertMetric.ACW_S, warn=180, critical=600),
    Rule(metric=AlertMetric.RNA_ROW, warn=2, critical=4),
    Rule(metric=AlertMetric.TALK_S, warn=1_200, critical=2_400),
    Rule(metric=AlertMetric.LINK_DOWN_S, warn=0, critical=60, calm_s=5),
)


def chosen(rules: Iterable[Rule], metric: AlertMetric, queue_id: int | None = None, reason: str = "") -> Rule | None:
    """The most particular rule that fits; switched off, it silences the general ones. None: nothing is watched."""
    fitting = [
        rule
        for rule in rules
        if rule.metric is metric
        and rule.queue_id in (None, queue_id)
        and rule.reason.casefold() in ("", reason.casefold())
    ]
    best = max(fitting, key=lambda rule: (rule.queue_id is not None, bool(rule.reason)), default=None)
    return best if best is not None and best.enabled else None


def limits_of(rule: Rule, thresholds: Mapping[str, Any]) -> Limits:
    """The rule's own limits, or without any of them those of the queue's tile: {"waiting": [warn, critical], …}."""
    spec = SPECS[rule.metric]
    warn, critical = rule.warn, rule.critical
    if spec.of_queue and warn is None and critical is None:
        steps = thresholds.get(rule.metric.value) or (None, None)
        warn, critical = steps[0], steps[1]
    return Limits(warn, critical, spec.low_is_bad, rule.margin, rule.hold_s * SECOND_US, rule.calm_s * SECOND_US)
