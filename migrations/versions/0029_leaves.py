"""Leave, swaps of shifts, and gaps that somebody else fills."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _leaves()
    _swaps()
    _covers()


def downgrade() -> None:
    for table in ("covers", "swaps", "leaves"):
        op.drop_table(table)


def _leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "personal",
                "sick",
                "annual",
                "comp",
                "rest",
                "training",
                "errand",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("start_at", INSTANT, nullable=True),
        sa.Column("end_at", INSTANT, nullable=True),
        sa.Column("days", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "refused",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("retroactive", sa.Boolean(), nullable=False),
        sa.Column("phoned_at", INSTANT, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_leaves_not_own")),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_leaves_order")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_leaves_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_leaves_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index("ix_leaves_person", "leaves", ["person_id", "first_on"], unique=False)
    op.create_index(
        "ix_leaves_waiting", "leaves", ["asked_at"], unique=False, postgresql_where=sa.text("state = 'asked'")
    )


def _swaps() -> None:
    op.create_table(
        "swaps",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("from_seen", sa.BigInteger(), nullable=False),
        sa.Column("to_seen", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "approved",
                "refused",
                "cancelled",
                "expired",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("offered_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("decided_by <> from_id AND decided_by <> to_id", name=op.f("ck_swaps_not_own")),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_swaps_two_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_swaps_decided_by")),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_swaps_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_swaps_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )
    op.create_index("ix_swaps_from", "swaps", ["from_id"], unique=False)
    op.create_index(
        "ix_swaps_open",
        "swaps",
        ["offered_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('offered', 'accepted')"),
    )
    op.create_index("ix_swaps_to", "swaps", ["to_id"], unique=False)


def _covers() -> None:
    op.create_table(
        "covers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("absent_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("leave_id", sa.BigInteger(), nullable=True),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "filled", "closed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("winner_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["absent_id"], ["people.id"], name=op.f("fk_covers_absent_id")),
        sa.ForeignKeyConstraint(["leave_id"], ["leaves.id"], name=op.f("fk_covers_leave_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_covers_team_id")),
        sa.ForeignKeyConstraint(["template_id"], ["shift_templates.id"], name=op.f("fk_covers_template_id")),
        sa.ForeignKeyConstraint(["winner_id"], ["people.id"], name=op.f("fk_covers_winner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
    )
    op.create_index("ix_covers_day", "covers", ["on_day"], unique=False)
    op.create_index(
        "uq_covers_open", "covers", ["absent_id", "on_day"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
