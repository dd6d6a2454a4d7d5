"""Sites with their own clock, holidays in tables, versions and generation of rosters, calendars to subscribe to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sites()
    _calendar_days()
    _calendar_feeds()
    _roster_runs()
    _roster_terms()
    _roster_versions()
    _columns()
    _one_place()


def downgrade() -> None:
    op.drop_constraint("ex_shifts_one_place", "shifts")
    op.drop_constraint(op.f("fk_teams_site_id"), "teams", type_="foreignkey")
    op.drop_column("teams", "site_id")
    op.drop_column("shifts", "dropped_at")
    op.drop_column("shifts", "dropped_end_at")
    op.drop_column("shifts", "dropped_start_at")
    op.drop_column("shifts", "sequence")
    op.drop_column("shifts", "source")
    op.drop_column("shifts", "locked")
    op.drop_column("shift_templates", "active")
    op.drop_column("shift_templates", "needs_leader")
    op.drop_column("shift_templates", "min_staff_rest")
    op.drop_column("shift_templates", "min_staff")
    op.drop_column("shift_templates", "activities")
    op.drop_column("shift_templates", "breaks")
    op.drop_constraint(op.f("fk_rosters_closed_by"), "rosters", type_="foreignkey")
    op.drop_column("rosters", "closed_by")
    op.drop_column("rosters", "closed_at")
    for table in ("roster_versions", "roster_terms", "roster_runs", "calendar_feeds", "calendar_days", "sites"):
        op.drop_table(table)


def _sites() -> None:
    op.create_table(
        "sites",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("day_start_min", sa.BigInteger(), nullable=False),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("code", name=op.f("uq_sites_code")),
    )


def _calendar_days() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("as_dow", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('holiday', 'makeup')", name=op.f("ck_calendar_days_kind")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_calendar_days_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("country", "on_day", name=op.f("uq_calendar_days_country_on_day")),
    )


def _calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("last_read_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_feeds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    op.create_index(op.f("ix_calendar_feeds_person_id"), "calendar_feeds", ["person_id"], unique=False)


def _roster_runs() -> None:
    op.create_table(
        "roster_runs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("team_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("budget_s", sa.BigInteger(), nullable=False),
        sa.Column("repair_days", postgresql.JSONB(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "running",
                "done",
                "cancelled",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("progress", postgresql.JSONB(), nullable=False),
        sa.Column("score", postgresql.JSONB(), nullable=False),
        sa.Column("shortages", postgresql.JSONB(), nullable=False),
        sa.Column("breaches", postgresql.JSONB(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("result_hash", sa.Text(), nullable=False),
        sa.Column("cells", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_roster_runs_order")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_roster_runs_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_runs")),
    )
    op.create_index(
        "uq_roster_runs_open",
        "roster_runs",
        ["scope"],
        unique=True,
        postgresql_where=sa.text("state IN ('owed', 'running')"),
    )


def _roster_terms() -> None:
    op.create_table(
        "roster_terms",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("new_until", sa.Date(), nullable=True),
        sa.Column("only_template_id", sa.BigInteger(), nullable=True),
        sa.Column("likes_template_id", sa.BigInteger(), nullable=True),
        sa.Column("week_hours", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["likes_template_id"], ["shift_templates.id"], name=op.f("fk_roster_terms_likes_template_id")
        ),
        sa.ForeignKeyConstraint(
            ["only_template_id"], ["shift_templates.id"], name=op.f("fk_roster_terms_only_template_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roster_terms_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_terms")),
        sa.UniqueConstraint("person_id", name=op.f("uq_roster_terms_person_id")),
    )


def _roster_versions() -> None:
    op.create_table(
        "roster_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("roster_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_roster_versions_by_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name=op.f("fk_roster_versions_roster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_versions")),
        sa.UniqueConstraint("roster_id", "version", name=op.f("uq_roster_versions_roster_id_version")),
    )


def _columns() -> None:
    op.add_column("rosters", sa.Column("closed_at", INSTANT, nullable=True))
    op.add_column("rosters", sa.Column("closed_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_rosters_closed_by"), "rosters", "people", ["closed_by"], ["id"])
    op.add_column("shift_templates", sa.Column("breaks", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("shift_templates", sa.Column("activities", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("shift_templates", sa.Column("min_staff", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("shift_templates", sa.Column("min_staff_rest", sa.BigInteger(), nullable=True))
    op.add_column(
        "shift_templates", sa.Column("needs_leader", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column("shift_templates", sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("shifts", sa.Column("locked", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("shifts", sa.Column("source", sa.Text(), server_default="manual", nullable=False))
    op.add_column("shifts", sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("shifts", sa.Column("dropped_start_at", INSTANT, nullable=True))
    op.add_column("shifts", sa.Column("dropped_end_at", INSTANT, nullable=True))
    op.add_column("shifts", sa.Column("dropped_at", INSTANT, nullable=True))
    op.add_column("teams", sa.Column("site_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_teams_site_id"), "teams", "sites", ["site_id"], ["id"])


def _one_place() -> None:
    """Nobody is published in two places at once; what overlapped until now ends where the next shift begins."""
    op.execute("""
        UPDATE shifts s SET published_end_at = n.next_at
        FROM (
            SELECT id, lead(published_start_at) OVER (PARTITION BY person_id ORDER BY published_start_at, id) AS next_at
            FROM shifts WHERE published_start_at IS NOT NULL
        ) n
        WHERE n.id = s.id AND n.next_at < s.published_end_at AND n.next_at > s.published_start_at
    """)
    op.execute("""
        ALTER TABLE shifts ADD CONSTRAINT ex_shifts_one_place EXCLUDE USING gist (
            int8range(person_id, person_id, '[]') WITH &&, tstzrange(published_start_at, published_end_at) WITH &&
        ) WHERE (published_start_at IS NOT NULL) DEFERRABLE INITIALLY DEFERRED
    """)
