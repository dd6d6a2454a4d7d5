"""Rows of plain text as a file: no cell is ever taken for a formula, whatever somebody called themselves."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from ticketing.reports.cells import clean, csv_text
from ticketing.reports.forms import Column, Kind
from ticketing.reports.lines import OPTIONS, Write, said, write_line, writers

_TEXT = Column("text", "text")
_WIDTH = 18
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

Rows = Iterable[Sequence[str]]


def to_csv(head: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark and CRLF, for Excel in Chinese; what looks like a formula is guarded."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([csv_text(_TEXT, cell) for cell in head])
    writer.writerows([csv_text(_TEXT, cell) for cell in row] for row in rows)
    text.flush()
    return out.getvalue()


def to_xlsx(title: str, head: Sequence[str], rows: Rows, notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """A page, its head frozen, every cell a text; `notes` about the file itself stand on a second one."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold, plain = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
        page = book.add_worksheet(clean(title).translate(_FORBIDDEN_IN_NAMES)[:_LONGEST_NAME] or "1")
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(head) - 1, 0), _WIDTH, plain)
        columns = (_TEXT,) * len(head)
        write = writers(columns, {Kind.TEXT: bold})
        _write(page, 0, head, write)
        write = writers(columns, {Kind.TEXT: plain})
        for down, row in enumerate(rows, 1):
            _write(page, down, row, write)
        if notes:
            _write_notes(book.add_worksheet("i"), notes)
    return out.getvalue()


def _write(page: Any, down: int, row: Sequence[str], write: Sequence[Write]) -> None:
    no = str(down + 1)
    write_line(page, down, "".join([cell(text, no) for cell, text in zip(write, row, strict=False)]), len(row))


def _write_notes(page: Any, notes: Sequence[tuple[str, str]]) -> None:
    page.set_column(0, 1, 2 * _WIDTH)
    for down, line in enumerate(notes):
        for at, cell in enumerate(line):
            page.write_string(down, at, said(cell))
