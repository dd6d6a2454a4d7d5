"""A day that a real Asterisk wrote: its log, its event stream by arrival, its own snapshots, and the truth of it."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ticketing.domain.signals import Signal
from ticketing.telephony.ami.events import signal_of
from ticketing.telephony.ami.protocol import Block, BlockReader, parse_block

FOLDER = Path(__file__).parent.parent / "recordings" / "recorded_day"


class Snapshot(NamedTuple):
    """One QueueStatus answer: callers and members by queue, pauses, who is in a call."""

    at: float
    callers: dict[str, list[str]]
    members: dict[str, set[str]]
    pauses: dict[tuple[str, str], str]
    in_call: dict[str, set[str]]
    blocks: list[Block]


def log_lines() -> list[bytes]:
    return (FOLDER / "queue_log").read_bytes().splitlines(keepends=True)


def true_visits() -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / "visits.csv").read_text(encoding="utf-8").splitlines()))


def true_queues() -> dict[str, dict[str, Any]]:
    totals: dict[str, dict[str, Any]] = json.loads((FOLDER / "queues.json").read_text(encoding="utf-8"))["total"]
    return totals


def chunks() -> Iterator[tuple[float, bytes]]:
    """Every piece of the event stream, with the instant at which it arrived."""
    raw = gzip.decompress((FOLDER / "wallboard-01.raw.gz").read_bytes())
    for line in gzip.decompress((FOLDER / "wallboard-01.idx.gz").read_bytes()).splitlines():
        entry = json.loads(line)
        yield entry["t"], raw[entry["off"] : entry["off"] + entry["len"]]


def snapshots() -> list[Snapshot]:
    lines = gzip.decompress((FOLDER / "snapshots.jsonl.gz").read_bytes()).splitlines()
    answers = [json.loads(line) for line in lines]
    return [_snapshot(answer) for answer in answers if answer["action"] == "QueueStatus"]


def signals_of_stream(reader: BlockReader, at: float, data: bytes) -> list[Signal]:
    found = (signal_of(block.to_dict(), round(at * 1_000_000)) for block in reader.feed(data))
    return [signal for signal in found if signal is not None]


def _snapshot(answer: dict[str, Any]) -> Snapshot:
    blocks = [parse_block(text) for text in answer["raw"].split("\r\n\r\n")]
    snapshot = Snapshot(answer["t"], {}, {}, {}, {}, blocks)
    for block in blocks:
        queue, name = block.get("Queue"), block.get("Name")
        if block.event == "QueueEntry":
            snapshot.callers.setdefault(queue, []).append(block.get("Uniqueid"))
        if block.event == "QueueMember":
            snapshot.members.setdefault(queue, set()).add(name)
            if block.get("Paused") == "1":
                snapshot.pauses[queue, name] = block.get("PausedReason")
            if block.get("InCall") == "1":
                snapshot.in_call.setdefault(queue, set()).add(name)
    return snapshot
