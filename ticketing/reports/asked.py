"""What a sheet is filled for: a stretch of days, as far as one reader may see, or one matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.instants import instant
from ticketing.domain.phones import masked
from ticketing.reports.periods import Period

#: So many rows stand on a page; whoever needs more has a file made.
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Asked:
    """`number` names the one matter of a form; `at` is the instant of a sheet about this moment."""

    period: Period
    actor: Actor = SYSTEM
    number: str = ""
    at: datetime | None = None
    region: str = "CN"
    most: int = MOST_ROWS
    # Whole telephone numbers, for a file that somebody else has allowed.
    open_numbers: bool = False

    def when(self, at: datetime | None) -> str | None:
        """An instant as cells keep it: with the offset of the centre's zone."""
        return at.astimezone(self.period.zone).isoformat() if at is not None else None

    def when_us(self, at_us: int | None) -> str | None:
        return None if at_us is None else self.when(instant(at_us))

    def day_of(self, at: datetime | None) -> str | None:
        """The day on the wall calendar, for columns that ask for a date alone."""
        return at.astimezone(self.period.zone).date().isoformat() if at is not None else None

    def phone(self, number: str | None) -> str | None:
        """As everybody may read it."""
        return number if self.open_numbers else masked(number, self.region)


Row = dict[str, Any]
