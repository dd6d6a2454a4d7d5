"""Bars and a line as numbers for a drawing: no script, no style, and the table beside it says the same."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 960, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 44, 12, 26
#: So many labels stand under the bars at most.
MOST_LABELS = 12


def bars(
    rows: Sequence[tuple[str, Mapping[str, Any]]], series: Sequence[tuple[str, str]], line: tuple[str, str] | None
) -> dict[str, Any]:
    """Geometry of grouped bars (`series` of names and titles) and of a line of percentages; empty rows draw nothing."""
    top = ceiling(max((row[name] or 0 for _, row in rows for name, _ in series), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    thick = max(min(step * 0.8 / len(series), 28), 0.6)
    drawn = [
        _bar(LEFT + step * (at + 0.5) + thick * (place - len(series) / 2), thick, (row[name] or 0) / top, place)
        for at, (_, row) in enumerate(rows)
        for place, (name, _) in enumerate(series)
        if row[name]
    ]
    every = -(-len(rows) // MOST_LABELS) or 1
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "bars": drawn,
        "labels": [
            {"x": round(LEFT + step * (at + 0.5), 1), "text": short(name)}
            for at, (name, _) in enumerate(rows)
            if at % every == 0
        ],
        "rules": [
            {"y": y_of(share), "text": f"{top * share:g}", "percent": f"{share * 100:g}%"} for share in (0, 0.5, 1)
        ],
        "line": _line([row[line[0]] for _, row in rows], step) if line is not None else [],
        "series": [title for _, title in series],
        "line_title": line[1] if line is not None else "",
    }


def _bar(x: float, thick: float, share: float, place: int) -> dict[str, Any]:
    y = y_of(share)
    return {"x": round(x, 1), "y": y, "w": round(thick * 0.9, 1), "h": round(y_of(0) - y, 1), "place": place}


def _line(values: Sequence[float | None], step: float) -> list[str]:
    """Stretches of points; a bucket without a value breaks the line."""
    found: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append(f"{LEFT + step * (at + 0.5):.1f},{y_of(value / 100)}")
    return [" ".join(points) for points in found if points]


def y_of(share: float) -> float:
    """How far down the drawing a share of the highest value lies."""
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share, 1)


def ceiling(value: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next(size * times for times in (1, 2, 5, 10) if size * times >= value)


def short(name: str) -> str:
    """A day without its year, an instant without its offset."""
    return name[:11] if " " in name else name[5:] if len(name) == 10 else name
