"""The revisions together make what the models say, and what the models forbid."""

import alembic.script
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ticketing.db import Base
from ticketing.models import counts, guards
from ticketing.models.system import BOARD_VERSION
from workers import migration


def test_the_revisions_make_what_the_models_say(empty_database_url):
    migration.upgrade(empty_database_url)
    engine = sa.create_engine(empty_database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        triggers = set(connection.scalars(sa.text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))
        sequences = set(connection.scalars(sa.text("SELECT sequencename FROM pg_sequences")))
    kinds = ("append_only", "never_emptied")
    assert triggers == {f"{table}_{kind}" for table in guards.APPEND_ONLY for kind in kinds} | set(counts.TRIGGERS)
    assert BOARD_VERSION.name in sequences


def test_an_upgrade_that_is_done_changes_nothing(empty_database_url):
    migration.upgrade(empty_database_url)
    before = tables_of(empty_database_url)
    migration.upgrade(empty_database_url)
    assert tables_of(empty_database_url) == before
    assert "queue_visits" in before


def tables_of(url):
    """Each table by name with PostgreSQL's own number for it, which a table made anew does not keep."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT relname, oid FROM pg_class WHERE relkind = 'r'"))
        return {row.relname: row.oid for row in rows}


def test_the_revisions_are_one_line():
    scripts = alembic.script.ScriptDirectory(str(migration.SCRIPTS))
    assert len(scripts.get_heads()) == 1
