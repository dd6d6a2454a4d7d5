"""Plans of follow-ups with their lists, and what is said to customers."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scripts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "promise",
                "missed_call",
                "dropped_call",
                "follow_up",
                "survey",
                "recurring",
                "plan",
                name="scriptuse",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_scripts_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scripts")),
        sa.UniqueConstraint("title", name=op.f("uq_scripts_title")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pre_sales",
                "after_sales",
                "interview",
                name="campaignkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "running",
                "paused",
                "done",
                name="campaignstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=False),
        sa.Column("script_id", sa.BigInteger(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("from_min", sa.BigInteger(), nullable=True),
        sa.Column("to_min", sa.BigInteger(), nullable=True),
        sa.Column("max_attempts", sa.BigInteger(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_campaigns_days")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_campaigns_created_by")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_campaigns_queue_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["people.id"], name=op.f("fk_campaigns_reviewed_by")),
        sa.ForeignKeyConstraint(["script_id"], ["scripts.id"], name=op.f("fk_campaigns_script_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "script_wordings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("script_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_script_wordings_by_id")),
        sa.ForeignKeyConstraint(["script_id"], ["scripts.id"], name=op.f("fk_script_wordings_script_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_wordings")),
        sa.UniqueConstraint("script_id", "version", name=op.f("uq_script_wordings_script_id_version")),
    )
    op.create_table(
        "campaign_targets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "calling",
                "reached",
                "not_reached",
                "invalid_number",
                "refused",
                "cancelled",
                name="targetstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_targets_campaign_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_campaign_targets_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_targets")),
        sa.UniqueConstraint("campaign_id", "phone", name=op.f("uq_campaign_targets_campaign_id_phone")),
    )
    op.create_index("ix_campaign_targets_state", "campaign_targets", ["campaign_id", "state", "id"], unique=False)
    op.add_column("callbacks", sa.Column("target_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_callbacks_target_id"), "callbacks", ["target_id"], unique=False)
    op.create_foreign_key(op.f("fk_callbacks_target_id"), "callbacks", "campaign_targets", ["target_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_callbacks_target_id"), "callbacks", type_="foreignkey")
    op.drop_index(op.f("ix_callbacks_target_id"), table_name="callbacks")
    op.drop_column("callbacks", "target_id")
    op.drop_index("ix_campaign_targets_state", table_name="campaign_targets")
    op.drop_table("campaign_targets")
    op.drop_table("script_wordings")
    op.drop_table("campaigns")
    op.drop_table("scripts")
