"""One timeline per person, the kinds of pauses, and when consoles were connected."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACTIVITIES = ("break", "meal", "meeting", "training", "busy", "offline_work", "acw", "missed")


def upgrade() -> None:
    """The new tables; whoever has a name already gets their timeline made from the beginning."""
    op.create_table(
        "person_slices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_slices")),
        sa.UniqueConstraint("person_id", "start_us", name=op.f("uq_person_slices_person_id_start_us")),
    )
    op.create_index("ix_person_slices_time", "person_slices", ["start_us"])
    op.create_table(
        "timeline_marks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_marks")),
    )
    op.create_index(
        "ix_agent_intervals_long",
        "agent_intervals",
        ["pbx_id", "agent", "end_us"],
        postgresql_where=sa.text("kind IN ('member', 'session', 'pause')"),
    )
    _consoles()
    _kinds()
    op.execute(
        "INSERT INTO timeline_marks (person_id, from_us) "
        "SELECT DISTINCT person_id, 0 FROM agent_aliases WHERE person_id IS NOT NULL"
    )


def _consoles() -> None:
    op.create_table(
        "console_links",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_lost", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_console_links_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_links")),
    )
    op.create_index("ix_console_links_person", "console_links", ["person_id", "from_at"])
    op.create_index(
        "uq_console_links_open",
        "console_links",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _kinds() -> None:
    op.create_table(
        "break_kinds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column(
            "activity",
            sa.Enum(*ACTIVITIES, name="activity", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("limit_s", sa.BigInteger(), nullable=True),
        sa.Column("allowance_s", sa.BigInteger(), nullable=True),
        sa.Column("allowance_count", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_kinds")),
        sa.UniqueConstraint("code", name=op.f("uq_break_kinds_code")),
    )
    op.create_table(
        "break_reasons",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["break_kinds.id"], name=op.f("fk_break_reasons_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_reasons")),
        sa.UniqueConstraint("reason", name=op.f("uq_break_reasons_reason")),
    )
    op.create_index(op.f("ix_break_reasons_kind_id"), "break_reasons", ["kind_id"])


def downgrade() -> None:
    """All of it is worked out again or was not there before; the index goes with it."""
    op.drop_index("ix_agent_intervals_long", "agent_intervals")
    for table in ("break_reasons", "break_kinds", "console_links", "timeline_marks", "person_slices"):
        op.drop_table(table)
