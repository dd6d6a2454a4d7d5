"""Codes said in the reader's language: the same on the page, in a workbook and on paper."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ticketing.reports.forms import Sheet, Translate
from ticketing.reports.word_tables import WORDS

__all__ = ["WORDS", "said", "worded"]


def said(table: Mapping[str, str], value: Any, translate: Translate) -> Any:
    """A code, or a list of codes, in the reader's words; what the table does not know is a word itself."""
    if isinstance(value, list):
        return ", ".join(said(table, one, translate) for one in value)
    return translate(table.get(value, value)) if isinstance(value, str) and value else value


def _fact(tables: Mapping[str, Mapping[str, str]], value: Any, translate: Translate) -> Any:
    """What stands above the rows: a pair is a table and a code."""
    return said(tables.get(value[0], {}), value[1], translate) if isinstance(value, tuple) else value


def worded(sheet: Sheet, translate: Translate, titles: Mapping[str, str]) -> Sheet:
    """The sheet with its codes said; doors call it once, so that no face of a sheet can say them differently.

    `titles` are those of all sheets, for columns that name some.
    """
    every = {**WORDS, "title": titles}
    facts = {title: _fact(every, value, translate) for title, value in sheet.facts.items()}
    sheet = replace(sheet, facts=facts)
    tables = [(column.key, every.get(column.words, {})) for column in sheet.form.columns if column.words]
    if not tables:
        return sheet

    def row(values: dict[str, Any]) -> dict[str, Any]:
        return values | {key: said(table, values.get(key), translate) for key, table in tables}

    return replace(sheet, rows=[row(one) for one in sheet.rows])
