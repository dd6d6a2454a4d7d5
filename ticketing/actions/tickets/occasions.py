"""What sends a ticket up at once: how grave it is, who the customer is, how often they have called (4.4)."""

from ticketing.actions import escalations
from ticketing.domain.clocks import Policy
from ticketing.domain.escalations import CALLS_THAT_ESCALATE, CALLS_WITHIN, Occasion
from ticketing.domain.tickets import Source
from ticketing.models.tickets import Ticket
from ticketing.queries import callers, terms
from ticketing.work import Work

VIP_GRADES = frozenset({"vip", "key"})


def at_birth(work: Work, ticket: Ticket, policy: Policy, severity: str | None) -> None:
    """Everything that is already known of a ticket as it is filed."""
    if severity is not None:
        graver(work, ticket, severity)
    if policy.at_once.get(Occasion.VIP) and ticket.customer is not None and ticket.customer.grade in VIP_GRADES:
        escalations.raise_for(work, ticket, Occasion.VIP, f"customer {ticket.customer.grade}")
    called_again(work, ticket, policy)


def graver(work: Work, ticket: Ticket, severity: str) -> None:
    """A complaint was found to be of this severity: what its policy calls at once for that is called."""
    escalations.raise_for(work, ticket, Occasion.SEVERITY, f"severity {severity}")


def called_again(work: Work, ticket: Ticket, policy: Policy | None = None) -> None:
    """The customer has called about it; the third call in seven days does not wait for a deadline."""
    policy = policy or terms.of_ticket(work.session, ticket).policy
    # A caller whom nobody answered has a call-back; they are not asking why nothing happens.
    if not policy.at_once.get(Occasion.REPEAT_CALLS) or ticket.source is Source.MISSED_CALL:
        return
    times = callers.times_called(work.session, ticket, work.now - CALLS_WITHIN, work.now)
    if times >= CALLS_THAT_ESCALATE:
        rule = f"{times} calls in {CALLS_WITHIN.days} days"
        escalations.raise_for(work, ticket, Occasion.REPEAT_CALLS, rule)
