"""The register of calls that a fault cut off."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CAUSES = ("restart", "max_age", "failed", "line", "dropped", "short", "on_hold")
PARTS = ("queue", "ringing", "talk", "transfer")


def upgrade() -> None:
    op.create_table(
        "cutoff_checks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cutoff_checks")),
        sa.UniqueConstraint("phone", name=op.f("uq_cutoff_checks_phone")),
    )
    op.create_table(
        "cutoffs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("visits", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=False),
        sa.Column("cause", _words("cutcause", CAUSES), nullable=False),
        sa.Column("hangup_cause", sa.BigInteger(), nullable=True),
        sa.Column("part", _words("cutpart", PARTS), nullable=False),
        sa.Column("talk_us", sa.BigInteger(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("callback_id", sa.BigInteger(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_cutoffs_{column}"))
            for column, table in (
                ("callback_id", "callbacks"),
                ("customer_id", "customers"),
                ("person_id", "people"),
                ("queue_id", "queues"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cutoffs")),
    )
    op.create_index("ix_cutoffs_phone", "cutoffs", ["phone", "last_us"], unique=False)
    op.create_index("ix_cutoffs_time", "cutoffs", ["last_us", "id"], unique=False)
    op.create_index(op.f("ix_cutoffs_callback_id"), "cutoffs", ["callback_id"], unique=False)


def downgrade() -> None:
    op.drop_table("cutoffs")
    op.drop_table("cutoff_checks")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
