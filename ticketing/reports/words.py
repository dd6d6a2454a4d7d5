"""Codes said in the reader's language: the same on the page, in a workbook and on paper."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ticketing.reports.forms import FormDef, Sheet, Translate
from ticketing.reports.word_tables import WORDS

__all__ = ["WORDS", "row_worded", "said", "worded"]

Row = dict[str, Any]


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
    say = row_worded(sheet.form, translate, titles)
    every = {**WORDS, "title": titles}
    facts = {title: _fact(every, value, translate) for title, value in sheet.facts.items()}
    return replace(sheet, facts=facts, rows=[say(one) for one in sheet.rows])


def row_worded(form: FormDef, translate: Translate, titles: Mapping[str, str]) -> Callable[[Row], Row]:
    """What says the codes of one row of such a sheet; each word is looked up once for all rows."""
    every = {**WORDS, "title": titles}
    tables = [(column.key, every.get(column.words, {})) for column in form.columns if column.words]
    once = functools.cache(translate)

    def say(values: Row) -> Row:
        return values | {key: said(table, values.get(key), once) for key, table in tables}

    return say if tables else lambda values: values
