"""Call records and channel events that the manager link tells (cdr_manager.conf, `[manager]` of cel.conf): the same
records as in the files, under other names, so that both together are one truth."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.telephony import cdr, cel
from ticketing.telephony.ami.protocol import Block
from ticketing.telephony.csv_lines import Reading
from ticketing.telephony.queue_log import Refusal

#: What the files call the headers of both; a header that is mapped in cdr_manager.conf has the name it is given there.
_CDR: Final = {
    "source": "src",
    "destination": "dst",
    "destinationcontext": "dcontext",
    "callerid": "clid",
    "destinationchannel": "dstchannel",
    "lastapplication": "lastapp",
    "starttime": "start",
    "answertime": "answer",
    "endtime": "end",
    "billableseconds": "billsec",
}
_CEL: Final = {
    "eventname": "eventtype",
    "calleridname": "cidname",
    "calleridnum": "cidnum",
    "calleridani": "cidani",
    "calleridrdnis": "cidrdnis",
    "calleriddnid": "ciddnid",
}
Found: TypeAlias = CdrRecord | CelEvent | Refusal
_READERS: Final[dict[str, tuple[Mapping[str, str], Callable[..., Found]]]] = {
    "Cdr": (_CDR, cdr.record_of),
    "CEL": (_CEL, cel.event_of),
}


def fact_of(block: Block, reading: Reading, recv_us: int | None = None, ref: int = 0) -> Found | None:
    """What the event says of channels, or why it can't be read; None for an event of another kind.

    Its own times are those of the phone system's zone, as in the files; `recv_us` and `ref` as there.
    """
    reader = _READERS.get(block.event)
    if reader is None:
        return None
    names, read = reader
    lower = ((name.lower(), value) for name, value in block.headers)
    return read({names.get(name, name): value for name, value in lower}, reading, recv_us, ref)
