"""Jobs about sheets: what the night owes, and the making of one."""

from ticketing.actions import custom_reports, late_data, report_deliveries, report_nights, reports
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.reports import ReportRun
from workers import report_mails


def owe() -> None:
    """Write down what is owed; the relay carries each run to `make`."""
    with begin(SYSTEM) as work:
        report_nights.owe(work)
    with begin(SYSTEM) as work:
        custom_reports.deliver(work)
    with begin(SYSTEM) as work:
        report_deliveries.mail_again(work)


def mail(run_id: int) -> None:
    """Send a revision to those who want it by mail, each as they may see it and in their own language."""
    with begin(SYSTEM) as work:
        waiting = report_deliveries.unmailed(work, run_id)
    for person_id in waiting:
        written = report_mails.written(run_id, person_id)
        with begin(SYSTEM) as work:
            run = work.get(ReportRun, run_id)
            report_deliveries.mail(work, run, person_id, *written)


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
