"""Punches, what is excused, days as they are judged and weeks as they are made public."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance_marks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_marks")),
    )
    op.create_table(
        "attendance_weeks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("changed", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_weeks")),
        sa.UniqueConstraint("week_on", "revision", name=op.f("uq_attendance_weeks_week_on_revision")),
    )
    op.create_table(
        "attendance_days",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_source", sa.Text(), nullable=True),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_source", sa.Text(), nullable=True),
        sa.Column("late_s", sa.BigInteger(), nullable=False),
        sa.Column("early_s", sa.BigInteger(), nullable=False),
        sa.Column("overtime_s", sa.BigInteger(), nullable=False),
        sa.Column("half_days", sa.BigInteger(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("excused", postgresql.JSONB(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("scheduled_us", sa.BigInteger(), nullable=False),
        sa.Column("adherent_us", sa.BigInteger(), nullable=False),
        sa.Column("planned_queue_us", sa.BigInteger(), nullable=False),
        sa.Column("worked_queue_us", sa.BigInteger(), nullable=False),
        sa.Column("paid_us", sa.BigInteger(), nullable=False),
        sa.Column("rules_version", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendance_days_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_days")),
        sa.UniqueConstraint(
            "person_id", "on_day", "revision", name=op.f("uq_attendance_days_person_id_on_day_revision")
        ),
    )
    op.create_index(
        "ix_attendance_days_day", "attendance_days", ["on_day"], unique=False, postgresql_where=sa.text("is_current")
    )
    op.create_index(
        "uq_attendance_days_current",
        "attendance_days",
        ["person_id", "on_day"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "punches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "badge",
                "dingtalk",
                "manual",
                "console",
                "telephony",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("certified_by", sa.BigInteger(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way IN ('in', 'out')", name=op.f("ck_punches_way")),
        sa.CheckConstraint("certified_by IS DISTINCT FROM person_id", name=op.f("ck_punches_by_another")),
        sa.ForeignKeyConstraint(["certified_by"], ["people.id"], name=op.f("fk_punches_certified_by")),
        sa.ForeignKeyConstraint(["corrects_id"], ["punches.id"], name=op.f("fk_punches_corrects_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_punches_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_punches_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_punches")),
        sa.UniqueConstraint("person_id", "at", "way", "source", name=op.f("uq_punches_person_id_at_way_source")),
    )
    op.create_table(
        "attendance_excuses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outage_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("from_at < to_at", name=op.f("ck_attendance_excuses_forward")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_attendance_excuses_by_id")),
        sa.ForeignKeyConstraint(["outage_id"], ["outages.id"], name=op.f("fk_attendance_excuses_outage_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendance_excuses_person_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["people.id"], name=op.f("fk_attendance_excuses_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_excuses")),
    )
    op.create_index(op.f("ix_attendance_excuses_person_id"), "attendance_excuses", ["person_id"], unique=False)
    op.create_index("ix_attendance_excuses_time", "attendance_excuses", ["from_at", "to_at"], unique=False)
    op.create_index(
        "uq_attendance_excuses_outage",
        "attendance_excuses",
        ["outage_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_attendance_excuses_outage", table_name="attendance_excuses")
    op.drop_index("ix_attendance_excuses_time", table_name="attendance_excuses")
    op.drop_index(op.f("ix_attendance_excuses_person_id"), table_name="attendance_excuses")
    op.drop_table("attendance_excuses")
    op.drop_table("punches")
    op.drop_index("uq_attendance_days_current", table_name="attendance_days")
    op.drop_index("ix_attendance_days_day", table_name="attendance_days")
    op.drop_table("attendance_days")
    op.drop_table("attendance_weeks")
    op.drop_table("attendance_marks")
