"""Duties that go round, whose turn it is, meetings that come round."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _duties()
    _duty_turns()
    _meetings()


def downgrade() -> None:
    for table in ("meetings", "duty_turns", "duties"):
        op.drop_table(table)


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("each", sa.BigInteger(), nullable=False),
        sa.Column("weekdays", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answers", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_duties_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("code", name=op.f("uq_duties_code")),
    )


def _duty_turns() -> None:
    op.create_table(
        "duty_turns",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("duty_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_duty_turns_duty_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duty_turns_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_turns")),
        sa.UniqueConstraint("duty_id", "on_day", "person_id", name=op.f("uq_duty_turns_duty_id_on_day_person_id")),
    )
    op.create_index("ix_duty_turns_day", "duty_turns", ["on_day"])
    op.create_index("ix_duty_turns_person", "duty_turns", ["person_id", "on_day"])


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("from_min", sa.BigInteger(), nullable=False),
        sa.Column("length_min", sa.BigInteger(), nullable=False),
        sa.Column("sittings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("called_by", sa.BigInteger()),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["called_by"], ["people.id"], name=op.f("fk_meetings_called_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_meetings_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_until", "meetings", ["until_on"])
