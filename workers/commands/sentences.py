"""A command that cannot do its work says why in one sentence, not in a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from ticketing.embedded.places import Unusable
from ticketing.errors import TicketingError


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what a person can do something about into a line on standard error and exit 1."""
    try:
        yield
    except TicketingError as error:
        details = ", ".join(f"{name} {value}" for name, value in error.params.items())
        _give_up(f"{error.code.replace('_', ' ')} ({details})" if details else error.code.replace("_", " "))
    except (Unusable, ValueError, FileNotFoundError, PermissionError) as error:
        _give_up(str(error))


def _give_up(sentence: str) -> NoReturn:
    click.echo(f"rexian: {sentence}", err=True)
    sys.exit(1)
