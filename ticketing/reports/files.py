"""A sheet as a file: .xlsx with typed cells and its formulas explained, or CSV that Excel opens in Chinese."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from ticketing.reports.cells import csv_text
from ticketing.reports.forms import N_, Column, FormDef, Kind, Layout, Sheet, Translate
from ticketing.reports.lines import OPTIONS, said, write_line, writer, writers

_FORMATS = {
    Kind.TEXT: {"num_format": "@"},
    Kind.COUNT: {"num_format": "0"},
    Kind.PERCENT: {"num_format": "0.00%"},
    Kind.DURATION: {"num_format": "[h]:mm:ss"},
    Kind.CLOCK: {"num_format": "hh:mm:ss"},
    Kind.DAY: {"num_format": "yyyy-mm-dd"},
    Kind.MONEY: {"num_format": "#,##0.00"},
    Kind.INSTANT: {"num_format": "yyyy-mm-dd hh:mm"},
}
_HEAD_ROW = 3
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME = 31
#: What one page of a workbook holds.
MOST_LINES = 1_048_576


Row = dict[str, Any]
#: Rows that nobody holds, read while they are written, and what the last line says of so many.
Stream = tuple[Iterable[Row], Callable[[int], Row]]


def to_csv(sheet: Sheet, translate: Translate, stream: Stream | None = None) -> bytes:
    """UTF-8 with a byte order mark and CRLF, the columns in print order, the total row last."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, "utf-8-sig", "surrogatepass", newline="")
    writer = csv.writer(text)
    columns = sheet.form.columns
    if sheet.form.layout is Layout.FORM:
        for column in columns:
            writer.writerow([translate(column.title), csv_text(column, sheet.rows[0].get(column.key))])
    else:
        writer.writerow([translate(column.title) for column in columns])
        for row in _Lines(sheet, translate, stream):
            writer.writerow([csv_text(column, row.get(column.key)) for column in columns])
    text.flush()
    return out.getvalue()


