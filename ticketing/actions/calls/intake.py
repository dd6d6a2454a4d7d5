"""Lines come in: each once, each with its place in the one order in which the phone system's events are folded."""

from collections.abc import Sequence
from operator import lt
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.actions.calls.facts import said_of
from ticketing.actions.calls.heard import Fact, Heard, Tally
from ticketing.actions.store import Row, Shape, append, reserve_ids
from ticketing.domain.signals import Signal, SignalKind, rank
from ticketing.models.telephony import EventStatus, Pbx, PbxSource, RawEvent
from ticketing.queries.raw_events import Ordered
from ticketing.work import Work

#: Two live feeds of one phone system are folded as they come when they are no further apart than this.
TOLERANCE_US = 5_000_000

LINES = Shape.of(
    RawEvent,
    "id pbx_id source_id pos_generation pos_offset text_hash occurrence event_us order_us recv_us kind callid "
    "status reason raw",
)


class Taken(NamedTuple):
    """What is new, as `rows` to be stored and in the order of folding; `late_us` is the first place before the head."""

    tally: Tally
    rows: list[Row]
    events: list[Ordered]
    late_us: int | None
    facts: list[Fact]


def stored_before(events: list[Ordered]) -> Taken:
    """Of events that are in the tables already: nothing but their order."""
    return Taken(Tally(), [], events, None, [])


def take_in(work: Work, pbx: Pbx, source: PbxSource, heard: Sequence[Heard], recv_us: int) -> Taken:
    """Find the lines that are not stored yet, and their places. The caller holds the lock on `pbx`.

    Lines of a feed with places keep the feed's own order whatever their stamps say; of one without, the order of
    their instants, within one instant the order of kinds (telephony.md 5.3).
    """
    fresh = _unknown(work, source, heard)
    in_order = _comes_in_order(source, fresh)
    if not in_order:
        fresh.sort(key=_instant_order)
    refs = reserve_ids(work.session, RawEvent.__tablename__, len(fresh))
    orders = _places(work, pbx, source, fresh) if in_order else [line.signal and line.signal.at_us for line in fresh]
    head_us, pbx_id, source_id = pbx.head_order_us, pbx.id, source.id
    rows: list[Row] = []
    events: list[Ordered] = []
    facts: list[Fact] = []
    late_us: int | None = None
    quarantined = 0
    for ref, line, order_us in zip(refs, fresh, orders, strict=True):
        rows.append(_row(ref, pbx_id, source_id, line, order_us, recv_us))
        if line.fact is not None:
            facts.append(line.fact._replace(ref=ref))
        if line.signal is None or order_us is None:
            quarantined += line.reason is not None
            continue
        if order_us <= head_us and (late_us is None or order_us < late_us):
            late_us = order_us
        events.append(Ordered(order_us, Signal(*line.signal[:-1], ref)))
    tally = Tally(len(fresh) - quarantined, len(heard) - len(fresh), quarantined)
    return Taken(tally, rows, events, late_us, facts)


def store(work: Work, taken: Taken) -> None:
    """Keep what was taken in, append-only."""
    append(work.session, LINES, taken.rows)


def _row(ref: int, pbx_id: int, source_id: int, line: Heard, order_us: int | None, recv_us: int) -> tuple[object, ...]:
    signal = line.signal
    where = (ref, pbx_id, source_id, line.generation, line.offset, line.text_hash, line.occurrence)
    if signal is None:
        status = EventStatus.QUARANTINED if line.reason is not None else EventStatus.OK
        at_us, kind, callid = said_of(line.fact)
        return (*where, at_us, None, recv_us, kind, callid, status.value, line.reason, line.raw)
    # `_value_` is what `value` looks up by a descriptor, a million times in a long log.
    what = (signal.at_us, order_us, recv_us, signal.kind._value_, signal.callid or None)
    return (*where, *what, EventStatus.OK._value_, None, line.raw)


def _comes_in_order(source: PbxSource, fresh: Sequence[Heard]) -> bool:
    """Whether the lines stand in the feed's own order: by their places, or because the feed is known to send so."""
    return bool(fresh) and (fresh[0].offset is not None or source.settings.get("order") == "position")


def _unknown(work: Work, source: PbxSource, heard: Sequence[Heard]) -> list[Heard]:
    """The lines that are not stored, by place or by text; a batch may also repeat itself."""
    known = _known_places(work, source, heard) | _known_texts(work, source, heard)
    if not known and _is_ascending(heard):
        return list(heard)
    fresh = []
    for line in heard:
        key = (line.generation, line.offset) if line.offset is not None else (line.text_hash, line.occurrence)
        if key not in known:
            known.add(key)
            fresh.append(line)
    return fresh


def _is_ascending(heard: Sequence[Heard]) -> bool:
    """Whether these are lines of one file in its order, none of them twice: what a log that is read gives."""
    offsets = [line.offset for line in heard if line.offset is not None]
    return (
        len(offsets) == len(heard)
        and len({line.generation for line in heard}) <= 1
        and all(map(lt, offsets, offsets[1:]))
    )


def _known_places(work: Work, source: PbxSource, heard: Sequence[Heard]) -> set[tuple[object, object]]:
    """Lines behind the front of their own file are new without asking."""
    by_file: dict[int, list[int]] = {}
    front, front_offset = source.pos_generation, source.pos_offset
    for line in heard:
        generation, offset = line.generation, line.offset
        if offset is None or generation is None:
            continue
        if generation != front or offset < front_offset:
            by_file.setdefault(generation, []).append(offset)
    known: set[tuple[object, object]] = set()
    for generation, offsets in by_file.items():
        stored = work.session.scalars(
            sa.select(RawEvent.pos_offset).where(
                RawEvent.source_id == source.id,
                RawEvent.pos_generation == generation,
                RawEvent.pos_offset.between(min(offsets), max(offsets)),
            )
        )
        known.update((generation, offset) for offset in stored)
    return known


