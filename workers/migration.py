"""Bring the tables up to date; two starts at once do it once."""

from pathlib import Path

import alembic.command
import alembic.config
import sqlalchemy as sa

SCRIPTS = Path(__file__).parent.parent / "migrations"
LOCK = 0x4D49_4752


def upgrade(database_url: str) -> None:
    """Apply every revision of `migrations/` that the database at `database_url` lacks."""
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
        alembic.command.upgrade(settings(database_url), "head")


def settings(database_url: str) -> alembic.config.Config:
    """What Alembic needs to know, without an ini file."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(SCRIPTS))
    # Alembic's settings are interpolated, and the socket's path in the URL is full of percent signs.
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config
