"""Two ways of writing rows, one result: a few are sent as statements, many are streamed by COPY."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.pq import PipelineStatus
from sqlalchemy.orm import Session

from ticketing.models.base import Base

Row = tuple[object, ...]
#: From so many rows on, COPY is quicker than statements.
MANY = 200


@dataclass(frozen=True)
class Shape:
    """Some columns of a table in the order in which rows give them; `key` are those that name a row."""

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()

    @classmethod
    def of(cls, model: type[Base], columns: str, key: str = "") -> "Shape":
        return cls(model.__tablename__, tuple(columns.split()), tuple(key.split()))

    @cached_property
    def key_of(self) -> Callable[[Row], Row]:
        """Takes a row of this shape; gives the values that name it."""
        take = itemgetter(*map(self.columns.index, self.key))
        return take if len(self.key) > 1 else lambda row: (take(row),)

    @cached_property
    def names(self) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))

    @cached_property
    def on_conflict(self) -> sql.Composed:
        others = [name for name in self.columns if name not in self.key]
        return sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(
            sql.SQL(", ").join(map(sql.Identifier, self.key)),
            sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in others),
        )

    # Text, because putting a statement together takes longer than many a statement itself.
    @cached_property
    def append_one(self) -> bytes:
        return self.one(sql.SQL(""))

    @cached_property
    def upsert_one(self) -> bytes:
        return self.one(self.on_conflict)

    def one(self, tail: sql.Composable) -> bytes:
        """The statement that writes one row; `tail` says what becomes of a row that is there already."""
        values = sql.SQL(", ").join([sql.Placeholder()] * len(self.columns))
        into = sql.SQL("INSERT INTO {} AS old ({})").format(sql.Identifier(self.table), self.names)
        return sql.SQL("{} VALUES ({}){}").format(into, values, tail).as_bytes(None)


def append(session: Session, shape: Shape, rows: Sequence[Row]) -> None:
    """Write rows that are known to be new."""
    if not rows:
        return
    if is_for_statements(session, rows):
        write_each(session, shape.append_one, rows)
    else:
        _copy(cursor_of(session), shape.table, shape, rows)


def upsert(session: Session, shape: Shape, rows: Sequence[Row]) -> None:
    """Write rows over those with the same key; no key may come twice."""
    if not rows:
        return
    if is_for_statements(session, rows):
        write_each(session, shape.upsert_one, rows)
        return
    cursor, fresh = cursor_of(session), f"fresh_{shape.table}"
    table, temporary = sql.Identifier(shape.table), sql.Identifier(fresh)
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(
            temporary, shape.names, table
        )
    )
    _copy(cursor, fresh, shape, rows)
    cursor.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} {}").format(
            table, shape.names, shape.names, temporary, shape.on_conflict
        )
    )
    cursor.execute(sql.SQL("DROP TABLE {}").format(temporary))


def write_each(session: Session, statement: bytes, rows: Iterable[Row]) -> None:
    """Run a statement once for each row; its `%s` are the row's values."""
    cursor_of(session).executemany(statement, rows)


def reserve_ids(session: Session, table: str, count: int) -> list[int]:
    """`count` ids that nobody else gets, ascending; other writers' ids may lie between them."""
    numbers = sa.text("SELECT array_agg(nextval(CAST(:name AS regclass))) FROM generate_series(1, :count)")
    return session.scalar(numbers, {"name": f"{table}_id_seq", "count": count}) or []


def cursor_of(session: Session) -> psycopg.Cursor[Any]:
    """The database driver's own cursor, inside the session's transaction and with its new rows written."""
    if session.new:
        session.flush()
    return driver_of(session).cursor()


def driver_of(session: Session) -> psycopg.Connection[Any]:
    """The driver's own connection."""
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("rows are streamed through psycopg only")
    return connection


def is_for_statements(session: Session, rows: Sequence[Row]) -> bool:
    """Few rows, and all rows that are sent in one go: COPY waits for its answer."""
    return len(rows) < MANY or driver_of(session).pgconn.pipeline_status != PipelineStatus.OFF


@contextmanager
def in_one_go(session: Session) -> Iterator[None]:
    """Statements inside are sent without waiting for one another; nothing can be read until the block has ended.

    What the driver refuses is raised as whoever asks through the session would hear it.
    """
    try:
        with driver_of(session).pipeline():
            yield
    except psycopg.Error as error:
        raise sa.exc.DBAPIError.instance(None, None, error, psycopg.Error) from error


def _copy(cursor: psycopg.Cursor[Any], table: str, shape: Shape, rows: Iterable[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), shape.names)
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
