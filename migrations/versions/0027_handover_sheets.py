"""Sheets that one shift leaves to the next."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_sheets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("shift_end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("accepted_by IS DISTINCT FROM person_id", name=op.f("ck_handover_sheets_by_another")),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=op.f("fk_handover_sheets_accepted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_handover_sheets_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_handover_sheets_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_sheets")),
        sa.UniqueConstraint("person_id", "shift_end_at", name=op.f("uq_handover_sheets_person_id_shift_end_at")),
    )
    op.create_index(
        "ix_handover_sheets_open",
        "handover_sheets",
        ["team_id", "filed_at"],
        unique=False,
        postgresql_where=sa.text("accepted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_handover_sheets_open", table_name="handover_sheets")
    op.drop_table("handover_sheets")
