"""What a batch means to people: a phone rings, a call was taken or missed. History that is read in stays silent."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from ticketing.actions import callbacks, cutoffs, presence, tickets
from ticketing.actions.calls.rows import normal
from ticketing.actions.rollups import Told
from ticketing.domain.aliases import Names
from ticketing.domain.calls import Changes, Mark, Outcome, Stage, Visit, VisitKey
from ticketing.domain.events import CallAnswered, CallEnded, CallMissed, CallRang, FloorMoved
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.presence import IntervalKind
from ticketing.errors import TicketingError
from ticketing.queries import callbacks as looks
from ticketing.work import Work

log = logging.getLogger(__name__)


class Deed(Protocol):
    """What a call sets off; `known` is what the whole batch's deeds look up."""

    def __call__(self, work: Work, known: tickets.Known) -> object: ...


#: What is older than this when it becomes known concerns nobody's console any more.
LIVE_US = 3600 * SECOND_US


def tell(work: Work, pbx_id: int, changes: Changes, before: Mapping[VisitKey, Told], names: Names) -> None:
    """Write the events of one batch; `before` is what was told of the changed visits."""
    since_us = micros(work.now) - LIVE_US
    live = [visit for visit in changes.visits.values() if (visit.end_us or visit.last_us) >= since_us]
    _tell_floor(work, pbx_id, changes, bool(live) or _agents_moved(changes, since_us))
    _tell_rings(work, changes, names, since_us)
    answered = [visit for visit in live if _is_answered_now(visit, before.get(visit.key))]
    owed = _owed(work, answered)
    deeds = [deed for visit in live for deed in _tell_visit(work, visit, before.get(visit.key), names, owed)]
    _carefully(work, deeds)
    _tell_register(work, live, [*answered, *(visit for visit in live if _was_over(before.get(visit.key)))])


def _is_answered_now(visit: Visit, before: Told | None) -> bool:
    return visit.connect_us is not None and (before is None or before.connect_us != visit.connect_us)


def _tell_register(work: Work, live: list[Visit], moved: list[Visit]) -> None:
    """Calls that were cut off by a fault, are no longer, or whose caller is back: the register follows the log."""
    region = work.centre.phone_region
    cut = cutoffs.suspects_of(live, region)
    numbers = {normal(visit.caller, region) for visit in moved} - {None}
    cutoffs.consider_later(work, cut.later)
    cutoffs.consider(work, cut.now | cutoffs.registered(work, [number for number in numbers if number]))


def _was_over(before: Told | None) -> bool:
    return before is not None and before.stage is Stage.ENDED and not before.marks & Mark.PROVISIONAL


def _agents_moved(changes: Changes, since_us: int) -> bool:
    """Whether an agent's time changed just now; the newest fact stands last."""
    return any(
        fact.start_us >= since_us or (fact.end_us or 0) >= since_us for fact in reversed(changes.intervals.values())
    )


def _tell_floor(work: Work, pbx_id: int, changes: Changes, live: bool) -> None:
    queues = {visit.queue for visit in changes.visits.values()}
    queues.update(fact.queue for fact in changes.intervals.values() if fact.queue)
    agents = {name for name, _ in changes.intervals} | set(changes.slices) | set(changes.renamed)
    if queues or agents:
        work.record(FloorMoved(pbx_id, sorted(queues), sorted(agents), live))


def _tell_rings(work: Work, changes: Changes, names: Names, since_us: int) -> None:
    for (agent, _), fact in changes.intervals.items():
        if fact.kind is not IntervalKind.RING or fact.end_us is not None or fact.start_us < since_us:
            continue
        person_id = names.person(agent, fact.start_us)
        if person_id is not None and fact.visit is not None:
            visit = _visit_of(changes.visits.values(), fact.visit)
            work.record(CallRang(person_id, fact.visit[0], fact.queue, visit.caller if visit else None))


def _visit_of(visits: Iterable[Visit], key: tuple[str, str, int, int]) -> Visit | None:
    return next((visit for visit in visits if visit.key == key), None)


def _owed(work: Work, visits: Iterable[Visit]) -> set[str]:
    """Of the callers in a batch those who wait for a call-back: one question for all, and mostly nobody."""
    region = work.centre.phone_region
    numbers = {normal(visit.caller, region) for visit in visits} - {None}
    if not numbers:
        return set()
    return looks.owed(work.session, [number for number in numbers if number])


def _tell_visit(
    work: Work, visit: Visit, before: Told | None, names: Names, owed: set[str]
) -> Iterator[tuple[Visit, Deed]]:
    """Record what came of a visit; gives what it sets off, which a rule may refuse."""
    was_talking = before is not None and before.connect_us is not None
    was_over = _was_over(before)
    at_us = visit.connect_us or visit.enter_us
    person_id = names.person(visit.agent, at_us) if visit.agent is not None else None
    if visit.outcome is Outcome.ANSWERED and not was_talking:
        work.record(CallAnswered(person_id, visit.callid, visit.queue, visit.caller))
        if normal(visit.caller, work.centre.phone_region) in owed:
            yield visit, partial(_answered, visit.caller, at_us, person_id)
    if visit.is_open or was_over or visit.marks & Mark.PROVISIONAL:
        return
    if visit.outcome is Outcome.ANSWERED:
        work.record(CallEnded(person_id, visit.callid, visit.queue))
        if person_id is not None:
            presence.call_ended(work, person_id)
    else:
        work.record(CallMissed(visit.callid, visit.queue, visit.caller, visit.outcome))
        if cutoffs.cause_of(visit) is not None:
            # Cut off by a fault: the register sees to it.
            return
        yield visit, partial(_missed, visit)
        # The same caller may be answered later in this very batch.
        owed.add(normal(visit.caller, work.centre.phone_region) or "")


def _answered(caller: str | None, at_us: int, person_id: int | None, work: Work, known: tickets.Known) -> object:
    return callbacks.answered_inbound(work, caller, instant(at_us), person_id)


def _missed(visit: Visit, work: Work, known: tickets.Known) -> object:
    return tickets.missed_call(work, _missed_call(visit), known)


def _missed_call(visit: Visit) -> tickets.MissedCall:
    at = instant(visit.end_us or visit.last_us)
    return tickets.MissedCall(visit.caller, visit.queue, visit.callid, at, visit.caller_name or "")


def _carefully(work: Work, deeds: Sequence[tuple[Visit, Deed]]) -> None:
    """A reaction that is refused undoes itself alone: the log goes on whatever a ticket's rules say. Mostly none is,
    so all are tried together first."""
    if not deeds:
        return
    try:
        _all(work, deeds)
    except TicketingError:
        for visit, deed in deeds:
            try:
                _all(work, [(visit, deed)])
            except TicketingError as refusal:
                log.warning("call %s in %s: %s", visit.callid, visit.queue, refusal)


def _all(work: Work, deeds: Sequence[tuple[Visit, Deed]]) -> None:
    with work.undoable():
        known = tickets.known_of(
            work, [_missed_call(visit) for visit, _ in deeds if visit.outcome is not Outcome.ANSWERED]
        )
        for _, deed in deeds:
            deed(work, known)
