"""The five-loop rule: a customer who was not satisfied five times is a manager's decision (4.6)."""

from ticketing.actions.complaints import held
from ticketing.actions.complaints.signing import is_manager
from ticketing.actions.facts import facts
from ticketing.domain.complaints import LoopDecision
from ticketing.errors import Conflict, Forbidden
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def decide_loop(work: Work, number: str, version: int | None, decision: LoopDecision, text: str) -> Ticket:
    """`again`: one more answer may go out; `final`: once answered, it is closed without asking the customer again."""
    ticket, complaint = held.looked_at(work, number, version)
    if not is_manager(work):
        raise Forbidden("needs_manager", needs="manager")
    if not facts(work, ticket).manager_asked:
        raise Conflict("no_decision_needed", loops=ticket.reopen_count)
    complaint.loop_decision, complaint.loop_decision_text = decision, text
    complaint.loop_decided_at, complaint.loop_decided_by = work.now, work.actor.id
    held.note(work, ticket, "loop_decision", text)
    return ticket
