"""The register of cut-off calls takes what people say: the cause they found, and calls that no log tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CAUSES = ("restart", "max_age", "failed", "line", "dropped", "short", "on_hold", "transfer", "mistake")


def upgrade() -> None:
    """A wider check, and two columns."""
    words = ", ".join(f"'{cause}'" for cause in CAUSES)
    op.execute("ALTER TABLE cutoffs DROP CONSTRAINT ck_cutoffs_cutcause")
    op.execute(f"ALTER TABLE cutoffs ADD CONSTRAINT ck_cutoffs_cutcause CHECK (cause IN ({words}))")
    op.add_column("cutoffs", sa.Column("said_cause", sa.String(32)))
    op.execute(f"ALTER TABLE cutoffs ADD CONSTRAINT ck_cutoffs_saidcause CHECK (said_cause IN ({words}))")
    op.add_column("cutoffs", sa.Column("entered_by", sa.BigInteger(), sa.ForeignKey("people.id")))


def downgrade() -> None:
    raise NotImplementedError("there is no way back")
