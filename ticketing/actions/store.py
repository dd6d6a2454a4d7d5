"""Two ways of writing rows, one result: a few are sent as statements, many are streamed by COPY."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
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
    def names(self) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))

    @cached_property
    def on_conflict(self) -> sql.Composed:
        others = [name for name in self.columns if name not in self.key]
        return sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(
            sql.SQL(", ").join(map(sql.Identifier, self.key)),
            sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in others),
        )

    def insert(self, table: str) -> sql.Composed:
        return sql.SQL("INSERT INTO {} ({})").format(sql.Identifier(table), self.names)


def append(session: Session, shape: Shape, rows: Sequence[Row]) -> None:
    """Write rows that are known to be new."""
    if not rows:
        return
    if len(rows) < MANY:
        _by_statement(session, shape, rows, sql.SQL(""))
    else:
        _copy(cursor_of(session), shape.table, shape, rows)


def upsert(session: Session, shape: Shape, rows: Sequence[Row]) -> None:
    """Write rows over those with the same key; no key may come twice."""
    if not rows:
        return
    if len(rows) < MANY:
        _by_statement(session, shape, rows, shape.on_conflict)
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
        sql.SQL("{} SELECT {} FROM {} {}").format(shape.insert(shape.table), shape.names, temporary, shape.on_conflict)
    )
    cursor.execute(sql.SQL("DROP TABLE {}").format(temporary))


def reserve_ids(session: Session, table: str, count: int) -> list[int]:
    """`count` ids that nobody else gets, ascending; other writers' ids may lie between them."""
    numbers = sa.text("SELECT array_agg(nextval(CAST(:name AS regclass))) FROM generate_series(1, :count)")
    return session.scalar(numbers, {"name": f"{table}_id_seq", "count": count}) or []


def cursor_of(session: Session) -> psycopg.Cursor[Any]:
    """The database driver's own cursor, inside the session's transaction and with its pending rows written."""
    session.flush()
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("rows are streamed through psycopg only")
    return connection.cursor()


def _by_statement(session: Session, shape: Shape, rows: Iterable[Row], tail: sql.Composable) -> None:
    values = sql.SQL(", ").join([sql.Placeholder()] * len(shape.columns))
    cursor_of(session).executemany(sql.SQL("{} VALUES ({}){}").format(shape.insert(shape.table), values, tail), rows)


def _copy(cursor: psycopg.Cursor[Any], table: str, shape: Shape, rows: Iterable[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), shape.names)
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
