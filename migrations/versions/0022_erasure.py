"""The erasure of a person reaches the phone system's words; nothing else does."""

from alembic import op

from ticketing.models import guards

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guards.STATEMENTS:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """An older program never says that it erases, so the trigger may stay."""
