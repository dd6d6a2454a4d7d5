"""A person's language is null until they choose one: what stood there was never anybody's choice."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No page offered the choice before, so nothing that was chosen is lost."""
    op.execute("ALTER TABLE people ALTER COLUMN language DROP NOT NULL")
    op.execute("UPDATE people SET language = NULL WHERE language = 'zh'")


def downgrade() -> None:
    raise NotImplementedError("there is no way back")
