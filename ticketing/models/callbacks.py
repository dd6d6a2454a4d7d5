"""A promise to ring somebody back, and every try at keeping it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.callbacks import (
    DEDUPLICATED,
    OPEN_CALLBACKS,
    AfterAttempt,
    AttemptResult,
    CallbackKind,
    CallbackOutcome,
    CallbackState,
    OwnerMode,
    Window,
    kept,
    lease_until,
)
from ticketing.domain.permissions import Target
from ticketing.domain.tickets import Priority
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned
from ticketing.models.campaigns import CampaignTarget
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket


def _as(other: str) -> Callable[[Any], Any]:
    """At birth as another column is."""
    return lambda context: context.get_current_parameters()[other]


class Callback(Versioned, Base):
    """tickets.md 4.5: the window is what was promised; kept and reached are two different answers."""

    __tablename__ = "callbacks"
    __table_args__ = (
        sa.Index("ix_callbacks_state", "state", "window_end", "id"),
        sa.Index("ix_callbacks_phone", "phone", "window_end"),
        sa.Index("ix_callbacks_owner", "owner_id", "state", "window_start"),
        sa.Index("ix_callbacks_moved", "moved_at", postgresql_where=sa.text("moved_at IS NOT NULL")),
        # One open missed or dropped call-back per number and queue.
        sa.Index(
            "uq_callbacks_open_missed",
            "phone",
            "queue_id",
            unique=True,
            postgresql_where=sa.text(
                "kind IN ('missed_call', 'dropped_call') AND state IN ('scheduled', 'ready', 'in_progress')"
            ),
        ),
    )

    kind: Mapped[CallbackKind]
    state: Mapped[CallbackState]
    # Every promise hangs on a ticket, so that whoever rings knows what about; a call of a follow-up list on its list.
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket | None] = relationship()
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    customer: Mapped[Customer | None] = relationship()
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship()
    phone: Mapped[str]
    window_start: Mapped[datetime]
    window_end: Mapped[datetime]
    # What was promised first, however often it was moved.
    original_start: Mapped[datetime] = mapped_column(default=_as("window_start"))
    original_end: Mapped[datetime] = mapped_column(default=_as("window_end"))
    # The customer's own zone, by which calling hours count; None: the centre's.
    tz: Mapped[str | None]
    # TEAM: whoever of the queue takes it.
    owner_mode: Mapped[OwnerMode] = mapped_column(default=OwnerMode.AGENT, server_default=OwnerMode.AGENT.value)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    # Whose it was before it had to be handed on, and when: the hand-over list.
    moved_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    moved_from: Mapped[Person | None] = relationship(foreign_keys=moved_from_id)
    moved_at: Mapped[datetime | None]
    # Rises with every further call that was missed from the same number.
    priority: Mapped[Priority] = mapped_column(default=Priority.NORMAL)
    note: Mapped[str] = mapped_column(default="")
    next_attempt_at: Mapped[datetime | None]
    counted_attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    reschedule_count: Mapped[int] = mapped_column(default=0)
    call_count: Mapped[int] = mapped_column(default=1)
    claimed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    claim_until: Mapped[datetime | None]
    outcome: Mapped[str | None]
    # True once the first counted attempt began inside the window, False once the window passed without one.
    promise_kept: Mapped[bool | None]
    broken_at: Mapped[datetime | None]
    reached: Mapped[bool] = mapped_column(default=False)
    promised_at: Mapped[datetime]
    # When the first counted attempt began: what the promise is judged by.
    first_attempt_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    # Whom of a list it is about, or what it is an occurrence of.
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign_targets.id"), index=True)
    listed: Mapped[CampaignTarget | None] = relationship()
    recurrence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recurrences.id"), index=True)
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
    # When the customer last rang by themselves while it was open: only then may it be settled without ringing.
    rang_at: Mapped[datetime | None]

    @property
    def window(self) -> Window:
        return Window(self.window_start, self.window_end)

    @property
    def _judged_window(self) -> Window:
        """Nobody agreed a beginning with a caller who was missed or cut off: the sooner the better."""
        if self.kind in DEDUPLICATED:
            return Window(min(self.promised_at, self.window_start), self.window_end)
        return self.window

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CALLBACKS

    @property
    def target(self) -> Target:
        """What a permission is asked about; whoever holds it is its owner for the while."""
        return Target(owner_id=self.claimed_by or self.owner_id, queue_id=self.queue_id)

    def claim(self, person_id: int, at: datetime) -> None:
        """One person's for ten minutes; `already_claimed` says whose it is and until when."""
        self.must_be_open()
        taken = self.claimed_by not in (None, person_id) and self.claim_until is not None and at < self.claim_until
        if taken:
            raise Conflict("already_claimed", by=self.claimed_by, until=_wire(self.claim_until))
        self.state, self.claimed_by, self.claim_until = CallbackState.IN_PROGRESS, person_id, lease_until(at)

    def let_go(self) -> None:
        """Anybody's again: given back, or the lease lapsed."""
        if self.state is CallbackState.IN_PROGRESS:
            self.state = CallbackState.READY
        self.claimed_by = self.claim_until = None

    def become_ready(self) -> bool:
        """True when this call made it ready; a repeat changes nothing."""
        if self.state is not CallbackState.SCHEDULED:
            return False
        self.state, self.next_attempt_at = CallbackState.READY, None
        return True

    def tried(self, after: AfterAttempt, started_at: datetime) -> None:
        """Where an attempt leaves it; the first counted one decides whether the promise was kept."""
        self.let_go()
        self.state, self.counted_attempts = after.state, after.counted_attempts
        self.next_attempt_at = after.next_attempt_at
        if after.counted:
            self.begun(started_at)
        if after.outcome is not None:
            self.end(after.state, after.outcome, started_at)

    def begun(self, started_at: datetime) -> None:
        """The telephone was lifted; the first time decides whether the promise was kept."""
        if self.first_attempt_at is None:
            self.first_attempt_at = started_at
            # Whoever rang in time may write it down after the window has passed; nothing later repairs it.
            if self.broken_at is None or started_at <= self.broken_at:
                self.promise_kept = kept(self._judged_window, started_at, started_at)

    def judge(self, now: datetime) -> bool:
        """True when the promise breaks by this call: the window is over and nobody tried."""
        if self.promise_kept is not None or kept(self.window, self.first_attempt_at, now) is not False:
            return False
        self.promise_kept, self.broken_at = False, self.window_end
        return True

    def reschedule(self, window: Window, judged: Window | None, at: datetime) -> bool:
        """Move to a new window; True when the change itself breaks the promise (`judged` None, by the rule).

        Agreed in time it is a promise anew, even where the old one was kept already; a broken one stays broken.
        """
        self.must_be_open()
        broken = judged is None and self.promise_kept is None
        if broken:
            self.promise_kept, self.broken_at = False, at
        elif judged is not None and self.promise_kept is True:
            self.promise_kept, self.first_attempt_at = None, None
        self.let_go()
        self.window_start, self.window_end = window.start, window.end
        self.state, self.next_attempt_at = CallbackState.SCHEDULED, None
        self.reschedule_count += 1
        return broken

    def hand_on(self, to_id: int | None, at: datetime) -> None:
        """Another's, or with None everybody's of the queue."""
        self.moved_from_id, self.moved_at, self.owner_id = self.owner_id, at, to_id

    def repeat(self) -> None:
        """The same number was missed again: no second row, but more pressing."""
        self.call_count += 1
        self.priority = self.priority.raised

    def end(self, state: CallbackState, outcome: CallbackOutcome, at: datetime) -> None:
        self.claimed_by = self.claim_until = self.next_attempt_at = None
        self.state, self.outcome, self.done_at = state, outcome.value, at
        self.reached = outcome in (CallbackOutcome.REACHED, CallbackOutcome.REACHED_INBOUND)

    def must_be_open(self) -> None:
        if not self.is_open:
            raise Conflict("callback_ended", state=self.state.value)


def _wire(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


class CallbackAttempt(Base):
    __tablename__ = "callback_attempts"
    __table_args__ = (
        sa.UniqueConstraint("callback_id", "no"),
        sa.Index("ix_callback_attempts_callid", "callid", postgresql_where=sa.text("callid IS NOT NULL")),
    )

    callback_id: Mapped[int] = mapped_column(sa.ForeignKey("callbacks.id"))
    no: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person | None] = relationship()
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[AttemptResult | None]
    counted: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(default="")
    # The call that was placed for it from the console (`pbx_commands.channel_id`), if it was.
    callid: Mapped[str | None]
