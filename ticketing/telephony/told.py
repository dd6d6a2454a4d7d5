"""A stored line of a record file, or of a manager link, says again what it told of channels."""

from functools import lru_cache
from typing import Any, Final

from ticketing.domain.signals import SignalKind
from ticketing.domain.whole_calls import Ended
from ticketing.domain.whole_calls.switch import told_by_switch
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.queries.told import Fact
from ticketing.telephony import cdr, cel
from ticketing.telephony.ami.protocol import parse_block
from ticketing.telephony.ami.records import fact_of
from ticketing.telephony.csv_lines import Reading, reading_of
from ticketing.telephony.decode import decode
from ticketing.telephony.freeswitch.cdr import leg_of
from ticketing.telephony.queue_log import Refusal

_RECORDS: Final = {"cdr_csv": cdr.parse, "cel_csv": cel.parse}


def told_of(source: PbxSource, raw: str, at_us: int, ref: int) -> Fact | None:
    """What a stored text says of channels; None for a line of a log, which the fold has heard."""
    parse = _RECORDS.get(source.kind.value)
    if parse is not None:
        found = parse(raw, _reading_of(source), None, ref)
        return None if isinstance(found, Refusal) else found
    if source.kind is SourceKind.FREESWITCH_CDR:
        leg = leg_of(raw, ref=ref)
        return told_by_switch(leg) if leg is not None else None
    if source.kind is SourceKind.AMI and (fact := fact_of(parse_block(raw), _reading_of(source), None, ref)):
        return None if isinstance(fact, Refusal) else fact
    signal = decode(source.kind.value, raw, at_us)
    if signal is None or signal.kind is not SignalKind.HUNG_UP:
        return None
    cause = signal.data[0] if signal.data else ""
    return Ended(at_us, signal.callid, int(cause) if cause.isascii() and cause.isdecimal() else None)


def _reading_of(source: PbxSource) -> Reading:
    return _reading(tuple(sorted(source.settings.items())), source.pbx.timezone)


@lru_cache(maxsize=64)
def _reading(settings: tuple[tuple[str, Any], ...], timezone: str) -> Reading:
    return reading_of(dict(settings), timezone)
