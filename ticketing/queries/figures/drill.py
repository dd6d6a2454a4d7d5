"""From a figure to the stays in queues behind it: what `/stats/stays` must be asked for, so that its count is it."""

from typing import Final

from ticketing.domain.instants import instant
from ticketing.domain.metrics import Formula

#: Instead of seconds: each queue's own T, and each queue's own limit of a short abandon.
OWN, SHORT = "own", "short"
_OUTCOMES: Final = (
    "answered", "abandoned", "timeout", "exit_key", "exit_empty", "withdrawn", "failed", "lost", "waiting",
)  # fmt: skip
#: A figure and the stays that it counts; {T} is the threshold that the figure was reckoned with.
_COUNTS: Final[dict[str, dict[str, str]]] = {
    "offered": {},
    **{outcome: {"outcome": outcome} for outcome in _OUTCOMES},
    "short_abandoned": {"outcome": "abandoned", "within": SHORT},
    "answered_in_sl": {"outcome": "answered", "within": "{T}"},
    "abandoned_in_sl": {"outcome": "abandoned", "within": "{T}"},
    "exits_in_sl": {"within": "{T}"},
    "both_in_sl": {"outcome": "answered,abandoned", "within": "{T}"},
    "both": {"outcome": "answered,abandoned"},
    "transfers": {"outcome": "answered", "transferred": "1"},
}
#: Of a share or a mean it is the stays of its numerator.
_OF: Final = {
    "answer_rate": "answered", "abandon_rate": "abandoned", "abandon_rate_net": "abandoned", "loss_rate": "offered",
    "asa_s": "answered", "att_s": "answered", "aht_s": "answered", "avg_acw_s": "answered",
    "avg_abandon_s": "abandoned", "avg_wait_s": "offered", "avg_hold_s": "answered", "transfer_rate": "transfers",
    "max_wait_s": "offered", "p50_wait_s": "offered", "p90_wait_s": "offered",
}  # fmt: skip
#: What each formula divides by what; of f4 no list has the whole, for B_T is taken away from it.
_LEVELS: Final = {
    Formula.F1: ("both_in_sl", "both"),
    Formula.F2: ("answered_in_sl", "answered"),
    Formula.F3: ("answered_in_sl", "both"),
    Formula.F4: ("answered_in_sl", ""),
    Formula.OFFERED: ("answered_in_sl", "offered"),
    Formula.AMAZON: ("exits_in_sl", "offered"),
}
DRILLED: Final = frozenset({*_COUNTS, *_OF, "sl_pct", "sl_within", "sl_of"})
_OF_AGENT: Final = {
    **dict.fromkeys(("answered", "att_s", "aht_s", "avg_acw_s", "calls_per_hour"), "answered"),
    **dict.fromkeys(("transfers", "transfer_rate"), "transfers"),
}


def stays_behind(
    figure: str,
    from_us: int,
    to_us: int,
    queue: str | None,
    threshold_s: int | None = None,
    formula: Formula = Formula.OFFERED,
) -> dict[str, str] | None:
    """The query of `/stats/stays` for a queue's figure of a bucket, by names and values; None for what counts none.

    Without a threshold each queue's own is meant, as in a figure of queues that are measured differently.
    """
    counted = _OF.get(figure, figure)
    if figure in ("sl_pct", "sl_within", "sl_of"):
        counted = _LEVELS[formula][figure == "sl_of"]
    if counted not in _COUNTS:
        return None
    t = OWN if threshold_s is None else str(threshold_s)
    narrowed = {name: value.replace("{T}", t) for name, value in _COUNTS[counted].items()}
    return _stretch(from_us, to_us) | ({"queue": queue} if queue is not None else {}) | narrowed


def stays_of_agent(figure: str, from_us: int, to_us: int, agent: str) -> dict[str, str] | None:
    """The same for an agent's figure: the stays that this agent answered."""
    counted = _OF_AGENT.get(figure)
    return None if counted is None else _stretch(from_us, to_us) | {"agent": agent} | _COUNTS[counted]


def _stretch(from_us: int, to_us: int) -> dict[str, str]:
    return {"from": instant(from_us).isoformat(), "to": instant(to_us).isoformat()}
