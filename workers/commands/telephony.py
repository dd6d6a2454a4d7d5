"""`rexian telephony`: what a phone system's log would become, and taking one in."""

import json
from pathlib import Path

import click

from ticketing.telephony.replay import read_cases, replay
from workers.commands.sentences import plainly


@click.group("telephony")
def telephony() -> None:
    """Phone system logs: ingest and replay."""


@telephony.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--case", "wanted", metavar="ID", help="Only this case.")
def replay_file(file: Path, wanted: str | None) -> None:
    """Fold the cases of FILE and print {"<id>": {…}} with the keys of their `expect`, complete."""
    with plainly():
        answers = {case.id: replay(case) for case in read_cases(file, wanted)}
    click.echo(json.dumps(answers, ensure_ascii=False, indent=2))
