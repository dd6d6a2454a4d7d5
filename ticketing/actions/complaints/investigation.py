"""Find out what happened, have the department say yes to it, decide where it says no (调查表, 调查结果确认单)."""

from dataclasses import dataclass
from datetime import datetime

from ticketing.actions.complaints import held
from ticketing.actions.complaints.stages import carry_on
from ticketing.domain.complaints import Stage, Verdict
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.queries import terms
from ticketing.work import Work

# One working day of 7.5 hours: as long a department may argue before a supervisor decides.
DISPUTE_S = 27_000


@dataclass(frozen=True)
class Investigation:
    """Who looks into it, until when, and how."""

    investigator: str
    due_at: datetime | None = None
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What was found, what shows it, why it happened, and whether the complaint holds."""

    findings: str
    verdict: Verdict
    evidence: str = ""
    cause_analysis: str = ""
    verdict_reason: str = ""


def investigate(work: Work, number: str, version: int | None, said: Investigation) -> Ticket:
    """Somebody is named to look into it."""
    ticket, complaint = held.written(work, number, version)
    complaint.investigator, complaint.investigation_due_at = said.investigator, said.due_at
    complaint.investigation_methods = list(said.methods)
    held.note(work, ticket, "investigation", said.investigator)
    carry_on(work, ticket, complaint, Stage.INVESTIGATING)
    return ticket


def find(work: Work, number: str, version: int | None, said: Finding) -> Ticket:
    """Another finding must be confirmed anew."""
    ticket, complaint = held.written(work, number, version)
    complaint.findings, complaint.evidence = said.findings, said.evidence
    complaint.cause_analysis, complaint.verdict_reason = said.cause_analysis, said.verdict_reason
    complaint.verdict, complaint.found_at = said.verdict, work.now
    complaint.forget_sign_off()
    held.note(work, ticket, "finding", said.verdict.value)
    return ticket


def sign_off(work: Work, number: str, version: int | None, signed_by: str, text: str = "") -> Ticket:
    """The department stands by the finding; without one there is nothing to sign."""
    ticket, complaint = _found(work, number, version)
    complaint.signed_by, complaint.signed_note = signed_by, text
    complaint.signed_at, complaint.sign_off_heard_by = work.now, work.actor.id
    complaint.disputed_at = None
    held.note(work, ticket, "sign_off", signed_by)
    carry_on(work, ticket, complaint, Stage.CONFIRMED)
    return ticket


def dispute(work: Work, number: str, version: int | None, disputed_by: str, text: str) -> Ticket:
    """The department says no (异议); the time for a decision counts from the first no."""
    ticket, complaint = _found(work, number, version)
    if complaint.signed_at is not None:
        raise Conflict("already_signed", by=complaint.signed_by, at=complaint.signed_at.isoformat())
    complaint.disputed_by, complaint.dispute_text = disputed_by, text
    complaint.disputed_at = complaint.disputed_at or work.now
    held.note(work, ticket, "dispute", text)
    return ticket


def decide_dispute(work: Work, number: str, version: int | None, text: str, department: str | None = None) -> Ticket:
    """A supervisor's word (复议), once the argument has lasted a working day; it may name another department."""
    ticket, complaint = held.written(work, number, version)
    if not work.may(Permission.COMPLAINT_DECIDE, ticket.target):
        raise Forbidden(permission=Permission.COMPLAINT_DECIDE.value)
    if not complaint.is_disputed:
        raise Conflict("not_disputed", stage=complaint.stage)
    _refuse_haste(work, ticket, complaint)
    complaint.liable_department = department or complaint.liable_department
    complaint.dispute_decision = text
    complaint.dispute_decided_at, complaint.dispute_decided_by = work.now, work.actor.id
    held.note(work, ticket, "dispute_decision", text)
    carry_on(work, ticket, complaint, Stage.CONFIRMED)
    return ticket


def _found(work: Work, number: str, version: int | None) -> tuple[Ticket, Complaint]:
    ticket, complaint = held.written(work, number, version)
    missing = [
        code
        for code, is_there in (
            ("department_missing", complaint.liable_department),
            ("findings_missing", complaint.findings),
            ("verdict_missing", complaint.verdict),
        )
        if not is_there
    ]
    if missing:
        fields = {code.removesuffix("_missing"): [code] for code in missing}
        raise Invalid(missing[0], guards=missing, errors=fields)
    return ticket, complaint


def _refuse_haste(work: Work, ticket: Ticket, complaint: Complaint) -> None:
    since = complaint.disputed_at or work.now
    from_when = terms.of_ticket(work.session, ticket).time.add(since, DISPUTE_S)
    if work.now < from_when:
        raise Conflict("dispute_too_fresh", decidable_at=from_when.isoformat())
