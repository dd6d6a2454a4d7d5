"""Questionnaires, plans of surveys and their samples."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _questionnaires()
    _questionnaire_editions()
    _survey_plans()
    _survey_subjects()


def downgrade() -> None:
    for table in ("survey_subjects", "survey_plans", "questionnaire_editions", "questionnaires"):
        op.drop_table(table)


def _questionnaires() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaires"),
        sa.UniqueConstraint("code", name="uq_questionnaires_code"),
    )


def _questionnaire_editions() -> None:
    op.create_table(
        "questionnaire_editions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("questionnaire_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_questionnaire_editions_by_id"),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name="fk_questionnaire_editions_questionnaire_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaire_editions"),
        sa.UniqueConstraint("questionnaire_id", "no", name="uq_questionnaire_editions_questionnaire_id_no"),
    )


def _survey_plans() -> None:
    op.create_table(
        "survey_plans",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "running",
                "done",
                "cancelled",
                name="surveystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "population",
            sa.Enum("tickets", "customers", name="population", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "drawing",
            sa.Enum(
                "all",
                "random",
                "queues",
                "categories",
                name="drawing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sample_size", sa.BigInteger(), nullable=False),
        sa.Column("quiet_days", sa.BigInteger(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("call", "link", "both", name="method", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("ask_from", sa.Date(), nullable=False),
        sa.Column("ask_until", sa.Date(), nullable=False),
        sa.Column("caller_queue_id", sa.BigInteger(), nullable=True),
        sa.Column("invitation", sa.Text(), nullable=False),
        sa.Column("questionnaire_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=True),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("population_size", sa.BigInteger(), nullable=True),
        sa.Column("excluded", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("last_on >= first_on AND ask_until >= ask_from", name="ck_survey_plans_days"),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name="fk_survey_plans_approved_by"),
        sa.ForeignKeyConstraint(["caller_queue_id"], ["queues.id"], name="fk_survey_plans_caller_queue_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_survey_plans_campaign_id"),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_survey_plans_created_by"),
        sa.ForeignKeyConstraint(["edition_id"], ["questionnaire_editions.id"], name="fk_survey_plans_edition_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_survey_plans_owner_id"),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaires.id"], name="fk_survey_plans_questionnaire_id"),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name="fk_survey_plans_queue_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_plans"),
        sa.UniqueConstraint("number", name="uq_survey_plans_number"),
    )
    op.create_index("ix_survey_plans_asked", "survey_plans", ["ask_from", "id"], unique=False)


def _survey_subjects() -> None:
    op.create_table(
        "survey_subjects",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column(
            "contentment",
            sa.Enum(
                "satisfied",
                "neutral",
                "dissatisfied",
                name="survey_contentment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name="fk_survey_subjects_answered_by"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_survey_subjects_customer_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_survey_subjects_person_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["survey_plans.id"], name="fk_survey_subjects_plan_id"),
        sa.ForeignKeyConstraint(["target_id"], ["campaign_targets.id"], name="fk_survey_subjects_target_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_survey_subjects_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_subjects"),
        sa.UniqueConstraint("plan_id", "no", name="uq_survey_subjects_plan_id_no"),
        sa.UniqueConstraint("token_hash", name="uq_survey_subjects_token_hash"),
    )
    op.create_index("ix_survey_subjects_phone", "survey_subjects", ["phone", "drawn_at"], unique=False)
    op.create_index(
        "ix_survey_subjects_target",
        "survey_subjects",
        ["target_id"],
        unique=True,
        postgresql_where=sa.text("target_id IS NOT NULL"),
    )
    op.create_index("ix_survey_subjects_ticket_id", "survey_subjects", ["ticket_id"], unique=False)
