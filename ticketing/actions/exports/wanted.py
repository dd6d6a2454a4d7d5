"""What a file is to hold: a list of tickets or customers, a sheet of the binders, a report of somebody's own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ticketing.reports import customer_sheet, ticket_list

#: What each list may show.
COLUMNS = {"tickets": ticket_list.KEYS, "customers": customer_sheet.KEYS}
USUAL = {"tickets": ticket_list.USUAL, "customers": customer_sheet.KEYS}
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class Wanted:
    """Which list, narrowed by which words, in which columns (none: the usual), in whose language."""

    kind: str
    format: str
    words: Mapping[str, str]
    columns: Sequence[str]
    language: str

    def to_words(self) -> dict[str, Any]:
        """As a request keeps it."""
        return {**asdict(self), "words": dict(self.words), "columns": list(self.columns)}

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "Wanted":
        return cls(**words)
