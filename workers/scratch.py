"""Databases for the moment: made empty on the server at hand, gone afterwards."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.bare import bare_app
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.models import Base

#: Behind everything that a case may speak of, so that nothing counts as live.
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


class Scratch:
    """Empty databases on one server, each a copy of one that was made with every table; `close` drops them all."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._server = sa.create_engine(config.database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._template = self._create("")
        engine = sa.create_engine(self._url(self._template), poolclass=sa.NullPool)
        Base.metadata.create_all(engine)

    @contextmanager
    def app(self) -> Iterator[Flask]:
        """An application on a database of its own; its context is open."""
        name = self._create(f'TEMPLATE "{self._template}" STRATEGY FILE_COPY')
        app = bare_app(replace(self._config, database_url=self._url(name), test_clock=False), FrozenClock(LONG_AFTER))
        try:
            with app.app_context():
                yield app
                db.db.session.remove()
                db.db.engine.dispose()
        finally:
            self._drop(name)

    def close(self) -> None:
        """Leave nothing behind."""
        self._drop(self._template)

    def _create(self, like: str) -> str:
        name = f"rexian_scratch_{secrets.token_hex(6)}"
        with self._server.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}" {like}'))
        return name

    def _drop(self, name: str) -> None:
        with self._server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def _url(self, name: str) -> str:
        return sa.make_url(self._config.database_url).set(database=name).render_as_string(hide_password=False)
