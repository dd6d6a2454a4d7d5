"""`rexian journal`: entries that could not be handed on, and handing them on again."""

from pathlib import Path

import click

from ticketing import journal
from ticketing.actions import audit
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from workers.commands.database import DATA_DIR, opened
from workers.commands.sentences import plainly

MOST_SHOWN = 200


@click.group("journal")
def journal_word() -> None:
    """Entries of the journal that failed three times and were parked."""


@journal_word.command()
@DATA_DIR
def parked(data_dir: Path | None) -> None:
    """A line each: number, event, when it happened, why it failed."""
    with plainly(), opened(data_dir), reading() as session:
        for entry in journal.parked(session, MOST_SHOWN):
            click.echo(f"{entry.id}  {entry.name}  {entry.happened_at:%Y-%m-%d %H:%M:%S}  {entry.error or ''}")


@journal_word.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every parked entry.")
@DATA_DIR
def unpark(numbers: tuple[int, ...], everything: bool, data_dir: Path | None) -> None:
    """Hand the entries NUMBERS on again, with three new tries; prints how many there were."""
    if everything == bool(numbers):
        raise click.UsageError("name entries, or --all")
    with plainly(), opened(data_dir), begin(SYSTEM) as work:
        taken_up = journal.unpark(work.session, None if everything else numbers)
        if taken_up:
            audit.record(work, "journal_unparked", "journal", entries=len(taken_up), first=taken_up[0])
        click.echo(len(taken_up))
