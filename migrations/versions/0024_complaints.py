"""The whole record of a complaint, suggestions, and what customers say when they are asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WORDS = {
    "compensation": ("refund", "exchange", "repair", "discount", "damages", "voucher", "gift"),
    "compensationstate": ("asked", "approved", "refused", "executed", "withdrawn"),
    "measurekind": ("corrective", "preventive"),
    "signatureslot": ("taker", "supervisor", "manager"),
    "suggestioncategory": ("product", "service", "process", "price", "other"),
    "adoption": ("adopted", "partly", "rejected", "studied"),
    "via": ("call", "follow_up", "link"),
    "contentment": ("satisfied", "neutral", "dissatisfied"),
    "fault": ("attitude", "solution", "both"),
    "verdict": ("upheld", "partly", "rejected"),
    "loopdecision": ("again", "final"),
}
# Columns of complaints.
TEXTS = (
    "category",
    "currency",
    "liable_person",
    "signed_by",
    "signed_note",
    "disputed_by",
    "dispute_text",
    "dispute_decision",
    "investigator",
    "findings",
    "evidence",
    "cause_analysis",
    "verdict_reason",
    "proposal",
    "reply_channel",
    "cause_category",
    "loop_decision_text",
)
INSTANTS = (
    "converted_at",
    "signed_at",
    "disputed_at",
    "dispute_decided_at",
    "investigation_due_at",
    "found_at",
    "proposed_at",
    "loop_decided_at",
)
PEOPLE = ("sign_off_heard_by", "dispute_decided_by", "proposed_by", "replied_by", "loop_decided_by")
CHECKED = ("verdict", "loop_decision")
USUAL = {"currency": "CNY", "reply_channel": "phone"}


def upgrade() -> None:
    _complaints()
    op.create_table(
        "compensations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _words("compensation"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("borne_by", sa.Text(), nullable=False),
        sa.Column("state", _words("compensationstate"), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_as", sa.Text(), nullable=False),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("executed_by", sa.BigInteger(), nullable=True),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_compensations_amount_positive")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_compensations_four_eyes")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_compensations_decided_by")),
        sa.ForeignKeyConstraint(["executed_by"], ["people.id"], name=op.f("fk_compensations_executed_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["people.id"], name=op.f("fk_compensations_requested_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_compensations_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compensations")),
    )
    op.create_index(op.f("ix_compensations_ticket_id"), "compensations", ["ticket_id"], unique=False)
    op.create_table(
        "complaint_measures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _words("measurekind"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_complaint_measures_created_by")),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_complaint_measures_done_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_complaint_measures_ticket_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["people.id"], name=op.f("fk_complaint_measures_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_measures")),
    )
    op.create_index(op.f("ix_complaint_measures_ticket_id"), "complaint_measures", ["ticket_id"], unique=False)
    op.create_table(
        "complaint_signatures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", _words("signatureslot"), nullable=False),
        sa.Column("loop", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_complaint_signatures_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_complaint_signatures_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_signatures")),
        sa.UniqueConstraint("ticket_id", "slot", "loop", name=op.f("uq_complaint_signatures_ticket_id_slot_loop")),
    )
    op.create_table(
        "suggestions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("category", _words("suggestioncategory"), nullable=False),
        sa.Column("same_as_id", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adoption", _words("adoption"), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["same_as_id"], ["tickets.id"], name=op.f("fk_suggestions_same_as_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_suggestions_ticket_id")),
        sa.ForeignKeyConstraint(["told_by"], ["people.id"], name=op.f("fk_suggestions_told_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_suggestions_ticket_id")),
    )
    op.create_index(op.f("ix_suggestions_same_as_id"), "suggestions", ["same_as_id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("via", _words("via"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("callback_id", sa.BigInteger(), nullable=True),
        sa.Column("callid", sa.Text(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("contentment", _words("contentment"), nullable=True),
        sa.Column("fault", _words("fault"), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_ratings_asked_by")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_ratings_callback_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_ratings_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ratings_person_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_ratings_queue_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ratings_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_ratings_token_hash")),
    )
    op.create_index("ix_ratings_asked", "ratings", ["asked_at"], unique=False)
    op.create_index("ix_ratings_person", "ratings", ["person_id", "asked_at"], unique=False)
    op.create_index("ix_ratings_ticket", "ratings", ["ticket_id"], unique=False)
    op.create_index(
        "uq_ratings_callback", "ratings", ["callback_id"], unique=True, postgresql_where=sa.text("via = 'follow_up'")
    )
    op.create_index("uq_ratings_callid", "ratings", ["callid"], unique=True, postgresql_where=sa.text("via = 'call'"))


def downgrade() -> None:
    for table in ("ratings", "suggestions", "complaint_signatures", "complaint_measures", "compensations"):
        op.drop_table(table)
    gone = (*TEXTS, *INSTANTS, *PEOPLE, *CHECKED, "amount_minor", "reply_callid", "repeat_of_id")
    for name in (*gone, "details", "investigation_methods"):
        op.drop_column("complaints", name)


def _complaints() -> None:
    for name in TEXTS:
        op.add_column("complaints", sa.Column(name, sa.Text(), nullable=False, server_default=USUAL.get(name, "")))
        op.alter_column("complaints", name, server_default=None)
    for name, usual in (("details", "{}"), ("investigation_methods", "[]")):
        op.add_column("complaints", sa.Column(name, postgresql.JSONB(), nullable=False, server_default=usual))
        op.alter_column("complaints", name, server_default=None)
    for name in INSTANTS:
        op.add_column("complaints", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in (*PEOPLE, "amount_minor", "repeat_of_id"):
        op.add_column("complaints", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("complaints", sa.Column("reply_callid", sa.Text(), nullable=True))
    for name in PEOPLE:
        op.create_foreign_key(f"fk_complaints_{name}", "complaints", "people", [name], ["id"])
    op.create_foreign_key("fk_complaints_repeat_of_id", "complaints", "tickets", ["repeat_of_id"], ["id"])
    for name in CHECKED:
        kind = name.replace("_", "")
        op.add_column("complaints", sa.Column(name, sa.String(32), nullable=True))
        allowed = ", ".join(f"'{word}'" for word in WORDS[kind])
        op.execute(f"ALTER TABLE complaints ADD CONSTRAINT ck_complaints_{kind} CHECK ({name} IN ({allowed}))")


def _words(name: str) -> sa.Enum:
    return sa.Enum(*WORDS[name], name=name, native_enum=False, create_constraint=True, length=32)
