"""What a customer answered is found by the customer."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ratings_customer", "ratings", ["customer_id", "answered_at"])


def downgrade() -> None:
    op.drop_index("ix_ratings_customer", table_name="ratings")
