"""`rexian backup FILE`: everything in one file, while everything runs."""

from pathlib import Path

import click

from workers import backups, installation, services
from workers.commands.sentences import plainly


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root.")
def backup(file: Path, data_dir: Path | None) -> None:
    """Write the database, the secret key and the attachments to FILE, which only you can read."""
    with plainly(), installation.at_hand(installation.load(data_dir=str(data_dir) if data_dir else None)) as config:
        backups.write(config, file)
        if not services.backed_up(config, file.stat().st_size):
            click.echo("its date is not noted for the check of the equipment: run `rexian db upgrade`", err=True)
        click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
