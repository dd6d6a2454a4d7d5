"""The queues' figures with the sums behind their means, so that any choice of rows can be totalled exactly."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.figures.cover import steady
from ticketing.queries.figures.queue_view import Asked, QueueView
from ticketing.queries.figures.spans import Span


def by_bucket(session: Session, span: Span, asked: Asked) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """(name of the bucket, queue, figures and sums in microseconds) wherever somebody called; without a queue what no
    sum of queues tells: how long a half and nine tenths of all callers waited. As `queue_report`."""
    steady(session)
    view = QueueView(session, span, asked)
    view.read()
    for code, at in sorted(
        (key for key in view.tallies if key[1] >= 0), key=lambda k: (k[1], k[0] is None, k[0] or "")
    ):
        tally = view.tallies[code, at]
        sums = {name: getattr(tally, name) for name in ("wait_us", "wait_count", "talk_us", "acw_us", "talk_count")}
        if tally.offered:
            yield view.buckets[at].name, code, view.figures(code, at) | sums
