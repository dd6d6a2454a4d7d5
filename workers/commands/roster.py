"""`rexian roster`: draw up a roster from a file, without a database."""

import json
from pathlib import Path

import click

from ticketing.domain.documents import DocumentError
from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.documents import document_of, instance_of
from ticketing.errors import Invalid
from ticketing.reports.roster_words import cures, sentence
from workers.commands.clocks import Malformed
from workers.rosters.solving import BUDGET_S, Limits, solve


@click.group("roster")
def roster() -> None:
    """Rosters."""


@roster.command("solve")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--budget", type=click.FloatRange(1, 3_600), default=BUDGET_S, show_default=True, help="Seconds.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=7, show_default=True)
@click.option("--steps", type=click.IntRange(1, 10_000), help="End with this improvement: the same on any machine.")
def solve_file(file: Path, budget: float, seed: int, steps: int | None) -> None:
    """Print the roster of the instance in FILE as JSON, with its score and everything that it misses by name."""
    try:
        instance = instance_of(json.loads(file.read_text()))
    except (ValueError, DocumentError) as problem:
        raise Malformed(f"{file}: {problem}") from None
    known = [one.document() for one in shortages(instance)]
    for one in known:
        click.echo(" ".join([_said(one), *(f"({cure})" for cure in cures(one, str))]), err=True)
    try:
        solved = solve(instance, Limits(budget, seed, steps))
    except Invalid as refusal:
        raise click.ClickException("The extra [roster] is not installed: pip install 'rexian[roster]'") from refusal
    click.echo(json.dumps(document_of(instance, solved) | {"shortages": known}, ensure_ascii=False))


def _said(finding: dict[str, object]) -> str:
    return sentence(finding, {}, str)
