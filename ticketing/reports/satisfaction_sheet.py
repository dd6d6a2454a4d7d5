"""满意度情况统计表: what customers said by queue and by agent; answers are divided by answers, never by calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.satisfaction import Tally
from ticketing.queries import satisfaction
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

_C, _P = Kind.COUNT, Kind.PERCENT
_SUMS = ("invited", "rated", "satisfied", "neutral", "dissatisfied", "attitude", "solution", "both")

FORM = FormDef(
    key="satisfaction_statistics",
    title=N_("Statistics of satisfaction"),
    version=1,
    subject="satisfied",
    columns=(
        Column("side", N_("By"), width=8, words="side"),
        Column("name", N_("Queue / agent"), width=12),
        Column("invited", N_("Asked"), _C, 7),
        Column("rated", N_("Rated"), _C, 7),
        Column("rated_pct", N_("Response rate"), _P, 8, means=N_("rated ÷ asked")),
        Column("satisfied", N_("Satisfied with us"), _C, 7),
        Column("neutral", N_("So-so"), _C, 7),
        Column("dissatisfied", N_("Dissatisfied"), _C, 7),
        Column("satisfied_pct", N_("Satisfied %"), _P, 8, means=N_("satisfied (4 and 5) ÷ rated; never ÷ asked")),
        Column("attitude", N_("Manner"), _C, 6),
        Column("solution", N_("Solution"), _C, 6),
        Column("both", N_("Both"), _C, 6),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """By queue, then by agent; only the queues' rows add up in the total."""
    lo, hi = asked.period.bounds
    scope = satisfaction.scope_of(asked.actor, lo, hi, str(asked.period.zone))
    by_queue, by_agent = satisfaction.by(session, scope, "queue"), satisfaction.by(session, scope, "agent")
    names = satisfaction.names(session, [code for code in by_agent if code])
    return [
        *(_row("queue", code, code, tally) for code, tally in by_queue.items()),
        *(_row("agent", code, names.get(code, code), tally) for code, tally in by_agent.items()),
    ]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums: Row = {key: sum(row[key] for row in chosen if row["side"] == "queue") for key in _SUMS}
    return sums | _shares(sums)


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    named = tuple(
        (row["name"] or "—", {key: row[key] for key in ("satisfied", "neutral", "dissatisfied", "rated_pct")})
        for row in chosen
        if row["side"] == "queue"
    )
    series = (
        ("satisfied", N_("Satisfied with us")),
        ("neutral", N_("So-so")),
        ("dissatisfied", N_("Dissatisfied")),
    )
    line = ("rated_pct", N_("Response rate"))
    return (Chart("queues", N_("Ratings by queue"), "bars", series, named, line),)


def _row(side: str, key: str, name: str, tally: Tally) -> Row:
    """`by` and `key` lead to the ratings behind it."""
    sums: Row = {key: getattr(tally, key) for key in _SUMS}
    return {"side": side, "by": side, "key": key, "name": name, **sums, **_shares(sums)}


def _shares(sums: Mapping[str, Any]) -> Row:
    return {
        "rated_pct": share(sums["rated"], sums["invited"]),
        "satisfied_pct": share(sums["satisfied"], sums["rated"]),
    }
