"""A phone system's row knows when it last restarted, so that no feed is folded across a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column more."""
    op.add_column("pbxes", sa.Column("restart_us", sa.BigInteger(), server_default="0", nullable=False))
