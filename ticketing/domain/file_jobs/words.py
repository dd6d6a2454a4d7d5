"""The words of a list that is taken in or given out: states, columns, what became of a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    IMPORT = "import"
    EXPORT = "export"


class JobState(StrEnum):
    OWED = "owed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_JOBS = frozenset({JobState.OWED, JobState.RUNNING})


class Taken(StrEnum):
    """What became of a row that was taken: a thing made, one changed, or nothing because it is known already."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


class ColumnKind(StrEnum):
    """What a cell of the column holds, and so how it is read."""

    LINE = "line"
    PROSE = "prose"
    PHONE = "phone"
    DAY = "day"
    MOMENT = "moment"
    COUNT = "count"
    WORD = "word"


@dataclass(frozen=True)
class Column:
    """One column of a list; `title` is the English msgid by which it is headed, the key itself is understood as well.

    `also`: other heads that lists out there carry. `words`: the msgids of a WORD column by code. `example` stands in
    the empty form.
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.LINE
    required: bool = False
    longest: int = 200
    least: int = 0
    most: int = 1_000_000
    words: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """How people write heads and words, folded to lower case: `heads` title -> key, `words` key -> word -> code."""

    heads: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """Why a row was not taken: the column (its key, empty for the row as a whole), a code, what stood there.

    `params` help to put it right, for instance `next`: the next date that exists.
    """

    column: str
    code: str
    value: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
