"""Call-backs as they were first promised, whose they were, and what comes round."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recurrences",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("from_min", sa.BigInteger(), nullable=False),
        sa.Column("length_min", sa.BigInteger(), nullable=False),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column(
            "roll",
            sa.Enum("same", "next_working_day", name="roll", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("until_satisfied", sa.Boolean(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_recurrences_calendar_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_recurrences_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_recurrences_owner_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_recurrences_queue_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_recurrences_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrences")),
    )
    op.create_index(
        "ix_recurrences_active", "recurrences", ["id"], unique=False, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index(op.f("ix_recurrences_ticket_id"), "recurrences", ["ticket_id"], unique=False)
    op.add_column("callbacks", sa.Column("original_start", sa.DateTime(timezone=True), nullable=True))
    op.add_column("callbacks", sa.Column("original_end", sa.DateTime(timezone=True), nullable=True))
    op.add_column("callbacks", sa.Column("tz", sa.Text(), nullable=True))
    op.add_column(
        "callbacks",
        sa.Column(
            "owner_mode",
            sa.Enum("agent", "team", name="ownermode", native_enum=False, create_constraint=True, length=32),
            server_default="agent",
            nullable=False,
        ),
    )
    op.add_column("callbacks", sa.Column("moved_from_id", sa.BigInteger(), nullable=True))
    op.add_column("callbacks", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("callbacks", sa.Column("recurrence_id", sa.BigInteger(), nullable=True))
    op.add_column("callbacks", sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("callbacks", sa.Column("rang_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE callbacks SET original_start = window_start, original_end = window_end")
    op.execute("UPDATE callbacks SET owner_mode = 'team' WHERE owner_id IS NULL")
    op.alter_column("callbacks", "original_start", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.alter_column("callbacks", "original_end", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.alter_column("callbacks", "ticket_id", existing_type=sa.BIGINT(), nullable=True)
    op.create_index(
        "ix_callbacks_moved", "callbacks", ["moved_at"], unique=False, postgresql_where=sa.text("moved_at IS NOT NULL")
    )
    op.create_index(op.f("ix_callbacks_recurrence_id"), "callbacks", ["recurrence_id"], unique=False)
    op.create_foreign_key(op.f("fk_callbacks_moved_from_id"), "callbacks", "people", ["moved_from_id"], ["id"])
    op.create_foreign_key(op.f("fk_callbacks_recurrence_id"), "callbacks", "recurrences", ["recurrence_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_callbacks_recurrence_id"), "callbacks", type_="foreignkey")
    op.drop_constraint(op.f("fk_callbacks_moved_from_id"), "callbacks", type_="foreignkey")
    op.drop_index(op.f("ix_callbacks_recurrence_id"), table_name="callbacks")
    op.drop_index("ix_callbacks_moved", table_name="callbacks", postgresql_where=sa.text("moved_at IS NOT NULL"))
    op.alter_column("callbacks", "ticket_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_column("callbacks", "rang_at")
    op.drop_column("callbacks", "cancel_reason")
    op.drop_column("callbacks", "recurrence_id")
    op.drop_column("callbacks", "moved_at")
    op.drop_column("callbacks", "moved_from_id")
    op.drop_column("callbacks", "owner_mode")
    op.drop_column("callbacks", "tz")
    op.drop_column("callbacks", "original_end")
    op.drop_column("callbacks", "original_start")
    op.drop_index(op.f("ix_recurrences_ticket_id"), table_name="recurrences")
    op.drop_index("ix_recurrences_active", table_name="recurrences", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_table("recurrences")
