"""What the telephony log comes to: visits, ring attempts, agents' time and the roll-ups of both."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.domain.calls import Outcome
from ticketing.models.base import Base


class QueueVisit(Base):
    """One stay of one caller in one queue: the unit that every figure counts (telephony.md 5.1, 5.5)."""

    __tablename__ = "queue_visits"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "callid", "queue", "enter_us", "seq"),
        sa.Index("ix_queue_visits_arrival", "enter_us", "queue"),
        sa.Index("ix_queue_visits_open", "pbx_id", "queue", postgresql_where=sa.text("end_us IS NULL")),
        sa.Index("ix_queue_visits_agent", "person_id", "enter_us"),
        sa.Index("ix_queue_visits_caller", "caller_norm", "enter_us"),
    )

    pbx_id: Mapped[int]
    callid: Mapped[str]
    queue: Mapped[str]
    enter_us: Mapped[int]
    seq: Mapped[int]
    # waiting | connecting | talking | ended: where the visit stands now; outcome is how it came out.
    stage: Mapped[str]
    outcome: Mapped[Outcome]
    caller: Mapped[str | None]
    caller_norm: Mapped[str | None]
    caller_name: Mapped[str | None]
    dnis: Mapped[str | None]
    orig_pos: Mapped[int | None]
    wait_us: Mapped[int | None]
    # The phone system's own name of the agent; the person behind it, once mapped.
    agent: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    connect_us: Mapped[int | None]
    ring_us: Mapped[int | None]
    talk_us: Mapped[int | None]
    hold_us: Mapped[int | None]
    acw_us: Mapped[int | None]
    agent_end_us: Mapped[int | None]
    end_us: Mapped[int | None]
    end_reason: Mapped[str | None]
    exit_key: Mapped[str | None]
    transfer_to: Mapped[str | None]
    member_uniqueid: Mapped[str | None]
    flags: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    # The raw event that last changed this row.
    fold_version: Mapped[int]
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)


class RingAttempt(Base):
    """One phone that rang for one visit, and what came of it."""

    __tablename__ = "ring_attempts"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "queue", "start_us", "seq"),
        sa.Index("ix_ring_attempts_agent", "person_id", "start_us"),
    )

    pbx_id: Mapped[int]
    callid: Mapped[str]
    queue: Mapped[str]
    agent: Mapped[str]
    seq: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    start_us: Mapped[int]
    end_us: Mapped[int | None]
    result: Mapped[str | None]
    fold_version: Mapped[int]


class AgentInterval(Base):
    """A raw fact about an agent's time (member, session, pause, ring, talk, hold, acw); facts may overlap."""

    __tablename__ = "agent_intervals"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "kind", "queue", "start_us", "seq"),
        sa.Index("ix_agent_intervals_open", "pbx_id", "agent", postgresql_where=sa.text("end_us IS NULL")),
        sa.Index("ix_agent_intervals_person", "person_id", "start_us"),
    )

    pbx_id: Mapped[int]
    agent: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str]
    queue: Mapped[str] = mapped_column(default="")
    start_us: Mapped[int]
    seq: Mapped[int] = mapped_column(default=0)
    end_us: Mapped[int | None]
    reason: Mapped[str | None]
    inferred: Mapped[bool] = mapped_column(default=False)
    fold_version: Mapped[int]


class AgentSlice(Base):
    """The exclusive timeline: at any instant an agent is in exactly one state (telephony.md 5.4)."""

    __tablename__ = "agent_slices"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "start_us"),
        sa.Index("ix_agent_slices_open", "pbx_id", "agent", postgresql_where=sa.text("end_us IS NULL")),
        sa.Index("ix_agent_slices_person", "person_id", "start_us"),
        sa.Index("ix_agent_slices_start", "start_us"),
    )

    pbx_id: Mapped[int]
    agent: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    start_us: Mapped[int]
    end_us: Mapped[int | None]
    # ready | ringing | talking | paused | acw | offline
    state: Mapped[str]
    reason: Mapped[str | None]
    queue: Mapped[str | None]
    callid: Mapped[str | None]
    fold_version: Mapped[int]


class QueueRollup(Base):
    """Sums and wait histograms of one queue and quarter of an hour of arrival, kept with the visits."""

    __tablename__ = "queue_rollups"
    __table_args__ = (sa.UniqueConstraint("queue", "bucket_us"), sa.Index("ix_queue_rollups_bucket", "bucket_us"))

    queue: Mapped[str]
    bucket_us: Mapped[int]
    # {"offered": n, "answered": n, "abandoned": n, ..., "wait_us": n, "talk_us": n, "hist_a": [...], "hist_b": [...]}
    figures: Mapped[dict[str, Any]]
