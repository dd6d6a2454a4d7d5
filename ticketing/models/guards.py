"""What the database itself forbids, whoever asks: the audit chain and the phone system's words are only added to."""

import sqlalchemy as sa

from ticketing.models.base import Base

APPEND_ONLY = ("audit", "raw_events")

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""

# The statements in order; a migration runs each of them as `create_all` does.
STATEMENTS: tuple[str, ...] = (
    _FUNCTION,
    *(
        f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
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
