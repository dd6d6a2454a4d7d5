"""A person's calendar links are of two kinds, and one of each is good at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KIND = sa.Enum("shifts", "callbacks", name="kind", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    # Nothing has made a link before this revision.
    op.add_column("calendar_feeds", sa.Column("kind", KIND, nullable=False, server_default="shifts"))
    op.alter_column("calendar_feeds", "kind", server_default=None)
    op.create_index(
        "uq_calendar_feeds_good",
        "calendar_feeds",
        ["person_id", "kind"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_calendar_feeds_good", table_name="calendar_feeds")
    op.drop_column("calendar_feeds", "kind")
