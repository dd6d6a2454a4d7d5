"""Jobs about sheets: what the night owes, and the making of one."""

from ticketing.actions import custom_reports, late_data, report_nights, reports
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM


def owe() -> None:
    """Write down what is owed; the relay carries each run to `make`."""
    with begin(SYSTEM) as work:
        report_nights.owe(work)
    with begin(SYSTEM) as work:
        custom_reports.deliver(work)


def notice() -> None:
    """Notice which closed days something new is known of, and owe again what was gathered for ten minutes."""
    with begin(SYSTEM) as work:
        late_data.notice(work)
        late_data.correct(work)


def make(run_id: int, key: str, on: str) -> None:
    """Make the sheet `key` of the day `on`; a failure is noted on its run, which is owed again."""
    try:
        with begin(SYSTEM) as work:
            reports.make(work, run_id)
    except Exception as error:
        with begin(SYSTEM) as work:
            reports.fail(work, run_id, f"{key} of {on}: {error}")
        raise
