"""Score sheets, draws, calls that are scored, appeals, coaching."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _score_sheets()
    _quality_draws()
    _score_editions()
    _quality_cases()
    _coaching_notes()
    _quality_appeals()
    _quality_scores()
    _quality_steps()


def downgrade() -> None:
    for table in (
        "quality_steps",
        "quality_scores",
        "quality_appeals",
        "coaching_notes",
        "quality_cases",
        "score_editions",
        "quality_draws",
        "score_sheets",
    ):
        op.drop_table(table)


def _score_sheets() -> None:
    op.create_table(
        "score_sheets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score_sheets"),
        sa.UniqueConstraint("code", name="uq_score_sheets_code"),
    )


def _quality_draws() -> None:
    op.create_table(
        "quality_draws",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("frame", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_quality_draws_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_draws"),
        sa.UniqueConstraint("first_on", "last_on", name="uq_quality_draws_first_on_last_on"),
    )


def _score_editions() -> None:
    op.create_table(
        "score_editions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sheet_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_score_editions_by_id"),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name="fk_score_editions_sheet_id"),
        sa.PrimaryKeyConstraint("id", name="pk_score_editions"),
        sa.UniqueConstraint("sheet_id", "no", name="uq_score_editions_sheet_id_no"),
    )


def _quality_cases() -> None:
    op.create_table(
        "quality_cases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "taken",
                "submitted",
                "confirmed",
                "appealed",
                "settled",
                "compared",
                "withdrawn",
                name="casestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "random",
                "rule",
                "chosen",
                "calibration",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "rule",
            sa.Enum(
                "complaint",
                "long",
                "dissatisfied",
                "repeat",
                "transferred",
                "held",
                name="rule",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("draw_id", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=True),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("talk_s", sa.BigInteger(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("has_recording", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("voices", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("scored_at", INSTANT, nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column(
            "grade",
            sa.Enum(
                "excellent", "good", "pass", "fail", name="grade", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("is_fatal", sa.Boolean(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("by_agent", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_quality_cases_call_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["draw_id"], ["quality_draws.id"], name="fk_quality_cases_draw_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_quality_cases_person_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_quality_cases_team_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_quality_cases_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_cases"),
        sa.UniqueConstraint("number", name="uq_quality_cases_number"),
    )
    op.create_index("ix_quality_cases_call_id", "quality_cases", ["call_id"], unique=False)
    op.create_index(
        "ix_quality_cases_draw",
        "quality_cases",
        ["draw_id"],
        unique=False,
        postgresql_where=sa.text("draw_id IS NOT NULL"),
    )
    op.create_index("ix_quality_cases_person", "quality_cases", ["person_id", "scored_at"], unique=False)
    op.create_index(
        "ix_quality_cases_scored",
        "quality_cases",
        ["scored_at"],
        unique=False,
        postgresql_where=sa.text("scored_at IS NOT NULL"),
    )
    op.create_index("ix_quality_cases_state", "quality_cases", ["state", "id"], unique=False)
    op.create_index(
        "uq_quality_cases_call",
        "quality_cases",
        ["call_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("origin <> 'calibration' AND state <> 'withdrawn'"),
    )


def _coaching_notes() -> None:
    op.create_table(
        "coaching_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_coaching_notes_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["quality_cases.id"], name="fk_coaching_notes_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_coaching_notes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_notes"),
    )
    op.create_index("ix_coaching_notes_person", "coaching_notes", ["person_id", "id"], unique=False)


def _quality_appeals() -> None:
    op.create_table(
        "quality_appeals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("overdue_at", INSTANT, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum("upheld", "changed", name="decision", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_quality_appeals_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["quality_cases.id"], name="fk_quality_appeals_case_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_quality_appeals_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_appeals"),
        sa.UniqueConstraint("case_id", name="uq_quality_appeals_case_id"),
    )


def _quality_scores() -> None:
    op.create_table(
        "quality_scores",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "first", "review", "calibration", name="scorepart", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("fatals", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("praise", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_quality_scores_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["quality_cases.id"], name="fk_quality_scores_case_id"),
        sa.ForeignKeyConstraint(["edition_id"], ["score_editions.id"], name="fk_quality_scores_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_scores"),
        sa.UniqueConstraint("case_id", "by_id", "part", name="uq_quality_scores_case_id_by_id_part"),
    )


def _quality_steps() -> None:
    op.create_table(
        "quality_steps",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_quality_steps_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["quality_cases.id"], name="fk_quality_steps_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_steps"),
    )
    op.create_index("ix_quality_steps_case_id", "quality_steps", ["case_id"], unique=False)
