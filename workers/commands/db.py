"""`rexian db`: the database's tables."""

from pathlib import Path

import click

from workers import installation, migration
from workers.commands.sentences import plainly


@click.group()
def db() -> None:
    """The database's tables."""


@db.command()
@click.option("--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root.")
def upgrade(data_dir: Path | None) -> None:
    """Bring the tables up to date."""
    with plainly(), installation.at_hand(installation.load(data_dir=str(data_dir) if data_dir else None)) as config:
        migration.upgrade(config.database_url)
        click.echo("The tables are up to date.")
