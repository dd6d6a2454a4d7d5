"""What happened to a complaint beside its ticket's own moves."""

from dataclasses import dataclass
from typing import ClassVar

from ticketing.domain.events.root import TicketEvent


@dataclass(frozen=True)
class ComplaintStaged(TicketEvent):
    """From one stage of the complaint to another."""

    from_stage: str
    to_stage: str
    reason: str = ""


@dataclass(frozen=True)
class ComplaintWritten(TicketEvent):
    """A part of the record was written: triage, finding, sign_off, dispute, reply, signature and the like."""

    changes_words: ClassVar[bool] = True

    part: str
    note: str = ""


@dataclass(frozen=True)
class SeverityChanged(TicketEvent):
    from_severity: str
    to_severity: str
    reason: str = ""


@dataclass(frozen=True)
class CompensationMoved(TicketEvent):
    compensation_id: int
    compensation_state: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class MeasureMoved(TicketEvent):
    measure_id: int
    measure_state: str


@dataclass(frozen=True)
class CustomerRated(TicketEvent):
    """What the customer said when they were asked, and of whose work; `score` is null where only yes or no was said."""

    via: str
    contentment: str
    score: int | None = None
    person_id: int | None = None
