"""The application without doors: configuration, clock and database, which is all that workers and commands need."""

from pathlib import Path

from flask import Flask

from ticketing import db
from ticketing.clock import Clock, SystemClock
from ticketing.config import Config

HERE = Path(__file__).parent
# In a checkout the templates stand at the top level; in a wheel they lie inside the package.
TEMPLATES = next(path for path in (HERE.parent / "templates", HERE / "templates") if path.is_dir())


def bare_app(config: Config | None = None, clock: Clock | None = None) -> Flask:
    """No route, no page: importing this imports neither, so a process of it starts fast and stays small."""
    config = config or Config.from_env()
    app = Flask("ticketing", root_path=str(HERE), template_folder=str(TEMPLATES), static_folder=None)
    app.config["REXIAN"] = config
    app.config["SECRET_KEY"] = config.secret_key or None
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    clock = clock or SystemClock()
    app.extensions["machine_clock"] = clock
    if config.test_clock:
        clock = db.SharedClock(lambda: db.db.engine, clock)
    db.init_app(app, clock)
    return app
