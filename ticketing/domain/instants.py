"""Telephony facts are integer microseconds since 1970; everything else is an aware instant in UTC."""

from datetime import UTC, datetime, timedelta

SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """The instant in integer microseconds, exact: never through a float."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(us: int) -> datetime:
    """Microseconds since 1970 as an aware instant in UTC."""
    return _EPOCH + timedelta(microseconds=us)
