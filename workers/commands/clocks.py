"""`rexian clocks`: what a deadline would be, without a database."""

import json
from pathlib import Path
from typing import Never

import click

from ticketing.domain.clocks.simulation import simulate as simulate_document
from ticketing.domain.documents import DocumentError


class Malformed(click.ClickException):
    """The document is at fault, not the program: one sentence and exit status 2."""

    exit_code = 2


@click.group("clocks")
def clocks() -> None:
    """Deadlines: simulate."""


@clocks.command("simulate")
@click.argument("file", type=click.Path(path_type=Path))
def simulate(file: Path) -> None:
    """Print what the clocks of the story in FILE show, as JSON {"answers": [...], "refused": [...]}."""
    try:
        answer = simulate_document(_document(file))
    except DocumentError as problem:
        raise Malformed(f"{file}: {problem}") from None
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _document(file: Path) -> object:
    try:
        return json.loads(file.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except OSError as problem:
        raise DocumentError(f"cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise DocumentError("is not UTF-8 text") from None
    except json.JSONDecodeError as problem:
        raise DocumentError(f"is not JSON: {problem.msg} in line {problem.lineno}, column {problem.colno}") from None
    except RecursionError:
        raise DocumentError("is nested too deeply") from None
    except ValueError as problem:
        raise DocumentError(f"is not JSON: {problem}") from None


def _no_number(word: str) -> Never:
    raise ValueError(f"{word} is no number")
