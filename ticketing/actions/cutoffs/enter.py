"""Entries of the register: made once with the call-back that is owed, followed, withdrawn when nothing was cut off."""

import sqlalchemy as sa

from ticketing.actions import callbacks, tickets
from ticketing.domain.callbacks import DROPPED_DUE_AFTER, CallbackState
from ticketing.domain.cutoffs import Incident
from ticketing.domain.instants import instant
from ticketing.models.callbacks import Callback
from ticketing.models.customers import CustomerPhone
from ticketing.models.cutoffs import Cutoff
from ticketing.models.queues import Queue
from ticketing.queries.cutoffs.evidence import Found, part_of
from ticketing.work import Work


def enter(work: Work, phone: str, incident: Incident, found: Found) -> Cutoff:
    """A new entry, and unless the caller was connected again already somebody who rings back."""
    entry = Cutoff(phone=phone)
    _describe(work, entry, incident, found)
    if entry.returned_at is None:
        entry.callback_id = _ring_back(work, entry, found).id
    return work.add(entry)


def follow(work: Work, entry: Cutoff, incident: Incident, found: Found, is_live: bool) -> None:
    """More is known of the same incident; what was withdrawn stands again with its proof. History rings nobody."""
    entry.withdrawn_at = None
    _describe(work, entry, incident, found)
    if is_live and entry.returned_at is None and _is_owed_anew(work, entry):
        entry.callback_id = _ring_back(work, entry, found).id


def _describe(work: Work, entry: Cutoff, incident: Incident, found: Found) -> None:
    """What the log says of an incident; its last cut says what the caller felt."""
    last = incident.cuts[-1]
    visit, entry.cause, entry.hangup_cause = found.visits[last.key]
    known = sa.select(CustomerPhone.customer_id).where(CustomerPhone.e164 == entry.phone).limit(1)
    entry.visits = sorted(incident.keys)
    entry.first_us, entry.last_us = incident.cuts[0].at_us, last.at_us
    entry.pbx_id, entry.callid, entry.part = visit.pbx_id, visit.callid, part_of(visit, entry.cause)
    entry.talk_us = visit.talk_us if visit.connect_us is not None else None
    entry.caller_name, entry.agent, entry.person_id = visit.caller_name or "", visit.agent or "", visit.person_id
    entry.queue_id = work.session.scalar(sa.select(Queue.id).where(Queue.code == visit.queue))
    entry.customer_id = visit.customer_id or entry.customer_id or work.session.scalar(known)
    entry.due_at = instant(last.at_us) + DROPPED_DUE_AFTER
    entry.returned_at = None if incident.returned_us is None else instant(incident.returned_us)


def withdraw(work: Work, entry: Cutoff) -> None:
    """The log says now that nothing was cut off here: nobody need ring, unless somebody has rung already."""
    if entry.withdrawn_at is None:
        entry.withdrawn_at = work.now
        if entry.callback_id is not None:
            callbacks.cancel(work, entry.callback_id)


def _ring_back(work: Work, entry: Cutoff, found: Found) -> Callback:
    at = instant(entry.last_us)
    visit = next(visit for visit, _, _ in found.visits.values() if visit.callid == entry.callid)
    call = tickets.MissedCall(entry.phone, visit.queue, entry.callid, at, entry.caller_name)
    return tickets.dropped_call(work, call, visit.ticket_id, entry.person_id)


def _is_owed_anew(work: Work, entry: Cutoff) -> bool:
    """Its call-back was called off, or the caller was back before this cut; one that ran its course is not begun anew.

    An answer that became known late may have ended a call-back that stood for two incidents.
    """
    callback = work.session.get(Callback, entry.callback_id) if entry.callback_id else None
    if callback is None:
        return True
    if callback.is_open or callback.counted_attempts:
        return False
    was_before = callback.done_at is not None and callback.done_at < instant(entry.last_us)
    return callback.state is CallbackState.CANCELLED or was_before
