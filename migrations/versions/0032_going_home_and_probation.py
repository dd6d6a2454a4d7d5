"""Who went home without the sheet that they owed, and until when somebody is on probation."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("probation_until", sa.Date()))
    op.create_table(
        "handover_misses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("shift_end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("tickets", sa.BigInteger(), nullable=False),
        sa.Column("callbacks", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_handover_misses_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_handover_misses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_misses")),
        sa.UniqueConstraint("person_id", "shift_end_at", name=op.f("uq_handover_misses_person_id_shift_end_at")),
    )


def downgrade() -> None:
    op.drop_table("handover_misses")
    op.drop_column("people", "probation_until")
