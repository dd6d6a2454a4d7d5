"""`rexian verify`: recompute what is kept from its sources, and print what differs."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from ticketing.db import reading
from ticketing.queries import (
    verify_audit,
    verify_calls,
    verify_presence,
    verify_reports,
    verify_rollups,
    verify_tickets,
    verify_whole_calls,
)
from ticketing.telephony.decode import decode
from ticketing.telephony.told import told_of
from workers.commands.database import DATA_DIR, opened

# What is kept twice, and the function that reckons it again.
SUBJECTS: dict[str, Callable[[Session], list[str]]] = {
    "telephony": lambda session: verify_calls.differences(session, decode),
    "timelines": verify_presence.differences,
    "calls": lambda session: verify_whole_calls.differences(session, told_of),
    "figures": verify_rollups.differences,
    "tickets": verify_tickets.differences,
    "sheets": verify_reports.differences,
    "audit": verify_audit.differences,
}


@click.command()
@DATA_DIR
def verify(data_dir: Path | None) -> None:
    """Recompute live state, roll-ups, clocks, sheets and the audit chain; exit 1 if anything differs."""
    with opened(data_dir):
        differing = [subject for subject, found in checked() if _said(subject, found)]
    sys.exit(1 if differing else 0)


def checked() -> Iterator[tuple[str, list[str]]]:
    """(subject, differences) one after the other, each in a session of its own."""
    for subject, differences in SUBJECTS.items():
        with reading() as session:
            yield subject, differences(session)


def _said(subject: str, found: list[str]) -> bool:
    for line in found:
        click.echo(f"{subject}: {line}")
    if not found:
        click.echo(f"{subject}: as it should be")
    return bool(found)
