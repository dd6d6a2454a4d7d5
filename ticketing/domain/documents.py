"""Reading somebody's JSON: whatever is wrong is said in one sentence that names the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
# A working century: no deadline is longer, and sums of it stay far inside the calendar.
MOST_SECONDS = 1_000_000_000

Word = TypeVar("Word", bound=StrEnum)


class DocumentError(ValueError):
    """The document cannot be understood; the message is the sentence for the person who wrote it."""


@dataclass(frozen=True)
class Node:
    """A value of the document with its place in it."""

    value: object
    place: str = ""

    def problem(self, what: str) -> DocumentError:
        return DocumentError(f"{self.place or 'the document'} {what}")

    def fields(self) -> dict[str, "Node"]:
        """An object's members by name."""
        if not isinstance(self.value, dict):
            raise self.problem("must be an object")
        return {str(key): Node(value, self._join(str(key))) for key, value in self.value.items()}

    def field(self, name: str) -> "Node":
        """The member `name`, which must be there."""
        member = self.optional(name)
        if member is None:
            raise self.problem(f"lacks {name!r}")
        return member

    def optional(self, name: str) -> "Node | None":
        """The member `name`, or None when it is absent or null."""
        member = self.fields().get(name)
        return None if member is None or member.value is None else member

    def items(self) -> Iterator["Node"]:
        """A list's members in order."""
        if not isinstance(self.value, list):
            raise self.problem("must be a list")
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.place}[{index}]")

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.problem("must be text")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.problem("must be true or false")
        return self.value

    def whole(self, least: int = 0, most: int = MOST_SECONDS) -> int:
        """A whole number within [least, most]; 3.0 is no such number, nor is true."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.problem("must be a whole number")
        if not least <= self.value <= most:
            raise self.problem(f"must be between {least} and {most}")
        return self.value

    def word(self, words: type[Word]) -> Word:
        """One of the words of an enumeration."""
        text = self.text()
        if text not in [one.value for one in words]:
            raise self.problem(f"must be one of {', '.join(words)}, not {text[:40]!r}")
        return words(text)

    def instant(self) -> datetime:
        """An RFC 3339 instant with an offset."""
        text = self.text()
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise self.problem(f"must be an instant like 2026-03-02T09:00:00+08:00, not {text[:40]!r}") from None
        if at.tzinfo is None:
            raise self.problem("must carry an offset, as in 2026-03-02T09:00:00+08:00")
        if not EARLIEST <= at <= LATEST:
            raise self.problem("must lie between 1970 and 2200")
        return at.astimezone(UTC)

    def day(self) -> date:
        """A date, yyyy-mm-dd."""
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.problem(f"must be a date like 2026-03-02, not {text[:40]!r}") from None

    def _join(self, name: str) -> str:
        shown = name[:40] if name[:40].isprintable() else repr(name[:40])
        return f"{self.place}.{shown}" if self.place else shown
