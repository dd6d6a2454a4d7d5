"""A story: what happened to one imagined ticket, under which rules, and what somebody wants to know about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ticketing.domain.calendars import Calendar
from ticketing.domain.clocks.policies import Apply, Policy
from ticketing.domain.tickets.words import Priority, TicketKind


class Do(StrEnum):
    CREATE = "create"
    AGENT_CONTACT = "agent_contact"
    CUSTOMER_CONTACT = "customer_contact"
    WAIT_CUSTOMER = "wait_customer"
    RESUME = "resume"
    PRIORITY = "priority"
    TRANSFER = "transfer"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    POLICY = "policy"
    CALENDAR = "calendar"


class By(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event; `index` is its place in the document, the rest is what its kind carries."""

    index: int
    at: datetime
    do: Do
    by: By = By.SUPERVISOR
    priority: Priority = Priority.NORMAL
    kind: TicketKind = TicketKind.INQUIRY
    answered: bool = False
    no_action: bool = False
    wake_at: datetime | None = None
    team: str = ""
    policy: Policy | None = None
    apply: Apply = Apply.NEW_ONLY
    name: str = ""
    calendar: Calendar | None = None


@dataclass(frozen=True)
class AskClocks:
    at: datetime


@dataclass(frozen=True)
class AskAdd:
    calendar: str
    start: datetime
    seconds: int


@dataclass(frozen=True)
class AskBetween:
    calendar: str
    start: datetime
    end: datetime


Ask = AskClocks | AskAdd | AskBetween


@dataclass(frozen=True)
class Story:
    """A whole document, understood; `happenings` in the order in which they act, `asks` as they were put."""

    calendars: Mapping[str, Calendar]
    policy: Policy | None
    happenings: tuple[Happening, ...]
    asks: tuple[Ask, ...]
