"""A sheet as a file: .xlsx with typed cells and its formulas explained, or CSV that Excel opens in Chinese."""

import csv
import io
from typing import Any

import xlsxwriter

from ticketing.reports.cells import clean, csv_text, typed
from ticketing.reports.forms import N_, Column, FormDef, Kind, Layout, Sheet, Translate

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
#: From so many rows on a workbook is written row by row.
LARGE = 5_000
#: What one page of a workbook holds.
MOST_LINES = 1_048_576


def to_csv(sheet: Sheet, translate: Translate) -> bytes:
    """UTF-8 with a byte order mark and CRLF, the columns in print order, the total row last."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    columns = sheet.form.columns
    if sheet.form.layout is Layout.FORM:
        for column in columns:
            writer.writerow([translate(column.title), csv_text(column, sheet.rows[0].get(column.key))])
    else:
        writer.writerow([translate(column.title) for column in columns])
        for row in [*sheet.rows, *_total(sheet, translate)]:
            writer.writerow([csv_text(column, row.get(column.key)) for column in columns])
    return ("\ufeff" + text.getvalue()).encode()


def to_xlsx(sheet: Sheet, translate: Translate, notes: list[tuple[str, str]]) -> bytes:
    """Sheet 1 the data, sheet 2 what it means; `notes` are (label, text) lines about this very file."""
    out = io.BytesIO()
    # A large one goes through files beside the memory, a row at a time.
    small = len(sheet.rows) <= LARGE
    options = {
        "in_memory": small,
        "constant_memory": not small,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    _write_data(book, sheet, translate)
    _write_meaning(book, sheet.form, translate, notes)
    book.close()
    return out.getvalue()


def _write_data(book: Any, sheet: Sheet, translate: Translate) -> None:
    form = sheet.form
    shapes = _Shapes(book)
    name = translate(form.title).translate(_FORBIDDEN_IN_NAMES)[:_LONGEST_NAME]
    if form.layout is Layout.FORM:
        page = book.add_worksheet(name)
        end = _write_fields(page, sheet, translate, shapes)
    else:
        page, end = _write_list(book, name, sheet, translate, shapes)
    if form.facts:
        facts = [f"{translate(title)}：{sheet.facts.get(title) or '________'}" for title in form.facts]
        page.write_string(end + 1, 0, "    ".join(facts))
    slots = [f"{translate(slot)}：{sheet.signed.get(slot) or '________'}" for slot in form.signatures]
    page.write_string(end + 2, 0, "        ".join(slots))


class _Shapes:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        bold = {"bold": True, "align": "center", "valign": "vcenter"}
        wrapped = {"border": 1, "text_wrap": True, "valign": "top"}
        self.title = book.add_format(bold | {"font_size": 16})
        self.head = book.add_format(bold | {"border": 1, "text_wrap": True, "bg_color": "#E9EDF1"})
        self.plain = {kind: book.add_format(shape | wrapped) for kind, shape in _FORMATS.items()}
        self.strong = {kind: book.add_format(shape | {"border": 1, "bold": True}) for kind, shape in _FORMATS.items()}


def _write_list(book: Any, name: str, sheet: Sheet, translate: Translate, shapes: _Shapes) -> tuple[Any, int]:
    """The rows under their head; what a page of a workbook cannot hold goes on to the next one."""
    columns, rows = sheet.form.columns, [*sheet.rows, *_total(sheet, translate)]
    page, down = _begin(book, name, sheet, translate, shapes), _HEAD_ROW
    for no, row in enumerate(rows):
        if down == MOST_LINES - 1:
            page.autofilter(_HEAD_ROW, 0, down, len(columns) - 1)
            name = f"{name[: _LONGEST_NAME - 4]} ({len(book.worksheets()) + 1})"
            page, down = _begin(book, name, sheet, translate, shapes), _HEAD_ROW
        down += 1
        is_total = no >= len(sheet.rows)
        _write_row(page, down, columns, row, shapes.strong if is_total else shapes.plain)
    page.autofilter(_HEAD_ROW, 0, max(_HEAD_ROW, down - bool(sheet.totals)), len(columns) - 1)
    return page, down


def _begin(book: Any, name: str, sheet: Sheet, translate: Translate, shapes: _Shapes) -> Any:
    form = sheet.form
    page = book.add_worksheet(name)
    _lay_out(page, form)
    page.repeat_rows(_HEAD_ROW)
    page.freeze_panes(_HEAD_ROW + 1, 0)
    if len(form.columns) > 1:
        page.merge_range(0, 0, 0, len(form.columns) - 1, translate(form.title), shapes.title)
    page.write_string(1, 0, clean(f"{translate(N_('No.'))} {sheet.number}    {sheet.on}    {sheet.scope}"))
    for at, column in enumerate(form.columns):
        page.write_string(_HEAD_ROW, at, translate(column.title), shapes.head)
        page.set_column(at, at, column.width)
    return page


def _write_fields(page: Any, sheet: Sheet, translate: Translate, shapes: _Shapes) -> int:
    """One matter: a label and its value to a line."""
    form, row = sheet.form, sheet.rows[0]
    _lay_out(page, form)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 62)
    page.merge_range(0, 0, 0, 1, translate(form.title), shapes.title)
    page.write_string(1, 0, clean(f"{translate(N_('No.'))} {sheet.number}    {sheet.scope}"))
    for down, column in enumerate(form.columns, _HEAD_ROW):
        page.write_string(down, 0, translate(column.title), shapes.head)
        _write_cell(page, (down, 1), column, row.get(column.key), shapes.plain)
    return _HEAD_ROW + len(form.columns) - 1


def _lay_out(page: Any, form: FormDef) -> None:
    """As Chinese managers file paper: A4, one page wide, the head repeated on each page, pages counted."""
    if form.landscape:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


def _write_row(page: Any, down: int, columns: tuple[Column, ...], row: dict[str, Any], shapes: dict[Kind, Any]) -> None:
    for at, column in enumerate(columns):
        _write_cell(page, (down, at), column, row.get(column.key), shapes)


def _write_cell(page: Any, at: tuple[int, int], column: Column, found: Any, shapes: dict[Kind, Any]) -> None:
    value, shape = typed(column, found), shapes[column.kind]
    if value is None:
        page.write_blank(*at, None, shape)
    elif isinstance(value, str):
        page.write_string(*at, value, shapes[Kind.TEXT] if column.kind is not Kind.TEXT else shape)
    elif isinstance(value, int | float):
        page.write_number(*at, value, shape)
    else:
        page.write_datetime(*at, value, shape)


def _write_meaning(book: Any, form: FormDef, translate: Translate, notes: list[tuple[str, str]]) -> None:
    page = book.add_worksheet(translate(N_("Definitions")))
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 80)
    lines = [(translate(column.title), translate(column.means)) for column in form.columns if column.means]
    lines += [("", translate(note)) for note in form.notes]
    for down, (label, text) in enumerate([*notes, *lines]):
        page.write_string(down, 0, clean(label))
        page.write_string(down, 1, clean(text))


def _total(sheet: Sheet, translate: Translate) -> list[dict[str, Any]]:
    """The total row with its name in the first text column that has no total of its own; nothing without totals."""
    if not sheet.totals:
        return []
    spare = [c.key for c in sheet.form.columns if c.kind is Kind.TEXT and c.key not in sheet.totals]
    return [{**dict.fromkeys(spare[:1], translate(N_("Total"))), **sheet.totals}]
