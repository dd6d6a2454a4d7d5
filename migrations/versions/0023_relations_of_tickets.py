"""Tickets that hang together, what they are about, the files they carry, and how they find their owner."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("path", name=op.f("uq_categories_path")),
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"], unique=False)
    op.create_table(
        "macros",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("audience", _words("notekind", "note", "reply", "message"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changes", JSONB(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macros")),
        sa.UniqueConstraint("code", name=op.f("uq_macros_code")),
    )
    op.create_table(
        "assignment_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=False),
        sa.Column("mode", _words("assignmode", "off", "round_robin", "least_loaded"), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("sticky", sa.Boolean(), nullable=False),
        sa.Column("most_open", sa.BigInteger(), nullable=True),
        sa.Column("take_back", _words("takeback", "none", "due", "all"), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["last_id"], ["people.id"], name=op.f("fk_assignment_rules_last_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_assignment_rules_queue_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_assignment_rules_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rules")),
        sa.UniqueConstraint("queue_id", name=op.f("uq_assignment_rules_queue_id")),
    )
    op.create_table(
        "person_skills",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_skills_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_skills")),
        sa.UniqueConstraint("person_id", "skill", name=op.f("uq_person_skills_person_id_skill")),
    )
    op.create_table(
        "shift_ends",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shift_ends_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_ends")),
        sa.UniqueConstraint("person_id", "end_at", name=op.f("uq_shift_ends_person_id_end_at")),
    )
    op.create_table(
        "ticket_handovers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_ticket_handovers_from_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_ticket_handovers_taken_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_handovers_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_handovers")),
    )
    op.create_index("ix_ticket_handovers_ticket", "ticket_handovers", ["ticket_id"], unique=False)
    op.create_index(
        "uq_ticket_handovers_open",
        "ticket_handovers",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("taken_at IS NULL"),
    )
    op.create_table(
        "ticket_links",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _words("linkkind", "related", "caused_by", "duplicate_of", "split_from"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_ticket_links_by_id")),
        sa.ForeignKeyConstraint(["from_id"], ["tickets.id"], name=op.f("fk_ticket_links_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["tickets.id"], name=op.f("fk_ticket_links_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_links")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name=op.f("uq_ticket_links_from_id_to_id_kind")),
    )
    op.create_index(op.f("ix_ticket_links_to_id"), "ticket_links", ["to_id"], unique=False)
    op.create_table(
        "ticket_merges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state_before",
            _words(
                "ticketstate",
                "new",
                "open",
                "waiting_customer",
                "waiting_internal",
                "resolved",
                "closed",
                "merged",
                "cancelled",
            ),
            nullable=False,
        ),
        sa.Column("moved", JSONB(), nullable=False),
        sa.Column("clocks", JSONB(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_ticket_merges_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["tickets.id"], name=op.f("fk_ticket_merges_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["tickets.id"], name=op.f("fk_ticket_merges_target_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_ticket_merges_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_merges")),
    )
    op.create_index(op.f("ix_ticket_merges_source_id"), "ticket_merges", ["source_id"], unique=False)
    op.create_index(op.f("ix_ticket_merges_target_id"), "ticket_merges", ["target_id"], unique=False)
    op.create_table(
        "ticket_openings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticket_openings_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_openings_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_openings")),
        sa.UniqueConstraint("ticket_id", "person_id", name=op.f("uq_ticket_openings_ticket_id_person_id")),
    )
    op.create_table(
        "ticket_watchers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticket_watchers_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_watchers_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_watchers")),
        sa.UniqueConstraint("ticket_id", "person_id", name=op.f("uq_ticket_watchers_ticket_id_person_id")),
    )
    op.create_index(op.f("ix_ticket_watchers_person_id"), "ticket_watchers", ["person_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stored", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_attachments_by_id")),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name=op.f("fk_attachments_note_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_attachments_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("stored", name=op.f("uq_attachments_stored")),
    )
    op.create_index(op.f("ix_attachments_note_id"), "attachments", ["note_id"], unique=False)
    op.create_index(op.f("ix_attachments_ticket_id"), "attachments", ["ticket_id"], unique=False)
    op.add_column(
        "notes",
        sa.Column("kind", _words("notekind", "note", "reply", "message"), server_default="note", nullable=False),
    )
    op.add_column("tickets", sa.Column("parent_id", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("product_ref", sa.Text(), server_default="", nullable=False))
    op.add_column("tickets", sa.Column("details", JSONB(), server_default="{}", nullable=False))
    op.add_column("tickets", sa.Column("tags", JSONB(), server_default="[]", nullable=False))
    op.create_index(
        "ix_tickets_follow_up",
        "tickets",
        ["follow_up_of_id"],
        unique=False,
        postgresql_where=sa.text("follow_up_of_id IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_merged",
        "tickets",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_parent", "tickets", ["parent_id"], unique=False, postgresql_where=sa.text("parent_id IS NOT NULL")
    )
    op.create_index("ix_assignments_owner", "assignments", ["owner_id", "at"])
    op.create_index(
        "ix_tickets_unowned",
        "tickets",
        ["queue_id", "id"],
        unique=False,
        postgresql_where=sa.text("owner_id IS NULL AND state = 'new'"),
    )
    op.create_foreign_key(op.f("fk_tickets_merged_into_id"), "tickets", "tickets", ["merged_into_id"], ["id"])
    op.create_foreign_key(op.f("fk_tickets_parent_id"), "tickets", "tickets", ["parent_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_tickets_parent_id"), "tickets", type_="foreignkey")
    op.drop_constraint(op.f("fk_tickets_merged_into_id"), "tickets", type_="foreignkey")
    op.drop_index("ix_assignments_owner", table_name="assignments")
    op.drop_index("ix_tickets_unowned", table_name="tickets")
    op.drop_index("ix_tickets_parent", table_name="tickets")
    op.drop_index("ix_tickets_merged", table_name="tickets")
    op.drop_index("ix_tickets_follow_up", table_name="tickets")
    op.drop_column("tickets", "tags")
    op.drop_column("tickets", "details")
    op.drop_column("tickets", "product_ref")
    op.drop_column("tickets", "merged_into_id")
    op.drop_column("tickets", "parent_id")
    op.drop_column("notes", "kind")
    op.drop_index(op.f("ix_attachments_ticket_id"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_note_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_ticket_watchers_person_id"), table_name="ticket_watchers")
    op.drop_table("ticket_watchers")
    op.drop_table("ticket_openings")
    op.drop_index(op.f("ix_ticket_merges_target_id"), table_name="ticket_merges")
    op.drop_index(op.f("ix_ticket_merges_source_id"), table_name="ticket_merges")
    op.drop_table("ticket_merges")
    op.drop_index(op.f("ix_ticket_links_to_id"), table_name="ticket_links")
    op.drop_table("ticket_links")
    op.drop_index("uq_ticket_handovers_open", table_name="ticket_handovers")
    op.drop_index("ix_ticket_handovers_ticket", table_name="ticket_handovers")
    op.drop_table("ticket_handovers")
    op.drop_table("shift_ends")
    op.drop_table("person_skills")
    op.drop_table("assignment_rules")
    op.drop_table("macros")
    op.drop_index(op.f("ix_categories_parent_id"), table_name="categories")
    op.drop_table("categories")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
