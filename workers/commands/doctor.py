"""`rexian doctor`: what is missing or wrong, a line each."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import ProgrammingError

from ticketing.bare import bare_app
from ticketing.db import db, reading
from workers import checks, installation
from workers.checks import Finding, Level
from workers.installation import Installation

SIGNS = {Level.OK: ("ok  ", "green"), Level.WARN: ("warn", "yellow"), Level.BAD: ("BAD ", "red")}


@click.command()
@click.option("--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root.")
def doctor(data_dir: Path | None) -> None:
    """Say what is missing or wrong, a line each; exit 1 if something is wrong."""
    worst = Level.OK
    for finding in _findings(installation.load(data_dir=str(data_dir) if data_dir else None)):
        sign, colour = SIGNS[finding.level]
        click.echo(f"{click.style(sign, fg=colour)} {finding.subject}: {finding.said}")
        worst = Level.BAD if Level.BAD in (finding.level, worst) else finding.level
    sys.exit(1 if worst is Level.BAD else 0)


def _findings(here: Installation) -> Iterator[Finding]:
    yield checks.python()
    yield checks.console()
    yield checks.calendars()
    database, redis = checks.database_server(here), checks.redis_server(here)
    yield from (database, redis)
    if database.level is Level.OK:
        yield from _tables(here)
    if redis.level is not Level.BAD and "not running" not in redis.said:
        yield from checks.job_queues(here.config.redis_url)


def _tables(here: Installation) -> Iterator[Finding]:
    with bare_app(here.config).app_context(), reading() as session:
        try:
            yield from checks.of_database(session)
        except ProgrammingError:
            yield Finding(Level.BAD, "tables", "missing or old: run `rexian db upgrade`")
        finally:
            session.close()
            db.engine.dispose()
