"""What two logs of one phone system both say is said once: the second to come is kept as a twin and not folded.

A file and the realtime table, or a file that is pushed as well, tell of the same events; equal lines of one log are
several events (telephony.md 2.7). So the n-th equal line of the one is the n-th of the other, within two seconds.
"""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from ticketing.actions.calls.intake import LINES, Taken
from ticketing.domain.signals import Signal, SignalKind
from ticketing.models.telephony import EventStatus, Pbx, PbxSource, RawEvent, SourceKind
from ticketing.queries.raw_events import Decoder
from ticketing.queries.site import Site
from ticketing.work import Work

#: Logs in Asterisk's own words; what a FreeSWITCH tells has no second log.
_LOGS: Final = (SourceKind.QUEUE_LOG, SourceKind.REALTIME, SourceKind.HTTP)
#: MySQL rounds into the next second, and the two are written a moment apart.
TOLERANCE_US: Final = 2_000_000
#: A place may be pushed behind its stamp by so much.
AROUND_US: Final = 60_000_000
#: From so many characters on a value of a table may have been cut.
_CUT: Final = 20
#: The stock column of the callid.
_CALLID: Final = 80
_STATUS: Final = LINES.columns.index("status")


#: What equal lines have in common to the letter, and the lines that have it, in their log's order.
Told = dict[tuple[SignalKind, str, str], list[Signal]]


def set_twins_aside(work: Work, pbx: Pbx, source: PbxSource, taken: Taken, decode: Decoder, site: Site) -> Taken:
    """What was taken in, without what another log of this phone system has told already.

    A phone system with one log costs nothing.
    """
    others = _other_logs(site, source)
    if not others or not taken.events:
        return taken
    places = [event.order_us for event in taken.events]
    told = _told(
        work, pbx, others | {source.id: source.kind}, decode, (min(places) - AROUND_US, max(places) + AROUND_US)
    )
    for signal in (one for alike in told.pop(source.id, {}).values() for one in alike):
        # What has its twin among the stored lines of this log is no twin of a new one.
        _is_told(told, signal)
    twins = {event.signal.ref for event in taken.events if _is_told(told, event.signal)}
    if not twins:
        return taken
    events = [event for event in taken.events if event.signal.ref not in twins]
    rows = [
        (*row[:_STATUS], EventStatus.TWIN.value, *row[_STATUS + 1 :]) if row[0] in twins else row for row in taken.rows
    ]
    late_us = min((event.order_us for event in events if event.order_us <= pbx.head_order_us), default=None)
    return taken._replace(rows=rows, events=events, late_us=late_us)


def _is_told(told: dict[int, Told], signal: Signal) -> bool:
    return any(_take_equal(known.get(_key(signal), []), signal) for known in told.values())


def _key(signal: Signal) -> tuple[SignalKind, str, str]:
    return signal.kind, signal.callid[:_CALLID], signal.queue


def _other_logs(site: Site, source: PbxSource) -> dict[int, SourceKind]:
    if source.kind not in _LOGS:
        return {}
    return {id_: kind for id_, kind in site.sources.items() if id_ != source.id and kind in _LOGS}


def _told(
    work: Work, pbx: Pbx, logs: Mapping[int, SourceKind], decode: Decoder, between: tuple[int, int]
) -> dict[int, Told]:
    """What the logs have told around these places, twins too, by log and in its order."""
    rows = work.session.execute(
        sa.select(RawEvent.source_id, RawEvent.raw, RawEvent.event_us)
        .where(
            RawEvent.pbx_id == pbx.id,
            RawEvent.order_us.between(*between),
            RawEvent.source_id.in_(logs),
            RawEvent.status.in_((EventStatus.OK, EventStatus.TWIN)),
        )
        .order_by(RawEvent.order_us)
    )
    told: dict[int, Told] = {id_: {} for id_ in logs}
    for source_id, raw, event_us in rows:
        signal = decode(logs[source_id].value, raw, event_us or 0)
        if signal is not None:
            told[source_id].setdefault(_key(signal), []).append(signal)
    return told


def _take_equal(known: list[Signal], signal: Signal) -> bool:
    """Whether a line says the same; it is taken, so that it answers once."""
    for index, other in enumerate(known):
        if abs(other.at_us - signal.at_us) <= TOLERANCE_US and _is_same(other, signal):
            del known[index]
            return True
    return False


def _is_same(one: Signal, other: Signal) -> bool:
    if not _is_value(one.agent, other.agent):
        return False
    mine, theirs = ("|".join(signal.data).rstrip("|").split("|") for signal in (one, other))
    return len(mine) == len(theirs) and all(map(_is_value, mine, theirs))


def _is_value(one: str, other: str) -> bool:
    """A value that the table's column was too narrow for is the beginning of the whole one."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _CUT and long.startswith(short.rstrip("\ufffd"))
