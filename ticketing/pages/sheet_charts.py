"""Charts of a sheet as numbers for a drawing, each with its rows for the table beside it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from ticketing.pages import plots
from ticketing.pages.charts import BOTTOM, HEIGHT, TOP, bars
from ticketing.reports.charts import Chart
from ticketing.reports.words import WORDS

_LEFT, _TOP, _CELL, _ROW = 84, 20, 36, 26
#: Steps of a heat's colour; the number stands in the cell, so colour is never alone.
STEPS = 5
#: Of so many series the highest is named; a week of hours has too many.
MOST_SAID = 6
#: A small calendar keeps the size of its letters.
WIDE = 960


def drawn(chart: Chart) -> dict[str, Any]:
    """Geometry and the words of a chart in the reader's language."""
    words = WORDS.get(chart.words, {})
    rows = [(gettext(words.get(name, name)) if name else "—", values) for name, values in chart.rows]
    series = [(key, gettext(title)) for key, title in chart.series]
    line = (chart.line[0], gettext(chart.line[1])) if chart.line else None
    about = {
        "kind": chart.kind,
        "id": f"chart-{chart.key}",
        "title": gettext(chart.title),
        "rows": rows,
        "keys": [*series, *([line] if line else [])],
    }
    said = about | {"about": _said(rows, series), "breaks": plots.marks(rows, chart.breaks), "broken": chart.breaks}
    said |= {"percents": line is not None}
    if chart.kind == "heat":
        return said | _heat(rows, series, chart.steps)
    if chart.kind in _PLOTS:
        return said | _PLOTS[chart.kind](rows, series)
    return said | _barred(bars(rows, series, line))


_PLOTS = {"lines": plots.lines, "stack": plots.stack, "band": plots.band}


def _barred(drawing: dict[str, Any]) -> dict[str, Any]:
    """Bars with their line of percentages, in the words of the other drawings."""
    trace = {"place": "line", "stretches": [{"points": points, "dots": []} for points in drawing["line"]]}
    return drawing | {"traces": [trace], "areas": [], "top": TOP, "foot": HEIGHT - BOTTOM}


def _said(rows: list[tuple[str, Any]], series: list[tuple[str, str]]) -> str:
    """What a drawing says to whoever does not see it: how much it shows, and the highest of each series."""
    parts = [gettext("%(n)d points from %(first)s to %(last)s.", n=len(rows), first=rows[0][0], last=rows[-1][0])]
    if len(series) <= MOST_SAID:
        for key, title in series:
            name, most = max(((name, _size(values[key])) for name, values in rows), key=lambda one: one[1])
            parts.append(gettext("%(series)s: at most %(most)s (%(name)s).", series=title, most=f"{most:g}", name=name))
    return " ".join([*parts, gettext("The table below says the same.")])


def _size(value: Any) -> float:
    return value if isinstance(value, int | float) else 0


def _heat(rows: list[tuple[str, Any]], series: list[tuple[str, str]], steps: Mapping[str, int]) -> dict[str, Any]:
    """A cell for each row and series, numbers in steps of the largest, signs in the steps of the chart."""
    most = max((_size(values[key]) for _, values in rows for key, _ in series), default=0) or 1

    def cell(value: Any) -> dict[str, Any]:
        if isinstance(value, str):
            return {"n": value, "step": max((steps.get(sign, 0) for sign in value), default=0)}
        return {"n": f"{value:g}" if value else "", "step": -(-int(value or 0) * STEPS // max(int(most), 1))}

    cells = [
        {"x": _LEFT + at * _CELL, "y": _TOP + down * _ROW, **cell(values[key])}
        for down, (_, values) in enumerate(rows)
        for at, (key, _) in enumerate(series)
    ]
    return {
        "cells": cells,
        "width": max(_LEFT + _CELL * len(series), WIDE),
        "height": _TOP + _ROW * len(rows),
        "size": (_CELL - 2, _ROW - 2),
        "heads": [(_LEFT + at * _CELL + _CELL // 2, title) for at, (_, title) in enumerate(series)],
        "names": [(_TOP + down * _ROW + 17, name) for down, (name, _) in enumerate(rows)],
    }
