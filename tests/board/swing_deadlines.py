"""The deeds behind the events of edited, extended and ordered deadlines."""

from typing import Protocol

from ticketing.domain import events as e
from ticketing.models.escalations import Escalation
from ticketing.models.tickets import Ticket
from ticketing.work import Work


class Rows(Protocol):
    """What the swing finds for a deed to move."""

    def _ticket(self, work: Work) -> Ticket: ...

    def _escalation(self, work: Work) -> Escalation: ...


class DeadlineDeeds:
    """Most of these change nothing that a screen shows but the story of the ticket."""

    def deed_PolicyEdited(self, work: Work) -> e.PolicyEdited:
        return e.PolicyEdited(1, 2, "new_only")

    def deed_DeadlinesSpreading(self, work: Work) -> e.DeadlinesSpreading:
        return e.DeadlinesSpreading(1)

    def deed_DeadlinesSpread(self, work: Work) -> e.DeadlinesSpread:
        return e.DeadlinesSpread(1, 500, 2)

    def deed_PolicySwitched(self: Rows, work: Work) -> e.PolicySwitched:
        ticket = self._ticket(work)
        ticket.breached = not ticket.breached
        return e.PolicySwitched(ticket.id, "P-STD", 2)

    def deed_TicketTransferred(self: Rows, work: Work) -> e.TicketTransferred:
        ticket = self._ticket(work)
        before, ticket.owner_id = ticket.owner_id, None
        return e.TicketTransferred(ticket.id, "one", "two", "sales", "support", before)

    def deed_OrderGiven(self: Rows, work: Work) -> e.OrderGiven:
        return e.OrderGiven(self._ticket(work).id, 1, 1, work.now.isoformat())

    def deed_OrderAnswered(self: Rows, work: Work) -> e.OrderAnswered:
        return e.OrderAnswered(self._ticket(work).id, 1, 1)

    def deed_OrderOverdue(self: Rows, work: Work) -> e.OrderOverdue:
        return e.OrderOverdue(self._ticket(work).id, 1, 1, work.now.isoformat())

    def deed_ExtensionAsked(self: Rows, work: Work) -> e.ExtensionAsked:
        return e.ExtensionAsked(self._ticket(work).id, 1, work.now.isoformat())

    def deed_ExtensionDecided(self: Rows, work: Work) -> e.ExtensionDecided:
        ticket = self._ticket(work)
        ticket.next_due_at = work.now
        return e.ExtensionDecided(ticket.id, 1, True, work.now.isoformat())

    def deed_BulletinIssued(self: Rows, work: Work) -> e.BulletinIssued:
        return e.BulletinIssued(self._ticket(work).id, 1, 12)

    def deed_EscalationHandedOver(self: Rows, work: Work) -> e.EscalationHandedOver:
        one = self._escalation(work)
        return e.EscalationHandedOver(one.ticket_id, one.id, one.level, [], "shift_end")
