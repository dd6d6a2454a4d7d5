"""The events of an iCalendar file (RFC 5545), as far as days off and days on are told by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\(.)")


class Malformed(ValueError):
    """A line that is none of an iCalendar's, with its number."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text[:60]


@dataclass(frozen=True)
class Event:
    """One VEVENT: the line it begins in, and its words as they stand there."""

    line: int
    start: str = ""
    end: str = ""
    summary: str = ""
    categories: str = ""
    rule: str = ""


_NAMES = {"DTSTART": "start", "DTEND": "end", "SUMMARY": "summary", "CATEGORIES": "categories", "RRULE": "rule"}


def events(text: str) -> Iterator[Event]:
    """Every event in order. Raises `Malformed` for a line without a name, and for an event without an end."""
    begun: int | None = None
    values: dict[str, str] = {}
    for line, content in _unfolded(text):
        name, colon, value = content.partition(":")
        if not colon:
            raise Malformed(line, content)
        said = (name.upper(), value.strip().upper())
        if said == ("BEGIN", "VEVENT"):
            begun, values = line, {}
        elif said == ("END", "VEVENT") and begun is not None:
            yield Event(begun, **values)
            begun = None
        elif begun is not None and (field := _NAMES.get(name.partition(";")[0].upper())):
            values[field] = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()
    if begun is not None:
        raise Malformed(begun, "BEGIN:VEVENT")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first; a line that begins with a blank goes on with the one before."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in (" ", "\t") and held is not None:
            held = (held[0], held[1] + line[1:])
            continue
        if held is not None:
            yield held
        held = (number, line) if line.strip() else None
    if held is not None:
        yield held
