"""When what failed is tried again, and when it is given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

# Half a day in all: a mail server that is being moved is back by then, and what is older helps nobody.
_WAITS: Final[Sequence[timedelta]] = tuple(timedelta(seconds=s) for s in (30, 120, 600, 1_800, 7_200, 14_400, 21_600))
MOST_TRIES: Final = len(_WAITS) + 1
#: What could not be sent for so long is not sent any more, however few its tries were.
GOOD_FOR: Final = timedelta(days=2)


def next_try(tries: int, at: datetime, waits: Sequence[timedelta] = _WAITS) -> datetime | None:
    """When to try again after so many failed tries; None: no more."""
    return at + waits[tries - 1] if tries <= len(waits) else None
