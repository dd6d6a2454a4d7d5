"""Lists that come as files and go as files: columns, cells, heads, and what was wrong in which row."""

from ticketing.domain.file_jobs.cells import BadCell, read_cell
from ticketing.domain.file_jobs.reading import MOST_BYTES, MOST_ROWS, Line, Table, head_of, table_of
from ticketing.domain.file_jobs.words import (
    OPEN_JOBS,
    Column,
    ColumnKind,
    Direction,
    Fault,
    JobState,
    Names,
    Taken,
)

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "OPEN_JOBS",
    "BadCell",
    "Column",
    "ColumnKind",
    "Direction",
    "Fault",
    "JobState",
    "Line",
    "Names",
    "Table",
    "Taken",
    "head_of",
    "read_cell",
    "table_of",
]
