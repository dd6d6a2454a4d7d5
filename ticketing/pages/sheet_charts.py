"""Charts of a sheet as numbers for a drawing: bars, lines and heat, each with its rows for the table beside it."""

from typing import Any

from flask_babel import gettext

from ticketing.pages.charts import bars
from ticketing.reports.charts import Chart
from ticketing.reports.words import WORDS

WIDTH, HEIGHT = 960, 240
_LEFT, _TOP, _CELL, _ROW = 60, 20, 36, 26
#: Steps of a heat's colour; the number stands in the cell, so colour is never alone.
_STEPS = 5


def drawn(chart: Chart) -> dict[str, Any]:
    """Geometry and the words of a chart in the reader's language."""
    words = WORDS.get(chart.words, {})
    rows = [(gettext(words.get(name, name)) if name else "—", values) for name, values in chart.rows]
    series = [(key, gettext(title)) for key, title in chart.series]
    line = (chart.line[0], gettext(chart.line[1])) if chart.line else None
    about = {
        "kind": chart.kind,
        "title": gettext(chart.title),
        "rows": rows,
        "keys": [*series, *([line] if line else [])],
    }
    if chart.kind == "heat":
        return about | _heat(rows, series)
    return about | {"drawing": bars(rows, series, line), "is_lines": chart.kind == "lines"}


def _heat(rows: list[tuple[str, Any]], series: list[tuple[str, str]]) -> dict[str, Any]:
    """A cell for each weekday and hour, in steps of the largest."""
    most = max((values[key] or 0 for _, values in rows for key, _ in series), default=0) or 1
    cells = [
        {
            "x": _LEFT + at * _CELL,
            "y": _TOP + down * _ROW,
            "n": int(values[key] or 0),
            "step": -(-int(values[key] or 0) * _STEPS // int(most)),
        }
        for down, (_, values) in enumerate(rows)
        for at, (key, _) in enumerate(series)
    ]
    return {
        "cells": cells,
        "width": _LEFT + _CELL * len(series),
        "height": _TOP + _ROW * len(rows),
        "size": (_CELL - 2, _ROW - 2),
        "heads": [(_LEFT + at * _CELL + _CELL // 2, title) for at, (_, title) in enumerate(series)],
        "names": [(_TOP + down * _ROW + 17, name) for down, (name, _) in enumerate(rows)],
    }
