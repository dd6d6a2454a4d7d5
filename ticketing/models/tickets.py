"""One matter of one customer, from the first call to the last word."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.permissions import Target
from ticketing.domain.tickets import (
    TRANSITIONS,
    Facts,
    Move,
    NoteKind,
    Priority,
    Source,
    TicketKind,
    TicketState,
    move_to,
)
from ticketing.models.base import Base, Versioned
from ticketing.models.customers import Customer
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue
from ticketing.models.ticket_indexes import INDEXES

OPEN_STATES = (TicketState.NEW, TicketState.OPEN, TicketState.WAITING_CUSTOMER, TicketState.WAITING_INTERNAL)


class Ticket(Versioned, Base):
    """The columns are a projection of the journal; state moves only through its methods."""

    __tablename__ = "tickets"
    __table_args__ = INDEXES

    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[TicketKind]
    category: Mapped[str] = mapped_column(default="")
    priority: Mapped[Priority]
    # 0 for the most pressing: the words themselves sort by the alphabet.
    urgency: Mapped[int] = mapped_column(
        sa.SmallInteger,
        sa.Computed("array_position(ARRAY['urgent', 'high', 'normal', 'low'], priority::text)", persisted=True),
        deferred=True,
    )
    state: Mapped[TicketState]
    source: Mapped[Source]
    subject: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    demand: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship()
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    team: Mapped[Team | None] = relationship()
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    customer: Mapped[Customer | None] = relationship()
    contact_phone: Mapped[str | None]
    visit_callid: Mapped[str | None]
    reopen_count: Mapped[int] = mapped_column(default=0)
    # Pauses for the customer since it was last opened, and the working seconds they took together.
    pause_count: Mapped[int] = mapped_column(default=0)
    paused_s: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    # The latest contact either way; waiting for the customer needs an outbound one since the last inbound.
    last_customer_at: Mapped[datetime | None]
    last_outbound_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    resolution_code: Mapped[str | None]
    resolution_text: Mapped[str | None]
    root_cause: Mapped[str | None]
    # The soonest due instant of its running clocks: a cache that lists sort by and `verify` recomputes.
    next_due_at: Mapped[datetime | None]
    breached: Mapped[bool] = mapped_column(default=False)
    policy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sla_policies.id"))
    policy_version: Mapped[int | None]
    follow_up_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    # The product or order that it is about, and what its category asks for beside that: {field: value}.
    product_ref: Mapped[str] = mapped_column(default="", server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    tags: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # Field -> the version it last changed in: a stale write is told what it would have overwritten.
    changed_in: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def target(self) -> Target:
        """What a permission is asked about."""
        return Target(owner_id=self.owner_id, team_id=self.team_id, queue_id=self.queue_id)

    def touch(self, *names: str) -> None:
        """Count a change of these fields."""
        self.version += 1
        self.changed_in = {**self.changed_in, **dict.fromkeys(names, self.version)}

    def changed_since(self, version: int) -> list[str]:
        """The fields that have moved since, by name (I7)."""
        return sorted(name for name, at in self.changed_in.items() if at > version)

    def step(self, move: Move, facts: Facts) -> str:
        """Take one step of the table; its number (T4, T8, ...), or the table's refusal."""
        before, self.state = self.state, move_to(facts, move)
        return TRANSITIONS[before, move].number

    def wait(self, facts: Facts, at: datetime, wake_at: datetime) -> str:
        number = self.step(Move.WAIT_CUSTOMER, facts)
        self.waiting_since, self.wake_at = at, wake_at
        self.pause_count += 1
        return number

    def wake(self, facts: Facts, waited_s: int) -> str:
        number = self.step(Move.WAKE, facts)
        self._stop_waiting(waited_s)
        return number

    def resolve(self, facts: Facts, at: datetime, waited_s: int = 0) -> str:
        """The last word is already written in `resolution_*`: the guards ask for it."""
        number = self.step(Move.RESOLVE, facts)
        self._stop_waiting(waited_s)
        self.resolved_at = at
        return number

    def close(self, facts: Facts, at: datetime) -> str:
        number = self.step(Move.CLOSE, facts)
        self.closed_at = at
        return number

    def reopen(self, facts: Facts, at: datetime) -> str:
        """Back to work: a reopening is the customer's own event, and pauses count anew."""
        number = self.step(Move.REOPEN, facts)
        self.reopen_count += 1
        self.pause_count = self.paused_s = 0
        self.resolved_at = self.closed_at = None
        self.resolution_code = self.resolution_text = self.root_cause = None
        self.last_customer_at = at
        return number

    def merge(self, facts: Facts, into_id: int) -> str:
        number = self.step(Move.MERGE, facts)
        self.merged_into_id = into_id
        return number

    def unmerge(self, before: TicketState) -> None:
        """Back to where it stood; no step of the table, but the taking back of one."""
        self.state, self.merged_into_id = before, None

    def assign(self, owner_id: int | None, team_id: int | None) -> None:
        self.owner_id = owner_id
        self.team_id = team_id or self.team_id

    def hear(self, at: datetime) -> None:
        """The customer has said something."""
        self.last_customer_at = at

    def speak(self, at: datetime) -> None:
        """Somebody of ours has talked with the customer."""
        self.last_outbound_at = at
        self.first_response_at = self.first_response_at or at

    @property
    def contacted_since_customer(self) -> bool:
        """Whether we have spoken since the customer's last event; an answered call is both at once."""
        if self.last_outbound_at is None:
            return False
        return self.last_customer_at is None or self.last_outbound_at >= self.last_customer_at

    def _stop_waiting(self, waited_s: int) -> None:
        self.paused_s += waited_s
        self.waiting_since = self.wake_at = None


class Note(Base):
    """Something written on a ticket; a note for colleagues stops no clock, a reply does."""

    __tablename__ = "notes"

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(default=NoteKind.NOTE, server_default="note")
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    author: Mapped[Person | None] = relationship()
    text: Mapped[str]
    written_at: Mapped[datetime]


class Contact(Base):
    """A conversation or a try at one: what stops and starts clocks."""

    __tablename__ = "contacts"

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    # in | out
    direction: Mapped[str]
    answered: Mapped[bool]
    # "Thanks" calls need no action: they neither reopen nor start next_response.
    needs_action: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    callid: Mapped[str | None]
    at: Mapped[datetime]
