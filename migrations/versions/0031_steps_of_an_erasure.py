"""An erasure goes through the tables step by step, and knows how far it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "personal_requests",
        sa.Column("progress", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
    )
    op.alter_column("personal_requests", "progress", server_default=None)


def downgrade() -> None:
    op.drop_column("personal_requests", "progress")
