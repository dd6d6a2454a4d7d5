"""Making sheets: each once, every revision kept, months signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ticketing.actions import audit, report_adjustments, report_deliveries, report_rows
from ticketing.domain.events import ReportMade, ReportOwed
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.reports import ReportRun
from ticketing.queries.verify_reports import content_hash
from ticketing.reports.asked import Asked
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.corrections import headline
from ticketing.reports.periods import Grain, Period, span_around
from ticketing.work import Work

MOST_ATTEMPTS = 5
# A stored list has no more rows than this.
MOST_KEPT = 20_000


def rerun(work: Work, key: str, day: date, reason: str = "") -> ReportRun:
    """Owe a sheet once more; it becomes a new revision only if it comes out different.

    `period_unfinished` before its end; a signed one is opened again only with a reason (`reason_missing`).
    """
    work.require(Permission.REPORT_RUN)
    entry = CATALOGUE.get(key)
    if entry is None or not entry.nightly:
        raise NotFound(what="report")
    period = Period.around(work.centre, day, entry.grain)
    if period.bounds[1] > work.now:
        raise Invalid("period_unfinished", on=period.day.isoformat())
    latest = report_rows.latest(work, key, period.day)
    if latest is not None and latest.signed_at is not None and not reason:
        raise Invalid("reason_missing", errors={"reason": ["required"]})
    return _owed(work, key, period.day, latest, {"cause": "by_hand", "detail": reason})


def again(work: Work, key: str, day: date, correction: Mapping[str, str]) -> ReportRun | None:
    """Owe a made sheet once more because of late data; None where there is none to correct, or it is signed."""
    first, _ = span_around(day, CATALOGUE[key].grain)
    latest = report_rows.latest(work, key, first)
    if latest is None or latest.signed_at is not None:
        return None
    return _owed(work, key, first, latest, correction)


def _owed(work: Work, key: str, first: date, latest: ReportRun | None, correction: Mapping[str, str]) -> ReportRun:
    if latest is not None and latest.state in {"owed", "running"}:
        return latest
    run = work.add(report_rows.new_run(work, key, first, (latest.revision if latest else 0) + 1))
    if latest is not None:
        run.correction = dict(correction)
    work.record(ReportOwed(run.id, key, first.isoformat()))
    return run


def make(work: Work, run_id: int) -> ReportRun | None:
    """Fill in one owed sheet; None when it came out as the last revision did and is not kept.

    Being asked twice does no harm: a run that is done, or was not kept, stays so. A day of a signed month stays as it
    is, and what it came to differently stands in a later month.
    """
    run = work.session.get(ReportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.state not in {"owed", "running"}:
        return run
    asked = Asked(report_rows.period_of(work, run), most=MOST_KEPT)
    rows = list(CATALOGUE[run.key].rows(work.session, asked))
    content = {"rows": rows}
    digest = content_hash(content)
    before = report_rows.done_before(work, run)
    if before is not None and before.content_hash == digest:
        work.session.delete(run)
        return None
    if before is not None and report_adjustments.adjust(work, run, before, rows):
        _month_again(work, run)
        work.session.delete(run)
        return None
    if before is not None:
        run.correction = {**run.correction, "moved": _moved(run, before, rows), "was": before.content_hash}
    run.finish(content, digest, work.now)
    work.record(ReportMade(run.id, run.key, run.period_start.isoformat(), run.revision))
    report_deliveries.deliver(work, run)
    _month_again(work, run)
    return run


def sign(work: Work, key: str, day: date) -> ReportRun:
    """Sign the newest revision of a month: nothing on it changes any more without being said. `sheet_signed`."""
    work.require(Permission.REPORT_RUN)
    entry = CATALOGUE.get(key)
    if entry is None or not entry.nightly or entry.grain is not Grain.MONTH:
        raise NotFound(what="report")
    run = report_rows.latest(work, key, span_around(day, entry.grain)[0])
    if run is None:
        raise NotFound(what="report")
    run.sign(work.actor.id, work.now)
    audit.record(
        work, "sheet_signed", f"report:{key}", on=run.period_start, revision=run.revision, hash=run.content_hash
    )
    return run


def _moved(run: ReportRun, before: ReportRun, rows: list[dict[str, Any]]) -> list[Any]:
    """The totals that moved: `[["Offered", 120, 121], ...]`."""
    entry = CATALOGUE[run.key]
    old = entry.totals(before.content["rows"])
    return [list(one) for one in headline(entry.form, old, entry.totals(rows))]


def _month_again(work: Work, run: ReportRun) -> None:
    """A corrected day makes the months that are summed up of it due again: its own, or the one that adjusts it."""
    if run.revision == 1 or run.key != report_adjustments.DAYS:
        return
    first, _ = span_around(run.period_start, Grain.MONTH)
    into = report_adjustments.open_month(work, first)
    again(work, report_adjustments.MONTHS, into, run.correction)


def fail(work: Work, run_id: int, error: str) -> None:
    """Note why a sheet could not be made; it is tried again until its attempts are used up."""
    run = work.get(ReportRun, run_id)
    run.reason = error[:500]
    run.state = "failed" if run.attempts >= MOST_ATTEMPTS else "owed"
    run.lease_until = None
