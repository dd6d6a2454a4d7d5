"""Reading a signal's data by its kind: every version of the phone system writes fewer or more fields."""

from ticketing.domain.calls.config import SECOND_US

_MS_US = 1000


def integer(data: tuple[str, ...], index: int) -> int | None:
    """The number in a field; None if the field is missing, empty or no number."""
    if index >= len(data):
        return None
    text = data[index]
    try:
        return int(text)
    except ValueError:
        return None


def seconds(data: tuple[str, ...], index: int) -> int | None:
    """A field of seconds, in microseconds. More than a day is no duration of a call: None (R10)."""
    try:
        number = int(data[index])
    except (IndexError, ValueError):
        return None
    return number * SECOND_US if number <= 86400 else None


def milliseconds(data: tuple[str, ...], index: int) -> int:
    """A field of milliseconds, in microseconds; 0 if there is none."""
    number = integer(data, index)
    return number * _MS_US if number is not None and 0 < number <= 86_400_000 else 0


def text(data: tuple[str, ...], index: int) -> str | None:
    """A field's text; None if it is missing or empty."""
    return (data[index] or None) if index < len(data) else None
