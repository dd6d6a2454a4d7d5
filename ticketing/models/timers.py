"""What is due when: one indexed column from which everything timed is fired (runtime.md d.2)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base


class Timer(Base):
    """One effect owed at one instant.

    `next_at` is the due time while pending, the end of the lease while claimed, null when done or void.
    `generation` moves with every re-plan, so a job that was handed out before does nothing.
    """

    __tablename__ = "timers"
    __table_args__ = (
        sa.UniqueConstraint("subject", "subject_id", "kind", "key"),
        sa.Index("ix_timers_next", "next_at", postgresql_where=sa.text("next_at IS NOT NULL")),
        {"postgresql_with": {"autovacuum_vacuum_scale_factor": "0.01", "autovacuum_vacuum_cost_delay": "0"}},
    )

    # ticket_clock | callback | escalation | ticket | ...
    subject: Mapped[str]
    subject_id: Mapped[int]
    # The handler: clock_warn, clock_breach, callback_ready, callback_window_end, escalation_ack, ...
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(default=1)
    claims: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    fired_at: Mapped[datetime | None]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
