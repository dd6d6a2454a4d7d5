"""What the guards of a ticket's moves ask, gathered from the rows around it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions import categories
from ticketing.domain.actors import Role
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackKind, CallbackOutcome, CallbackState
from ticketing.domain.complaints import LOOPS_THAT_NEED_A_MANAGER, CompensationState, LoopDecision
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Facts, TicketKind
from ticketing.domain.tickets.facts import FAILED_FOLLOW_UPS
from ticketing.models.callbacks import Callback
from ticketing.models.complaints import CompensationClaim, Complaint
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift, relations, terms
from ticketing.work import Work


def facts(work: Work, ticket: Ticket, **asked: Any) -> Facts:
    """The facts of this ticket and this actor; `asked` overrides or adds what only the request knows."""
    known = Facts(
        state=ticket.state,
        kind=ticket.kind,
        supervisor=_is_supervisor(work),
        on_shift_in_queue=_on_shift_in_queue(work, ticket),
        override=work.may(Permission.TICKET_OVERRIDE),
        contacted_ever=ticket.last_outbound_at is not None,
        contacted_since_customer=ticket.contacted_since_customer,
        pauses=ticket.pause_count,
        paused_s=ticket.paused_s,
        has_resolution=bool(ticket.resolution_code and ticket.resolution_text),
        open_promises=_open_promises(work, ticket),
        missing_details=categories.missing(work, ticket),
        open_children=relations.open_children(work.session, ticket.id),
        resolved_for_s=_worked_since(work, ticket, ticket.resolved_at),
        closed_for=work.now - ticket.closed_at if ticket.closed_at else timedelta(0),
        **_of_complaint(work, ticket),
    )
    return replace(known, **asked)


def waited_s(work: Work, ticket: Ticket, until: datetime) -> int:
    """Working seconds that the ticket has waited for its customer in the pause it is in."""
    if ticket.waiting_since is None:
        return 0
    return terms.of_ticket(work.session, ticket).time.between(ticket.waiting_since, until)


def _is_supervisor(work: Work) -> bool:
    return work.actor.is_system or Role.SUPERVISOR in work.actor.roles


def _on_shift_in_queue(work: Work, ticket: Ticket) -> bool:
    if work.actor.id is None:
        return work.actor.is_system
    in_queue = ticket.queue_id is None or ticket.queue_id in work.actor.scope.queue_ids
    return in_queue and on_shift.is_here(work.session, work.actor.id, work.now)


def _open_promises(work: Work, ticket: Ticket) -> int:
    count = sa.select(sa.func.count()).where(
        Callback.ticket_id == ticket.id, Callback.kind == CallbackKind.PROMISE, Callback.state.in_(OPEN_CALLBACKS)
    )
    return work.session.scalars(count).one()


def _worked_since(work: Work, ticket: Ticket, since: datetime | None) -> int:
    if since is None:
        return 0
    return terms.of_ticket(work.session, ticket).time.between(since, work.now)


def _of_complaint(work: Work, ticket: Ticket) -> dict[str, Any]:
    if ticket.kind is not TicketKind.COMPLAINT:
        return {}
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id))
    if complaint is None:
        return {"failed_follow_ups": _failed_follow_ups(work, ticket)}
    return {
        "has_reply": complaint.replied_at is not None,
        "has_root_cause": bool(ticket.root_cause),
        "failed_follow_ups": _failed_follow_ups(work, ticket),
        # A manager's last word stands in the place of the customer's.
        "follow_up_satisfied": complaint.loop_decision is LoopDecision.FINAL,
        "manager_asked": complaint.loop_decision is None and ticket.reopen_count >= LOOPS_THAT_NEED_A_MANAGER,
        "undecided": _undecided(work, ticket),
    }


def _failed_follow_ups(work: Work, ticket: Ticket) -> int:
    """Of the last answer only: how often the customer was not reached; whom nobody can reach counts as thrice."""
    last = work.session.execute(
        sa.select(Callback.state, Callback.counted_attempts, Callback.outcome)
        .where(Callback.ticket_id == ticket.id, Callback.kind == CallbackKind.FOLLOW_UP)
        .order_by(Callback.id.desc())
        .limit(1)
    ).first()
    if last is None or last.state is not CallbackState.EXHAUSTED:
        return 0
    reachable = last.outcome == CallbackOutcome.NOT_REACHED
    return int(last.counted_attempts) if reachable else FAILED_FOLLOW_UPS


def _undecided(work: Work, ticket: Ticket) -> int:
    asked = sa.select(sa.func.count()).where(
        CompensationClaim.ticket_id == ticket.id, CompensationClaim.state == CompensationState.ASKED
    )
    return work.session.scalars(asked).one()
