"""A line in quarantine is released into the log, at its own place in it, or dropped; its words stay either way."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.calls.facts import callid_of, linkedid_of, said_of
from ticketing.actions.calls.heard import Heard
from ticketing.actions.calls.intake import fill_in, stored_before
from ticketing.actions.calls.record import come_late, go_on, lock_pbx
from ticketing.actions.owed_calls import owe
from ticketing.domain.events import LinesDropped, LinesReleased
from ticketing.domain.permissions import Permission
from ticketing.models.telephony import EventStatus, Pbx, PbxSource, RawEvent
from ticketing.queries.raw_events import Decoder, Ordered
from ticketing.queries.site import site_of
from ticketing.work import Work


class Again(NamedTuple):
    """A line in quarantine and what it says when it is read today."""

    event_id: int
    heard: Heard


def release(work: Work, source_id: int, again: Sequence[Again], decode: Decoder) -> int:
    """Take lines of one feed in as if they had been readable when they came; gives how many.

    Those that say nothing today, and those on which somebody has decided already, stay as they are. Raises what the
    fold raises at a line that it cannot bear, and `NotFound`.
    """
    work.require(Permission.QUARANTINE_WORK)
    source = work.get(PbxSource, source_id)
    pbx = lock_pbx(work, source.pbx_id)
    rows = _waiting(work, source_id, [line.event_id for line in again])
    released: list[int] = []
    events: list[Ordered] = []
    for event_id, heard in sorted(again, key=_place):
        row = rows.get(event_id)
        if row is None or (heard.signal is None and heard.fact is None):
            continue
        released.append(event_id)
        event = _take_up(work, source, row, heard)
        if event is not None:
            events.append(event)
    with work.as_system():
        _fold(work, pbx, events, decode)
    if released:
        owe(work, pbx.id, {name for line in again for name in _told_of(line.heard)})
        work.record(LinesReleased(pbx.id, source_id, released))
        audit.record(work, "lines_released", f"source:{source_id}", lines=len(released), first=min(released))
    return len(released)


def _fold(work: Work, pbx: Pbx, events: list[Ordered], decode: Decoder) -> None:
    if not events:
        return
    events.sort(key=lambda event: event.order_us)
    site = site_of(work.session, pbx.id)
    if events[0].order_us <= pbx.head_order_us:
        come_late(work, pbx, events, decode, site)
    else:
        go_on(work, pbx, stored_before(events), decode, site)


def drop(work: Work, event_ids: Iterable[int]) -> int:
    """Decide that these lines count for nothing; gives how many. They are kept all the same."""
    work.require(Permission.QUARANTINE_WORK)
    dropped = work.session.execute(
        sa.update(RawEvent)
        .where(RawEvent.id.in_(list(event_ids)), RawEvent.status == EventStatus.QUARANTINED)
        .values(status=EventStatus.DROPPED)
        .returning(RawEvent.id, RawEvent.source_id)
        .execution_options(synchronize_session=False)
    ).all()
    by_source: dict[int, list[int]] = {}
    for event_id, source_id in dropped:
        by_source.setdefault(source_id, []).append(event_id)
    for source_id, ids in by_source.items():
        work.record(LinesDropped(source_id, ids))
        audit.record(work, "lines_dropped", f"source:{source_id}", lines=len(ids), first=min(ids))
    return len(dropped)


def _waiting(work: Work, source_id: int, ids: list[int]) -> dict[int, RawEvent]:
    rows = work.session.scalars(
        sa.select(RawEvent)
        .where(RawEvent.id.in_(ids), RawEvent.source_id == source_id, RawEvent.status == EventStatus.QUARANTINED)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def _take_up(work: Work, source: PbxSource, row: RawEvent, heard: Heard) -> Ordered | None:
    """Its reason stays beside it: why it was put aside once. The row moves in one step, as its guard demands."""
    signal = heard.signal
    if signal is None:
        at_us, kind, callid = said_of(heard.fact)
        _judge(work, row, event_us=at_us, kind=kind, callid=callid)
        return None
    order_us = signal.at_us
    if heard.offset is not None:
        # Between its neighbours in the file, whatever its stamp says.
        order_us = fill_in(work, source, [heard])[0] or order_us
    _judge(work, row, event_us=signal.at_us, order_us=order_us, kind=signal.kind.value, callid=signal.callid or None)
    return Ordered(order_us, signal._replace(ref=row.id))


def _judge(work: Work, row: RawEvent, **said: int | str | None) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    row.status = EventStatus.OK
    work.session.flush()


def _told_of(heard: Heard) -> tuple[str, ...]:
    """The channels whose calls are to be worked out anew."""
    if heard.fact is not None:
        return callid_of(heard.fact), linkedid_of(heard.fact)
    return (heard.signal.callid,) if heard.signal is not None else ()


def _place(line: Again) -> tuple[int, int, int]:
    return line.heard.generation or 0, line.heard.offset or 0, line.event_id
