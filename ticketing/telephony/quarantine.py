"""Lines in quarantine are read again by today's parser and settings, and taken in where they belong."""

import logging
from collections.abc import Sequence
from datetime import UTC
from typing import Any, NamedTuple

import sqlalchemy as sa

from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Again, Heard
from ticketing.domain.actors import Actor
from ticketing.domain.instants import instant
from ticketing.domain.phones import masked_text
from ticketing.domain.signals import Signal
from ticketing.models.telephony import PbxSource, RawEvent, SourceKind
from ticketing.queries import quarantine
from ticketing.telephony.csv_lines import Reading, reading_of
from ticketing.telephony.decode import decode
from ticketing.telephony.ears import PARSERS, hear_record
from ticketing.telephony.follow import LogLine
from ticketing.telephony.ingest import now_us
from ticketing.telephony.queue_log import Refusal, parse
from ticketing.telephony.realtime import RowClock, read_row, row_of

log = logging.getLogger(__name__)

#: So many lines are released in one transaction.
BATCH = 500
_LINES = frozenset({SourceKind.QUEUE_LOG, SourceKind.HTTP})


class Outcome(NamedTuple):
    """How many lines count now, and how many still say nothing."""

    released: int
    refused: int


def release(actor: Actor, ids: Sequence[int]) -> Outcome:
    """Take these lines in, feed by feed; a line that no rule can bear stays where it is, and stops no other.

    Raises `Forbidden`, and whatever says that the database is not there.
    """
    released = 0
    for source_id, again in _read_again(ids).items():
        for start in range(0, len(again), BATCH):
            released += _release(actor, source_id, again[start : start + BATCH])
    return Outcome(released, len(set(ids)) - released)


def explain(source: PbxSource, row: RawEvent) -> str | None:
    """Why the line says nothing today; None when it can be released."""
    return hear_again(source, row, now_us()).reason


def shown(row: RawEvent, source: PbxSource) -> dict[str, Any]:
    """One line as screens have it; `still` is why it says nothing today, None if it would be taken now."""
    return {
        "id": row.id,
        "source_id": source.id,
        "pbx": source.pbx.code,
        "source": source.name,
        "kind": source.kind.value,
        "reason": row.reason or "",
        "still": explain(source, row),
        "raw": masked_text(row.raw),
        "offset": row.pos_offset,
        "received_at": instant(row.recv_us),
    }


def hear_again(source: PbxSource, row: RawEvent, recv_us: int) -> Heard:
    """A stored line as its feed would hear it now; its words are those that were stored."""
    heard = Heard(row.raw, None, None, row.pos_generation, row.pos_offset, row.text_hash, row.occurrence)
    reading = (
        reading_of(source.settings, source.pbx.timezone) if source.kind is not SourceKind.AMI else Reading(zone=UTC)
    )
    if source.kind in PARSERS:
        line = LogLine(row.pos_offset or 0, row.raw.encode(), 0)
        found = hear_record(line, row.pos_generation or 0, PARSERS[source.kind], reading, recv_us)
        return heard._replace(fact=found.fact, reason=found.reason)
    if source.kind in _LINES:
        said: Signal | Refusal | None = parse(row.raw, recv_us)
    elif source.kind is SourceKind.REALTIME:
        said = read_row(row_of(row.raw), RowClock(reading), recv_us)
    else:
        said = _decoded(source.kind, row)
    if isinstance(said, Signal):
        return heard._replace(signal=said)
    return heard._replace(reason=said.value if said is not None else row.reason)


def _decoded(kind: SourceKind, row: RawEvent) -> Signal | None:
    try:
        return decode(kind.value, row.raw, row.event_us or row.recv_us)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _read_again(ids: Sequence[int]) -> dict[int, list[Again]]:
    found: dict[int, list[Again]] = {}
    recv_us = now_us()
    with db.reading() as session:
        for row, source in quarantine.lines(session, ids):
            found.setdefault(source.id, []).append(Again(row.id, hear_again(source, row, recv_us)))
    return found


def _release(actor: Actor, source_id: int, again: list[Again]) -> int:
    try:
        return db.do(actor, lambda work: calls.release(work, source_id, again, decode))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, sa.exc.IntegrityError):
        log.exception("%d lines of source %d could not be folded", len(again), source_id)
    if len(again) == 1:
        return 0
    half = len(again) // 2
    return _release(actor, source_id, again[:half]) + _release(actor, source_id, again[half:])
