"""How grave a complaint is and who answers for it; what its sheets say; what is proposed to the customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ticketing.actions import policies
from ticketing.actions.complaints import held
from ticketing.actions.complaints.stages import carry_on
from ticketing.actions.facts import facts
from ticketing.actions.tickets import occasions
from ticketing.domain.clocks import Ledger
from ticketing.domain.clocks.ledger import LOWERING_NEEDS_SUPERVISOR_PCT
from ticketing.domain.complaints import Severity, Stage
from ticketing.domain.events import SeverityChanged
from ticketing.domain.tickets import Guard
from ticketing.errors import Forbidden, Invalid
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks as kept
from ticketing.queries import terms
from ticketing.work import Work

EDITABLE = ("channel", "category", "target", "demand", "amount_minor", "currency", "flags")


@dataclass(frozen=True)
class Triage:
    """The decision at the beginning: severity, the department that answers for it, the person if one is known."""

    severity: Severity
    department: str
    person: str = ""
    category: str = ""
    reason: str = ""


def triage(work: Work, number: str, version: int | None, said: Triage) -> Ticket:
    """Severity moves the deadlines (R3, R4); taking pressure off a late one needs a supervisor with a reason."""
    ticket, complaint = held.written(work, number, version)
    _grade(work, ticket, complaint, said)
    complaint.hold_liable(said.department, said.person)
    complaint.category = said.category or complaint.category
    held.note(work, ticket, "triage", said.department)
    carry_on(work, ticket, complaint, Stage.TRIAGED)
    return ticket


def edit(work: Work, number: str, version: int | None, fields: Mapping[str, Any]) -> Ticket:
    """Write the named fields of the record; of `details` only what is named, null takes a value away."""
    ticket, complaint = held.written(work, number, version)
    for name in EDITABLE:
        if name in fields:
            setattr(complaint, name, fields[name])
    details = {**complaint.details, **fields.get("details", {})}
    complaint.details = {name: value for name, value in details.items() if value is not None}
    held.note(work, ticket, "details")
    return ticket


def propose(work: Work, number: str, version: int | None, text: str) -> Ticket:
    """What we offer the customer; with nothing to decide about money it counts as approved."""
    ticket, complaint = held.written(work, number, version)
    complaint.proposal, complaint.proposed_at, complaint.proposed_by = text, work.now, work.actor.id
    held.note(work, ticket, "proposal")
    carry_on(work, ticket, complaint, Stage.PROPOSED)
    return ticket


def _grade(work: Work, ticket: Ticket, complaint: Complaint, said: Triage) -> None:
    before = Severity(complaint.severity)
    if said.severity is before:
        return
    if said.severity.value > before.value:
        _refuse_easing(work, ticket, said)
    complaint.severity = said.severity.value
    policies.follow(work, ticket, complaint.severity)
    if said.severity.value < before.value:
        occasions.graver(work, ticket, complaint.severity)
    work.record(SeverityChanged(ticket.id, before.value, said.severity.value, said.reason))


def _refuse_easing(work: Work, ticket: Ticket, said: Triage) -> None:
    """S4 is graver to nobody: what is three quarters used is not eased by whoever has to keep it (R3)."""
    ledger = Ledger(tuple(row.record for row in kept.of(work.session, ticket.id)))
    now = terms.moment(work.session, ticket, work.now)
    if not ledger.consumed_at_least(LOWERING_NEEDS_SUPERVISOR_PCT, now):
        return
    if not facts(work, ticket).supervisor:
        raise Forbidden(Guard.NEEDS_SUPERVISOR.value)
    if not said.reason:
        raise Invalid(Guard.REASON_MISSING.value, guards=["reason_missing"], errors={"reason": ["reason_missing"]})
