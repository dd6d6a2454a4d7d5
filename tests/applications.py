"""Web applications for tests: what a test may change is its own, what is built of code alone is built once."""

from copy import copy
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from ticketing import db
from ticketing.app import create_app
from ticketing.auth import throttle
from ticketing.clock import Clock
from ticketing.config import Config

_built: dict[Config, Flask] = {}


def web_app(config: Config, clock: Clock) -> Flask:
    """The application with every door, on the database of `config`.

    Its routes, templates and API document say the same for every database and take longer to build than most tests:
    they are shared. Settings, clock, engine and counters of tries are this application's own.
    """
    kind = replace(config, database_url="", data_dir="")
    if kind not in _built:
        _built[kind] = create_app(config, clock)
    app = copy(_built[kind])
    app.config = copy(app.config)
    app.config.update(REXIAN=config, SQLALCHEMY_DATABASE_URI=config.database_url)
    app.extensions = {**app.extensions, "machine_clock": clock}
    del app.extensions["sqlalchemy"]
    app.teardown_appcontext_funcs = []
    app.shell_context_processors = []
    db.init_app(app, clock)
    throttle.init_app(app)
    return app


def share_statements(patch: pytest.MonkeyPatch, database_url: str) -> None:
    """Let every engine of this process know the statements that another put into SQL; else each test does it again."""
    first = sa.create_engine(database_url)
    with first.connect():
        # A dialect knows its server from the first connection on.
        pass
    first.dispose()
    make = SQLAlchemy._make_engine

    def sharing(self: SQLAlchemy, *args: Any) -> sa.Engine:
        engine = make(self, *args)
        engine.dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine

    patch.setattr(SQLAlchemy, "_make_engine", sharing)
