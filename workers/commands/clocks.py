"""`rexian clocks`: what a deadline would be, without a database; why one is what it is, from ours."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Never
from zoneinfo import ZoneInfo

import click

from ticketing.db import centre, now, reading
from ticketing.domain.clocks import ClockKind
from ticketing.domain.clocks.simulation import simulate as simulate_document
from ticketing.domain.documents import DocumentError
from ticketing.errors import NotFound
from ticketing.queries import explanations, tickets
from workers.commands.database import DATA_DIR, opened
from workers.commands.sentences import plainly


class Malformed(click.ClickException):
    """The document is at fault, not the program: one sentence and exit status 2."""

    exit_code = 2


@click.group("clocks")
def clocks() -> None:
    """Deadlines: simulate, explain."""


@clocks.command("simulate")
@click.argument("file", type=click.Path(path_type=Path))
def simulate(file: Path) -> None:
    """Print what the clocks of the story in FILE show, as JSON {"answers": [...], "refused": [...]}."""
    try:
        answer = simulate_document(_document(file))
    except DocumentError as problem:
        raise Malformed(f"{file}: {problem}") from None
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@clocks.command("explain")
@click.argument("number")
@click.option("--kind", type=click.Choice([one.value for one in ClockKind]), default="resolution")
@click.option("--seq", type=click.IntRange(1), help="The n-th clock of this kind; else the latest.")
@DATA_DIR
def explain(number: str, kind: str, seq: int | None, data_dir: Path | None) -> None:
    """Print what a clock of ticket NUMBER has counted: a line for each stretch, with its seconds and the sum so far."""
    with plainly(), opened(data_dir), reading() as session:
        ticket = tickets.by_number(session, number)
        found = explanations.of_kind(session, ticket, kind, now(), seq) if ticket else None
        if found is None:
            raise NotFound(ticket=number, clock=kind)
        for line in _told(found, centre().zone):
            click.echo(line)


def _told(found: explanations.Explanation, zone: ZoneInfo) -> Iterator[str]:
    """In the words of the API's answer; all instants on the wall of the centre."""

    def wall(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else "-"

    clock = found.row.record
    yield f"{clock.kind.value} {clock.seq}  {clock.state.value}  target {clock.target_s} s  due {wall(clock.due_at)}"
    lines = [(one.began_at, one.ended_at, f"{one.working_s:>8} {one.total_s:>8}") for one in found.stretches]
    lines += [(one.began_at, one.ended_at, "  paused") for one in found.pauses]
    for began, ended, counted in sorted(lines):
        yield f"{wall(began)}  {wall(ended)}  {counted}"
    yield from (f"{day.on}  {day.type}  {day.name}" for day in found.unusual)
    yield from (f"team {code or '-'}  {seconds} s" for code, seconds in found.teams.items())


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
