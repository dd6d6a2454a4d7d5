"""Customers' files with merges, notes and requests; what is searched, counted and saved of lists."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ticketing.domain.finding import document
from ticketing.models import counts

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TICKETS = """
SELECT t.id, ARRAY[t.number, t.subject, t.content, t.demand, t.category, t.department, t.resolution_text,
        t.root_cause, c.name, c.pinyin, c.company, p.target, p.demand, p.reply_text]
    || ARRAY(SELECT text FROM notes WHERE ticket_id = t.id ORDER BY id),
    ARRAY[t.number, t.contact_phone] || ARRAY(SELECT e164 FROM customer_phones WHERE customer_id = t.customer_id)
FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN complaints p ON p.ticket_id = t.id
WHERE t.id > :after ORDER BY t.id LIMIT 2000"""
CUSTOMERS = """
SELECT c.id, ARRAY[c.name, c.pinyin, c.company, c.address, c.product, c.note],
    ARRAY(SELECT e164 FROM customer_phones WHERE customer_id = c.id)
FROM customers c WHERE c.id > :after ORDER BY c.id LIMIT 2000"""


def upgrade() -> None:
    _tables()
    for statement in counts.STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
    op.get_bind().exec_driver_sql(counts.RECOUNT)
    for table, query in (("ticket_words", TICKETS), ("customer_words", CUSTOMERS)):
        into = sa.text(f"INSERT INTO {table} VALUES (:id, CAST(:document AS tsvector))")  # noqa: S608 - of constants
        for rows in _batches(query):
            op.get_bind().execute(into, rows)


def _batches(query: str) -> Iterator[list[dict[str, Any]]]:
    after = 0
    while found := op.get_bind().execute(sa.text(query), {"after": after}).all():
        yield [
            {"id": row[0], "document": document([text for text in row[1] if text], [n for n in row[2] if n])}
            for row in found
        ]
        after = found[-1][0]


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _tables() -> None:
    op.create_table(
        "ticket_count_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_count_changes")),
    )
    op.create_table(
        "ticket_counts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_counts")),
        sa.UniqueConstraint("key", name=op.f("uq_ticket_counts_key")),
    )
    op.create_table(
        "list_choices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_list_choices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_choices")),
        sa.UniqueConstraint("person_id", "subject", name=op.f("uq_list_choices_person_id_subject")),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_searches_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_searches_person_id_name")),
    )
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_merges_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["customers.id"], name=op.f("fk_customer_merges_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["customers.id"], name=op.f("fk_customer_merges_target_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_customer_merges_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
    )
    op.create_index(op.f("ix_customer_merges_source_id"), "customer_merges", ["source_id"], unique=False)
    op.create_index(op.f("ix_customer_merges_target_id"), "customer_merges", ["target_id"], unique=False)
    op.create_table(
        "customer_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_customer_notes_author_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_notes_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_notes")),
    )
    op.create_index(op.f("ix_customer_notes_customer_id"), "customer_notes", ["customer_id"], unique=False)
    op.create_table(
        "customer_words",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["customers.id"], name=op.f("fk_customer_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_words")),
    )
    op.create_index(
        "ix_customer_words_document",
        "customer_words",
        ["document"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "personal_requests",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _words("requestkind", ("copy", "correction", "erasure")), nullable=False),
        sa.Column("state", _words("requeststate", ("owed", "done", "refused")), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", postgresql.JSONB(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_personal_requests_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_personal_requests_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_requests")),
    )
    op.create_index(
        "ix_personal_requests_owed",
        "personal_requests",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'owed'"),
    )
    op.create_table(
        "ticket_words",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["tickets.id"], name=op.f("fk_ticket_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_words")),
    )
    op.create_index(
        "ix_ticket_words_document",
        "ticket_words",
        ["document"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.add_column("customers", sa.Column("barred_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("customers", sa.Column("barred_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("customers", sa.Column("barred_by", sa.BigInteger(), nullable=True))
    op.add_column("customers", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.add_column("customers", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_customers_barred",
        "customers",
        ["barred_at", "id"],
        unique=False,
        postgresql_where=sa.text("barred_at IS NOT NULL"),
    )
    op.create_index(
        "ix_customers_grade", "customers", ["grade", "id"], unique=False, postgresql_where=sa.text("grade <> 'normal'")
    )
    op.create_index(
        "ix_customers_merged_into_id",
        "customers",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_customers_barred_by"), "customers", "people", ["barred_by"], ["id"])
    op.create_foreign_key(op.f("fk_customers_merged_into_id"), "customers", "customers", ["merged_into_id"], ["id"])
    op.add_column(
        "tickets",
        sa.Column(
            "urgency",
            sa.SmallInteger(),
            sa.Computed("array_position(ARRAY['urgent', 'high', 'normal', 'low'], priority::text)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index("ix_tickets_kind", "tickets", ["kind", "id"], unique=False)
    op.create_index(
        "ix_tickets_open",
        "tickets",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('new', 'open', 'waiting_customer', 'waiting_internal')"),
    )
    op.create_index(
        "ix_tickets_open_due",
        "tickets",
        ["next_due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('new', 'open', 'waiting_customer', 'waiting_internal')"),
    )
    op.create_index(
        "ix_tickets_open_urgency",
        "tickets",
        ["urgency", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('new', 'open', 'waiting_customer', 'waiting_internal')"),
    )


def downgrade() -> None:
    for trigger in counts.TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger} ON tickets")
    op.execute("DROP FUNCTION count_ticket()")
    for index in ("ix_tickets_kind", "ix_tickets_open", "ix_tickets_open_due", "ix_tickets_open_urgency"):
        op.drop_index(index, "tickets")
    op.drop_column("tickets", "urgency")
    for name in ("barred_at", "barred_reason", "barred_by", "merged_into_id", "erased_at"):
        op.drop_column("customers", name)
    for table in ("ticket_count_changes", "ticket_counts", "list_choices", "saved_searches"):
        op.drop_table(table)
    for table in ("customer_merges", "customer_notes", "customer_words", "personal_requests", "ticket_words"):
        op.drop_table(table)
