"""Databases for tests: one is emptied and goes on under another name; a fresh copy costs more than most tests."""

import itertools
import time
from pathlib import Path
from typing import Any

import psycopg

from ticketing.embedded import postgres

# The only table that the revisions leave a row in.
VERSION = "alembic_version"
# The planner takes any table that was never analysed for this large: up to here a used one is planned for like a new.
PAGES = 10
PATIENCE_S = 5.0

_TABLES = "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_EMPTY = f"""
DO $$ DECLARE used regclass; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR used IN SELECT oid {_TABLES} AND relname <> '{VERSION}' AND pg_relation_size(oid) > 0 LOOP
        EXECUTE format('DELETE FROM %s', used);
    END LOOP;
    PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$
"""  # noqa: S608 - of constants
# What a test may have done besides writing rows: made, changed or analysed a table, a trigger, a function.
_FORM = f"""
SELECT array(SELECT version_num FROM {VERSION}),
    (SELECT count(*) FROM pg_db_role_setting),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_class),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_trigger),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_constraint),
    (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_proc),
    (SELECT count(*) FROM pg_statistic)
"""  # noqa: S608 - of constants
_WITH_ROWS = f"SELECT relname {_TABLES} AND pg_relation_size(oid) > 0"
_LARGE = f"SELECT count(*) {_TABLES} AND pg_relation_size(oid) > %s * current_setting('block_size')::int"


class Databases:
    """The databases of one test process: every one that is taken has every table, no row and a name of its own."""

    def __init__(self, servers_dir: Path, template: str) -> None:
        self._servers_dir, self._template = servers_dir, template
        self._names = (f"test_{number}" for number in itertools.count(1))
        self._spare: str | None = None
        with self._connected(template) as connection:
            rows = connection.execute(_WITH_ROWS).fetchall()
            assert rows == [(VERSION,)], f"what a revision puts into {rows} must survive the emptying"
            self._form = connection.execute(_FORM).fetchone()

    def take(self) -> str:
        """The name of a database like new."""
        name, self._spare = self._spare, None
        if name is None:
            name = next(self._names)
            with self._connected("postgres") as server:
                server.execute(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return name

    def give_back(self, name: str) -> None:
        """Cut off whoever is in it still, then empty it for the next test, or drop it when it cannot be made like new.

        The next test has it under another name: a thread left behind by this one finds nobody there.
        """
        with self._connected("postgres") as server:
            if self._spare is None and _left(server, name) and self._emptied(name) and _left(server, name):
                self._spare = next(self._names)
                server.execute(f"ALTER DATABASE {name} RENAME TO {self._spare}")
            else:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _emptied(self, name: str) -> bool:
        with self._connected(name) as connection:
            if connection.execute(_LARGE, [PAGES]).fetchone() != (0,):
                return False
            connection.execute(_EMPTY)
            return connection.execute(_FORM).fetchone() == self._form

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        url = postgres.url(self._servers_dir, name).replace("postgresql+psycopg://", "postgresql://")
        return psycopg.connect(url, autocommit=True)


def _left(server: psycopg.Connection[Any], name: str) -> bool:
    """Whether nobody is in the database any more; a server process takes a moment to go."""
    deadline = time.monotonic() + PATIENCE_S
    while server.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", [name]
    ).fetchone() != (0,):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True
