"""At the caller's level a call is one, however many queues it went through."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ticketing.domain.calls import Outcome, Visit


class CallTally(NamedTuple):
    """Calls that entered any queue; answered if any visit was, abandoned if none was and the last was abandoned."""

    offered: int
    answered: int
    abandoned: int

    def figures(self) -> dict[str, Any]:
        """The counts by their public names."""
        return self._asdict()


def calls_of(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Visits joined by callid, each call's in order of arrival."""
    calls: dict[str, list[Visit]] = {}
    for visit in sorted(visits, key=lambda v: (v.enter_us, v.serial)):
        calls.setdefault(visit.callid, []).append(visit)
    return list(calls.values())


def tally_calls(calls: Iterable[list[Visit]]) -> CallTally:
    """Count calls, each given as its visits in order of arrival."""
    offered = answered = abandoned = 0
    for visits in calls:
        offered += 1
        if any(visit.outcome is Outcome.ANSWERED for visit in visits):
            answered += 1
        elif visits[-1].outcome is Outcome.ABANDONED:
            abandoned += 1
    return CallTally(offered, answered, abandoned)
