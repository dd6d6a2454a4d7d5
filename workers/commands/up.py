"""`rexian up`: everything on this machine under one supervisor."""

import sys
from pathlib import Path

import click

from ticketing.clock import SystemClock
from ticketing.embedded.places import Unusable
from workers import installation
from workers.supervisor.run import Supervisor


@click.command()
@click.option("--demo", is_flag=True, help="Load a demonstration centre and play a recorded day of calls.")
@click.option("--host", help="The address to listen on; default 127.0.0.1.")
@click.option("--port", type=int, help="Default 8000.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root.")
def up(demo: bool, host: str | None, port: int | None, data_dir: Path | None) -> None:
    """Run everything on this machine until Ctrl-C."""
    try:
        here = installation.load(
            demo=demo or None, host=host, port=port, data_dir=str(data_dir) if data_dir is not None else None
        )
        address = here.config.origins[0]
        Supervisor(here, _say).run(announce=lambda logins: _announce(address, logins))
    except (Unusable, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _say(line: str) -> None:
    click.echo(f"{SystemClock().now().astimezone():%H:%M:%S} {line}")


def _announce(address: str, logins: list[str]) -> None:
    click.echo(f"\nRexian is up: {address}")
    for line in logins:
        click.echo(f"  {line}")
    click.echo("Ctrl-C stops it.\n")
