"""The same record told by two files is one record: the fuller one, whichever column set each of them has."""

from collections.abc import Iterable, Sequence

from ticketing.domain.instants import SECOND_US
from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.domain.whole_calls.told import Said

_TEXTS = ("uniqueid", "linkedid", "sequence", "userfield", "peeraccount", "accountcode", "did", "recording", "clid")
Natural = tuple[object, ...]


def merged(said: Iterable[Said]) -> list[CdrRecord]:
    """Each record once, in order of start; never fewer than any one feed told of the same channels and seconds."""
    by_nature: dict[Natural, dict[int, list[CdrRecord]]] = {}
    for source_id, record in said:
        by_nature.setdefault(_natural(record), {}).setdefault(source_id, []).append(record)
    found: list[CdrRecord] = []
    for feeds in by_nature.values():
        found += _one_of_each(list(feeds.values()))
    return sorted(found, key=order)


def order(record: CdrRecord) -> tuple[int, int, str, str, int]:
    """The record of the channel that began it all comes before those of later channels."""
    is_later = int(bool(record.linkedid) and record.uniqueid != record.linkedid)
    return (record.start_us, is_later, record.sequence.rjust(12, "0"), record.channel, record.ref)


def events_once(events: Iterable[CelEvent]) -> list[CelEvent]:
    """Each channel event once, by time; the microsecond of one channel names it."""
    known: dict[Natural, CelEvent] = {}
    for event in events:
        known.setdefault((event.at_us, event.uniqueid, event.kind, event.user_kind, event.app, event.extra), event)
    return sorted(known.values(), key=lambda event: (event.at_us, event.ref))


def _natural(record: CdrRecord) -> Natural:
    """What every column set has, to the second: files differ in fractions."""
    times = [us // SECOND_US if us is not None else None for us in (record.start_us, record.answer_us, record.end_us)]
    return (record.channel, record.dstchannel, *times, record.src, record.dst, record.lastapp, record.disposition)


def _one_of_each(feeds: Sequence[Sequence[CdrRecord]]) -> list[CdrRecord]:
    keyed: dict[object, CdrRecord] = {}
    bare: list[list[CdrRecord]] = []
    for records in feeds:
        for record in records:
            if record.key is not None:
                keyed[record.key] = _fuller(keyed.get(record.key), record)
        bare.append([record for record in records if record.key is None])
    found = list(keyed.values())
    for records in bare:
        for index, record in enumerate(records):
            if index < len(found):
                found[index] = _fuller(found[index], record)
            else:
                found.append(record)
    return found


def _fuller(known: CdrRecord | None, other: CdrRecord) -> CdrRecord:
    if known is None:
        return other
    return known._replace(**{name: getattr(known, name) or getattr(other, name) for name in _TEXTS})
