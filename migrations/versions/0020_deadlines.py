"""Policy versions keep their calendar; edits go through open tickets in batches; orders, extensions, bulletins."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
RUNNING = sa.text("state = 'running'")
POLICY_OPEN = sa.text("state NOT IN ('closed', 'merged', 'cancelled')")


def upgrade() -> None:
    op.add_column("ticket_clocks", sa.Column("team", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_ticket_clocks_running", "ticket_clocks", ["calendar_id", "ticket_id"], postgresql_where=RUNNING)
    op.create_index("ix_tickets_policy_open", "tickets", ["policy_id", "id"], postgresql_where=POLICY_OPEN)
    _calendars_of_versions()
    op.add_column("notices", sa.Column("group_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_notices_group_id_notices"), "notices", "notices", ["group_id"], ["id"])
    op.create_index(op.f("ix_notices_group_id"), "notices", ["group_id"])
    _edits()
    _orders()
    _extensions()
    _bulletins()


def downgrade() -> None:
    for table in ("bulletins", "extensions", "orders", "deadline_edits"):
        op.drop_table(table)
    op.drop_column("notices", "group_id")
    op.drop_column("sla_policy_versions", "calendar_id")
    op.drop_index("ix_tickets_policy_open", "tickets")
    op.drop_index("ix_ticket_clocks_running", "ticket_clocks")
    op.drop_column("ticket_clocks", "team")


def _calendars_of_versions() -> None:
    table = "sla_policy_versions"
    op.add_column(table, sa.Column("calendar_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE sla_policy_versions v SET calendar_id = p.calendar_id FROM sla_policies p WHERE p.id = v.policy_id"
    )
    op.alter_column(table, "calendar_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_sla_policy_versions_calendar_id_calendars"), table, "calendars", ["calendar_id"], ["id"]
    )


def _ref(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _edits() -> None:
    op.create_table(
        "deadline_edits",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=True),
        sa.Column("calendar_id", sa.BigInteger(), nullable=True),
        sa.Column("to_version", sa.BigInteger(), nullable=False),
        sa.Column("apply", sa.Text(), nullable=False),
        sa.Column("first_change_at", INSTANT, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("breached", sa.BigInteger(), nullable=False),
        sa.Column("last_ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        _ref("deadline_edits", "policy_id", "sla_policies"),
        _ref("deadline_edits", "calendar_id", "calendars"),
        _ref("deadline_edits", "asked_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_edits")),
    )
    owed = sa.text("state IN ('owed', 'running')")
    op.create_index("ix_deadline_edits_owed", "deadline_edits", ["id"], postgresql_where=owed)


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("ordered_at", INSTANT, nullable=False),
        sa.Column("overdue_at", INSTANT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        _ref("orders", "ticket_id", "tickets"),
        *(_ref("orders", column, "people") for column in ("by_id", "to_id", "answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index(op.f("ix_orders_ticket_id"), "orders", ["ticket_id"])
    unanswered = sa.text("answered_at IS NULL")
    op.create_index("ix_orders_open", "orders", ["to_id", "due_at"], postgresql_where=unanswered)


def _extensions() -> None:
    op.create_table(
        "extensions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("was_due_at", INSTANT, nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        _ref("extensions", "ticket_id", "tickets"),
        *(_ref("extensions", column, "people") for column in ("asked_by", "decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index(op.f("ix_extensions_ticket_id"), "extensions", ["ticket_id"])
    undecided = sa.text("decided_at IS NULL")
    op.create_index("uq_extensions_asked", "extensions", ["ticket_id"], unique=True, postgresql_where=undecided)


def _bulletins() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        _ref("bulletins", "ticket_id", "tickets"),
        _ref("bulletins", "team_id", "teams"),
        _ref("bulletins", "by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
    )
    op.create_index(op.f("ix_bulletins_ticket_id"), "bulletins", ["ticket_id"])
