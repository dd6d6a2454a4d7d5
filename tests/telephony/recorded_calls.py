"""The recorded day's calls: what its records, channel events and queue log told, and what really happened."""

import csv
import gzip
from zoneinfo import ZoneInfo

from tests.telephony.recorded_day import FOLDER, log_lines
from ticketing.domain.calls import Fold, FoldConfig, PbxState, Visit
from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.domain.signals import Signal
from ticketing.domain.whole_calls import House, Said, Told, WholeCall, compose, group
from ticketing.telephony import cdr, cel
from ticketing.telephony.csv_lines import Reading, columns_of
from ticketing.telephony.queue_log import parse

SHANGHAI = ZoneInfo("Asia/Shanghai")
MASTER, FULL = 1, 2
SECOND_US = 1_000_000


def lines_of(name: str) -> list[str]:
    return gzip.decompress((FOLDER / f"{name}.csv.gz").read_bytes()).decode().splitlines()


def columns(name: str) -> str:
    """The mapping as it stands in the phone system's own configuration."""
    return (FOLDER / f"{name}_columns.txt").read_text(encoding="utf-8").strip()


def full_records() -> list[Said]:
    """cdr_custom with linkedid, sequence, number dialled and recording."""
    reading = Reading(columns_of(columns("cdr")), SHANGHAI)
    return [Said(FULL, record(cdr.parse(line, reading, ref=no))) for no, line in enumerate(lines_of("cdr_full"), 1)]


def master_records() -> list[Said]:
    """cdr_csv with uniqueid and userfield and nothing newer."""
    reading = Reading((), SHANGHAI)
    lines = enumerate(lines_of("cdr_master"), 1000)
    return [Said(MASTER, record(cdr.parse(line, reading, ref=no))) for no, line in lines]


def bare_records() -> list[Said]:
    """As Asterisk writes them by default: no key at all."""
    return [Said(MASTER, one.record._replace(uniqueid="", userfield="")) for one in master_records()]


def channel_events() -> list[CelEvent]:
    reading = Reading(columns_of(columns("cel")), SHANGHAI)
    found = [cel.parse(line, reading, ref=no) for no, line in enumerate(lines_of("cel_master"), 1)]
    return [event for event in found if isinstance(event, CelEvent)]


def visits() -> list[Visit]:
    fold = Fold(PbxState("recorded"), FoldConfig(queue_log=True, history_s=None))
    for line in log_lines():
        signal = parse(line)
        assert isinstance(signal, Signal)
        fold.hear(signal)
    fold.settle()
    return list(fold.state.visits.values())


def everything() -> Told:
    return Told(visits(), full_records() + master_records(), channel_events())


def calls_of(told: Told) -> list[WholeCall]:
    return sorted((compose(part, House()) for part in group(told)), key=lambda call: (call.first_us, call.root))


def call_with(calls: list[WholeCall], callid: str) -> WholeCall:
    (found,) = [call for call in calls if callid in call.channels]
    return found


def truth(name: str) -> list[dict[str, str]]:
    separator = "\t" if name.endswith("tsv") else ","
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=separator))


def record(found: object) -> CdrRecord:
    assert isinstance(found, CdrRecord)
    return found
