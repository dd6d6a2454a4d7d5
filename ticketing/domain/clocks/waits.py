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
    # The working seconds of each finished wait, by the hours that held when it ended: a later policy rewrites nothing.
    _worked: list[int] = field(default_factory=list)
    _counted_from: int = 0

    def begin(self, at: datetime, wake_at: datetime) -> None:
        self.since, self.wake_at = at, wake_at

    def end(self, at: datetime, time: WorkingTime) -> None:
        """The wait that lasts, if there is one, is over."""
        if self.since:
            self.over.append(Run(self.since, at))
            self._worked.append(time.between(self.since, at))
        self.since = self.wake_at = None

    def count_anew(self) -> None:
        """A reopened ticket has all its pauses before it again."""
        self._counted_from = len(self.over)

    @property
    def count(self) -> int:
        """The finished waits since the last reopening."""
        return len(self.over) - self._counted_from

    @property
    def working_s(self) -> int:
        """Working seconds of the waits that count."""
        return sum(self._worked[self._counted_from :])
