"""What lies in quarantine: how much of which feed and why, and line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from ticketing.models.telephony import EventStatus, Pbx, PbxSource, RawEvent


@dataclass(frozen=True)
class Wanted:
    """All sides optional."""

    source_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Heap:
    """Lines of one feed that were put aside for one reason; `last_us` is when the newest came."""

    source_id: int
    pbx: str
    source: str
    kind: str
    reason: str
    lines: int
    last_us: int


def heaps(session: Session) -> list[Heap]:
    """Everything in quarantine by feed and reason, the largest first: one look at the index of put-aside lines."""
    count = sa.func.count().label("lines")
    rows = session.execute(
        sa.select(
            RawEvent.source_id, Pbx.code, PbxSource.name, PbxSource.kind, RawEvent.reason, count,
            sa.func.max(RawEvent.recv_us),
        )
        .join(PbxSource, PbxSource.id == RawEvent.source_id)
        .join(Pbx, Pbx.id == PbxSource.pbx_id)
        .where(RawEvent.status == EventStatus.QUARANTINED)
        .group_by(RawEvent.source_id, Pbx.code, PbxSource.name, PbxSource.kind, RawEvent.reason)
        .order_by(count.desc(), RawEvent.source_id, RawEvent.reason)
    )  # fmt: skip
    return [Heap(row[0], row[1], row[2], row[3].value, row[4] or "", row[5], row[6]) for row in rows]


def page(session: Session, wanted: Wanted, before: int | None, limit: int) -> Sequence[tuple[RawEvent, PbxSource]]:
    """Up to `limit` lines older than line `before`, newest first."""
    statement = _aside().order_by(RawEvent.id.desc()).limit(limit)
    conditions = [
        RawEvent.id < before if before is not None else None,
        RawEvent.source_id == wanted.source_id if wanted.source_id is not None else None,
        RawEvent.reason == wanted.reason if wanted.reason else None,
    ]
    return _pairs(session, statement.where(*(one for one in conditions if one is not None)))


def lines(session: Session, ids: Sequence[int]) -> Sequence[tuple[RawEvent, PbxSource]]:
    """Those of these lines that are still in quarantine."""
    return _pairs(session, _aside().where(RawEvent.id.in_(ids)).order_by(RawEvent.id))


def ids(session: Session, wanted: Wanted, limit: int) -> Sequence[int]:
    """The oldest lines of a heap."""
    found = sa.select(RawEvent.id).where(
        RawEvent.status == EventStatus.QUARANTINED,
        RawEvent.source_id == wanted.source_id,
        RawEvent.reason == wanted.reason,
    )
    return session.scalars(found.order_by(RawEvent.id).limit(limit)).all()


def _aside() -> sa.Select[RawEvent, PbxSource]:
    return (
        sa.select(RawEvent, PbxSource)
        .join(PbxSource, PbxSource.id == RawEvent.source_id)
        .join(PbxSource.pbx)
        .options(contains_eager(PbxSource.pbx))
        .where(RawEvent.status == EventStatus.QUARANTINED)
    )


def _pairs(session: Session, statement: sa.Select[RawEvent, PbxSource]) -> Sequence[tuple[RawEvent, PbxSource]]:
    return [(row, source) for row, source in session.execute(statement)]
