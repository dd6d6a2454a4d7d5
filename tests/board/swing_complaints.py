"""The deeds behind the events of complaints: they change nothing that a screen shows but the story of the ticket."""

from typing import Protocol

from ticketing.domain import events as e
from ticketing.models.tickets import Ticket
from ticketing.work import Work


class Rows(Protocol):
    """What the swing finds for a deed to move."""

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
        return e.CustomerRated(self._ticket(work).id, "link", "satisfied", 5)
