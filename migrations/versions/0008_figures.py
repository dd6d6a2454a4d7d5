"""Typed roll-ups of queues and agents, and the days and months that are added up from them.

What the old roll-ups said is dropped: `figures_version` 0 has every phone system's counted anew from its visits.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

QUEUE_COUNTS = (
    "offered", "waiting", "answered", "abandoned", "timeout", "exit_key", "exit_empty", "withdrawn", "failed", "lost",
    "wait_count", "abandon_count", "exit_count", "talk_count", "hold_count", "transfers",
)  # fmt: skip
QUEUE_TIMES = ("wait_us", "abandon_us", "exit_us", "talk_us", "acw_us", "hold_us", "max_wait_us")
HISTOGRAMS = ("answered_within", "abandoned_within", "exited_within")
AGENT_STATES = ("ready_us", "ringing_us", "talking_us", "hold_us", "acw_us", "paused_us", "lost_us", "outside_us")
AGENT_COUNTS = (
    "answered", "transfers", "rna", "rna_short", "ring_canceled", "dumps", "outbound", "outbound_connected",
    "talk_count",
)  # fmt: skip
AGENT_TIMES = ("call_talk_us", "call_hold_us", "call_acw_us", "outbound_talk_us")


def upgrade() -> None:
    """The roll-ups of before give way to five tables."""
    op.drop_table("queue_rollups")
    _create("queue_rollups", ("pbx_id", "queue", "bucket_us"), *_queue_sums())
    op.create_index("ix_queue_rollups_bucket", "queue_rollups", ["bucket_us", "queue"], unique=False)
    percentiles = (sa.Column("p50_us", sa.BigInteger()), sa.Column("p90_us", sa.BigInteger()))
    waits = (_array("waits_us", sa.BigInteger()), _array("waits_met", sa.Integer()))
    _create("queue_spans", ("zone", "grain", "start_us", "queue"), *_queue_sums(), *percentiles, *waits)
    _create("agent_rollups", ("pbx_id", "agent", "bucket_us", "person_id"), *_agent_sums())
    op.create_index("ix_agent_rollups_bucket", "agent_rollups", ["bucket_us", "person_id"], unique=False)
    _create("agent_spans", ("zone", "grain", "start_us", "person_id"), *_agent_sums())
    _create("settled_spans", ("zone", "grain", "start_us"), _big("end_us"))
    op.create_index("ix_settled_spans_end", "settled_spans", ["end_us"], unique=False)
    op.add_column("pbxes", sa.Column("figures_version", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("pbxes", "figures_version", server_default=None)


def _create(table: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    """A table whose rows are named by `key`: words are text, everything else a number."""
    words = {"queue", "zone", "grain", "agent"}
    names = [sa.Column(name, sa.Text(), nullable=False) if name in words else _big(name) for name in key]
    op.create_table(
        table,
        _big("id"),
        *names,
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(*key, name=op.f(f"uq_{table}_{'_'.join(key)}")),
    )


def _queue_sums() -> list[sa.Column[Any]]:
    return [*map(_int, QUEUE_COUNTS), *map(_big, QUEUE_TIMES), *(_array(name, sa.Integer()) for name in HISTOGRAMS)]


def _agent_sums() -> list[sa.Column[Any]]:
    pauses: sa.Column[Any] = sa.Column("pauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False)
    return [*map(_big, AGENT_STATES), *map(_int, AGENT_COUNTS), *map(_big, AGENT_TIMES), pauses]


def _int(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _big(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _array(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, postgresql.ARRAY(kind), nullable=False)
