"""Calls above their stays in queues, the ids that mean them, their legs and recordings, and what is owed to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_dues",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("callids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_dues")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("linkedid", sa.Text(), nullable=True),
        sa.Column(
            "direction",
            sa.Enum(
                "inbound",
                "outbound",
                "internal",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("first_us", sa.BigInteger(), nullable=False),
        sa.Column("answer_us", sa.BigInteger(), nullable=True),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "waiting",
                "answered",
                "abandoned",
                "timeout",
                "exit_key",
                "exit_empty",
                "withdrawn",
                "failed",
                "lost",
                "refused",
                "ivr",
                "no_answer",
                "busy",
                name="calloutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("number_norm", sa.Text(), nullable=True),
        sa.Column("dnis", sa.Text(), nullable=True),
        sa.Column("ivr", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("queues", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("agents", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("person_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("refused_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("wait_us", sa.BigInteger(), nullable=False),
        sa.Column("talk_us", sa.BigInteger(), nullable=False),
        sa.Column("hold_us", sa.BigInteger(), nullable=True),
        sa.Column("transfers", sa.BigInteger(), nullable=False),
        sa.Column("hangup_cause", sa.BigInteger(), nullable=True),
        sa.Column(
            "hung_up_by",
            sa.Enum("caller", "agent", "system", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("survey", sa.Text(), nullable=True),
        sa.Column("has_recording", sa.Boolean(), nullable=False),
        sa.Column("told_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("guesses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["callback_attempts.id"], name=op.f("fk_calls_attempt_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_calls_customer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_calls_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("pbx_id", "root", name=op.f("uq_calls_pbx_id_root")),
    )
    op.create_index(
        "ix_calls_customer",
        "calls",
        ["customer_id", "first_us"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_calls_number",
        "calls",
        ["number_norm", "first_us"],
        unique=False,
        postgresql_where=sa.text("number_norm IS NOT NULL"),
    )
    op.create_index(
        "ix_calls_open", "calls", ["pbx_id", "first_us"], unique=False, postgresql_where=sa.text("end_us IS NULL")
    )
    op.create_index(
        "ix_calls_people",
        "calls",
        ["person_ids"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("person_ids <> '{}'"),
    )
    op.create_index(
        "ix_calls_ticket", "calls", ["ticket_id"], unique=False, postgresql_where=sa.text("ticket_id IS NOT NULL")
    )
    op.create_index("ix_calls_time", "calls", ["first_us", "id"], unique=False)
    op.create_table(
        "call_aliases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_uniqueid", sa.Text(), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_aliases_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_aliases")),
        sa.UniqueConstraint(
            "pbx_id", "channel_uniqueid", "from_us", name=op.f("uq_call_aliases_pbx_id_channel_uniqueid_from_us")
        ),
    )
    op.create_index("ix_call_aliases_call", "call_aliases", ["call_id"], unique=False)
    op.create_table(
        "call_legs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("uniqueid", sa.Text(), nullable=False),
        sa.Column("linkedid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("src", sa.Text(), nullable=False),
        sa.Column("dst", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("dstchannel", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("answer_us", sa.BigInteger(), nullable=True),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("talk_us", sa.BigInteger(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("hangup_cause", sa.BigInteger(), nullable=True),
        sa.Column("hung_up_by", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("raw_event_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_legs_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_legs")),
        sa.UniqueConstraint("call_id", "no", name=op.f("uq_call_legs_call_id_no")),
    )
    op.create_index(
        "uq_call_legs_key",
        "call_legs",
        ["pbx_id", "uniqueid", "linkedid", "sequence"],
        unique=True,
        postgresql_where=sa.text("sequence <> ''"),
    )
    op.create_table(
        "recording_files",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("made_us", sa.BigInteger(), nullable=True),
        sa.Column("call_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_recording_files_call_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_files")),
        sa.UniqueConstraint("pbx_id", "name", name=op.f("uq_recording_files_pbx_id_name")),
    )
    op.create_index(
        "ix_recording_files_ids",
        "recording_files",
        ["ids"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("call_id IS NULL"),
    )
    op.create_index(
        "ix_recording_files_call",
        "recording_files",
        ["call_id"],
        unique=False,
        postgresql_where=sa.text("call_id IS NOT NULL"),
    )
    op.create_index("ix_outbound_calls_callid", "outbound_calls", ["pbx_id", "callid"], unique=False)
    op.create_index("ix_callbacks_phone", "callbacks", ["phone", "window_end"], unique=False)
    op.create_index(
        "ix_callback_attempts_callid",
        "callback_attempts",
        ["callid"],
        unique=False,
        postgresql_where=sa.text("callid IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_call",
        "tickets",
        ["visit_callid"],
        unique=False,
        postgresql_where=sa.text("visit_callid IS NOT NULL"),
    )
