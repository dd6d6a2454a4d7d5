"""What became of a broken deadline."""

from dataclasses import dataclass

from ticketing.domain.events.root import TicketEvent


@dataclass(frozen=True)
class Escalated(TicketEvent):
    """A level fired; `rule` says why in code, `recipients` are the people told."""

    escalation_id: int
    level: int
    cause: str
    recipients: list[int]
    rule: str = ""


@dataclass(frozen=True)
class EscalationAcknowledged(TicketEvent):
    escalation_id: int
    by_id: int


@dataclass(frozen=True)
class EscalationAssigned(TicketEvent):
    escalation_id: int
    assignee_id: int | None
    by_id: int | None


@dataclass(frozen=True)
class EscalationResolved(TicketEvent):
    escalation_id: int
    resolution: str
