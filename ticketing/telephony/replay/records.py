"""Call detail records of Asterisk: one row per pair of parties and attempt, in no useful order, with local times."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ticketing.domain.metrics import seconds

#: The columns in order (2.4); a site writes the first 16, 17, 18 or all of them.
COLUMNS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
    *("uniqueid", "userfield", "peeraccount", "linkedid", "sequence"),
)
_FEWEST = 16


class Record(NamedTuple):
    """One row: instants in microseconds UTC, `answer_us` None where nobody answered."""

    uniqueid: str
    linkedid: str
    sequence: str
    src: str
    dst: str
    channel: str
    dstchannel: str
    start_us: int
    answer_us: int | None
    end_us: int
    disposition: str

    @property
    def is_talk(self) -> bool:
        """Two parties spoke; an answer by the dialplan alone is none, whatever its billsec says."""
        return self.disposition == "ANSWERED" and bool(self.dstchannel) and self.answer_us is not None

    def row(self) -> dict[str, Any]:
        """The row under its public names, durations reckoned from the stamps, which the row's own are not always."""
        named = self._asdict()
        times = {f"{name}_ts": seconds(named.pop(f"{name}_us")) for name in ("start", "answer", "end")}
        talk_us = self.end_us - self.answer_us if self.answer_us is not None else 0
        return named | times | {"duration_s": seconds(self.end_us - self.start_us), "billsec_s": seconds(talk_us)}


@dataclass(slots=True)
class RecordBook:
    """The records of all feeds, each once: by uniqueid, linkedid and sequence where the file has them, else by text."""

    records: list[Record] = field(default_factory=list)
    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    _known: set[tuple[object, ...]] = field(default_factory=set)

    def take(self, feed: Mapping[str, Any]) -> None:
        """Every line of an `asterisk_cdr_csv` feed."""
        zone, seen = ZoneInfo(feed.get("timezone") or "UTC"), dict[str, int]()
        columns = _columns(feed.get("columns"))
        for line in feed.get("lines", ()):
            text = line.rstrip("\r\n")
            if not text.strip():
                continue
            seen[text] = seen.get(text, 0) + 1
            record = _record(text, columns, zone)
            if record is None:
                self.quarantined += 1
                continue
            has_key = bool(record.uniqueid and record.sequence)
            key = (record.uniqueid, record.linkedid, record.sequence) if has_key else (text, seen[text])
            self._keep((feed.get("source", ""), *key), record)

    def _keep(self, key: tuple[object, ...], record: Record) -> None:
        if key in self._known:
            self.duplicates += 1
            return
        self._known.add(key)
        self.accepted += 1
        self.records.append(record)

    def calls(self) -> list[dict[str, Any]]:
        """The records joined by linkedid (by uniqueid where the file has none), in order of their start."""
        joined: dict[object, list[Record]] = {}
        for number, record in enumerate(self.records):
            joined.setdefault(record.linkedid or record.uniqueid or number, []).append(record)
        rows = [_call(sorted(legs, key=_order)) for legs in joined.values()]
        return sorted(rows, key=lambda row: (row["start_ts"], row["linkedid"] or ""))

    def parts(self) -> dict[str, Any]:
        """`calls` and `legs` as the answer shows them; nothing if no record was read."""
        if not self.records:
            return {}
        return {"calls": self.calls(), "legs": [record.row() for record in sorted(self.records, key=_order)]}


def _order(record: Record) -> tuple[int, int, str]:
    # The record of the channel that began it all comes before those of later channels.
    return record.start_us, int(record.uniqueid != record.linkedid), record.sequence.rjust(12, "0")


def _call(legs: list[Record]) -> dict[str, Any]:
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


def _together(talks: Iterable[Record]) -> int:
    """Microseconds in which anybody of the call spoke; a consultation beside the call is no second time."""
    total = reached = 0
    for start_us, end_us in sorted((leg.answer_us or 0, leg.end_us) for leg in talks):
        total += max(end_us - max(start_us, reached), 0)
        reached = max(reached, end_us)
    return total


def _columns(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        given = given.split(",")
    return tuple(str(name).strip().lower() for name in given) if isinstance(given, list) else COLUMNS


def _record(text: str, columns: tuple[str, ...], zone: ZoneInfo) -> Record | None:
    try:
        values = next(csv.reader([text]))
    except csv.Error:
        return None
    fields = dict(zip(columns, values, strict=False))
    if len(values) < min(_FEWEST, len(columns)):
        return None
    try:
        start_us, end_us = _local_us(fields["start"], zone), _local_us(fields["end"], zone)
        answer_us = _local_us(fields["answer"], zone) if fields.get("answer") else None
    except (KeyError, ValueError):
        return None
    texts = {name: fields.get(name, "") for name in Record._fields if not name.endswith("_us")}
    return Record(**texts, start_us=start_us, answer_us=answer_us, end_us=max(end_us, start_us))


def _local_us(text: str, zone: ZoneInfo) -> int:
    if text.replace(".", "", 1).isdecimal():
        return round(float(text) * 1_000_000)
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp() * 1_000_000)
