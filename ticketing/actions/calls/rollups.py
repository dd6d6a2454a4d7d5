"""Roll-ups move with the visits, in the same transaction: what a visit counted before is taken away first."""

from collections import Counter
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from psycopg.types.json import Jsonb

from ticketing.actions.calls.store import Shape, upsert
from ticketing.domain.calls import Visit
from ticketing.domain.metrics import sums_of
from ticketing.models.calls import QueueRollup, QueueVisit
from ticketing.queries.folded import QUARTER_US, visit_of
from ticketing.work import Work

Quarter = tuple[str, int]

ROLLUPS = Shape.of(QueueRollup, "pbx_id queue bucket_us figures", key="pbx_id queue bucket_us")


def move(work: Work, pbx_id: int, before: Iterable[QueueVisit], after: Iterable[Visit]) -> None:
    """Bring the quarters of an hour of these visits' arrivals up to date: new = old - before + after."""
    deltas = delta_of(before, after)
    if not deltas:
        return
    stored = _stored(work, pbx_id, deltas)
    rows = []
    for (queue, bucket_us), delta in sorted(deltas.items()):
        sums = Counter(stored.get((queue, bucket_us), {}))
        sums.update(delta)
        kept = {name: count for name, count in sorted(sums.items()) if count}
        rows.append((pbx_id, queue, bucket_us, Jsonb(kept)))
    upsert(work.session, ROLLUPS, rows)


def delta_of(before: Iterable[QueueVisit], after: Iterable[Visit]) -> dict[Quarter, Counter[str]]:
    """What changes in each quarter's sums; quarters in which nothing does are left out."""
    deltas: dict[Quarter, Counter[str]] = {}
    for row in before:
        _of(deltas, row.queue, row.enter_us).subtract(sums_of(visit_of(row)))
    for visit in after:
        _of(deltas, visit.queue, visit.enter_us).update(sums_of(visit))
    return {quarter: delta for quarter, delta in deltas.items() if any(delta.values())}


def _of(deltas: dict[Quarter, Counter[str]], queue: str, enter_us: int) -> Counter[str]:
    return deltas.setdefault((queue, enter_us - enter_us % QUARTER_US), Counter())


def _stored(work: Work, pbx_id: int, quarters: Iterable[Quarter]) -> Mapping[Quarter, dict[str, int]]:
    row = QueueRollup
    buckets = {bucket_us for _, bucket_us in quarters}
    found = work.session.execute(
        sa.select(row.queue, row.bucket_us, row.figures).where(row.pbx_id == pbx_id, row.bucket_us.in_(buckets))
    )
    return {(queue, bucket_us): figures for queue, bucket_us, figures in found}
