"""A call that nobody but people knows to have been cut off: hung up by mistake, lost while being transferred."""

import sqlalchemy as sa

from ticketing import card_index
from ticketing.actions import audit
from ticketing.actions.cutoffs.enter import enter
from ticketing.domain.calls import Stage
from ticketing.domain.cutoffs import Cut, CutCause, incidents
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.calls import QueueVisit
from ticketing.models.cutoffs import Cutoff
from ticketing.models.queues import Queue
from ticketing.models.whole_calls import Call
from ticketing.queries.cutoffs.evidence import end_of, found_of, key_of
from ticketing.queries.cutoffs.page import of_visits
from ticketing.queries.whole_calls.listing import parts_of, seen_by
from ticketing.work import Work


def register(work: Work, call_id: int, cause: CutCause, note: str) -> Cutoff:
    """Enter a call by its number in the list of calls, with the call-back that its caller is owed.

    Raises `NotFound` outside the actor's reach, `Invalid` (`not_in_a_queue`, `call_goes_on`, `no_caller`), `Conflict`
    (`registered_already`).
    """
    work.require(Permission.CALLBACK_WORK)
    visit = _last_visit(work, call_id)
    queue_id = work.session.scalar(sa.select(Queue.id).where(Queue.code == visit.queue))
    work.require(Permission.CALLBACK_WORK, Target(owner_id=visit.person_id, queue_id=queue_id))
    if visit.stage != Stage.ENDED:
        raise Invalid("call_goes_on")
    if not visit.caller_norm:
        raise Invalid("no_caller")
    if of_visits(work.session, [visit]) is not None:
        raise Conflict("registered_already")
    found = found_of(work.session, {visit.caller_norm}, visit.enter_us)[visit.caller_norm]
    found.visits[key_of(visit)] = (visit, cause, None)
    (incident,) = incidents([Cut(end_of(visit), key_of(visit))], found.connected)
    with work.as_system():
        entry = enter(work, visit.caller_norm, incident, found)
    entry.said_cause, entry.note, entry.entered_by = cause, note, work.actor.id
    card_index.stale_calls(work.session, Call.id == call_id)
    audit.record(work, "cutoff_entered", f"cutoff:{entry.id}", call=call_id, cause=cause.value)
    return entry


def _last_visit(work: Work, call_id: int) -> QueueVisit:
    call = work.session.scalar(sa.select(Call).where(Call.id == call_id, seen_by(work.actor)))
    if call is None:
        raise NotFound(what="calls")
    visits = parts_of(work.session, [call]).get(call.id, [])
    if not visits:
        raise Invalid("not_in_a_queue")
    return max(visits, key=end_of)
