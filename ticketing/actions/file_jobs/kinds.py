"""What a list must say of itself to be taken in: its columns, its right, and what a row comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ticketing.domain.file_jobs import Column, Taken
from ticketing.domain.permissions import Permission
from ticketing.work import Work

Values = Mapping[str, Any]
#: Takes the job's params and a row's values by key (empty cells are left out); gives what became of it. What the
#: house refuses (`TicketingError`) is the row's fault, its `errors` name the columns.
Take = Callable[[Work, Values, Values], Taken]
#: Looks at the params before anything is read; gives them as they are kept. Raises what the door answers.
Prepare = Callable[[Work, Values], dict[str, Any]]


def as_they_are(_: Work, params: Values) -> dict[str, Any]:
    """Most lists go into one place and need no params."""
    return dict(params)


@dataclass(frozen=True)
class Importer:
    """One kind of list; `title` is its English msgid."""

    kind: str
    title: str
    permission: Permission
    columns: tuple[Column, ...]
    take: Take
    prepare: Prepare = as_they_are

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)
