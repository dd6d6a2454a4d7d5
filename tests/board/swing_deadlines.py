"""The deeds behind the events of edited, extended and ordered deadlines."""

from typing import Protocol

import sqlalchemy as sa

from ticketing.domain import events as e
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.supervision import Order
from ticketing.models.tickets import Ticket
from ticketing.work import Work


class Rows(Protocol):
    """What the swing finds for a deed to move."""

    def _ticket(self, work: Work) -> Ticket: ...

    def _escalation(self, work: Work) -> Escalation: ...

    def _order(self, work: Work, anew: bool = False) -> Order: ...


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
        order = self._order(work, anew=True)
        return e.OrderGiven(order.ticket_id, order.id, order.to_id, order.due_at.isoformat())

    def deed_OrderAnswered(self: Rows, work: Work) -> e.OrderAnswered:
        order = self._order(work)
        order.reply("已约明早上门", order.to_id, work.now)
        return e.OrderAnswered(order.ticket_id, order.id, order.to_id)

    def deed_OrderOverdue(self: Rows, work: Work) -> e.OrderOverdue:
        order = self._order(work)
        order.fall_due(order.due_at)
        return e.OrderOverdue(order.ticket_id, order.id, order.to_id, order.due_at.isoformat())

    def _order(self: Rows, work: Work, anew: bool = False) -> Order:
        """One that waits for its answer; a new one where there is none, or when asked for."""
        waiting = sa.select(Order).where(Order.answered_at.is_(None)).limit(1)
        known = None if anew else work.session.scalar(waiting)
        to_id = work.session.scalars(sa.select(Person.id).order_by(Person.id)).first() or 0
        new = Order(
            ticket_id=self._ticket(work).id, to_id=to_id, opinion="今天给答复", due_at=work.now, ordered_at=work.now
        )
        return known or work.add(new)

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
