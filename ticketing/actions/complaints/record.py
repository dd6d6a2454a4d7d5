"""What the gates of a complaint ask, gathered from the rows around it."""

from ticketing.actions.complaints import held
from ticketing.actions.facts import facts
from ticketing.domain.complaints import ORDER, Gate, Record, Stage, is_ahead, unmet
from ticketing.domain.tickets.facts import FAILED_FOLLOW_UPS
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def record_of(work: Work, ticket: Ticket, complaint: Complaint) -> Record:
    """The complaint as the gates see it."""
    known = facts(work, ticket)
    return Record(
        stage=Stage(complaint.stage),
        severity=bool(complaint.severity),
        department=bool(complaint.liable_department),
        investigator=bool(complaint.investigator),
        findings=bool(complaint.findings),
        verdict=complaint.verdict is not None,
        signed=complaint.signed_at is not None or complaint.dispute_decided_at is not None,
        disputed=complaint.is_disputed,
        proposal=bool(complaint.proposal),
        undecided=known.undecided,
        contacted=ticket.last_outbound_at is not None,
        replied=complaint.replied_at is not None,
        root_cause=bool(ticket.root_cause),
        manager_asked=known.manager_asked,
        followed_up=known.follow_up_satisfied or known.failed_follow_ups >= FAILED_FOLLOW_UPS,
    )


def steps(work: Work, number: str) -> list[tuple[Stage, tuple[Gate, ...]]]:
    """Every stage that lies ahead with the gates on the way there, for the page to show at once."""
    ticket, complaint = held.looked_at(work, number)
    record = record_of(work, ticket, complaint)
    return [(stage, unmet(record, stage)) for stage in ORDER if is_ahead(stage, record.stage)]
