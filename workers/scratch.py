"""A database for the moment: made empty on the server at hand, gone afterwards."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.app import bare_app
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.models import Base

#: Behind everything that a case may speak of, so that nothing counts as live.
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


@contextmanager
def scratch_app(config: Config) -> Iterator[Flask]:
    """An application on a database of its own with every table and no row; its context is open."""
    name = f"rexian_scratch_{secrets.token_hex(6)}"
    server = sa.create_engine(config.database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    try:
        url = sa.make_url(config.database_url).set(database=name).render_as_string(hide_password=False)
        app = bare_app(replace(config, database_url=url, test_clock=False), FrozenClock(LONG_AFTER))
        with app.app_context():
            Base.metadata.create_all(db.db.engine)
            yield app
            db.db.engine.dispose()
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def empty(app: Flask) -> None:
    """Take every row out again, for the next case; numbers begin anew."""
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with app.app_context(), db.db.engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
