"""`rexian restore FILE`: everything back as the file has it."""

from pathlib import Path

import click

from workers import backups, installation, migration
from workers.commands.sentences import plainly


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root.")
def restore(file: Path, data_dir: Path | None) -> None:
    """Put back what FILE holds, in place of everything there is; stop `rexian up` first."""
    with plainly(), installation.alone(installation.load(data_dir=str(data_dir) if data_dir else None)) as config:
        backups.read(config, file)
        migration.upgrade(config.database_url)
        click.echo("Restored.")
