"""Reports that people put together and order, and requests for whole telephone numbers in files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "custom_reports",
        _id(),
        _person("owner_id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        _word("sharing", "shared", "nobody", "team", "everybody"),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_reports")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_custom_reports_owner_id_name")),
    )
    op.create_table(
        "custom_report_orders",
        _id(),
        sa.Column("report_id", sa.BigInteger(), sa.ForeignKey("custom_reports.id", ondelete="CASCADE"), nullable=False),
        _person("person_id"),
        _word("cadence", "cadence", "day", "week", "month"),
        sa.Column("since", _AT, nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_report_orders")),
        sa.UniqueConstraint("report_id", "person_id", name=op.f("uq_custom_report_orders_report_id_person_id")),
    )
    op.create_index("ix_custom_report_orders_next", "custom_report_orders", ["next_on"])
    _requests()


def _requests() -> None:
    op.create_table(
        "open_number_requests",
        _id(),
        _person("asked_by"),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _person("decided_by", nullable=True),
        sa.Column("decided_at", _AT),
        sa.Column("approved", sa.Boolean()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), sa.ForeignKey("file_jobs.id", ondelete="SET NULL")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_number_requests")),
        sa.CheckConstraint("decided_by IS DISTINCT FROM asked_by", name=op.f("ck_open_number_requests_by_another")),
    )
    waiting = sa.text("decided_at IS NULL")
    op.create_index("ix_open_number_requests_waiting", "open_number_requests", ["id"], postgresql_where=waiting)


def downgrade() -> None:
    for name in ("open_number_requests", "custom_report_orders", "custom_reports"):
        op.drop_table(name)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), nullable=False)


def _person(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey("people.id"), nullable=nullable)


def _word(enum: str, name: str, *words: str) -> sa.Column[str]:
    kind = sa.Enum(*words, name=enum, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)
