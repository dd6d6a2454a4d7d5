"""The weekdays on which somebody would rather rest

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    weekdays = sa.Column("rest_weekdays", sa.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False)
    op.add_column("roster_terms", weekdays)


def downgrade() -> None:
    op.drop_column("roster_terms", "rest_weekdays")
