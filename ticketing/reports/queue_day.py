"""The queues' day by half hours: 46, 48 or 50 of them, each with its sums and the formula by name (N3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US, micros
from ticketing.queries import figures
from ticketing.queries.figures import Asked as Narrowed
from ticketing.queries.figures import Span
from ticketing.queries.sheets import queues
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.figures import QUEUES
from ticketing.reports.forms import N_, Column, FormDef, Kind, mean, share

_KEYS = (
    *("offered", "answered", "abandoned", "short_abandoned", "timeout", "exit_key", "exit_empty", "withdrawn"),
    *("failed", "lost", "waiting", "answer_rate", "abandon_rate", "sl_pct", "sl_within", "sl_of", "sl_name"),
    *("asa_s", "p50_wait_s", "p90_wait_s", "max_wait_s", "aht_s", "transfers"),
)
# What the means are means of, in microseconds and calls.
WEIGHTS = ("wait_us", "wait_count", "talk_us", "acw_us", "talk_count")
#: Every way in which a visit may end or go on: together they are what was offered (R05).
ENDS = ("answered", "abandoned", "timeout", "exit_key", "exit_empty", "withdrawn", "failed", "lost", "waiting")
_SUMS = ("offered", "short_abandoned", "transfers", "sl_within", "sl_of", *ENDS)
_OF = {column.key: column for column in QUEUES.columns}

FORM = FormDef(
    key="queue_day",
    title=N_("Queues by half hours"),
    version=1,
    subject="calls",
    columns=(
        Column("slot", N_("From"), Kind.CLOCK, 8),
        Column("offset", N_("Offset"), width=7),
        Column("queue", N_("Queue"), width=9),
        *(_OF[key] for key in _KEYS),
    ),
    notes=(N_("A call counts where it arrived; the day of queues begins at midnight."),),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """A line for each half hour and queue in which anybody called; an empty day has none."""
    period = asked.period
    span = Span(period.lo_us, period.hi_us, period.zone, "30m", micros(asked.at) if asked.at else period.hi_us)
    codes = figures.queues_of(session, asked.actor)
    found = queues.by_bucket(session, span, Narrowed(codes))
    return [_row(slot, code, values) for slot, code, values in found]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """Sums of the rows, and ratios of those sums; percentiles do not add up and are left out."""
    mine = [row for row in chosen if not row.get("drawn")]
    sums: Row = {key: sum(row[key] or 0 for row in mine) for key in (*_SUMS, *WEIGHTS)}
    longest = [row["max_wait_s"] for row in mine if row["max_wait_s"] is not None]
    return sums | {
        "answer_rate": share(sums["answered"], sums["offered"]),
        "abandon_rate": share(sums["abandoned"], sums["offered"]),
        "sl_pct": share(sums["sl_within"], sums["sl_of"]),
        "asa_s": mean(sums["wait_us"] / SECOND_US, sums["wait_count"]),
        "aht_s": mean((sums["talk_us"] + sums["acw_us"]) / SECOND_US, sums["talk_count"]),
        "max_wait_s": max(longest, default=None),
    }


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """Offered, answered and service level by half hour; waits below."""
    slots: dict[str, list[Mapping[str, Any]]] = {}
    for row in chosen:
        slots.setdefault(row["slot"], []).append(row)
    sums = tuple((at[11:16], totals(found)) for at, found in slots.items())
    # Sheets that were made before percentiles of all queues were kept show the means alone.
    waits = tuple((at[11:16], _WAITED | totals(found) | _ranks(found)) for at, found in slots.items())
    return (
        Chart("calls", N_("Calls by half hour"), "bars", _CALLS, sums, ("sl_pct", N_("Service level"))),
        Chart("waits", N_("Waits by half hour, in seconds"), "lines", _WAITS, waits),
    )


_CALLS = (("offered", N_("Offered")), ("answered", N_("Answered")), ("abandoned", N_("Abandoned")))
_WAITS = (
    ("asa_s", N_("ASA (s)")),
    ("p50_wait_s", N_("Half waited at most")),
    ("p90_wait_s", N_("Nine tenths waited at most")),
    ("max_wait_s", N_("Longest wait (s)")),
)
_WAITED = dict.fromkeys((key for key, _ in _WAITS), None)


def _ranks(found: Sequence[Mapping[str, Any]]) -> Row:
    return next(({key: row[key] for key in ("p50_wait_s", "p90_wait_s")} for row in found if row.get("drawn")), {})


def _row(slot: str, code: str | None, values: Mapping[str, Any]) -> Row:
    if code is None:
        ranks = {key: values.get(key) for key in ("p50_wait_s", "p90_wait_s", "max_wait_s")}
        return {"slot": slot, "offset": slot[-6:], "queue": None, "drawn": True, **ranks}
    kept = {key: values.get(key) for key in (*_KEYS, *WEIGHTS)}
    return {"slot": slot, "offset": slot[-6:], "queue": code, **kept}
