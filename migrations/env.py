"""How Alembic reaches the database: one connection, one transaction for all revisions, our own metadata."""

import sqlalchemy as sa
from alembic import context

from ticketing.db import Base

config = context.config


def run() -> None:
    """Apply or compare revisions over one connection; there is no offline mode, a script is of no use without data."""
    engine = sa.create_engine(config.get_main_option("sqlalchemy.url") or "", poolclass=sa.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
