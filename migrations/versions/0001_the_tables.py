"""The tables as they were first laid: telephony log, tickets and clocks, call-backs, escalations, roster, sheets.

Frozen: the models go on, this file does not. `tests/house/test_migrations.py` holds that all revisions
together make what the models say.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit", "raw_events")

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """Every table with its constraints and indexes, then what the database itself forbids."""
    op.execute(sa.schema.CreateSequence(sa.Sequence("board_version")))
    op.create_table(
        "agent_intervals",
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=True),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("fold_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_intervals")),
        sa.UniqueConstraint("pbx_id", "agent", "serial", name=op.f("uq_agent_intervals_pbx_id_agent_serial")),
    )
    op.create_index("ix_agent_intervals_fold", "agent_intervals", ["pbx_id", "fold_us"], unique=False)
    op.create_index(
        "ix_agent_intervals_open",
        "agent_intervals",
        ["kind", "queue"],
        unique=False,
        postgresql_where=sa.text("end_us IS NULL"),
    )
    op.create_index("ix_agent_intervals_time", "agent_intervals", ["agent", "start_us"], unique=False)
    op.create_table(
        "agent_slices",
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("fold_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_slices")),
        sa.UniqueConstraint("pbx_id", "agent", "start_us", name=op.f("uq_agent_slices_pbx_id_agent_start_us")),
    )
    op.create_index("ix_agent_slices_fold", "agent_slices", ["pbx_id", "fold_us"], unique=False)
    op.create_index(
        "ix_agent_slices_person",
        "agent_slices",
        ["person_id", "start_us"],
        unique=False,
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index("ix_agent_slices_time", "agent_slices", ["start_us"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "calendars",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("code", name=op.f("uq_calendars_code")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(
        "ix_journal_parked", "journal", ["id"], unique=False, postgresql_where=sa.text("parked_at IS NOT NULL")
    )
    op.create_index(
        "ix_journal_ticket",
        "journal",
        ["ticket_id", "id"],
        unique=False,
        postgresql_where=sa.text("ticket_id IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_undelivered",
        "journal",
        ["id"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answers")),
        sa.UniqueConstraint("principal", "route", "key", name=op.f("uq_kept_answers_principal_route_key")),
    )
    op.create_table(
        "outbound_calls",
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("talk_us", sa.BigInteger(), nullable=False),
        sa.Column("fold_version", sa.BigInteger(), nullable=False),
        sa.Column("fold_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_calls")),
        sa.UniqueConstraint("fold_version", name=op.f("uq_outbound_calls_fold_version")),
    )
    op.create_index("ix_outbound_calls_fold", "outbound_calls", ["pbx_id", "fold_us"], unique=False)
    op.create_index("ix_outbound_calls_time", "outbound_calls", ["at_us"], unique=False)
    op.create_table(
        "pbxes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("restart_policy", sa.Text(), nullable=False),
        sa.Column("one_call_per_agent", sa.Boolean(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("head_event_id", sa.BigInteger(), nullable=False),
        sa.Column("head_order_us", sa.BigInteger(), nullable=False),
        sa.Column("passed_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pbxes")),
        sa.UniqueConstraint("code", name=op.f("uq_pbxes_code")),
    )
    op.create_table(
        "queue_rollups",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("bucket_us", sa.BigInteger(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_rollups")),
        sa.UniqueConstraint("pbx_id", "queue", "bucket_us", name=op.f("uq_queue_rollups_pbx_id_queue_bucket_us")),
    )
    op.create_index("ix_queue_rollups_bucket", "queue_rollups", ["bucket_us"], unique=False)
    op.create_table(
        "raw_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("pos_generation", sa.BigInteger(), nullable=True),
        sa.Column("pos_offset", sa.BigInteger(), nullable=True),
        sa.Column("text_hash", sa.LargeBinary(), nullable=True),
        sa.Column("occurrence", sa.BigInteger(), nullable=True),
        sa.Column("event_us", sa.BigInteger(), nullable=True),
        sa.Column("order_us", sa.BigInteger(), nullable=True),
        sa.Column("recv_us", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("callid", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("ok", "quarantined", name="eventstatus", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_events")),
    )
    op.create_index(
        "ix_raw_events_callid",
        "raw_events",
        ["pbx_id", "callid"],
        unique=False,
        postgresql_where=sa.text("callid IS NOT NULL"),
    )
    op.create_index(
        "ix_raw_events_order",
        "raw_events",
        ["pbx_id", "order_us"],
        unique=False,
        postgresql_where=sa.text("order_us IS NOT NULL"),
    )
    op.create_index(
        "ix_raw_events_quarantined",
        "raw_events",
        ["pbx_id", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'quarantined'"),
    )
    op.create_index(
        "uq_raw_events_position",
        "raw_events",
        ["source_id", "pos_generation", "pos_offset"],
        unique=True,
        postgresql_where=sa.text("pos_offset IS NOT NULL"),
    )
    op.create_index(
        "uq_raw_events_text",
        "raw_events",
        ["source_id", "text_hash", "occurrence"],
        unique=True,
        postgresql_where=sa.text("pos_offset IS NULL"),
    )
    op.create_table(
        "report_runs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("day_start_hour", sa.BigInteger(), nullable=False),
        sa.Column("definition_version", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_runs")),
        sa.UniqueConstraint(
            "key", "scope", "period_start", "revision", name=op.f("uq_report_runs_key_scope_period_start_revision")
        ),
    )
    op.create_table(
        "ring_attempts",
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("fold_version", sa.BigInteger(), nullable=False),
        sa.Column("fold_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring_attempts")),
        sa.UniqueConstraint(
            "pbx_id", "agent", "start_us", "queue", "seq", name=op.f("uq_ring_attempts_pbx_id_agent_start_us_queue_seq")
        ),
    )
    op.create_index("ix_ring_attempts_callid", "ring_attempts", ["callid"], unique=False)
    op.create_index("ix_ring_attempts_fold", "ring_attempts", ["pbx_id", "fold_us"], unique=False)
    op.create_index(
        "ix_ring_attempts_person",
        "ring_attempts",
        ["person_id", "start_us"],
        unique=False,
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", name=op.f("uq_settings_key")),
    )
    op.create_table(
        "shift_templates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("start_min", sa.BigInteger(), nullable=False),
        sa.Column("end_min", sa.BigInteger(), nullable=False),
        sa.Column("break_min", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_templates")),
        sa.UniqueConstraint("code", name=op.f("uq_shift_templates_code")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("code", name=op.f("uq_teams_code")),
    )
    op.create_table(
        "test_clock",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("now", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_clock")),
    )
    op.create_table(
        "ticket_numbers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_numbers")),
        sa.UniqueConstraint("day", name=op.f("uq_ticket_numbers_day")),
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("subject", "subject_id", "kind", "key", name=op.f("uq_timers_subject_subject_id_kind_key")),
        postgresql_with={"autovacuum_vacuum_scale_factor": "0.01", "autovacuum_vacuum_cost_delay": "0"},
    )
    op.create_index(
        "ix_timers_next", "timers", ["next_at"], unique=False, postgresql_where=sa.text("next_at IS NOT NULL")
    )
    op.create_table(
        "calendar_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_versions_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_versions")),
        sa.UniqueConstraint("calendar_id", "version", name=op.f("uq_calendar_versions_calendar_id_version")),
    )
    op.create_table(
        "customer_phones",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("e164", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_phones_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_phones")),
        sa.UniqueConstraint("customer_id", "e164", name=op.f("uq_customer_phones_customer_id_e164")),
    )
    op.create_index("ix_customer_phones_e164", "customer_phones", ["e164"], unique=False)
    op.create_table(
        "fold_checkpoints",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("upto_raw_event_id", sa.BigInteger(), nullable=False),
        sa.Column("order_us", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pbx_id"], ["pbxes.id"], name=op.f("fk_fold_checkpoints_pbx_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fold_checkpoints")),
        sa.UniqueConstraint("pbx_id", "order_us", name=op.f("uq_fold_checkpoints_pbx_id_order_us")),
    )
    op.create_table(
        "pbx_sources",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "queue_log",
                "ami",
                "http",
                "freeswitch",
                name="sourcekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("pos_generation", sa.BigInteger(), nullable=False),
        sa.Column("pos_offset", sa.BigInteger(), nullable=False),
        sa.Column("order_us", sa.BigInteger(), nullable=False),
        sa.Column("last_event_us", sa.BigInteger(), nullable=True),
        sa.Column(
            "link_state",
            sa.Enum(
                "unknown",
                "up",
                "down",
                "refused",
                name="linkstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("link_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pbx_id"], ["pbxes.id"], name=op.f("fk_pbx_sources_pbx_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pbx_sources")),
        sa.UniqueConstraint("pbx_id", "name", name=op.f("uq_pbx_sources_pbx_id_name")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_people_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("code", name=op.f("uq_people_code")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
    )
    op.create_index(op.f("ix_people_team_id"), "people", ["team_id"], unique=False)
    op.create_table(
        "queues",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "inquiry",
                "complaint",
                "suggestion",
                "repair",
                "order",
                "other",
                name="ticketkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("calendar_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sl_threshold_s", sa.BigInteger(), nullable=False),
        sa.Column("sl_target_pct", sa.BigInteger(), nullable=False),
        sa.Column("sl_formula", sa.Text(), nullable=False),
        sa.Column("short_abandon_s", sa.BigInteger(), nullable=False),
        sa.Column("wrapup_s", sa.BigInteger(), nullable=False),
        sa.Column("callback_due_s", sa.BigInteger(), nullable=False),
        sa.Column("thresholds", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_queues_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("code", name=op.f("uq_queues_code")),
    )
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("match", postgresql.JSONB(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_sla_policies_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policies")),
        sa.UniqueConstraint("code", name=op.f("uq_sla_policies_code")),
    )
    op.create_table(
        "agent_aliases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("raw_name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pbx_id"], ["pbxes.id"], name=op.f("fk_agent_aliases_pbx_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_agent_aliases_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_aliases")),
        sa.UniqueConstraint(
            "pbx_id", "raw_name", "valid_from", name=op.f("uq_agent_aliases_pbx_id_raw_name_valid_from")
        ),
    )
    op.create_index(op.f("ix_agent_aliases_person_id"), "agent_aliases", ["person_id"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_api_tokens_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_api_tokens_person_id")),
        sa.ForeignKeyConstraint(["source_id"], ["pbx_sources.id"], name=op.f("fk_api_tokens_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_api_tokens_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_person_id"), "api_tokens", ["person_id"], unique=False)
    op.create_table(
        "console_state_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_console_state_changes_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_console_state_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_state_changes")),
    )
    op.create_index("ix_console_state_changes_person", "console_state_changes", ["person_id", "at"], unique=False)
    op.create_table(
        "console_states",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_state", sa.Text(), nullable=True),
        sa.Column("next_reason", sa.Text(), nullable=True),
        sa.Column("forced_by", sa.BigInteger(), nullable=True),
        sa.Column("forced_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["forced_by"], ["people.id"], name=op.f("fk_console_states_forced_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_console_states_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_states")),
        sa.UniqueConstraint("person_id", name=op.f("uq_console_states_person_id")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("session_version", sa.BigInteger(), nullable=False),
        sa.Column("csrf_token", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_login_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    op.create_index(op.f("ix_login_sessions_person_id"), "login_sessions", ["person_id"], unique=False)
    op.create_table(
        "outages",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pbx_id"], ["pbxes.id"], name=op.f("fk_outages_pbx_id")),
        sa.ForeignKeyConstraint(["source_id"], ["pbx_sources.id"], name=op.f("fk_outages_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
        sa.UniqueConstraint("pbx_id", "kind", "from_us", name=op.f("uq_outages_pbx_id_kind_from_us")),
    )
    op.create_table(
        "queue_members",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_queue_members_person_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_queue_members_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_members")),
        sa.UniqueConstraint("queue_id", "person_id", name=op.f("uq_queue_members_queue_id_person_id")),
    )
    op.create_index(op.f("ix_queue_members_person_id"), "queue_members", ["person_id"], unique=False)
    op.create_table(
        "rosters",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("published_version", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_rosters_published_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_rosters_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
        sa.UniqueConstraint("team_id", "week_on", name=op.f("uq_rosters_team_id_week_on")),
    )
    op.create_table(
        "sla_policy_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["sla_policies.id"], name=op.f("fk_sla_policy_versions_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policy_versions")),
        sa.UniqueConstraint("policy_id", "version", name=op.f("uq_sla_policy_versions_policy_id_version")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "inquiry",
                "complaint",
                "suggestion",
                "repair",
                "order",
                "other",
                name="ticketkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "open",
                "waiting_customer",
                "waiting_internal",
                "resolved",
                "closed",
                "merged",
                "cancelled",
                name="ticketstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "call_in",
                "call_out",
                "missed_call",
                "voicemail",
                "web",
                "letter",
                "visit",
                "api",
                "import",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("visit_callid", sa.Text(), nullable=True),
        sa.Column("reopen_count", sa.BigInteger(), nullable=False),
        sa.Column("pause_count", sa.BigInteger(), nullable=False),
        sa.Column("paused_s", sa.BigInteger(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_customer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_outbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution_code", sa.Text(), nullable=True),
        sa.Column("resolution_text", sa.Text(), nullable=True),
        sa.Column("root_cause", sa.Text(), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=True),
        sa.Column("policy_version", sa.BigInteger(), nullable=True),
        sa.Column("follow_up_of_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_in", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_tickets_created_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_tickets_customer_id")),
        sa.ForeignKeyConstraint(["follow_up_of_id"], ["tickets.id"], name=op.f("fk_tickets_follow_up_of_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_tickets_owner_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["sla_policies.id"], name=op.f("fk_tickets_policy_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_tickets_queue_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_tickets_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index("ix_tickets_customer", "tickets", ["customer_id", "id"], unique=False)
    op.create_index("ix_tickets_owner", "tickets", ["owner_id", "id"], unique=False)
    op.create_index("ix_tickets_owner_state", "tickets", ["owner_id", "state", "next_due_at"], unique=False)
    op.create_index("ix_tickets_phone", "tickets", ["contact_phone", "id"], unique=False)
    op.create_index("ix_tickets_queue_state", "tickets", ["queue_id", "state", "next_due_at"], unique=False)
    op.create_index("ix_tickets_state", "tickets", ["state", "id"], unique=False)
    op.create_index("ix_tickets_state_due", "tickets", ["state", "next_due_at", "id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_assignments_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_assignments_owner_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_assignments_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_ticket_id"), "assignments", ["ticket_id"], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "promise",
                "missed_call",
                "dropped_call",
                "follow_up",
                "survey",
                "recurring",
                name="callbackkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "scheduled",
                "ready",
                "in_progress",
                "done",
                "exhausted",
                "cancelled",
                name="callbackstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_attempts", sa.BigInteger(), nullable=False),
        sa.Column("max_attempts", sa.BigInteger(), nullable=False),
        sa.Column("reschedule_count", sa.BigInteger(), nullable=False),
        sa.Column("call_count", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("claim_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("promise_kept", sa.Boolean(), nullable=True),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["claimed_by"], ["people.id"], name=op.f("fk_callbacks_claimed_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_callbacks_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_callbacks_owner_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_callbacks_queue_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_callbacks_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_customer_id"), "callbacks", ["customer_id"], unique=False)
    op.create_index("ix_callbacks_owner", "callbacks", ["owner_id", "state", "window_start"], unique=False)
    op.create_index("ix_callbacks_state", "callbacks", ["state", "window_end", "id"], unique=False)
    op.create_index(op.f("ix_callbacks_ticket_id"), "callbacks", ["ticket_id"], unique=False)
    op.create_index(
        "uq_callbacks_open_missed",
        "callbacks",
        ["phone", "queue_id"],
        unique=True,
        postgresql_where=sa.text(
            "kind IN ('missed_call', 'dropped_call') AND state IN ('scheduled', 'ready', 'in_progress')"
        ),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("liable_department", sa.Text(), nullable=False),
        sa.Column("reply_text", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("satisfaction", sa.BigInteger(), nullable=True),
        sa.Column("flags", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_complaints_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_complaints_ticket_id")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("needs_action", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("callid", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contacts_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_contacts_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_ticket_id"), "contacts", ["ticket_id"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_notes_author_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_notes_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_ticket_id"), "notes", ["ticket_id"], unique=False)
    op.create_table(
        "queue_visits",
        sa.Column("pbx_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("callid", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("enter_us", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
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
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("caller_norm", sa.Text(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=True),
        sa.Column("dnis", sa.Text(), nullable=True),
        sa.Column("ivr", sa.Text(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("orig_pos", sa.BigInteger(), nullable=True),
        sa.Column("wait_us", sa.BigInteger(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("connect_us", sa.BigInteger(), nullable=True),
        sa.Column("ring_us", sa.BigInteger(), nullable=True),
        sa.Column("talk_us", sa.BigInteger(), nullable=True),
        sa.Column("hold_us", sa.BigInteger(), nullable=True),
        sa.Column("acw_us", sa.BigInteger(), nullable=True),
        sa.Column("agent_end_us", sa.BigInteger(), nullable=True),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("exit_key", sa.Text(), nullable=True),
        sa.Column("transfer_to", sa.Text(), nullable=True),
        sa.Column("member_uniqueid", sa.Text(), nullable=True),
        sa.Column("fold_version", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("marks", sa.BigInteger(), nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("fold_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_queue_visits_customer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_queue_visits_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_visits")),
        sa.UniqueConstraint(
            "pbx_id",
            "callid",
            "queue",
            "enter_us",
            "seq",
            name=op.f("uq_queue_visits_pbx_id_callid_queue_enter_us_seq"),
        ),
    )
    op.create_index(
        "ix_queue_visits_agent",
        "queue_visits",
        ["person_id", "enter_us"],
        unique=False,
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index("ix_queue_visits_arrival", "queue_visits", ["enter_us", "queue"], unique=False)
    op.create_index(
        "ix_queue_visits_caller",
        "queue_visits",
        ["caller_norm", "enter_us"],
        unique=False,
        postgresql_where=sa.text("caller_norm IS NOT NULL"),
    )
    op.create_index(
        "ix_queue_visits_customer",
        "queue_visits",
        ["customer_id"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index("ix_queue_visits_fold", "queue_visits", ["pbx_id", "fold_us"], unique=False)
    op.create_index(
        "ix_queue_visits_open",
        "queue_visits",
        ["pbx_id", "queue"],
        unique=False,
        postgresql_where=sa.text("stage <> 'ended'"),
    )
    op.create_index(
        "ix_queue_visits_ticket",
        "queue_visits",
        ["ticket_id"],
        unique=False,
        postgresql_where=sa.text("ticket_id IS NOT NULL"),
    )
    op.create_table(
        "roster_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("roster_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("from_code", sa.Text(), nullable=True),
        sa.Column("to_code", sa.Text(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_roster_changes_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roster_changes_person_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name=op.f("fk_roster_changes_roster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_changes")),
    )
    op.create_index(op.f("ix_roster_changes_roster_id"), "roster_changes", ["roster_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("roster_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("published_template_id", sa.BigInteger(), nullable=True),
        sa.Column("published_start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_is_leader", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shifts_person_id")),
        sa.ForeignKeyConstraint(
            ["published_template_id"], ["shift_templates.id"], name=op.f("fk_shifts_published_template_id")
        ),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name=op.f("fk_shifts_roster_id")),
        sa.ForeignKeyConstraint(["template_id"], ["shift_templates.id"], name=op.f("fk_shifts_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("person_id", "on_day", name=op.f("uq_shifts_person_id_on_day")),
    )
    op.create_index("ix_shifts_day", "shifts", ["on_day"], unique=False)
    op.create_index("ix_shifts_published", "shifts", ["published_start_at", "published_end_at"], unique=False)
    op.create_index(op.f("ix_shifts_roster_id"), "shifts", ["roster_id"], unique=False)
    op.create_table(
        "ticket_clocks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ack",
                "first_response",
                "next_response",
                "update",
                "resolution",
                "ola",
                "promise",
                "follow_up",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "paused",
                "met",
                "met_late",
                "cancelled",
                name="clockstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target_s", sa.BigInteger(), nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("calendar_version", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("elapsed_s", sa.BigInteger(), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warn_at", postgresql.JSONB(), nullable=False),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flags", postgresql.JSONB(), nullable=False),
        sa.Column("allowance_s", sa.BigInteger(), nullable=False),
        sa.Column("paused_target_s", sa.BigInteger(), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("runs", postgresql.JSONB(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_ticket_clocks_calendar_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_clocks_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_clocks")),
        sa.UniqueConstraint("ticket_id", "kind", "seq", name=op.f("uq_ticket_clocks_ticket_id_kind_seq")),
    )
    op.create_table(
        "callback_attempts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("callback_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "answered_resolved",
                "answered_pending",
                "customer_reschedule",
                "no_answer",
                "busy",
                "switched_off",
                "invalid_number",
                "wrong_person",
                "refused",
                "voicemail",
                "dropped",
                "system_error",
                name="attemptresult",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_callback_attempts_callback_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_callback_attempts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_attempts")),
        sa.UniqueConstraint("callback_id", "no", name=op.f("uq_callback_attempts_callback_id_no")),
    )
    op.create_table(
        "escalations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=True),
        sa.Column("callback_id", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "armed",
                "notified",
                "acknowledged",
                "resolved",
                "superseded",
                "void",
                name="escalationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ack_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["people.id"], name=op.f("fk_escalations_acknowledged_by")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_escalations_assignee_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_escalations_callback_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["ticket_clocks.id"], name=op.f("fk_escalations_clock_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_escalations_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        sa.UniqueConstraint(
            "ticket_id",
            "subject",
            "subject_id",
            "level",
            "round",
            name=op.f("uq_escalations_ticket_id_subject_subject_id_level_round"),
        ),
    )
    op.create_index(op.f("ix_escalations_assignee_id"), "escalations", ["assignee_id"], unique=False)
    op.create_index(
        "ix_escalations_open",
        "escalations",
        ["state", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('armed', 'notified', 'acknowledged')"),
    )
    op.create_index(op.f("ix_escalations_ticket_id"), "escalations", ["ticket_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause_key", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("escalation_id", sa.BigInteger(), nullable=True),
        sa.Column("callback_id", sa.BigInteger(), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_notices_callback_id")),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalations.id"], name=op.f("fk_notices_escalation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_notices_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("person_id", "cause_key", name=op.f("uq_notices_person_id_cause_key")),
    )
    op.create_index(
        "ix_notices_unread", "notices", ["person_id", "id"], unique=False, postgresql_where=sa.text("read_at IS NULL")
    )
    _forbid_change()


def _forbid_change() -> None:
    op.execute(REFUSE_CHANGE)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Refused: below the first revision there is nothing, and a telephony log is not thrown away by a command."""
    raise RuntimeError("the first revision cannot be taken back; restore a backup instead")
