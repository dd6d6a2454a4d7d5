"""The tables laid beside the rows that should stand there: only what differs is touched."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from psycopg import sql

from ticketing.actions.calls.refold.expected import Expected, Key
from ticketing.actions.store import Row, Shape, cursor_of
from ticketing.work import Work

Stored = Mapping[Key, Row]


class Difference(NamedTuple):
    """What to write over and what to take away."""

    write: list[Row]
    drop: list[Key]


def stored_rows(work: Work, pbx_id: int, shape: Shape, since_us: int, until_us: int) -> dict[Key, Row]:
    """The rows whose last change lies in (since_us, until_us]."""
    statement = sql.SQL("SELECT {} FROM {} WHERE pbx_id = %s AND fold_us > %s AND fold_us <= %s").format(
        shape.names, sql.Identifier(shape.table)
    )
    rows: list[Row] = cursor_of(work.session).execute(statement, (pbx_id, since_us, until_us)).fetchall()
    return {shape.key_of(row): row for row in rows}


def compare(expected: Expected, shape: Shape, stored: Stored, skip: set[Key], stops: Sequence[int]) -> Difference:
    """The rows that should stand otherwise; of those in `skip` the fold has not said its last word.

    A row that nothing but its place tells apart is left, as long as no checkpoint lies between the two places: a later
    fold from there would take the row for one that it should have made itself.
    """
    rows, changed = expected.of(shape), expected.changed[shape.table]
    write = []
    for key, row in rows.items():
        if key in skip:
            continue
        there = stored.get(key)
        if (key in changed) if there is None else _differs(there, row, stops):
            write.append(row)
    return Difference(write, [key for key in stored if key not in rows and key not in skip])


def differing(expected: Expected, shape: Shape, stored: Stored, keys: set[Key]) -> set[Key]:
    """Of these keys, those whose stored row says something else than it should."""
    rows = expected.of(shape)
    return {key for key in keys if key in stored and key in rows and stored[key][:-1] != rows[key][:-1]}


def rows_at(work: Work, shape: Shape, keys: Sequence[Key]) -> list[Row]:
    """The stored rows of these keys: one statement, however many there are."""
    if not keys:
        return []
    columns = [list(column) for column in zip(*keys, strict=True)]
    kinds = [sql.SQL("%s::text[]" if isinstance(column[0], str) else "%s::bigint[]") for column in columns]
    wanted = sql.SQL("SELECT * FROM unnest({}) AS wanted ({})").format(
        sql.SQL(", ").join(kinds), sql.SQL(", ").join(map(sql.Identifier, shape.key))
    )
    statement = sql.SQL("SELECT {} FROM {} JOIN ({}) AS wanted USING ({})").format(
        shape.names, sql.Identifier(shape.table), wanted, sql.SQL(", ").join(map(sql.Identifier, shape.key))
    )
    return cursor_of(work.session).execute(statement, columns).fetchall()


def drop_rows(work: Work, shape: Shape, keys: Sequence[Key]) -> None:
    """Take rows away by their keys."""
    if keys:
        where = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in shape.key)
        statement = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(shape.table), where)
        cursor_of(work.session).executemany(statement, keys)


def _differs(there: Row, row: Row, stops: Sequence[int]) -> bool:
    return there[:-1] != row[:-1] or _stretch(there, stops) != _stretch(row, stops)


def _stretch(row: Row, stops: Sequence[int]) -> int:
    order_us = row[-1]
    return bisect_left(stops, order_us) if isinstance(order_us, int) else -1
