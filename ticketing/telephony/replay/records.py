"""Call detail records of Asterisk: one row per pair of parties and attempt, in no useful order, with local times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.legs import CdrRecord
from ticketing.domain.metrics import seconds
from ticketing.telephony.cdr import BASE, NEW, parse
from ticketing.telephony.csv_lines import Reading
from ticketing.telephony.queue_log import Refusal

#: All the columns that cdr_csv can write; a site writes the first 16, 17, 18 or all of them.
COLUMNS = (*BASE, "uniqueid", "userfield", *NEW)
_SHOWN = ("uniqueid", "linkedid", "sequence", "src", "dst", "channel", "dstchannel", "disposition")


@dataclass(slots=True)
class RecordBook:
    """The records of all feeds, each once: by uniqueid, linkedid and sequence where the file has them, else by text."""

    records: list[CdrRecord] = field(default_factory=list)
    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    _known: set[tuple[object, ...]] = field(default_factory=set)

    def take(self, feed: Mapping[str, Any]) -> None:
        """Every line of an `asterisk_cdr_csv` feed."""
        reading = Reading(_columns(feed.get("columns")), ZoneInfo(feed.get("timezone") or "UTC"))
        seen = dict[str, int]()
        for line in feed.get("lines", ()):
            text = line.rstrip("\r\n")
            if not text.strip():
                continue
            seen[text] = seen.get(text, 0) + 1
            record = parse(text, reading)
            if isinstance(record, Refusal):
                self.quarantined += 1
                continue
            key = record.key or (text, seen[text])
            self._keep((feed.get("source", ""), *key), record)

    def _keep(self, key: tuple[object, ...], record: CdrRecord) -> None:
        if key in self._known:
            self.duplicates += 1
            return
        self._known.add(key)
        self.accepted += 1
        self.records.append(record)

    def calls(self) -> list[dict[str, Any]]:
        """The records joined by linkedid (by uniqueid where the file has none), in order of their start."""
        joined: dict[object, list[CdrRecord]] = {}
        for number, record in enumerate(self.records):
            joined.setdefault(record.callid or number, []).append(record)
        rows = [_call(sorted(legs, key=_order)) for legs in joined.values()]
        return sorted(rows, key=lambda row: (row["start_ts"], row["linkedid"] or ""))

    def parts(self) -> dict[str, Any]:
        """`calls` and `legs` as the answer shows them; nothing if no record was read."""
        if not self.records:
            return {}
        return {"calls": self.calls(), "legs": [_row(record) for record in sorted(self.records, key=_order)]}


def _order(record: CdrRecord) -> tuple[int, int, str]:
    # The record of the channel that began it all comes before those of later channels.
    return record.start_us, int(record.uniqueid != record.linkedid), record.sequence.rjust(12, "0")


def _call(legs: list[CdrRecord]) -> dict[str, Any]:
    first = legs[0]
    talks = [leg for leg in legs if leg.is_talk]
    channels = [name for leg in talks or legs[:1] for name in (leg.channel, leg.dstchannel) if name]
    return {
        "linkedid": first.linkedid or first.uniqueid or None,
        "caller": first.src or None,
        "legs": len(legs),
        "talk_s": seconds(_together(talks)),
        "start_ts": seconds(min(leg.start_us for leg in legs)),
        "end_ts": seconds(max(leg.end_us for leg in legs)),
        "parties": sorted({name.rpartition("-")[0] or name for name in channels}),
    }


def _together(talks: Iterable[CdrRecord]) -> int:
    """Microseconds in which anybody of the call spoke; a consultation beside the call is no second time."""
    total = reached = 0
    for start_us, end_us in sorted((leg.answer_us or 0, leg.end_us) for leg in talks):
        total += max(end_us - max(start_us, reached), 0)
        reached = max(reached, end_us)
    return total


def _row(record: CdrRecord) -> dict[str, Any]:
    """The row under its public names, durations reckoned from the stamps, which the row's own are not always."""
    times = {f"{name}_ts": seconds(getattr(record, f"{name}_us")) for name in ("start", "answer", "end")}
    lengths = {"duration_s": seconds(record.end_us - record.start_us), "billsec_s": seconds(record.talk_us)}
    return {name: getattr(record, name) for name in _SHOWN} | times | lengths


def _columns(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        given = given.split(",")
    return tuple(str(name).strip().lower() for name in given) if isinstance(given, list) else ()
