"""What calls are found by: a document each, cut in the background once the call has ended."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_words",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["calls.id"], name="fk_call_words_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_call_words"),
    )
    op.create_index(
        "ix_call_words_document",
        "call_words",
        ["document"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_call_words_stale", "call_words", ["id"], unique=False, postgresql_where=sa.text("document IS NULL")
    )


def downgrade() -> None:
    op.drop_table("call_words")
