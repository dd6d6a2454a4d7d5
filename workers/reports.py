"""Jobs about sheets: what the night owes, and the making of one."""

from zoneinfo import ZoneInfo

from flask import current_app

from ticketing.actions import reports
from ticketing.actions.reports import Centre
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM


def owe() -> None:
    """Write down what is owed; the relay carries each run to `make`."""
    with begin(SYSTEM) as work:
        reports.owe(work, centre())


def make(run_id: int, key: str, on: str) -> None:
    """Make the sheet `key` of the day `on`; a failure is noted on its run, which is owed again."""
    try:
        with begin(SYSTEM) as work:
            reports.make(work, run_id, centre())
    except Exception as error:
        with begin(SYSTEM) as work:
            reports.fail(work, run_id, f"{key} of {on}: {error}")
        raise


def centre() -> Centre:
    config = current_app.config["REXIAN"]
    return Centre(ZoneInfo(config.timezone), config.day_start_hour)
