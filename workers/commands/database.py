"""The database at hand for a command that opens works."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import db
from workers import installation, migration

DATA_DIR = click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root."
)


@contextmanager
def opened(data_dir: Path | None) -> Iterator[Config]:
    """Settings and an application context over the newest tables, with our own servers started if they are not up."""
    with installation.at_hand(installation.load(data_dir=str(data_dir) if data_dir else None)) as config:
        migration.upgrade(config.database_url)
        with bare_app(config).app_context():
            try:
                yield config
            finally:
                db.engine.dispose()