def _known_texts(work: Work, source: PbxSource, heard: Sequence[Heard]) -> set[tuple[object, object]]:
    hashes = [line.text_hash for line in heard if line.offset is None]
    if not hashes:
        return set()
    stored = work.session.execute(
        sa.select(RawEvent.text_hash, RawEvent.occurrence).where(
            RawEvent.source_id == source.id,
            RawEvent.pos_offset.is_(None),
            RawEvent.text_hash == sa.func.any(sa.cast(hashes, sa.ARRAY(sa.LargeBinary))),
        )
    )
    return {(bytes(found or b""), occurrence) for found, occurrence in stored}


def _instant_order(line: Heard) -> tuple[int, int, bytes, int]:
    where = (0, 0) if line.signal is None else (line.signal.at_us, rank(line.signal.kind))
    return (*where, line.text_hash or b"", line.occurrence or 0)


def _places(work: Work, pbx: Pbx, source: PbxSource, fresh: list[Heard]) -> list[int | None]:
    """The order of lines that have places. New files and old ones may stand in one batch, each whole."""
    orders: list[int | None] = []
    start = 0
    while start < len(fresh):
        generation = fresh[start].generation
        end = start
        while end < len(fresh) and fresh[end].generation == generation:
            end += 1
        orders += _one_file(work, pbx, source, fresh[start:end])
        start = end
    return orders


def _one_file(work: Work, pbx: Pbx, source: PbxSource, lines: list[Heard]) -> list[int | None]:
    generation = lines[0].generation
    if lines[0].offset is None:
        return _go_on(pbx, source, lines)
    if generation == source.pos_generation:
        # What was missed may come with what is new: the front moves for the one and not for the other.
        at = sum((line.offset or 0) < source.pos_offset for line in lines)
        filled = fill_in(work, source, lines[:at]) if at else []
        return filled + (_go_on(pbx, source, lines[at:]) if at < len(lines) else [])
    stamps = [line.signal.at_us for line in lines if line.signal is not None]
    is_new = not work.session.scalar(
        sa.select(RawEvent.id).where(RawEvent.source_id == source.id, RawEvent.pos_generation == generation).limit(1)
    )
    if is_new and (not stamps or stamps[0] >= source.order_us - TOLERANCE_US):
        return _go_on(pbx, source, lines)
    return fill_in(work, source, lines)


def _go_on(pbx: Pbx, source: PbxSource, lines: list[Heard]) -> list[int | None]:
    """Lines that follow what the feed has told so far; they move its front.

    What lies a little before the head is folded as it comes, but never across a restart: what a feed tells until it
    has passed the restart itself keeps its instant, and is late (R1 asks for what was seen before).
    """
    orders: list[int | None] = []
    last_us, head_us = source.order_us, max(pbx.head_order_us, 0)
    pbx.restart_us = restart_us = max(pbx.restart_us, _restarted(lines))
    for line in lines:
        if line.signal is None:
            orders.append(None)
            continue
        order_us = max(line.signal.at_us, last_us + 1)
        if head_us - TOLERANCE_US <= order_us <= head_us and last_us >= restart_us:
            order_us = head_us + 1
        last_us, head_us = order_us, max(head_us, order_us)
        orders.append(order_us)
    source.order_us = last_us
    if lines[-1].generation is not None and lines[-1].offset is not None:
        source.pos_generation, source.pos_offset = lines[-1].generation, lines[-1].offset + 1
    return orders


def _restarted(lines: list[Heard]) -> int:
    starts = [line.signal.at_us for line in lines if line.signal and line.signal.kind is SignalKind.QUEUESTART]
    return max(starts, default=0)


def fill_in(work: Work, source: PbxSource, lines: list[Heard]) -> list[int | None]:
    """Lines that come after later ones of their own file: between their neighbours, by their stamps."""
    generation, first, last = lines[0].generation, lines[0].offset, lines[-1].offset
    stored = sa.select(RawEvent.pos_offset, RawEvent.order_us).where(
        RawEvent.source_id == source.id, RawEvent.pos_generation == generation, RawEvent.order_us.is_not(None)
    )
    upwards, downwards = RawEvent.pos_offset, RawEvent.pos_offset.desc()
    earlier = work.session.execute(stored.where(RawEvent.pos_offset < first).order_by(downwards).limit(1)).first()
    later = [
        *work.session.execute(stored.where(RawEvent.pos_offset.between(first, last)).order_by(upwards)),
        *work.session.execute(stored.where(RawEvent.pos_offset > last).order_by(upwards).limit(1)),
    ]
    before = earlier.order_us if earlier is not None else None
    orders: list[int | None] = []
    last_us, index = before or 0, 0
    for line in lines:
        if line.signal is None:
            orders.append(None)
            continue
        while index < len(later) and (later[index][0] or 0) < (line.offset or 0):
            last_us = max(last_us, later[index][1] or 0)
            index += 1
        last_us = max(line.signal.at_us, last_us)
        if index < len(later):
            last_us = min(last_us, later[index][1] or last_us)
        orders.append(last_us)
    return orders
