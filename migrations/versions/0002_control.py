"""Acts asked of phone systems, numbers that nobody dials, the phone at each desk, and the call behind each attempt."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTS = (
    *("dial", "hangup", "hold", "unhold", "blind_transfer", "attended_transfer", "cancel_transfer"),
    *("pause", "unpause", "queue_add", "queue_remove", "listen", "whisper", "barge"),
)
STATES = ("asked", "sent", "done", "refused", "expired", "lost")
OPEN = "state IN ('asked', 'sent')"


def upgrade() -> None:
    op.add_column("people", sa.Column("extension", sa.Text(), nullable=True))
    op.add_column("callback_attempts", sa.Column("callid", sa.Text(), nullable=True))
    op.add_column("pbx_sources", sa.Column("barred", postgresql.JSONB(), server_default="[]", nullable=False))
    _commands()
    op.create_table(
        "blocked_numbers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("e164", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("blocked_by", sa.BigInteger(), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blocked_by"], ["people.id"], name=op.f("fk_blocked_numbers_blocked_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_numbers")),
        sa.UniqueConstraint("e164", name=op.f("uq_blocked_numbers_e164")),
    )


def _commands() -> None:
    op.create_table(
        "pbx_commands",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("act", _words(ACTS, "act"), nullable=False),
        sa.Column("state", _words(STATES, "commandstate"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("callback_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.Text(), nullable=True),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("asked_at", "expires_at")),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("sent_at", "ended_at")),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        *_keys(),
    )
    op.create_index(
        "ix_pbx_commands_open", "pbx_commands", ["source_id", "id"], unique=False, postgresql_where=sa.text(OPEN)
    )
    op.create_index(
        "uq_pbx_commands_dialling",
        "pbx_commands",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text(f"act = 'dial' AND {OPEN}"),
    )
    op.create_index("ix_pbx_commands_asked", "pbx_commands", ["asked_by", "id"], unique=False)
    op.create_index(
        "ix_pbx_commands_callback",
        "pbx_commands",
        ["callback_id"],
        unique=False,
        postgresql_where=sa.text("callback_id IS NOT NULL"),
    )


def _keys() -> list[sa.Constraint]:
    far = {"asked_by": "people", "person_id": "people", "source_id": "pbx_sources"}
    far |= {"ticket_id": "tickets", "callback_id": "callbacks"}
    return [
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pbx_commands")),
        sa.UniqueConstraint("asked_by", "key", name=op.f("uq_pbx_commands_asked_by_key")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_pbx_commands_channel_id")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_pbx_commands_{column}_{table}"))
            for column, table in far.items()
        ),
    ]


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
