"""A row of the realtime queue_log table becomes the signal that its line in the file would be."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ticketing.actions.calls import Heard, text_hash
from ticketing.domain.signals import Signal
from ticketing.errors import Invalid
from ticketing.telephony.csv_lines import Reading, misplaced, stamp_us
from ticketing.telephony.queue_log import Refusal, parse

#: A row as a mapping of column to value, as the driver or the export gives it.
Row = Mapping[str, Any]
_HEAD: Final = ("id", "time", "callid", "queuename", "agent", "event")
_ADAPTIVE: Final = tuple(f"data{number}" for number in range(1, 6))
#: The columns of an export without a heading, by their number: whole `data`, adaptive, both.
_STOCK: Final = {7: (*_HEAD, "data"), 11: (*_HEAD, *_ADAPTIVE), 12: (*_HEAD, "data", *_ADAPTIVE)}
#: Makers differ; the first is ours.
_ALSO: Final = {"queue": "queuename", "qname": "queuename", "uniqueid": "callid", "qagent": "agent", "qevent": "event"}
_LONGEST_FIELD: Final = 10_000_000
_ESCAPED: Final = {"t": "\t", "n": " ", "\\": "\\"}


class RowClock:
    """Local stamps in the order of ids: in the hour that comes twice, time does not run back from row to row."""

    def __init__(self, reading: Reading, last_us: int | None = None) -> None:
        self.reading = reading
        self.last_us = last_us

    def at(self, text: str) -> int | None:
        """Microseconds UTC; None for what is no time."""
        at_us = stamp_us(text, self.reading, self.last_us)
        self.last_us = at_us if at_us is not None else self.last_us
        return at_us


def hear_rows(rows: Iterable[Row], generation: int, clock: RowClock, recv_us: int | None) -> list[Heard]:
    """Rows as lines of a feed whose places are the ids; a row without one is told apart by its text."""
    heard = []
    seen: dict[bytes, int] = {}
    for row in rows:
        raw = text_of(row)
        found = read_row(row, clock, recv_us)
        signal, reason = (None, found.value) if isinstance(found, Refusal) else (found, None)
        number = id_of(row)
        if number is not None:
            heard.append(Heard(raw, signal, reason, generation, number))
            continue
        digest = text_hash(raw)
        seen[digest] = seen.get(digest, 0) + 1
        heard.append(Heard(raw, signal, reason, None, None, digest, seen[digest]))
    return heard


def read_row(row: Row, clock: RowClock, recv_us: int | None = None) -> Signal | Refusal:
    """What a row says. MySQL may have rounded its stamp into the next second; the id is the order of truth."""
    at_us = clock.at(str(row.get("time") or ""))
    if at_us is None:
        return Refusal.BAD_TIME
    return misplaced(at_us, recv_us) or signal_of_row(row, at_us)


def signal_of_row(row: Row, at_us: int) -> Signal | Refusal:
    """What a row says whose instant is known."""
    found = parse(line_of_row(row, at_us))
    return found if isinstance(found, Refusal) else found._replace(at_us=at_us)


def line_of_row(row: Row, at_us: int) -> str:
    """A row as the line that the file would hold: what did not fit stands in data5 with bars between."""
    data = [str(row.get(name) or "") for name in _ADAPTIVE]
    if not any(data) and row.get("data"):
        data = [str(row["data"])]
    while len(data) > 1 and not data[-1]:
        data.pop()
    # QueueLog() of some versions adds a bar of its own behind the fifth value.
    data = [*data[:-1], data[-1].removesuffix("|")]
    head = [str(row.get(name) or "") for name in ("callid", "queuename", "agent", "event")]
    return "|".join([str(at_us // 1_000_000), *head, *data])


def text_of(row: Row) -> str:
    """The row as it is stored: its columns that hold anything, in one JSON object."""
    held = {
        name: value if isinstance(value, int) else str(value) for name, value in row.items() if value not in (None, "")
    }
    text = json.dumps(held, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode().replace("\\u0000", "\ufffd")


def row_of(text: str) -> Row:
    """The row that a stored text holds; an empty one for what is none."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def id_of(row: Row) -> int | None:
    """The row's id; None without a usable one."""
    text = str(row.get("id", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def named(columns: Sequence[str], values: Sequence[Any]) -> Row:
    """A row by names of ours."""
    return {_ALSO.get(name, name): value for name, value in zip(columns, values, strict=False)}


def read_export(path: Path, columns: tuple[str, ...] = ()) -> Iterator[Row]:
    """The rows of an exported table, comma, semicolon or tab between; a heading names the columns, else their number.

    Raises `Invalid` (`unknown_columns`) for another table, `OSError` for a file that cannot be read.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        first = file.readline()
        file.seek(0)
        separator = max("\t;,", key=first.count)
        csv.field_size_limit(_LONGEST_FIELD)
        # `mysql --batch` puts no quotes and writes \t for a tab inside.
        lines = csv.reader(
            (line.replace("\0", "\ufffd") for line in file),
            delimiter=separator,
            quoting=csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL,
        )
        names = columns
        for values in lines:
            if not names:
                names = _heading(values)
                if "time" in values or "event" in values:
                    continue
            if values:
                yield named(names, [_plain(value) for value in values])


def _heading(values: Sequence[str]) -> tuple[str, ...]:
    lowered = tuple(value.strip().lower() for value in values)
    ours = {_ALSO.get(name, name) for name in lowered}
    if ours.issuperset({"id", "time", "event"}):
        return lowered
    if len(values) not in _STOCK or stamp_us(values[1], Reading()) is None:
        raise Invalid("unknown_columns", columns=",".join(lowered)[:200])
    return _STOCK[len(values)]


def _plain(value: str) -> str:
    if value in ("NULL", r"\N"):
        return ""
    return value if "\\" not in value else re.sub(r"\\([tn\\])", lambda found: _ESCAPED[found[1]], value)
