"""Roll-ups move with the visits, in the same transaction: what a visit counted before is taken away first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa
from psycopg.types.json import Jsonb

from ticketing.actions.calls.store import Shape, upsert
from ticketing.domain.calls import Stage, Visit
from ticketing.domain.metrics import sums_of
from ticketing.models.calls import QueueRollup
from ticketing.queries.folded import QUARTER_US
from ticketing.work import Work

Quarter = tuple[str, int]
Deltas = Mapping[Quarter, Mapping[str, int]]

ROLLUPS = Shape.of(QueueRollup, "pbx_id queue bucket_us figures", key="pbx_id queue bucket_us")


class Told(NamedTuple):
    """What a visit's row says, as far as it matters when the visit changes: where it stood and what it counted."""

    queue: str
    enter_us: int
    connect_us: int | None
    stage: Stage
    marks: int
    sums: dict[str, int]

    @classmethod
    def of(cls, visit: Visit) -> "Told":
        return cls(visit.queue, visit.enter_us, visit.connect_us, visit.stage, visit.marks, sums_of(visit))


def move(work: Work, pbx_id: int, deltas: Deltas) -> None:
    """Bring quarters of an hour of arrival up to date by what changes in their sums (`delta_of`)."""
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


def delta_of(before: Iterable[Told], after: Iterable[Told]) -> Deltas:
    """What changes in each quarter's sums, new - old; quarters in which nothing does are left out."""
    deltas: dict[Quarter, dict[str, int]] = {}
    for told in before:
        _count(deltas, told, -1)
    for told in after:
        _count(deltas, told, 1)
    return {quarter: delta for quarter, delta in deltas.items() if any(delta.values())}


def _count(deltas: dict[Quarter, dict[str, int]], told: Told, sign: int) -> None:
    sums = deltas.setdefault((told.queue, told.enter_us - told.enter_us % QUARTER_US), {})
    for name, count in told.sums.items():
        sums[name] = sums.get(name, 0) + sign * count


def _stored(work: Work, pbx_id: int, quarters: Iterable[Quarter]) -> Mapping[Quarter, dict[str, int]]:
    row = QueueRollup
    buckets = {bucket_us for _, bucket_us in quarters}
    found = work.session.execute(
        sa.select(row.queue, row.bucket_us, row.figures).where(row.pbx_id == pbx_id, row.bucket_us.in_(buckets))
    )
    return {(queue, bucket_us): figures for queue, bucket_us, figures in found}
