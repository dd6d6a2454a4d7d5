"""What a chart of a sheet shows, as plain numbers; pages draw it, and print the same numbers as a table beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Chart:
    """`kind` is bars, lines, stack, band (needed, planned, actual) or heat; `rows` are (name, values by series).

    `series` are (key, English title); `line` is the series drawn as a line of percentages over bars, 0..100. `breaks`
    are the names of rows from which on another version of the rules holds. A heat's value is a number, or a sign whose
    step of colour `steps` says.
    """

    key: str
    title: str
    kind: str
    series: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, Mapping[str, Any]], ...]
    line: tuple[str, str] | None = None
    # The table of `reports/words.py` by which the rows' names are said.
    words: str = ""
    breaks: tuple[str, ...] = ()
    steps: Mapping[str, int] = field(default_factory=dict)
