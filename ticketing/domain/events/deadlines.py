"""What became of the promises themselves: edited, switched, handed between teams, extended, ordered from above."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event, TicketEvent


@dataclass(frozen=True)
class PolicyEdited(Event):
    """A further version; `apply` says whom it binds."""

    policy_id: int
    version: int
    apply: str


@dataclass(frozen=True)
class DeadlinesSpreading(Event):
    """An edit waits for a worker to take it through the open tickets."""

    edit_id: int


@dataclass(frozen=True)
class DeadlinesSpread(Event):
    """An edit has been through `done` tickets, `breached` of which it found broken."""

    edit_id: int
    done: int
    breached: int


@dataclass(frozen=True)
class PolicySwitched(TicketEvent):
    """Another policy, or a further version of it, holds from now on (or, `retroactive`, from the start)."""

    policy: str
    version: int
    retroactive: bool = False


@dataclass(frozen=True)
class TicketTransferred(TicketEvent):
    """Into other hands: teams and queues by code; each second has one accountable team (R7)."""

    from_team: str | None
    to_team: str | None
    from_queue: str | None
    to_queue: str | None
    from_owner_id: int | None
    reason: str = ""


@dataclass(frozen=True)
class OrderGiven(TicketEvent):
    """A supervisor's order (督办): who must answer it by when."""

    order_id: int
    to_id: int
    due_at: str


@dataclass(frozen=True)
class OrderAnswered(TicketEvent):
    order_id: int
    by_id: int | None


@dataclass(frozen=True)
class OrderOverdue(TicketEvent):
    order_id: int
    to_id: int
    due_at: str


@dataclass(frozen=True)
class ExtensionAsked(TicketEvent):
    extension_id: int
    until: str


@dataclass(frozen=True)
class ExtensionDecided(TicketEvent):
    extension_id: int
    approved: bool
    until: str


@dataclass(frozen=True)
class BulletinIssued(TicketEvent):
    """Word about this ticket went to everybody of a team or of the centre (通报)."""

    bulletin_id: int
    told: int


@dataclass(frozen=True)
class EscalationHandedOver(TicketEvent):
    """Whoever was told has gone home: whoever holds the role now is told. `rule` says why."""

    escalation_id: int
    level: int
    recipients: list[int]
    rule: str
