"""Rows of a table have their id for a place; a table that was begun anew is another file of the same source."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing import db
from ticketing.actions.calls import Heard, ReadTo, Tally
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.errors import NotFound
from ticketing.models.telephony import PbxSource, RawEvent
from ticketing.telephony import ingest
from ticketing.telephony.csv_lines import Reading
from ticketing.telephony.realtime import RowClock, hear_rows, read_export

#: An export rounds a stamp otherwise than the driver does.
_SAME_US = 2_000_000


def take_rows(source_id: int, heard: Sequence[Heard], generation: int | None = None, actor: Actor = SYSTEM) -> Tally:
    """Record rows in the order of their ids; without a `generation`, the one in which these ids say the same.

    Raises what `ingest.take` raises.
    """
    if not heard:
        return Tally()
    if generation is None:
        with db.reading() as session:
            generation = _generation(session, source_id, heard)
    placed = [line if line.offset is None else line._replace(generation=generation) for line in heard]
    placed.sort(key=lambda line: -1 if line.offset is None else line.offset)
    highest = max((line.offset for line in placed if line.offset is not None), default=None)
    return ingest.take(source_id, placed, ReadTo(generation, highest + 1) if highest is not None else None, actor)


def _generation(session: Session, source_id: int, heard: Sequence[Heard]) -> int:
    source = session.get(PbxSource, source_id)
    if source is None:
        raise NotFound(what=PbxSource.__tablename__)
    said = [line for line in heard if line.offset is not None and line.signal is not None]
    ends = {line.offset: line for line in (said[:1] + said[-1:])}
    known = list(_generations(session, source_id))
    # The one that is being read before older ones.
    for generation in sorted(known, key=lambda found: (found != source.pos_generation, -found)):
        verdict = _says_the_same(session, source_id, generation, ends)
        if verdict or (verdict is None and generation == source.pos_generation):
            return generation
    return max([*known, 0]) + 1


def take_export(source_id: int, path: Path, reading: Reading) -> Iterator[Tally]:
    """Record an exported table, batch by batch. Raises `Invalid` for a file that is no queue_log table."""
    clock, generation = RowClock(reading), None
    rows = read_export(path, reading.columns)
    while some := list(islice(rows, ingest.BATCH)):
        heard = hear_rows(some, 0, clock, ingest.now_us())
        if generation is None:
            with db.reading() as session:
                generation = _generation(session, source_id, heard)
        yield take_rows(source_id, heard, generation)


def next_generation(source_id: int) -> int:
    """For a table that is known to have been begun anew."""
    with db.reading() as session:
        return max([*_generations(session, source_id), 0]) + 1


def is_another(source_id: int, generation: int, heard: Sequence[Heard]) -> bool:
    """Whether these rows stand where other rows were read before."""
    with db.reading() as session:
        places = {line.offset: line for line in heard if line.signal is not None}
        return _says_the_same(session, source_id, generation, places) is False


def _says_the_same(session: Session, source_id: int, generation: int, ends: dict[int | None, Heard]) -> bool | None:
    """Whether stored rows of these ids are these rows; None when none of the ids is stored."""
    stored = session.execute(
        sa.select(RawEvent.pos_offset, RawEvent.event_us, RawEvent.kind, RawEvent.callid).where(
            RawEvent.source_id == source_id,
            RawEvent.pos_generation == generation,
            RawEvent.pos_offset.in_(list(ends)),
            RawEvent.event_us.is_not(None),
        )
    ).all()
    if not stored:
        return None
    return any(_is(ends[row.pos_offset], row) for row in stored)


def _is(line: Heard, row: sa.Row[int | None, int | None, str | None, str | None]) -> bool:
    _, event_us, kind, callid = row
    signal = line.signal
    return (
        signal is not None
        and abs(signal.at_us - (event_us or 0)) <= _SAME_US
        and (signal.kind.value, signal.callid or None) == (kind, callid)
    )


def _generations(session: Session, source_id: int) -> Iterator[int]:
    """Every generation that holds rows of this source; one index probe each."""
    found: int | None = session.scalar(_lowest(source_id))
    while found is not None:
        yield found
        found = session.scalar(_lowest(source_id).where(RawEvent.pos_generation > found))


def _lowest(source_id: int) -> sa.Select[int | None]:
    return sa.select(sa.func.min(RawEvent.pos_generation)).where(
        RawEvent.source_id == source_id, RawEvent.pos_offset.is_not(None)
    )
