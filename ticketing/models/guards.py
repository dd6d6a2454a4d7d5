"""What the database itself forbids, whoever asks: the audit chain and the phone system's words are only added to."""

import sqlalchemy as sa

from ticketing.models.base import Base

APPEND_ONLY = ("audit", "raw_events")
# What no verdict changes of a line that was put aside: its words, and where they came from.
WORDS = "id, pbx_id, source_id, pos_generation, pos_offset, text_hash, occurrence, recv_us, raw"

_OLD, _NEW = (", ".join(f"{row}.{name}" for name in WORDS.split(", ")) for row in ("OLD", "NEW"))

# Set for one transaction by the erasure of a person (`actions/customers/erase.py`), and by nothing else.
ERASING = "rexian.erasing"

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""

_KEEP_WORDS = f"""
CREATE OR REPLACE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('{ERASING}', true) = 'on' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status = 'quarantined'
        AND ({_OLD}) IS NOT DISTINCT FROM ({_NEW}) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""
_FUNCTIONS = {"audit": "refuse_change", "raw_events": "keep_words"}

# The statements in order; a migration runs each of them as `create_all` does.
STATEMENTS: tuple[str, ...] = (
    _FUNCTION,
    _KEEP_WORDS,
    *(
        f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTIONS[table]}()"
        for table in APPEND_ONLY
    ),
    *(
        f"CREATE OR REPLACE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in APPEND_ONLY
    ),
)


@sa.event.listens_for(Base.metadata, "after_create")
def _forbid(metadata: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    present = set(sa.inspect(connection).get_table_names())
    if present.issuperset(APPEND_ONLY):
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)
