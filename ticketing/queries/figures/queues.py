"""Figures by queue: sums from the roll-ups, percentiles from the waits themselves, each number by its own formula."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.figures.cover import steady
from ticketing.queries.figures.queue_view import Asked, QueueView
from ticketing.queries.figures.spans import WHOLE, Span


@dataclass(frozen=True)
class QueueReport:
    """`buckets` are {name, start_us, end_us, queues}; `queues` are {code: figures by public name}. `total` is of the
    whole span by queue, `together` of the whole span and all these queues at once, `each` the same per bucket (without
    percentiles)."""

    buckets: list[dict[str, Any]]
    total: dict[str, dict[str, Any]]
    together: dict[str, Any]
    each: list[dict[str, Any]]


def queue_figures(session: Session, span: Span, codes: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The buckets of a report by the queues' own formulas."""
    return queue_report(session, span, Asked(codes)).buckets


def queue_report(session: Session, span: Span, asked: Asked) -> QueueReport:
    """Calls count where they arrive (telephony.md 3.1). Six to eight queries, whatever the span."""
    steady(session)
    view = QueueView(session, span, asked)
    view.read()
    names = sorted({code for code, _ in view.tallies if code is not None})
    places = range(len(view.buckets))
    return QueueReport(
        [
            {**bucket._asdict(), "queues": {code: view.figures(code, at) for code in names}}
            for at, bucket in enumerate(view.buckets)
        ],
        {code: view.figures(code, WHOLE) for code in names},
        view.figures(None, WHOLE),
        [view.figures(None, at) for at in places],
    )
