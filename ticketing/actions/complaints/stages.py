"""Move a complaint along its stages: forward through the gates, back only to look into it again."""

from ticketing.actions.complaints import held
from ticketing.actions.complaints.record import record_of
from ticketing.domain.complaints import FIELD_OF, Stage, is_ahead, unmet
from ticketing.domain.events import ComplaintStaged
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Guard
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.work import Work

# What the reply, the last word and the follow-up bring about themselves is not moved to by hand.
BY_HAND = (Stage.TRIAGED, Stage.INVESTIGATING, Stage.CONFIRMED, Stage.PROPOSED, Stage.APPROVED, Stage.EXECUTING)


def go(work: Work, number: str, version: int | None, to: Stage, reason: str = "") -> Ticket:
    """To `to`; 422 names every gate in the way with its field, 409 `invalid_stage` lists what there is."""
    ticket, complaint = held.written(work, number, version)
    if to is Stage.INVESTIGATING and is_ahead(Stage(complaint.stage), to):
        return _back(work, ticket, complaint, reason)
    if to not in BY_HAND or not is_ahead(to, Stage(complaint.stage)):
        ahead = [stage.value for stage in BY_HAND if is_ahead(stage, Stage(complaint.stage))]
        raise Conflict("invalid_stage", stage=complaint.stage, allowed=ahead)
    missing = unmet(record_of(work, ticket, complaint), to)
    if missing:
        fields = {FIELD_OF[gate]: [gate.value] for gate in missing}
        raise Invalid(missing[0].value, guards=[gate.value for gate in missing], errors=fields)
    held.reach(work, ticket, complaint, to)
    ticket.touch("complaint")
    return ticket


def carry_on(work: Work, ticket: Ticket, complaint: Complaint, to: Stage) -> None:
    """What was just written may have opened the way to `to`."""
    if is_ahead(to, Stage(complaint.stage)) and not unmet(record_of(work, ticket, complaint), to):
        held.reach(work, ticket, complaint, to)


def _back(work: Work, ticket: Ticket, complaint: Complaint, reason: str) -> Ticket:
    if not work.may(Permission.TICKET_ASSIGN, ticket.target):
        raise Forbidden(permission=Permission.TICKET_ASSIGN.value)
    if not reason:
        raise Invalid(Guard.REASON_MISSING.value, guards=["reason_missing"], errors={"reason": ["reason_missing"]})
    before, complaint.stage = complaint.stage, Stage.INVESTIGATING.value
    complaint.forget_sign_off()
    ticket.touch("complaint")
    work.record(ComplaintStaged(ticket.id, before, complaint.stage, reason))
    return ticket
