"""Stretches on line with their first and last call, for the times from log-in to call and from call to log-out."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# What is on line between two stretches off line is one session.
FROM_SLICES = """
INSERT INTO person_sessions (person_id, start_us, end_us, first_call_us, last_call_us)
SELECT person_id, min(start_us), CASE WHEN bool_or(end_us IS NULL) THEN NULL ELSE max(end_us) END,
    min(start_us) FILTER (WHERE state IN ('talking', 'hold')),
    CASE WHEN bool_or(end_us IS NULL AND state IN ('talking', 'hold')) THEN NULL
         ELSE max(end_us) FILTER (WHERE state IN ('talking', 'hold')) END
FROM (
    SELECT *, count(*) FILTER (WHERE NOT online) OVER (PARTITION BY person_id ORDER BY start_us) AS nth
    FROM person_slices
) AS slice WHERE online GROUP BY person_id, nth"""


def upgrade() -> None:
    op.create_table(
        "person_sessions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("first_call_us", sa.BigInteger(), nullable=True),
        sa.Column("last_call_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_sessions")),
        sa.UniqueConstraint("person_id", "start_us", name=op.f("uq_person_sessions_person_id_start_us")),
    )
    op.create_index("ix_person_sessions_start", "person_sessions", ["start_us"])
    op.create_index("ix_person_sessions_end", "person_sessions", ["end_us"])
    op.execute(FROM_SLICES)


def downgrade() -> None:
    op.drop_table("person_sessions")
