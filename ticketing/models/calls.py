"""What the telephony log comes to: visits, ring attempts and agents' time.

All of it is worked out from the raw events and can be thrown away and made again, except `customer_id` and
`ticket_id`. Instants and durations are integer microseconds. `fold_version` is the raw event that last changed a
row, `fold_us` the place in the order of folding up to which it was written. `agent` is the phone system's name,
`person_id` the person behind it once mapped; it refers to `people.id` without a constraint, because a million rows
would each be looked up.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.domain.calls.visit import Outcome
from ticketing.models.base import Base


class Folded:
    """What every row made by folding carries."""

    pbx_id: Mapped[int] = mapped_column(sort_order=-1)
    fold_us: Mapped[int] = mapped_column(sort_order=81)


class QueueVisit(Folded, Base):
    """One stay of one caller in one queue: the unit that every figure counts (telephony.md 5.1, 5.5)."""

    __tablename__ = "queue_visits"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "callid", "queue", "enter_us", "seq"),
        sa.Index("ix_queue_visits_arrival", "enter_us", "queue"),
        sa.Index("ix_queue_visits_fold", "pbx_id", "fold_us"),
        sa.Index("ix_queue_visits_open", "pbx_id", "queue", postgresql_where=sa.text("stage <> 'ended'")),
        sa.Index("ix_queue_visits_agent", "person_id", "enter_us", postgresql_where=sa.text("person_id IS NOT NULL")),
        sa.Index(
            "ix_queue_visits_caller", "caller_norm", "enter_us", postgresql_where=sa.text("caller_norm IS NOT NULL")
        ),
        sa.Index("ix_queue_visits_customer", "customer_id", postgresql_where=sa.text("customer_id IS NOT NULL")),
        sa.Index("ix_queue_visits_ticket", "ticket_id", postgresql_where=sa.text("ticket_id IS NOT NULL")),
    )

    callid: Mapped[str]
    queue: Mapped[str]
    enter_us: Mapped[int]
    # Tells apart two stays that began in one second.
    seq: Mapped[int]
    # Ascends with a phone system's visits in the order of folding: the instant of entering, or the next free number.
    serial: Mapped[int] = mapped_column(default=0)
    # waiting | connecting | talking | ended: where the visit stands now; outcome is how it came out.
    stage: Mapped[str]
    outcome: Mapped[Outcome]
    caller: Mapped[str | None]
    # E.164, or the digits as they came where no country's plan fits.
    caller_norm: Mapped[str | None]
    caller_name: Mapped[str | None]
    dnis: Mapped[str | None]
    ivr: Mapped[str | None]
    disposition: Mapped[str | None]
    url: Mapped[str | None]
    orig_pos: Mapped[int | None]
    wait_us: Mapped[int | None]
    agent: Mapped[str | None]
    person_id: Mapped[int | None]
    connect_us: Mapped[int | None]
    ring_us: Mapped[int | None]
    talk_us: Mapped[int | None]
    hold_us: Mapped[int | None]
    acw_us: Mapped[int | None]
    agent_end_us: Mapped[int | None]
    end_us: Mapped[int | None]
    # agent | caller | blind_transfer | attended_transfer | transfer_inferred | lost
    end_reason: Mapped[str | None]
    exit_key: Mapped[str | None]
    transfer_to: Mapped[str | None]
    member_uniqueid: Mapped[str | None]
    fold_version: Mapped[int]
    # Why a value was inferred, in words for the call's detail.
    note: Mapped[str | None]
    # Bits of `domain.calls.Mark`, and the public names of those that are shown.
    marks: Mapped[int] = mapped_column(default=0)
    flags: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))


class RingAttempt(Folded, Base):
    """One phone that rang for one visit, and what came of it: answered, rna, cancelled or dump."""

    __tablename__ = "ring_attempts"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "start_us", "queue", "seq"),
        sa.Index("ix_ring_attempts_fold", "pbx_id", "fold_us"),
        sa.Index("ix_ring_attempts_callid", "callid"),
        sa.Index("ix_ring_attempts_person", "person_id", "start_us", postgresql_where=sa.text("person_id IS NOT NULL")),
    )

    callid: Mapped[str]
    queue: Mapped[str]
    agent: Mapped[str]
    start_us: Mapped[int]
    seq: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None]
    end_us: Mapped[int | None]
    result: Mapped[str | None]
    fold_version: Mapped[int]


class AgentInterval(Folded, Base):
    """A raw fact about an agent's time (`IntervalKind`); facts may overlap."""

    __tablename__ = "agent_intervals"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "serial"),
        sa.Index("ix_agent_intervals_fold", "pbx_id", "fold_us"),
        sa.Index("ix_agent_intervals_time", "agent", "start_us"),
        # Memberships, sessions, pauses and broken phones may have begun long before the stretch that a timeline is
        # asked for.
        sa.Index(
            "ix_agent_intervals_long",
            "pbx_id",
            "agent",
            "end_us",
            postgresql_where=sa.text("kind IN ('member', 'session', 'pause', 'unreachable')"),
        ),
        # Who is in which queue now, and paused in which: the live board asks at every change.
        sa.Index("ix_agent_intervals_open", "kind", "queue", postgresql_where=sa.text("end_us IS NULL")),
    )

    agent: Mapped[str]
    # Ascends with an agent's facts: the start, or the next free number.
    serial: Mapped[int]
    person_id: Mapped[int | None]
    kind: Mapped[str]
    queue: Mapped[str] = mapped_column(default="")
    start_us: Mapped[int]
    end_us: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    callid: Mapped[str | None]
    inferred: Mapped[bool] = mapped_column(default=False)


class AgentSlice(Folded, Base):
    """The exclusive timeline: at any instant an agent is in exactly one state (telephony.md 5.4).

    A slice may begin in the future, because a wrap-up's end is known when it starts.
    """

    __tablename__ = "agent_slices"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "start_us"),
        sa.Index("ix_agent_slices_fold", "pbx_id", "fold_us"),
        sa.Index("ix_agent_slices_time", "start_us"),
        sa.Index("ix_agent_slices_person", "person_id", "start_us", postgresql_where=sa.text("person_id IS NOT NULL")),
    )

    agent: Mapped[str]
    person_id: Mapped[int | None]
    start_us: Mapped[int]
    end_us: Mapped[int | None]
    # ready | ringing | talking | hold | paused | acw | offline
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    queue: Mapped[str] = mapped_column(default="")
    callid: Mapped[str | None]
    # False for a call taken without any log-in.
    online: Mapped[bool] = mapped_column(default=True)


class OutboundCall(Folded, Base):
    """A call that an agent placed, as QueueUpdate() logged it (OUTCALL); one row per line."""

    __tablename__ = "outbound_calls"
    __table_args__ = (
        sa.UniqueConstraint("fold_version"),
        sa.Index("ix_outbound_calls_time", "at_us"),
        sa.Index("ix_outbound_calls_fold", "pbx_id", "fold_us"),
        sa.Index("ix_outbound_calls_callid", "pbx_id", "callid"),
    )

    at_us: Mapped[int]
    agent: Mapped[str]
    person_id: Mapped[int | None]
    queue: Mapped[str]
    callid: Mapped[str]
    connected: Mapped[bool]
    talk_us: Mapped[int]
    fold_version: Mapped[int]
