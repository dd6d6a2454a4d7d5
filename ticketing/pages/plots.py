"""Lines, stacked bars and a band between two steps as numbers for a drawing, in the frame of `charts.bars`."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.pages.charts import BOTTOM, HEIGHT, LEFT, MOST_LABELS, RIGHT, TOP, WIDTH, ceiling, short, y_of

Rows = Sequence[tuple[str, Mapping[str, Any]]]
Series = Sequence[tuple[str, str]]
#: So many points have a mark each; more of them would be a line of marks.
MOST_DOTS = 62


def lines(rows: Rows, series: Series) -> dict[str, Any]:
    """A line per series through the middle of its rows; a row without a value breaks it, one alone is a dot."""
    top = _top(value for _, row in rows for value in (row[key] for key, _ in series))
    step = _step(rows)
    traces = [
        {"place": place, "stretches": _stretches([_at(row[key], top) for _, row in rows], step, MOST_DOTS)}
        for place, (key, _) in enumerate(series)
    ]
    return _frame(rows, series, top) | {"traces": traces}


def stack(rows: Rows, series: Series) -> dict[str, Any]:
    """A bar per row, its parts one on the other in the order of the series, the first at the bottom."""
    top = _top(sum(row[key] or 0 for key, _ in series) for _, row in rows)
    step = _step(rows)
    thick = round(min(step * 0.8, 40), 1)
    bars = []
    for at, (_, row) in enumerate(rows):
        below = 0.0
        for place, (key, _) in enumerate(series):
            value = row[key] or 0
            upper, lower = y_of((below + value) / top), y_of(below / top)
            below += value
            if value:
                x = round(LEFT + step * (at + 0.5) - thick / 2, 1)
                bars.append({"x": x, "y": upper, "w": thick, "h": round(lower - upper, 1), "place": place})
    return _frame(rows, series, top) | {"bars": bars}


def band(rows: Rows, series: Series) -> dict[str, Any]:
    """Steps of what is needed and what is planned with what lies between them, and a line of what was.

    `series` are needed, planned, actual. A stretch of the band is `short` where less is planned than needed.
    """
    need, plan, done = (key for key, _ in series)
    top = _top(value for _, row in rows for value in (row[need], row[plan], row[done]))
    step = _step(rows)
    areas = []
    for at, (_, row) in enumerate(rows):
        if row[need] is not None and row[plan] is not None and row[need] != row[plan]:
            upper, lower = sorted((y_of(row[need] / top), y_of(row[plan] / top)))
            where = {"x": round(LEFT + step * at, 1), "w": round(step, 1), "y": upper, "h": round(lower - upper, 1)}
            areas.append(where | {"short": row[plan] < row[need]})
    traces = [
        {"place": place, "stretches": _steps([_at(row[key], top) for _, row in rows], step)}
        for place, key in enumerate((need, plan))
    ]
    traces.append({"place": 2, "stretches": _stretches([_at(row[done], top) for _, row in rows], step, MOST_DOTS)})
    return _frame(rows, series, top) | {"areas": areas, "traces": traces}


def marks(rows: Rows, breaks: Sequence[str]) -> list[float]:
    """Where other rules begin to hold: x of the left edge of the rows of these names."""
    step = _step(rows)
    return [round(LEFT + step * at, 1) for at, (name, _) in enumerate(rows) if name in breaks]


def _frame(rows: Rows, series: Series, top: float) -> dict[str, Any]:
    step, every = _step(rows), -(-len(rows) // MOST_LABELS) or 1
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "top": TOP,
        "foot": HEIGHT - BOTTOM,
        "bars": [],
        "areas": [],
        "traces": [],
        "labels": [
            {"x": round(LEFT + step * (at + 0.5), 1), "text": short(name)}
            for at, (name, _) in enumerate(rows)
            if at % every == 0
        ],
        "rules": [{"y": y_of(share), "text": f"{top * share:g}"} for share in (0, 0.5, 1)],
        "series": [title for _, title in series],
    }


def _top(values: Any) -> float:
    return ceiling(max((value or 0 for value in values), default=0))


def _step(rows: Rows) -> float:
    return (WIDTH - LEFT - RIGHT) / max(len(rows), 1)


def _at(value: float | None, top: float) -> float | None:
    return None if value is None else y_of(value / top)


def _stretches(heights: Sequence[float | None], step: float, most: int) -> list[dict[str, Any]]:
    """Points that hang together, as a polyline wants them; each has a dot where they are few enough, or alone."""
    found: list[list[tuple[float, float]]] = [[]]
    for at, y in enumerate(heights):
        if y is None:
            found.append([])
        else:
            found[-1].append((round(LEFT + step * (at + 0.5), 1), y))
    return [
        {"points": _points(one), "dots": one if len(heights) <= most or len(one) == 1 else []} for one in found if one
    ]


def _steps(heights: Sequence[float | None], step: float) -> list[dict[str, Any]]:
    """The same as steps: level over each row, upright between them."""
    found: list[list[tuple[float, float]]] = [[]]
    for at, y in enumerate(heights):
        if y is None:
            found.append([])
        else:
            found[-1] += [(round(LEFT + step * at, 1), y), (round(LEFT + step * (at + 1), 1), y)]
    return [{"points": _points(one), "dots": []} for one in found if one]


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
