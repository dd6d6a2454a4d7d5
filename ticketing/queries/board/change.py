"""One row of the live board as it was read: which topic, which id, which version, and who may see it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Target

Row = dict[str, Any]
Found = TypeVar("Found")

# The topics that show the whole floor; `floor` beside numbers also says who calls.
BOARDS = ("wallboard", "floor")


@dataclass(frozen=True, slots=True)
class Change:
    """`row` is JSON-ready, or None when the row is gone.

    `audience` are the sides by which a right may reach this row (domain.permissions); empty: whoever may read
    the topic sees it. `v` orders readings: of two readings of one row the one with the greater `v` is not older.
    """

    topic: str
    id: str
    v: int
    row: Row | None
    audience: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Look:
    """One reading: through which session, at which instant, and the version that its rows get.

    `v` comes from a sequence and is taken before anything is read, so whatever was committed before a greater `v`
    was taken is in the rows that carry it.
    """

    session: Session
    now: datetime
    centre: Centre
    v: int
    # What every other row asks for, read once.
    held: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, read: Callable[["Look"], Found]) -> Found:
        """What `read` found the first time; nobody changes it."""
        if name not in self.held:
            self.held[name] = read(self)
        found: Found = self.held[name]
        return found

    @property
    def today(self) -> date:
        return self.centre.day_of(self.now)

    @property
    def now_us(self) -> int:
        return micros(self.now)

    def row(self, topic: str, id_: str, row: Row, audience: tuple[Target, ...] = ()) -> Change:
        return Change(topic, id_, self.v, row, audience)

    def gone(self, topic: str, id_: str) -> Change:
        return Change(topic, id_, self.v, None)

    @property
    def day_us(self) -> tuple[int, int]:
        """The business day as microseconds [from, to)."""
        start, end = day_bounds(self.today, self.centre.zone, self.centre.day_start_hour)
        return micros(start), micros(end)


def stamp(at: datetime | None) -> str | None:
    """RFC 3339 in UTC with milliseconds: `2026-11-21T09:38:00.000Z`."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stamp_us(us: int | None) -> str | None:
    return None if us is None else stamp(instant(us))
