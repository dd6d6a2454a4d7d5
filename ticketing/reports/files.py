"""A sheet as a file: .xlsx with typed cells and its formulas explained, or CSV that Excel opens in Chinese."""

import csv
import io
from typing import Any

import xlsxwriter

from ticketing.reports.cells import clean, csv_text, typed
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet, Translate

_FORMATS = {
    Kind.TEXT: {"num_format": "@"},
    Kind.COUNT: {"num_format": "0"},
    Kind.PERCENT: {"num_format": "0.00%"},
    Kind.DURATION: {"num_format": "[h]:mm:ss"},
    Kind.CLOCK: {"num_format": "hh:mm:ss"},
    Kind.DAY: {"num_format": "yyyy-mm-dd"},
    Kind.MONEY: {"num_format": "#,##0.00"},
}
_HEAD_ROW = 3
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def to_csv(sheet: Sheet, translate: Translate) -> bytes:
    """UTF-8 with a byte order mark and CRLF, the columns in print order, the total row last."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    columns = sheet.form.columns
    writer.writerow([translate(column.title) for column in columns])
    for row in [*sheet.rows, _named_total(sheet, translate)]:
        writer.writerow([csv_text(column, row.get(column.key)) for column in columns])
    return ("\ufeff" + text.getvalue()).encode()


def to_xlsx(sheet: Sheet, translate: Translate, notes: list[tuple[str, str]]) -> bytes:
    """Sheet 1 the data, sheet 2 what it means; `notes` are (label, text) lines about this very file."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    _write_data(book, sheet, translate)
    _write_meaning(book, sheet.form, translate, notes)
    book.close()
    return out.getvalue()


def _write_data(book: Any, sheet: Sheet, translate: Translate) -> None:
    form = sheet.form
    page = book.add_worksheet(translate(form.title).translate(_FORBIDDEN_IN_NAMES)[:31])
    _lay_out(page, form)
    last = len(form.columns) - 1
    bold = {"bold": True, "align": "center", "valign": "vcenter"}
    page.merge_range(0, 0, 0, last, translate(form.title), book.add_format(bold | {"font_size": 16}))
    page.write_string(1, 0, f"{translate(N_('No.'))} {sheet.number}    {sheet.on}    {sheet.scope}")
    head = book.add_format(bold | {"border": 1, "text_wrap": True, "bg_color": "#E9EDF1"})
    for at, column in enumerate(form.columns):
        page.write_string(_HEAD_ROW, at, translate(column.title), head)
        page.set_column(at, at, column.width)
    plain = {kind: book.add_format(shape | {"border": 1}) for kind, shape in _FORMATS.items()}
    strong = {kind: book.add_format(shape | {"border": 1, "bold": True}) for kind, shape in _FORMATS.items()}
    for down, row in enumerate(sheet.rows, _HEAD_ROW + 1):
        _write_row(page, down, form.columns, row, plain)
    end = _HEAD_ROW + 1 + len(sheet.rows)
    _write_row(page, end, form.columns, _named_total(sheet, translate), strong)
    page.autofilter(_HEAD_ROW, 0, max(_HEAD_ROW, end - 1), last)
    page.write_string(end + 2, 0, "        ".join(f"{translate(slot)}：________" for slot in form.signatures))


def _lay_out(page: Any, form: FormDef) -> None:
    """As Chinese managers file paper: A4, one page wide, the head repeated on each page, pages counted."""
    if form.landscape:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEAD_ROW)
    page.freeze_panes(_HEAD_ROW + 1, 0)
    page.set_footer("&C&P / &N")


def _write_row(page: Any, down: int, columns: tuple[Column, ...], row: dict[str, Any], shapes: dict[Kind, Any]) -> None:
    for at, column in enumerate(columns):
        value, shape = typed(column, row.get(column.key)), shapes[column.kind]
        if value is None:
            page.write_blank(down, at, None, shape)
        elif isinstance(value, str):
            page.write_string(down, at, value, shape)
        elif isinstance(value, int | float):
            page.write_number(down, at, value, shape)
        else:
            page.write_datetime(down, at, value, shape)


def _write_meaning(book: Any, form: FormDef, translate: Translate, notes: list[tuple[str, str]]) -> None:
    page = book.add_worksheet(translate(N_("Definitions")))
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 80)
    lines = [(translate(column.title), translate(column.means)) for column in form.columns if column.means]
    for down, (label, text) in enumerate([*notes, *lines]):
        page.write_string(down, 0, clean(label))
        page.write_string(down, 1, clean(text))


def _named_total(sheet: Sheet, translate: Translate) -> dict[str, Any]:
    """The total row with its name in the first text column that has no total of its own."""
    spare = next(c.key for c in sheet.form.columns if c.kind is Kind.TEXT and c.key not in sheet.totals)
    return {spare: translate(N_("Total")), **sheet.totals}
