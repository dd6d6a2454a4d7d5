"""Stored rows as the plain values that the rules of the domain work on."""

from ticketing.domain.calls import EndReason, Stage, Visit
from ticketing.domain.presence import PresenceState, Slice
from ticketing.models.calls import AgentSlice, QueueVisit


def visit_of(row: QueueVisit) -> Visit:
    """The visit that a row holds; what only the fold itself needs is left empty."""
    visit = Visit(row.callid, row.queue, row.enter_us, row.seq, row.serial)
    visit.stage, visit.outcome = Stage(row.stage), row.outcome
    visit.caller, visit.caller_name, visit.url = row.caller, row.caller_name, row.url
    visit.dnis, visit.ivr, visit.disposition = row.dnis, row.ivr, row.disposition
    visit.position, visit.wait_us, visit.ring_us = row.orig_pos, row.wait_us, row.ring_us
    visit.agent, visit.connect_us, visit.member_uniqueid = row.agent, row.connect_us, row.member_uniqueid
    visit.talk_us, visit.hold_us, visit.acw_us = row.talk_us, row.hold_us, row.acw_us or 0
    visit.agent_end_us, visit.end_us = row.agent_end_us, row.end_us
    visit.end_reason = EndReason(row.end_reason) if row.end_reason is not None else None
    visit.transfer_to, visit.exit_key, visit.note = row.transfer_to, row.exit_key, row.note
    visit.marks, visit.version = row.marks, row.fold_version
    return visit


def slice_of(row: AgentSlice) -> Slice:
    """The slice that a row holds, without the key of the visit behind it."""
    return Slice(row.start_us, row.end_us, PresenceState(row.state), row.reason, None, row.queue, row.online)
