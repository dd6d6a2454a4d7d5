"""Where a customer gets mail, in which language, and whether they want to be told anything."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("email", sa.Text(), server_default="", nullable=False))
    op.add_column("customers", sa.Column("language", sa.Text(), server_default="", nullable=False))
    op.add_column("customers", sa.Column("no_notices", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for column in ("no_notices", "language", "email"):
        op.drop_column("customers", column)
