"""Sums are kept as integers; a ratio is computed at the very end, half up to two decimals, null over zero."""

SECOND_US = 1_000_000


def percent(part: int, whole: int) -> float | None:
    """100 x part / whole; None where there is nothing to divide by."""
    return _half_up(part * 100, whole)


def mean_s(sum_us: int, count: int) -> float | None:
    """The mean of `count` durations, in seconds; None of none."""
    return _half_up(sum_us, count * SECOND_US)


def per_hour(count: int, us: int) -> float | None:
    """How many in an hour of `us` microseconds; None in no time."""
    return _half_up(count * 3600 * SECOND_US, us)


def seconds(us: int | None) -> int | float | None:
    """Microseconds as seconds: a whole number if it is one, else to the millisecond."""
    if us is None:
        return None
    whole, rest = divmod(us, SECOND_US)
    return whole if rest == 0 else round(us / SECOND_US, 3)


def _half_up(top: int, bottom: int) -> float | None:
    if bottom <= 0:
        return None
    return (top * 200 + bottom) // (2 * bottom) / 100
