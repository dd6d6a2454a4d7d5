"""A feed becomes lines with a place in their source, told apart from lines that came before."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ticketing.domain.signals import LOG_KINDS, Signal, SignalKind, rank
from ticketing.telephony.ami.events import signal_of
from ticketing.telephony.freeswitch.events import signal_of as switch_signal
from ticketing.telephony.queue_log import parse
from ticketing.telephony.realtime import line_of_row


class Line(NamedTuple):
    """One line as it came: its exact text, its position if the feed has any, and what it says (None: nothing)."""

    text: str
    position: int | None
    signal: Signal | None
    is_quarantined: bool = False


class Entry(NamedTuple):
    """A stored line in its order: `key` sorts the lines of one phone system over all of its sources."""

    key: tuple[int, int, int, int]
    signal: Signal
    feed: int
    place: int


#: Position, number of the feed, place in the feed, what it says, its text.
Stored = tuple[int, int, int, Signal, str]


@dataclass(slots=True)
class Store:
    """Raw events of all phone systems in memory, each once: what the database's unique keys do."""

    has_positions: bool = True
    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    _known: set[tuple[str, str, str, int]] = field(default_factory=set)
    _lines: dict[str, dict[str, list[Stored]]] = field(default_factory=dict)

    def ingest(self, number: int, feed: Mapping[str, Any]) -> None:
        """Take a feed in: a line is known by its source and its position, if the feed says where it begins
        (`offset`, counted in lines), else by its text and which repetition of that text in this pass it is."""
        form, source = feed["format"], feed.get("source", "")
        seen: Counter[str] = Counter()
        streams = self._lines.setdefault(source, {})
        stream = streams.setdefault(form, [])
        for index, line in enumerate(READERS[form](feed)):
            seen[line.text] += 1
            name = (source, form, line.text, seen[line.text])
            if form == "queue_log" and line.position is not None:
                name = (source, form, "", line.position)
            if name in self._known:
                self.duplicates += 1
                continue
            self._known.add(name)
            self.quarantined += line.is_quarantined
            self.accepted += not line.is_quarantined
            if line.signal is not None:
                place = line.position if line.position is not None else len(stream)
                stream.append((place, number, index, line.signal, line.text))

    @property
    def systems(self) -> list[str]:
        """Every phone system that anything was heard of."""
        return sorted(self._lines)

    def entries(self, source: str) -> list[Entry]:
        """The lines of one phone system in the order in which they are folded.

        Inside one source the position outranks the stamp; sources are merged by the latest stamp each has reached,
        the queue log before AMI. Without positions: by stamp, kind and text (telephony.md 5.3).
        """
        found: list[Entry] = []
        for form, stream in self._lines.get(source, {}).items():
            side = 0 if form != "ami" else 1
            if not self.has_positions:
                found += [_unplaced(feed, index, signal, text) for _, feed, index, signal, text in stream]
                continue
            if form == "queue_log_realtime":
                stream = _not_in_file(stream, self._lines[source].get("queue_log", []))
            reached = 0
            for place, feed, index, signal, _ in sorted(stream, key=lambda entry: entry[:3]):
                reached = max(reached, signal.at_us)
                found.append(Entry((reached, side, place, index), signal, feed, index))
        return sorted(found, key=lambda entry: (entry.key, entry.feed))


def _not_in_file(rows: list[Stored], lines: list[Stored]) -> list[Stored]:
    """The rows of the realtime table that the log file of the same system does not have too."""
    told: dict[tuple[object, ...], list[int]] = {}
    for line in lines:
        told.setdefault(_content(line[3]), []).append(line[3].at_us)
    kept = []
    for row in rows:
        times = told.get(_content(row[3]), [])
        twin = next((at_us for at_us in times if abs(at_us - row[3].at_us) < 2_000_000), None)
        if twin is None:
            kept.append(row)
        else:
            times.remove(twin)
    return kept


def _content(signal: Signal) -> tuple[object, ...]:
    return (*signal[1:5], "|".join(signal.data).rstrip("|"))


