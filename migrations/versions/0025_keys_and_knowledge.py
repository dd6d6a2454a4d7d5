"""Where people lay their keys, what the centre knows, and scripts for calls that come in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

USES = ("promise", "missed_call", "dropped_call", "follow_up", "survey", "recurring", "plan", "inbound")


def upgrade() -> None:
    empty = {"nullable": False, "server_default": "{}"}
    op.add_column("people", sa.Column("keys", postgresql.JSONB(), **empty))
    op.execute("ALTER TABLE scripts DROP CONSTRAINT ck_scripts_scriptuse")
    words = ", ".join(f"'{word}'" for word in USES)
    op.execute(f"ALTER TABLE scripts ADD CONSTRAINT ck_scripts_scriptuse CHECK (use IN ({words}))")
    op.create_table(
        "articles",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_articles_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("title", name=op.f("uq_articles_title")),
    )
    op.create_index("ix_articles_document", "articles", ["document"], postgresql_using="gin")
    op.create_table(
        "article_wordings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_wordings_article_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_article_wordings_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_wordings")),
        sa.UniqueConstraint("article_id", "version", name=op.f("uq_article_wordings_article_id_version")),
    )
    op.create_table(
        "article_marks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_marks_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_article_marks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_marks")),
        sa.UniqueConstraint("person_id", "article_id", name=op.f("uq_article_marks_person_id_article_id")),
    )
    op.create_index(op.f("ix_article_marks_article_id"), "article_marks", ["article_id"])
