"""Facts that last long: a phone that is out of reach stays so for days."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_agent_intervals_long", "agent_intervals"
COLUMNS = ["pbx_id", "agent", "end_us"]
BEFORE = ("member", "session", "pause")


def upgrade() -> None:
    _index((*BEFORE, "unreachable"))


def downgrade() -> None:
    _index(BEFORE)


def _index(kinds: tuple[str, ...]) -> None:
    op.drop_index(INDEX, TABLE)
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_index(INDEX, TABLE, COLUMNS, postgresql_where=sa.text(f"kind IN ({listed})"))
