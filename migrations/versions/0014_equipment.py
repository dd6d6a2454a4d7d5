"""The registers of equipment and of its checks, the last signs of our own services, tickets from inside."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LOOKS = ("hand", "trunks", "links", "recordings", "services", "database", "disk", "backup")
CHECK_STATES = ("owed", "begun", "done", "reviewed")
EQUIPMENT_STATES = ("in_use", "spare", "repair", "retired")
DEEDS = ("added", "edited", "retired", "returned")
VERDICTS = ("normal", "abnormal")
SOURCES = ("call_in", "call_out", "missed_call", "voicemail", "web", "letter", "visit", "api", "import")


def upgrade() -> None:
    _sources((*SOURCES, "internal"))
    op.create_table(
        "check_items",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("standard_en", sa.Text(), nullable=False),
        sa.Column("look", _words("look", LOOKS), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_items")),
        sa.UniqueConstraint("code", name=op.f("uq_check_items_code")),
    )
    op.create_table(
        "service_signs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fine", sa.Boolean(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_signs")),
        sa.UniqueConstraint("node", "service", name=op.f("uq_service_signs_node_service")),
    )
    op.create_table(
        "check_sheets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("shift_name", sa.Text(), nullable=False),
        sa.Column("state", _words("checkstate", CHECK_STATES), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["people.id"], name=op.f("fk_check_sheets_begun_by")),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_check_sheets_done_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["people.id"], name=op.f("fk_check_sheets_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_sheets")),
        sa.UniqueConstraint("on_day", "shift", name=op.f("uq_check_sheets_on_day_shift")),
    )
    op.create_index(
        "ix_check_sheets_open",
        "check_sheets",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('owed', 'begun') AND missed_at IS NULL"),
    )
    op.create_table(
        "equipment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("keeper_id", sa.BigInteger(), nullable=True),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("state", _words("equipmentstate", EQUIPMENT_STATES), nullable=False),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("supplier_phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_equipment_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment")),
        sa.UniqueConstraint("code", name=op.f("uq_equipment_code")),
    )
    op.create_table(
        "check_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sheet_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_check_changes_by_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["check_sheets.id"], name=op.f("fk_check_changes_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_changes")),
    )
    op.create_index(op.f("ix_check_changes_sheet_id"), "check_changes", ["sheet_id"], unique=False)
    op.create_table(
        "check_rows",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sheet_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("item_name_en", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("standard_en", sa.Text(), nullable=False),
        sa.Column("look", _words("look", LOOKS), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("seen_result", sa.Text(), nullable=True),
        sa.Column("seen", postgresql.JSONB(), nullable=False),
        sa.Column("seen_restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", _words("verdict", VERDICTS), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_by", sa.BigInteger(), nullable=True),
        sa.Column("equipment_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["corrected_by"], ["people.id"], name=op.f("fk_check_rows_corrected_by")),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name=op.f("fk_check_rows_equipment_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["check_sheets.id"], name=op.f("fk_check_rows_sheet_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_check_rows_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_rows")),
        sa.UniqueConstraint("sheet_id", "no", name=op.f("uq_check_rows_sheet_id_no")),
    )
    op.create_index(
        "ix_check_rows_equipment",
        "check_rows",
        ["equipment_id"],
        unique=False,
        postgresql_where=sa.text("equipment_id IS NOT NULL"),
    )
    op.create_table(
        "equipment_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("equipment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("deed", _words("deed", DEEDS), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_equipment_changes_by_id")),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name=op.f("fk_equipment_changes_equipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_changes")),
    )
    op.create_index(op.f("ix_equipment_changes_equipment_id"), "equipment_changes", ["equipment_id"], unique=False)


def downgrade() -> None:
    op.drop_table("equipment_changes")
    op.drop_table("check_rows")
    op.drop_table("check_changes")
    op.drop_table("equipment")
    op.drop_table("check_sheets")
    op.drop_table("service_signs")
    op.drop_table("check_items")
    _sources(SOURCES)


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _sources(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_tickets_source"), "tickets", type_="check")
    named = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f("ck_tickets_source"), "tickets", f"source IN ({named})")