def to_xlsx(sheet: Sheet, translate: Translate, notes: list[tuple[str, str]], stream: Stream | None = None) -> bytes:
    """Sheet 1 the data, sheet 2 what it means; `notes` are (label, text) lines about this very file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    rows = _write_data(book, sheet, translate, stream)
    counted = [] if sheet.form.layout is Layout.FORM else [(translate(N_("Rows")), str(rows))]
    _write_meaning(book, sheet.form, translate, [*notes, *counted])
    book.close()
    return out.getvalue()


class _Lines:
    """The rows of a sheet and its total row after them; `count` is how many rows there were so far."""

    def __init__(self, sheet: Sheet, translate: Translate, stream: Stream | None) -> None:
        self.count = 0
        self.is_total = False
        self._rows, self._totals = stream or (sheet.rows, lambda count: sheet.totals)
        self._columns, self._translate = sheet.form.columns, translate

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row
        totals = self._totals(self.count)
        self.is_total = bool(totals)
        if totals:
            # Its name stands in the first text column that has no total of its own.
            spare = [c.key for c in self._columns if c.kind is Kind.TEXT and c.key not in totals]
            yield {**dict.fromkeys(spare[:1], self._translate(N_("Total"))), **totals}


def _write_data(book: Any, sheet: Sheet, translate: Translate, stream: Stream | None) -> int:
    """How many rows were written."""
    form, shapes = sheet.form, _Shapes(book)
    name = translate(form.title).translate(_FORBIDDEN_IN_NAMES)[:_LONGEST_NAME]
    lines = _Lines(sheet, translate, stream)
    if form.layout is Layout.FORM:
        page = book.add_worksheet(name)
        end = _write_fields(page, sheet, translate, shapes)
    else:
        page, end = _write_list(_Head(book, name, sheet, translate, shapes), lines)
    if form.facts:
        facts = [f"{translate(title)}：{sheet.facts.get(title) or '________'}" for title in form.facts]
        page.write_string(end + 1, 0, said("    ".join(facts)))
    slots = [f"{translate(slot)}：{sheet.signed.get(slot) or '________'}" for slot in form.signatures]
    page.write_string(end + 2, 0, said("        ".join(slots)))
    return lines.count


class _Shapes:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        bold = {"bold": True, "align": "center", "valign": "vcenter"}
        wrapped = {"border": 1, "text_wrap": True, "valign": "top"}
        self.title = book.add_format(bold | {"font_size": 16})
        self.head = book.add_format(bold | {"border": 1, "text_wrap": True, "bg_color": "#E9EDF1"})
        self.plain = {kind: book.add_format(shape | wrapped) for kind, shape in _FORMATS.items()}
        self.strong = {kind: book.add_format(shape | {"border": 1, "bold": True}) for kind, shape in _FORMATS.items()}


@dataclass(frozen=True)
class _Head:
    """What stands above the rows on every page of a list."""

    book: Any
    name: str
    sheet: Sheet
    translate: Translate
    shapes: _Shapes


def _write_list(head: _Head, lines: _Lines) -> tuple[Any, int]:
    """The rows under their head; what a page of a workbook cannot hold goes on to the next one."""
    columns, wide = head.sheet.form.columns, len(head.sheet.form.columns)
    plain, strong = (writers(columns, shapes) for shapes in (head.shapes.plain, head.shapes.strong))
    keys = [column.key for column in columns]
    page, down = _begin(head), _HEAD_ROW
    for row in lines:
        if down == MOST_LINES - 1:
            page.autofilter(_HEAD_ROW, 0, down, wide - 1)
            page, down = _begin(head), _HEAD_ROW
        down += 1
        no, found = str(down + 1), row.get
        write = strong if lines.is_total else plain
        write_line(page, down, "".join([cell(found(key), no) for cell, key in zip(write, keys, strict=True)]), wide)
    page.autofilter(_HEAD_ROW, 0, max(_HEAD_ROW, down - lines.is_total), wide - 1)
    return page, down


def _begin(head: _Head) -> Any:
    """A page with its head; every one after the first has its number."""
    form, sheet, translate = head.sheet.form, head.sheet, head.translate
    before = len(head.book.worksheets())
    page = head.book.add_worksheet(f"{head.name[: _LONGEST_NAME - 4]} ({before + 1})" if before else head.name)
    _lay_out(page, form)
    page.repeat_rows(_HEAD_ROW)
    page.freeze_panes(_HEAD_ROW + 1, 0)
    if len(form.columns) > 1:
        page.merge_range(0, 0, 0, len(form.columns) - 1, said(translate(form.title)), head.shapes.title)
    page.write_string(1, 0, said(f"{translate(N_('No.'))} {sheet.number}    {sheet.on}    {sheet.scope}"))
    for at, column in enumerate(form.columns):
        page.set_column(at, at, column.width)
    for at, column in enumerate(form.columns):
        page.write_string(_HEAD_ROW, at, said(translate(column.title)), head.shapes.head)
    return page


def _write_fields(page: Any, sheet: Sheet, translate: Translate, shapes: _Shapes) -> int:
    """One matter: a label and its value to a line."""
    form, row = sheet.form, sheet.rows[0]
    _lay_out(page, form)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 62)
    page.merge_range(0, 0, 0, 1, said(translate(form.title)), shapes.title)
    page.write_string(1, 0, said(f"{translate(N_('No.'))} {sheet.number}    {sheet.scope}"))
    label = writer(0, Column("", ""), {Kind.TEXT: shapes.head})
    for down, column in enumerate(form.columns, _HEAD_ROW):
        no = str(down + 1)
        value = writer(1, column, shapes.plain)(row.get(column.key), no)
        write_line(page, down, label(translate(column.title), no) + value, 2)
    return _HEAD_ROW + len(form.columns) - 1


def _lay_out(page: Any, form: FormDef) -> None:
    """As Chinese managers file paper: A4, one page wide, the head repeated on each page, pages counted."""
    if form.landscape:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


def _write_meaning(book: Any, form: FormDef, translate: Translate, notes: list[tuple[str, str]]) -> None:
    page = book.add_worksheet(translate(N_("Definitions")))
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 80)
    lines = [(translate(column.title), translate(column.means)) for column in form.columns if column.means]
    lines += [("", translate(note)) for note in form.notes]
    for down, (label, text) in enumerate([*notes, *lines]):
        page.write_string(down, 0, said(label))
        page.write_string(down, 1, said(text))
