"""The deeds behind the events of complaints: they change nothing that a screen shows but the story of the ticket,
and a rating the numbers of whoever is rated."""

import random
from typing import Protocol

from tests.desk import Desk
from ticketing.domain import events as e
from ticketing.domain.satisfaction import SCORES, Via
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.work import Work


class Rows(Protocol):
    """What the swing finds for a deed to move."""

    desk: Desk
    dice: random.Random

    def _ticket(self, work: Work) -> Ticket: ...


class ComplaintDeeds:
    """One deed an event."""

    def deed_ComplaintStaged(self: Rows, work: Work) -> e.ComplaintStaged:
        return e.ComplaintStaged(self._ticket(work).id, "registered", "triaged")

    def deed_ComplaintWritten(self: Rows, work: Work) -> e.ComplaintWritten:
        return e.ComplaintWritten(self._ticket(work).id, "finding", "upheld")

    def deed_SeverityChanged(self: Rows, work: Work) -> e.SeverityChanged:
        ticket = self._ticket(work)
        ticket.breached = not ticket.breached
        return e.SeverityChanged(ticket.id, "S3", "S1")

    def deed_CompensationMoved(self: Rows, work: Work) -> e.CompensationMoved:
        return e.CompensationMoved(self._ticket(work).id, 1, "asked", 20_000, "CNY")

    def deed_MeasureMoved(self: Rows, work: Work) -> e.MeasureMoved:
        return e.MeasureMoved(self._ticket(work).id, 1, "planned")

    def deed_CustomerRated(self: Rows, work: Work) -> e.CustomerRated:
        """An agent's own share moves with it."""
        agent = self.desk.people["wang"]
        rating = work.add(Rating(via=Via.LINK, ticket_id=self._ticket(work).id, person_id=agent, asked_at=work.now))
        rating.answer(self.dice.choice(SCORES), work.now)
        return e.CustomerRated(rating.ticket_id or 0, "link", "satisfied", rating.score, agent)
