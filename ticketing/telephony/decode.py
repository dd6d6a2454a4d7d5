"""A stored line says again what it said when it came: the fold can always be made anew from the raw events."""

import json
from collections.abc import Callable, Iterable
from typing import Final

from ticketing.domain.signals import Signal, SignalKind
from ticketing.models.telephony import SourceKind
from ticketing.telephony import own_words
from ticketing.telephony.ami.events import CHANNELS_SEEN, event_us, signal_of
from ticketing.telephony.ami.protocol import Block, parse_block
from ticketing.telephony.freeswitch import cdr
from ticketing.telephony.freeswitch.events import signal_of as switch_signal
from ticketing.telephony.queue_log import Refusal, parse
from ticketing.telephony.realtime import row_of, signal_of_row

#: What our own end of the line notes of itself, in the shape of the events around it.
LINK_EVENTS: Final = {"LinkDown": SignalKind.LINK_DOWN, "LinkUp": SignalKind.LINK_UP}
#: What the phone system never said itself.
OWN_EVENTS: Final = frozenset({*LINK_EVENTS, CHANNELS_SEEN})


def decode(kind: str, raw: str, at_us: int) -> Signal | None:
    """What a stored text of a source of this kind says; `at_us` is the stamp it was stored with."""
    read = _READERS.get(kind)
    if read is not None:
        return read(raw, at_us)
    found = parse(raw)
    if isinstance(found, Refusal):
        return None
    return found if found.at_us == at_us else found._replace(at_us=at_us)


def ami_signal(block: Block, recv_us: int) -> Signal | None:
    """What an AMI event, or our own note about the link, says; None when nothing is to be learned from it."""
    own = LINK_EVENTS.get(block.event)
    fields = block.to_dict()
    if own is not None:
        return Signal(event_us(fields, recv_us), own)
    return signal_of(fields, recv_us)


def link_note(event: str, at_us: int) -> Block:
    """The note that the link came up or went down at an instant."""
    return parse_block(f"Event: {event}\nTimestamp: {at_us // 1_000_000}.{at_us % 1_000_000:06d}")


def channels_note(ids: Iterable[str], at_us: int) -> Block:
    """The note that these ids, and no others, were those of the channels at an instant."""
    own = link_note(CHANNELS_SEEN, at_us)
    return parse_block(f"{own.raw}\nUniqueids: {' '.join(sorted(filter(None, ids)))}")


def _of_row(raw: str, at_us: int) -> Signal | None:
    """A row's stamps are finer than the line that it would be."""
    found = signal_of_row(row_of(raw), at_us)
    return None if isinstance(found, Refusal) else found._replace(at_us=at_us)


def _of_record(raw: str, _: int) -> Signal | None:
    leg = cdr.leg_of(raw)
    return cdr.visit_of(leg) if leg is not None else None


def _of_told(raw: str, _: int) -> Signal | None:
    found = own_words.signal_of(json.loads(raw))
    return None if isinstance(found, Refusal) else found


#: What is no line of a queue log.
_READERS: Final[dict[str, Callable[[str, int], Signal | None]]] = {
    SourceKind.AMI: lambda raw, at_us: ami_signal(parse_block(raw), at_us),
    SourceKind.REALTIME: _of_row,
    SourceKind.FREESWITCH: lambda raw, _: switch_signal(json.loads(raw)),
    SourceKind.FREESWITCH_CDR: _of_record,
    SourceKind.EVENTS: _of_told,
}
