"""A call-back is kept twice: by trying in time, and by reaching somebody in time."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ticketing.domain.metrics.numbers import percent


class Promised(NamedTuple):
    """One promised call-back: due, first tried, carried out; None for what has not happened."""

    due_us: int
    attempted_us: int | None = None
    completed_us: int | None = None
    is_cancelled: bool = False


class PromiseTally(NamedTuple):
    """Counts over the promises that count; `cancelled` ones are in none of the others."""

    promised: int
    attempted_on_time: int
    completed_on_time: int
    completed: int
    overdue_open: int
    cancelled: int

    def figures(self) -> dict[str, Any]:
        """By their public names; both percentages are of the promises due."""
        return {
            **self._asdict(),
            "attempted_on_time_pct": percent(self.attempted_on_time, self.promised),
            "completed_on_time_pct": percent(self.completed_on_time, self.promised),
        }


def tally_promises(promises: Iterable[Promised], now_us: int) -> PromiseTally:
    """Count the promises that are due by now or kept already; the due instant itself is in time."""
    known = list(promises)
    counting = [p for p in known if not p.is_cancelled and (p.due_us <= now_us or _happened(p.completed_us, now_us))]
    done = [p for p in counting if _happened(p.completed_us, now_us)]
    return PromiseTally(
        promised=len(counting),
        attempted_on_time=sum(_in_time(p, p.attempted_us, now_us) for p in counting),
        completed_on_time=sum(_in_time(p, p.completed_us, now_us) for p in done),
        completed=len(done),
        overdue_open=sum(p.due_us < now_us for p in counting if not _happened(p.completed_us, now_us)),
        cancelled=sum(p.is_cancelled for p in known),
    )


def _happened(at_us: int | None, now_us: int) -> bool:
    return at_us is not None and at_us <= now_us


def _in_time(promise: Promised, at_us: int | None, now_us: int) -> bool:
    return at_us is not None and at_us <= min(promise.due_us, now_us)
