"""At the caller's level a call is one, however many queues it went through."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ticketing.domain.calls import Mark, Outcome, Visit

#: A transferred caller enters the next queue within this time of leaving the one before.
_NEXT_QUEUE_US = 2_000_000


class CallTally(NamedTuple):
    """Calls that entered any queue; answered if any visit was, abandoned if none was and the last was abandoned."""

    offered: int
    answered: int
    abandoned: int

    def figures(self) -> dict[str, Any]:
        """The counts by their public names."""
        return self._asdict()


def calls_of(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Visits of one phone system joined by callid, or by its drift, each call's in order of arrival."""
    ordered = sorted(visits, key=lambda v: (v.enter_us, v.serial))
    left: dict[str, list[Visit]] = {}
    for visit in ordered:
        if visit.marks & Mark.CALLID_DRIFT and visit.end_us is not None and visit.caller:
            left.setdefault(visit.caller, []).append(visit)
    calls: dict[str, list[Visit]] = {}
    for visit in ordered:
        if visit.callid not in calls:
            before = next((v for v in left.get(visit.caller or "", ()) if _goes_on(v, visit)), None)
            calls[visit.callid] = calls[before.callid] if before is not None and before.callid in calls else []
        calls[visit.callid].append(visit)
    return list({id(call): call for call in calls.values()}.values())


def _goes_on(drifted: Visit, visit: Visit) -> bool:
    """The caller whose id changed in one queue comes to the next one under the new id."""
    return visit.callid != drifted.callid and abs(visit.enter_us - (drifted.end_us or 0)) <= _NEXT_QUEUE_US


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
