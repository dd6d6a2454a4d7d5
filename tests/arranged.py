"""What many tests begin with: arranged once per process by the product's own actions, afterwards put back as rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from flask import current_app
from psycopg import sql

from ticketing.clock import FrozenClock
from ticketing.db import db

T = TypeVar("T")

_USED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    AND pg_relation_size(oid) > 0
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
_COUNTED = "SELECT setval(format('%%I', name)::regclass, value) FROM unnest(%s::text[], %s::bigint[]) AS _(name, value)"
# What triggers wrote is among the rows, and so is whatever a row refers to.
_QUIETLY = "SET LOCAL session_replication_role = replica"


@dataclass(frozen=True)
class _Picture:
    """What an arrangement changed: the tables as COPY writes them, how far sequences went, and what it gave back."""

    tables: dict[str, bytes]
    sequences: dict[str, int]
    result: Any


@dataclass
class _Present:
    """What is known of the database of the test that runs: which arrangements it has seen, and nothing else since."""

    url: str = ""
    seen: tuple[Any, ...] = ()
    commits: int = -1


_pictures: dict[tuple[Any, ...], _Picture] = {}
_present = _Present()
_commits = 0


def begin(url: str) -> None:
    """This database has no row yet."""
    _know(url, ())


def once(name: str, arrange: Callable[[], T]) -> T:
    """What `arrange` gives, with all that it writes; called once per process for each state that it begins in.

    For the application whose context is open. `arrange` writes to the database and nowhere else, and gives plain
    values. On a clock that runs, or when somebody else has written to the database, it is called as if this were not.
    """
    config, clock = current_app.config["REXIAN"], current_app.extensions["clock"]
    alone = _present.url == config.database_url and _present.commits == _commits
    if not alone or not isinstance(clock, FrozenClock):
        return arrange()
    seen = (*_present.seen, (name, clock.at, replace(config, database_url="", data_dir="")))
    if seen in _pictures:
        _put(_pictures[seen])
    else:
        _pictures[seen] = _taken(arrange)
    _know(config.database_url, seen)
    result: T = deepcopy(_pictures[seen].result)
    return result


def _know(url: str, seen: tuple[Any, ...]) -> None:
    _present.url, _present.seen, _present.commits = url, seen, _commits


def _taken(arrange: Callable[[], Any]) -> _Picture:
    before = _rows() if _present.seen else {}
    result = arrange()
    after = _rows()
    with _connected() as connection:
        sequences = dict(connection.execute(_SEQUENCES).fetchall())
    changed = {table: after.get(table, b"") for table in before | after if before.get(table) != after.get(table)}
    return _Picture(changed, sequences, deepcopy(result))


def _rows() -> dict[str, bytes]:
    with _connected() as connection, connection.cursor() as cursor:
        found = {}
        for (table,) in cursor.execute(_USED).fetchall():
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                found[table] = b"".join(bytes(part) for part in copy)
        return found


def _put(picture: _Picture) -> None:
    with _connected() as connection, connection.cursor() as cursor:
        cursor.execute(_QUIETLY)
        for table, rows in picture.tables.items():
            if _present.seen:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)
        cursor.execute(_COUNTED, [list(picture.sequences), list(picture.sequences.values())])


@contextmanager
def _connected() -> Iterator[psycopg.Connection[Any]]:
    with db.engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        yield raw


@sa.event.listens_for(sa.Engine, "commit")
def _one_more(_: sa.Connection) -> None:
    global _commits
    _commits += 1
