"""Of a batch of the log: whose call may have been cut off, and who was connected again."""

from collections.abc import Iterable
from typing import NamedTuple

from ticketing.domain.calls import Visit
from ticketing.domain.cutoffs import FAULTS, SHORT_TALK_US, CutCause, Ended, cut_of
from ticketing.domain.phones import normal
from ticketing.domain.whole_calls.told import Side, WholeCall


class Suspects(NamedTuple):
    """Numbers to look at now, and numbers to look at when the missing line has had time to come."""

    now: set[str]
    later: set[str]


def suspects_of(visits: Iterable[Visit], region: str) -> Suspects:
    """One look at each visit that is over; only callers who showed a number are considered."""
    found = Suspects(set(), set())
    for visit in visits:
        if cause_of(visit) is not None and (number := normal(visit.caller, region)) is not None:
            (found.later if visit.is_doubtful else found.now).add(number)
    return found


def of_calls(calls: Iterable[WholeCall], since_us: int, region: str) -> set[str]:
    """Numbers of calls that ended since then, and whose records do not say that somebody just hung up."""
    found = {normal(call.number, region) for call in calls if (call.end_us or 0) >= since_us and _is_odd(call)}
    return {number for number in found if number is not None}


def _is_odd(call: WholeCall) -> bool:
    is_short = call.talk_us < SHORT_TALK_US and call.hung_up_by is Side.SYSTEM
    is_held = bool(call.hold_us) and call.hung_up_by is not Side.AGENT
    return call.answer_us is not None and (call.hangup_cause in FAULTS or is_short or is_held)


def cause_of(visit: Visit) -> CutCause | None:
    """What cut a visit off, as far as the log alone says."""
    return cut_of(Ended(visit.stage, visit.outcome, visit.marks, visit.note, visit.end_reason, visit.talk_us))
