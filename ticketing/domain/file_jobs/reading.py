"""A workbook or CSV as rows, within limits that somebody else's file cannot pass."""

import csv
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ticketing.domain.file_jobs.cells import text_of
from ticketing.domain.file_jobs.words import Column
from ticketing.errors import Invalid

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 60
#: A workbook unpacks to no more than this, whatever its size as it came.
MOST_UNPACKED = 120_000_000
#: The head stands below a title and a line or two of remarks at most.
HEAD_WITHIN = 12
# What reading somebody else's bytes as a workbook or as CSV may end in; broken XML is a SyntaxError.
UNREADABLE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RuntimeError, OSError, EOFError),
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, csv.Error, OverflowError, MemoryError),
)
Cells = Sequence[Any]


@dataclass(frozen=True)
class Line:
    """One row of the file with its number as a spreadsheet counts, from 1."""

    no: int
    cells: Cells


@dataclass(frozen=True)
class Head:
    """Where the head stands, as it was written, and which column means what: place -> key."""

    no: int
    titles: tuple[str, ...]
    keys: Mapping[int, str]


@dataclass(frozen=True)
class Table:
    """A whole file: its head and the rows below it that hold anything."""

    head: Head
    lines: tuple[Line, ...]


def head_of(raw: bytes, columns: Sequence[Column], names: Mapping[str, str]) -> Head:
    """The head of a list; raises `Invalid`: `bad_file`, `file_too_large`, or `no_head` with the columns that are
    missing. Only the first rows are read."""
    return _head(_opened(raw, HEAD_WITHIN), columns, names)


def table_of(raw: bytes, columns: Sequence[Column], names: Mapping[str, str]) -> Table:
    """The whole list; raises as `head_of`, and `too_many_rows`, `empty_file`."""
    rows = _opened(raw, MOST_ROWS + HEAD_WITHIN + 1)
    head = _head(rows, columns, names)
    try:
        found = tuple(Line(no, cells) for no, cells in enumerate(rows, head.no + 1) if any(map(text_of, cells)))
    except UNREADABLE:
        raise Invalid("bad_file") from None
    if len(found) > MOST_ROWS:
        raise Invalid("too_many_rows", most=MOST_ROWS)
    if not found:
        raise Invalid("empty_file")
    return Table(head, found)


def _opened(raw: bytes, most: int) -> Iterator[Cells]:
    if len(raw) > MOST_BYTES:
        raise Invalid("file_too_large", most=MOST_BYTES)
    try:
        rows = _of_workbook(raw, most) if raw[:2] == b"PK" else _of_csv(raw)
        return itertools.islice(rows, most)
    except UNREADABLE:
        raise Invalid("bad_file") from None


def _of_workbook(raw: bytes, most: int) -> Iterator[Cells]:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Invalid("bad_file")
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    rows: Iterator[Cells] = book.worksheets[0].iter_rows(values_only=True, max_row=most, max_col=MOST_COLUMNS)
    return rows


def _of_csv(raw: bytes) -> Iterator[Cells]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel in Chinese saves without being asked for UTF-8.
        text = raw.decode("gb18030")
    first = text[:4_096]
    delimiter = max((",", ";", "\t"), key=first.count)
    return (row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _head(rows: Iterator[Cells], columns: Sequence[Column], names: Mapping[str, str]) -> Head:
    """The first row with a title of every required column; what is above it is nobody's data."""
    required = [column.key for column in columns if column.required]
    closest: set[str] = set()
    try:
        for no, row in zip(range(1, HEAD_WITHIN + 1), rows, strict=False):
            keys = {at: names[text] for at, cell in enumerate(row) if (text := _title(cell)) in names}
            if keys and set(required) <= set(keys.values()):
                return Head(no, tuple(text_of(cell) for cell in row), _once(keys))
            closest = max(closest, set(keys.values()), key=len)
    except UNREADABLE:
        raise Invalid("bad_file") from None
    raise Invalid("no_head", missing=[key for key in required if key not in closest])


def _once(keys: Mapping[int, str]) -> Mapping[int, str]:
    if len(set(keys.values())) < len(keys):
        raise Invalid("column_twice")
    return keys


def _title(cell: Any) -> str:
    # An empty form marks what must be filled in with a star.
    return text_of(cell).rstrip("* ").casefold()
