"""Roll-ups: what the visits and the agents' time come to, by quarter of an hour and by local day and month.

The quarters move in the transaction that moves the visits and the slices. The days and months of a zone are added up
from them afterwards and count only while `settled_spans` says so: whatever moves a quarter takes that word away in
the same transaction, and readers go back to the quarters until it is given again.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base


class QueueSums:
    """The sums of `domain.metrics.sums`, by name; a histogram has a count per edge of those who waited no longer."""

    offered: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=10)
    waiting: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=11)
    answered: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=12)
    abandoned: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=13)
    timeout: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=14)
    exit_key: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=15)
    exit_empty: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=16)
    withdrawn: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=17)
    failed: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=18)
    lost: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=19)
    wait_count: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=20)
    abandon_count: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=21)
    exit_count: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=22)
    talk_count: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=23)
    hold_count: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=24)
    transfers: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=25)
    wait_us: Mapped[int] = mapped_column(default=0, sort_order=30)
    abandon_us: Mapped[int] = mapped_column(default=0, sort_order=31)
    exit_us: Mapped[int] = mapped_column(default=0, sort_order=32)
    talk_us: Mapped[int] = mapped_column(default=0, sort_order=33)
    acw_us: Mapped[int] = mapped_column(default=0, sort_order=34)
    hold_us: Mapped[int] = mapped_column(default=0, sort_order=35)
    # No sum: worked out anew from the visits when the longest of them goes.
    max_wait_us: Mapped[int] = mapped_column(default=0, sort_order=36)
    answered_within: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer), sort_order=40)
    abandoned_within: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer), sort_order=41)
    exited_within: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer), sort_order=42)


class QueueRollup(QueueSums, Base):
    """One queue of one phone system in one quarter of an hour of arrival."""

    __tablename__ = "queue_rollups"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "queue", "bucket_us"),
        sa.Index("ix_queue_rollups_bucket", "bucket_us", "queue"),
    )

    pbx_id: Mapped[int]
    queue: Mapped[str]
    bucket_us: Mapped[int]


class QueueSpan(QueueSums, Base):
    """One queue in one local day or month of a zone, all phone systems together."""

    __tablename__ = "queue_spans"
    __table_args__ = (sa.UniqueConstraint("zone", "grain", "start_us", "queue"),)

    zone: Mapped[str]
    # day | month
    grain: Mapped[str]
    start_us: Mapped[int]
    queue: Mapped[str]
    p50_us: Mapped[int | None] = mapped_column(sort_order=48)
    p90_us: Mapped[int | None] = mapped_column(sort_order=49)
    # Each wait that was met, and how often: percentiles are read off these and never averaged.
    waits_us: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), sort_order=50)
    waits_met: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer), sort_order=51)


class AgentSums:
    """The sums of `domain.metrics.agent_sums`, by name; only what has ended is in them."""

    ready_us: Mapped[int] = mapped_column(default=0, sort_order=10)
    ringing_us: Mapped[int] = mapped_column(default=0, sort_order=11)
    talking_us: Mapped[int] = mapped_column(default=0, sort_order=12)
    hold_us: Mapped[int] = mapped_column(default=0, sort_order=13)
    acw_us: Mapped[int] = mapped_column(default=0, sort_order=14)
    paused_us: Mapped[int] = mapped_column(default=0, sort_order=15)
    lost_us: Mapped[int] = mapped_column(default=0, sort_order=15)
    # Part of the above: activity without a log-in.
    outside_us: Mapped[int] = mapped_column(default=0, sort_order=16)
    answered: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=20)
    transfers: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=21)
    rna: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=22)
    rna_short: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=23)
    ring_canceled: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=24)
    dumps: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=25)
    outbound: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=26)
    outbound_connected: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=27)
    talk_count: Mapped[int] = mapped_column(sa.Integer, default=0, sort_order=28)
    call_talk_us: Mapped[int] = mapped_column(default=0, sort_order=30)
    call_hold_us: Mapped[int] = mapped_column(default=0, sort_order=31)
    call_acw_us: Mapped[int] = mapped_column(default=0, sort_order=32)
    outbound_talk_us: Mapped[int] = mapped_column(default=0, sort_order=33)
    # {reason: microseconds}
    pauses: Mapped[dict[str, Any]] = mapped_column(sort_order=40)


class AgentRollup(AgentSums, Base):
    """One agent in one quarter of an hour.

    Calls stand under phone system and raw name, for the person behind it then (0: nobody known); a person's time,
    which is one whatever phones they have, under phone system 0 and no name.
    """

    __tablename__ = "agent_rollups"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "agent", "bucket_us", "person_id"),
        sa.Index("ix_agent_rollups_bucket", "bucket_us", "person_id"),
    )

    pbx_id: Mapped[int]
    agent: Mapped[str]
    bucket_us: Mapped[int]
    person_id: Mapped[int] = mapped_column(default=0)


class AgentSpan(AgentSums, Base):
    """One person in one local day or month of a zone."""

    __tablename__ = "agent_spans"
    __table_args__ = (sa.UniqueConstraint("zone", "grain", "start_us", "person_id"),)

    zone: Mapped[str]
    grain: Mapped[str]
    start_us: Mapped[int]
    person_id: Mapped[int]


class SettledSpan(Base):
    """The word that the days or months of a zone are added up and true: [start_us, end_us)."""

    __tablename__ = "settled_spans"
    __table_args__ = (
        sa.UniqueConstraint("zone", "grain", "start_us"),
        sa.Index("ix_settled_spans_end", "end_us"),
    )

    zone: Mapped[str]
    grain: Mapped[str]
    start_us: Mapped[int]
    end_us: Mapped[int]