def _unplaced(feed: int, index: int, signal: Signal, text: str) -> Entry:
    digest = int.from_bytes(sha256(text.encode()).digest()[:6])
    side = 0 if signal.kind in LOG_KINDS else 1
    return Entry((signal.at_us, rank(signal.kind), side, digest), signal, feed, index)


def _queue_log(feed: Mapping[str, Any]) -> Iterator[Line]:
    first = next((feed[name] for name in ("offset", "position", "start") if name in feed), None)
    for index, raw in enumerate(feed["lines"]):
        text = raw.rstrip("\r\n")
        if not text.strip():
            continue
        signal = parse(raw)
        position = first + index if isinstance(first, int) else None
        if isinstance(signal, Signal):
            yield Line(text, position, signal)
        else:
            yield Line(text, position, None, is_quarantined=True)


def _realtime(feed: Mapping[str, Any]) -> Iterator[Line]:
    """Rows of the realtime table: ordered by id, local time without an offset, data5 holding what did not fit.

    In the repeated hour the id tells which pass a row belongs to: time does not run back from row to row.
    """
    zone = ZoneInfo(feed.get("row_timezone") or "UTC")
    last_us = 0
    for row in sorted(feed["rows"], key=lambda row: int(row["id"])):
        try:
            at_us = _local_us(str(row["time"]), zone, last_us)
        except ValueError:
            yield Line(json.dumps(row, sort_keys=True), int(row["id"]), None, True)
            continue
        last_us = at_us
        yield Line(f"row {row['id']}", int(row["id"]), *_row_signal(row, at_us))


def _row_signal(row: Mapping[str, Any], at_us: int) -> tuple[Signal | None, bool]:
    signal = parse(line_of_row(row, at_us))
    if isinstance(signal, Signal):
        return signal._replace(at_us=at_us), False
    return None, True


def _local_us(text: str, zone: ZoneInfo, last_us: int) -> int:
    local = datetime.fromisoformat(text)
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone)
    passes = [round(local.replace(fold=fold).timestamp() * 1_000_000) for fold in (0, 1)]
    return next((at_us for at_us in sorted(passes) if at_us >= last_us - 2_000_000), passes[0])


def _ami(feed: Mapping[str, Any]) -> Iterator[Line]:
    """Manager events as dictionaries; an entry without an event tells of the link itself."""
    last_us = 0
    for event in feed["events"]:
        text = json.dumps(event, sort_keys=True, ensure_ascii=False)
        if not isinstance(event, Mapping) or not all(isinstance(key, str) for key in event):
            yield Line(text, None, None, True)
            continue
        fields = {key: str(value) for key, value in event.items()}
        signal = signal_of(fields, last_us) if "Event" in fields else _control(fields, last_us)
        if signal is not None:
            last_us = signal.at_us
        yield Line(text, None, signal)


def _control(fields: Mapping[str, str], last_us: int) -> Signal:
    words = " ".join(value.lower() for key, value in fields.items() if key.lower() != "timestamp")
    is_down = any(word in words for word in ("down", "lost", "disconnect", "close", "drop"))
    at = next((fields[key] for key in ("Timestamp", "timestamp", "at", "ts", "time") if key in fields), "")
    try:
        at_us = round(float(at) * 1_000_000)
    except ValueError:
        at_us = last_us
    return Signal(at_us, SignalKind.LINK_DOWN if is_down else SignalKind.LINK_UP)


def _callcenter(feed: Mapping[str, Any]) -> Iterator[Line]:
    for event in feed["events"]:
        yield Line(json.dumps(event, sort_keys=True, ensure_ascii=False), None, switch_signal(event))


READERS: dict[str, Callable[[Mapping[str, Any]], Iterator[Line]]] = {
    "queue_log": _queue_log,
    "queue_log_realtime": _realtime,
    "ami": _ami,
    "asterisk_ami": _ami,
    "freeswitch_callcenter": _callcenter,
}
