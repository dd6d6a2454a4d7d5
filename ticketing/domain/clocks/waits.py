"""The waits for the customer of one ticket: the one that lasts, those that are over, and those that still count."""

from dataclasses import dataclass, field
from datetime import datetime

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks.records import Run


@dataclass
class Waits:
    """`since` and `wake_at` belong to the wait that lasts; `over` holds the finished ones, oldest first."""

    over: list[Run] = field(default_factory=list)
    since: datetime | None = None
    wake_at: datetime | None = None
    _counted_from: int = 0

    def begin(self, at: datetime, wake_at: datetime) -> None:
        self.since, self.wake_at = at, wake_at

    def end(self, at: datetime) -> None:
        """The wait that lasts, if there is one, is over."""
        if self.since:
            self.over.append(Run(self.since, at))
        self.since = self.wake_at = None

    def count_anew(self) -> None:
        """A reopened ticket has all its pauses before it again."""
        self._counted_from = len(self.over)

    @property
    def count(self) -> int:
        """The finished waits since the last reopening."""
        return len(self.over) - self._counted_from

    def working_s(self, time: WorkingTime) -> int:
        """Working seconds of the waits that count."""
        return sum(time.between(wait.began_at, wait.ended_at) for wait in self.over[self._counted_from :])
