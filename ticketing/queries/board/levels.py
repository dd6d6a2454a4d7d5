"""When a figure turns a tile amber or red: two steps per metric, set per queue."""

from collections.abc import Mapping
from typing import Any

from ticketing.queries.board.change import Row

# A service level is bad below its limit; everything else from its limit on.
LOW_IS_BAD = frozenset({"sl_pct"})


def judge(thresholds: Mapping[str, Any], measured: Mapping[str, float | None]) -> tuple[str, list[Row]]:
    """The worst level (ok, warn, bad) of these figures, and every limit that was passed: {metric, value, limit}.

    `thresholds` are {"waiting": [warn, bad], ...}; a metric without limits or without a value is ok.
    """
    why: list[Row] = []
    worst = 0
    for metric, value in measured.items():
        limits = thresholds.get(metric)
        if value is None or not isinstance(limits, list):
            continue
        passed = [limit for limit in limits if _past(metric, value, limit)]
        if passed:
            worst = max(worst, len(passed))
            why.append({"metric": metric, "value": value, "limit": passed[-1]})
    return ("ok", "warn", "bad")[min(worst, 2)], why


def _past(metric: str, value: float, limit: float) -> bool:
    return value < limit if metric in LOW_IS_BAD else value >= limit
