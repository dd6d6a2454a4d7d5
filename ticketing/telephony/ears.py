"""How each kind of file is heard: by its own parser, under the settings of its source."""

from collections.abc import Callable, Iterable

from ticketing.actions.calls import Heard
from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.telephony import cdr, cel
from ticketing.telephony.csv_lines import Reading, reading_of
from ticketing.telephony.follow import LONGEST_LINE, LogLine
from ticketing.telephony.ingest import Hearing, hear_log, storable
from ticketing.telephony.queue_log import Refusal

Parse = Callable[[str, Reading, int | None], CdrRecord | CelEvent | Refusal]
#: Of the files whose lines are records.
PARSERS: dict[SourceKind, Parse] = {SourceKind.CDR: cdr.parse, SourceKind.CEL: cel.parse}


def hearing_of(source: PbxSource) -> Hearing:
    """How the lines of this source are read; its phone system must be at hand."""
    parse = PARSERS.get(source.kind)
    if parse is None:
        return hear_log
    reading = reading_of(source.settings, source.pbx.timezone)

    def hear(lines: Iterable[LogLine], generation: int, recv_us: int) -> list[Heard]:
        return [hear_record(line, generation, parse, reading, recv_us) for line in lines]

    return hear


def hear_record(line: LogLine, generation: int, parse: Parse, reading: Reading, recv_us: int | None) -> Heard:
    """One line of a record file; names from outside may hold any bytes, and what is not UTF-8 is marked."""
    raw = storable(line.text.rstrip(b"\r"))
    found = Refusal.TOO_LONG if line.length > LONGEST_LINE + 1 else parse(raw, reading, recv_us)
    if isinstance(found, Refusal):
        return Heard(raw, None, found.value, generation, line.offset)
    return Heard(raw, None, None, generation, line.offset, fact=found)
