"""From a figure to the calls behind it: what `/calls` must be asked for."""

from ticketing.domain.instants import instant

#: A figure and the outcome of the calls that it counts ("" any).
_COUNTS = {
    "offered": "",
    **{
        name: name
        for name in (
            "answered", "abandoned", "timeout", "exit_key", "exit_empty", "withdrawn", "failed", "lost", "waiting",
        )
    },
    "short_abandoned": "abandoned",
    "answered_in_sl": "answered",
    "abandoned_in_sl": "abandoned",
    "transfers": "answered",
}  # fmt: skip
#: Of a share or a mean it is the calls of its numerator.
_OF = {
    "answer_rate": "answered", "abandon_rate": "abandoned", "abandon_rate_net": "abandoned", "loss_rate": "offered",
    "asa_s": "answered", "att_s": "answered", "aht_s": "answered", "avg_acw_s": "answered",
    "avg_abandon_s": "abandoned", "avg_wait_s": "offered", "avg_hold_s": "answered", "transfer_rate": "transfers",
    "max_wait_s": "offered", "p50_wait_s": "offered", "p90_wait_s": "offered", "sl_pct": "answered_in_sl",
    "sl_within": "answered_in_sl", "sl_of": "offered",
}  # fmt: skip
DRILLED = frozenset({*_COUNTS, *_OF})


def calls_behind(
    figure: str, from_us: int, to_us: int, queue: str | None, threshold_s: int | None = None, short_s: int | None = None
) -> dict[str, str] | None:
    """The query of `/calls` for a queue's figure of a bucket, by names and values; None for what counts no calls."""
    counted = _OF.get(figure, figure)
    if counted not in _COUNTS:
        return None
    query = {"from": instant(from_us).isoformat(), "to": instant(to_us).isoformat()}
    if queue is not None:
        query["queue"] = queue
    if _COUNTS[counted]:
        query["outcome"] = _COUNTS[counted]
    if counted == "answered_in_sl" and threshold_s is not None:
        query["answered_within"] = str(threshold_s)
    if counted == "abandoned_in_sl" and threshold_s is not None:
        query["abandoned_within"] = str(threshold_s)
    if counted == "short_abandoned" and short_s is not None:
        query["abandoned_within"] = str(short_s)
    if counted == "transfers":
        query["transferred"] = "1"
    return query


def calls_of_agent(figure: str, from_us: int, to_us: int, agent: str) -> dict[str, str] | None:
    """The same for an agent's figure: the calls answered, and of what rang in vain those that rang there."""
    query = {"from": instant(from_us).isoformat(), "to": instant(to_us).isoformat(), "agent": agent}
    match figure:
        case "answered" | "att_s" | "aht_s" | "avg_acw_s" | "calls_per_hour":
            return query | {"outcome": "answered"}
        case "transfers" | "transfer_rate":
            return query | {"outcome": "answered", "transferred": "1"}
        case _:
            return None
