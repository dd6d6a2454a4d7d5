"""Sheets that are corrected, signed and told: revisions with their cause, late days, adjustments, subscribers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    empty = {"nullable": False, "server_default": "{}"}
    op.add_column("report_runs", sa.Column("correction", postgresql.JSONB(), **empty))
    op.add_column("report_runs", sa.Column("signed_at", _AT))
    op.add_column("report_runs", sa.Column("signed_by", sa.BigInteger(), sa.ForeignKey("people.id")))
    _table("report_dirty", "dimension:t", "on_day:d", "cause:t", "detail:t", "noticed_at:at")
    op.create_unique_constraint("uq_report_dirty_dimension_on_day", "report_dirty", ["dimension", "on_day"])
    texts = ("team:t", "code:t", "name:t", "parts:j", "cause:t", "detail:t")
    _table("report_adjustments", "key:t", "on_day:d", "into_month:d", *texts, "made_at:at")
    op.create_index("ix_report_adjustments_into", "report_adjustments", ["key", "into_month"])
    _table("report_subscriptions", "key:t", "person_id:people", "since:at")
    op.create_unique_constraint("uq_report_subscriptions_key_person_id", "report_subscriptions", ["key", "person_id"])
    _table("report_deliveries", "run_id:report_runs", "person_id:people", "channel:t", "told_at:at")
    columns = ["run_id", "person_id", "channel"]
    op.create_unique_constraint("uq_report_deliveries_run_id_person_id_channel", "report_deliveries", columns)


def _table(name: str, *columns: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), nullable=False),
        *(_column(*column.split(":")) for column in columns),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _column(name: str, kind: str) -> sa.Column[object]:
    types = {"t": sa.Text(), "d": sa.Date(), "at": _AT, "j": postgresql.JSONB()}
    if kind in types:
        return sa.Column(name, types[kind], nullable=False)
    ondelete = "CASCADE" if kind == "report_runs" else None
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{kind}.id", ondelete=ondelete), nullable=False)
