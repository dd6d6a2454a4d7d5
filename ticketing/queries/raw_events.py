"""The stored log, read again: every event in the one order in which its phone system is folded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls.state import FAR_US
from ticketing.domain.signals import Signal, rank
from ticketing.models.telephony import EventStatus, Pbx, PbxSource, RawEvent, SourceKind

#: (source kind, stored text, the stamp it was stored with) -> what it says; None when it says nothing.
Decoder = Callable[[str, str, int], Signal | None]

_FETCH = 5_000


class Ordered(NamedTuple):
    """A stored signal, its `ref` set, and its place in the order of folding."""

    order_us: int
    signal: Signal


def events_after(
    session: Session, pbx: Pbx, decode: Decoder, order_us: int = 0, until_us: int = FAR_US
) -> Iterator[Ordered]:
    """The stored events behind a place up to another, in the order of folding, read in pieces."""
    kinds = _kinds(session, pbx)
    last_us = order_us
    while True:
        between = sa.and_(RawEvent.order_us > last_us, RawEvent.order_us <= until_us)
        rows = session.execute(_stored(pbx).where(between).limit(_FETCH)).all()
        if not rows:
            return
        if len(rows) == _FETCH:
            # Events of one place belong together; the last place may go on in the next piece.
            rows = [row for row in rows if row.order_us < rows[-1].order_us] or session.execute(
                _stored(pbx).where(RawEvent.order_us == rows[-1].order_us)
            ).all()
        last_us = rows[-1].order_us or last_us
        yield from _in_order(rows, kinds, decode)


def _stored(pbx: Pbx) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            RawEvent.id,
            RawEvent.source_id,
            RawEvent.order_us,
            RawEvent.event_us,
            RawEvent.pos_offset,
            RawEvent.text_hash,
            RawEvent.occurrence,
            RawEvent.raw,
            RawEvent.pos_generation,
        )
        .where(RawEvent.pbx_id == pbx.id, RawEvent.status == EventStatus.OK)
        .order_by(RawEvent.order_us)
    )


def _in_order(rows: Iterable[Sequence[Any]], kinds: dict[int, SourceKind], decode: Decoder) -> list[Ordered]:
    keyed = []
    for ref, source_id, order_us, event_us, offset, text_hash, occurrence, raw, generation in rows:
        kind = kinds[source_id]
        signal = decode(kind.value, raw, event_us)
        if signal is None:
            continue
        place = (source_id, generation or 0, offset) if offset is not None else (source_id, 0, 0)
        key = (order_us, kind is SourceKind.AMI, *place, rank(signal.kind), text_hash or b"", occurrence or 0)
        keyed.append((key, Ordered(order_us, Signal(*signal[:-1], ref))))
    keyed.sort(key=lambda pair: pair[0])
    return [event for _, event in keyed]


def _kinds(session: Session, pbx: Pbx) -> dict[int, SourceKind]:
    sources = session.scalars(sa.select(PbxSource).where(PbxSource.pbx_id == pbx.id))
    return {source.id: source.kind for source in sources}
