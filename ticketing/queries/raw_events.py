"""The stored log, read again: every event in the one order in which its phone system is folded."""

from collections.abc import Callable, Iterator, Sequence
from operator import lt
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


def _in_order(rows: Sequence[Sequence[Any]], kinds: dict[int, SourceKind], decode: Decoder) -> list[Ordered]:
    """Events of one place by source and by their places there; mostly each has but one, and nothing is to be sorted."""
    heard = [(row, signal) for row in rows if (signal := decode(kinds[row[1]].value, row[7], row[3])) is not None]
    orders = [row[2] for row, _ in heard]
    if not all(map(lt, orders, orders[1:])):
        heard.sort(key=lambda pair: _place(pair[0], pair[1], kinds))
    return [Ordered(row[2], Signal(*signal[:-1], row[0])) for row, signal in heard]


def _place(row: Sequence[Any], signal: Signal, kinds: dict[int, SourceKind]) -> tuple[object, ...]:
    _, source_id, order_us, _, offset, text_hash, occurrence, _, generation = row
    place = (source_id, generation or 0, offset) if offset is not None else (source_id, 0, 0)
    by_ami = kinds[source_id] is SourceKind.AMI
    return (order_us, by_ami, *place, rank(signal.kind), text_hash or b"", occurrence or 0)


def _kinds(session: Session, pbx: Pbx) -> dict[int, SourceKind]:
    sources = session.scalars(sa.select(PbxSource).where(PbxSource.pbx_id == pbx.id))
    return {source.id: source.kind for source in sources}
