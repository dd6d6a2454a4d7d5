"""Rules of the floor's alerts, what they watch, and every alert that was raised."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

METRICS = (
    *("waiting", "longest_s", "sl_pct", "no_ready"),
    *("pause_s", "acw_s", "rna_row", "talk_s", "link_down_s"),
)
OPEN = "cleared_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        _metric(),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("warn", sa.Double(), nullable=True),
        sa.Column("critical", sa.Double(), nullable=True),
        sa.Column("hold_s", sa.BigInteger(), nullable=False),
        sa.Column("calm_s", sa.BigInteger(), nullable=False),
        sa.Column("margin", sa.Double(), nullable=False),
        sa.Column("min_calls", sa.BigInteger(), nullable=False),
        sa.Column("window_s", sa.BigInteger(), nullable=False),
        sa.Column("bell", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_alert_rules_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
        sa.UniqueConstraint(
            "metric",
            "queue_id",
            "reason",
            name=op.f("uq_alert_rules_metric_queue_id_reason"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    _watches()
    _alerts()


def downgrade() -> None:
    for table in ("alerts", "alert_watches", "alert_rules"):
        op.drop_table(table)


def _watches() -> None:
    op.create_table(
        "alert_watches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("warn_us", sa.BigInteger(), nullable=True),
        sa.Column("critical_us", sa.BigInteger(), nullable=True),
        sa.Column("under_us", sa.BigInteger(), nullable=True),
        sa.Column("next_us", sa.BigInteger(), nullable=True),
        *_subject("alert_watches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_watches")),
        sa.UniqueConstraint("metric", "subject", name=op.f("uq_alert_watches_metric_subject")),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("worst", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        *_subject("alerts"),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["people.id"], name=op.f("fk_alerts_acknowledged_by")),
        sa.ForeignKeyConstraint(["rule_id"], ["alert_rules.id"], name=op.f("fk_alerts_rule_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("ix_alerts_raised", "alerts", ["raised_at", "id"], unique=False)
    op.create_index("uq_alerts_open", "alerts", ["metric", "subject"], unique=True, postgresql_where=sa.text(OPEN))


def _metric() -> sa.Column[str]:
    kind = sa.Enum(*METRICS, name="alertmetric", native_enum=False, create_constraint=True, length=32)
    return sa.Column("metric", kind, nullable=False)


def _subject(table: str) -> list[sa.schema.SchemaItem]:
    return [
        _metric(),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("pbx_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f(f"fk_{table}_queue_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
        sa.ForeignKeyConstraint(["source_id"], ["pbx_sources.id"], name=op.f(f"fk_{table}_source_id")),
    ]
