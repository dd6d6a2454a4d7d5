"""What comes late waits for a folding in its place; a state says how much it holds, and when it was compared."""

import sqlalchemy as sa
from alembic import op

from ticketing.models.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns only."""
    for name in ("late_us", "late_until_us", "refolding_us"):
        op.add_column("pbxes", sa.Column(name, sa.BigInteger()))
    op.add_column("pbxes", sa.Column("refolds", sa.BigInteger(), server_default="0", nullable=False))
    for name in ("compared_at", "differs_since"):
        op.add_column("pbxes", sa.Column(name, UtcDateTime()))
    op.add_column("fold_checkpoints", sa.Column("shape", sa.Text(), server_default="", nullable=False))
