"""The night's jobs: find what is owed, make one sheet."""

from zoneinfo import ZoneInfo

from flask import current_app

from ticketing.actions import reports
from ticketing.config import Config
from ticketing.db import do
from ticketing.domain.actors import SYSTEM


def owe() -> None:
    """Hand out every sheet of a finished day that is not made yet."""
    do(SYSTEM, lambda work: reports.owe(work, centre()))


def make(run_id: int, key: str, on: str) -> None:
    """Make one sheet; a failure is written on its run and raised, so that the queue sees it too.

    `key` and `on` say in the queue's own lists what the job is about.
    """
    try:
        do(SYSTEM, lambda work: reports.make(work, run_id, centre()))
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        do(SYSTEM, lambda work: reports.fail(work, run_id, why))
        raise


def centre() -> reports.Centre:
    config: Config = current_app.config["REXIAN"]
    return reports.Centre(ZoneInfo(config.timezone), config.day_start_hour)
