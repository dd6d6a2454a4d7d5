"""How many may be on a break at once, and who waits for a place."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "break_limits",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("queue_id", sa.BigInteger()),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("num_nonnulls(team_id, queue_id) = 1", name=op.f("ck_break_limits_one_group")),
        sa.CheckConstraint("most > 0", name=op.f("ck_break_limits_somebody")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_break_limits_queue_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_break_limits_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_limits")),
        sa.UniqueConstraint("queue_id", name=op.f("uq_break_limits_queue_id")),
        sa.UniqueConstraint("team_id", name=op.f("uq_break_limits_team_id")),
    )
    op.create_table(
        "break_wishes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("how", sa.Text()),
        sa.CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name=op.f("ck_break_wishes_how")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_break_wishes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_wishes")),
    )
    op.create_index(
        "uq_break_wishes_open",
        "break_wishes",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("break_wishes")
    op.drop_table("break_limits")
