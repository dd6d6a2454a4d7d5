"""The night: find out which sheets are owed, make each once, keep every revision."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.domain.days import wall_instant
from ticketing.domain.events import ReportMade, ReportOwed
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.calls import QueueVisit
from ticketing.models.reports import ReportRun
from ticketing.models.shifts import Shift
from ticketing.queries.verify_reports import content_hash
from ticketing.reports.asked import Asked
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.periods import Grain, Period, span_around
from ticketing.work import Work

LEASE = timedelta(minutes=10)
# A sheet is reckoned half an hour after the business day ends, and made up for at most this many days.
AFTER_CLOSE = timedelta(minutes=30)
MOST_DAYS_BACK = 35
MOST_ATTEMPTS = 5
# Weeks and months are made at six in the morning after they end.
MORNING_MIN = 360
# A stored list has no more rows than this.
MOST_KEPT = 20_000


def owe(work: Work) -> list[int]:
    """Write down every nightly sheet of a finished day that nobody made yet; answers the runs to hand out.

    Safe to run at any time and any number of times: a run is owed once, and one whose lease
    has passed (its worker died) is handed out again.
    """
    last = work.centre.day_of(work.now - AFTER_CLOSE) - timedelta(days=1)
    first = max(last - timedelta(days=MOST_DAYS_BACK - 1), _first_day(work) or last)
    for key, entry in CATALOGUE.items():
        if entry.nightly:
            _write_down(work, key, _finished(work, entry.grain, first, last))
    return _hand_out(work)


def _finished(work: Work, grain: Grain, first: date, last: date) -> list[date]:
    """The first days of the periods that ended between two days; a week or a month is due at six the morning after."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if grain is Grain.DAY:
        return days
    ended = {span_around(day, grain) for day in days if span_around(day, grain)[1] == day}
    return sorted(start for start, end in ended if _morning_after(work, end) <= work.now)


def _morning_after(work: Work, day: date) -> datetime:
    return wall_instant(day + timedelta(days=1), MORNING_MIN, work.centre.zone)


def rerun(work: Work, key: str, day: date) -> ReportRun:
    """Owe a sheet once more; it becomes a new revision only if it comes out different."""
    work.require(Permission.REPORT_RUN)
    entry = CATALOGUE.get(key)
    if entry is None or not entry.nightly:
        raise NotFound(what="report")
    period = Period.around(work.centre, day, entry.grain)
    day = period.day
    if period.bounds[1] > work.now:
        raise Invalid("period_unfinished", on=day.isoformat())
    latest = _latest(work, key, day)
    if latest is not None and latest.state in {"owed", "running"}:
        return latest
    run = work.add(_run(work, key, day, (latest.revision if latest else 0) + 1))
    work.record(ReportOwed(run.id, key, day.isoformat()))
    return run


def make(work: Work, run_id: int) -> ReportRun | None:
    """Fill in one owed sheet; None when it came out as the last revision did and is not kept.

    Being asked twice does no harm: a run that is done, or was not kept, stays so.
    """
    run = work.session.get(ReportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.state not in {"owed", "running"}:
        return run
    content = {"rows": CATALOGUE[run.key].rows(work.session, Asked(_period_of(work, run), most=MOST_KEPT))}
    digest = content_hash(content)
    before = _done_before(work, run)
    if before is not None and before.content_hash == digest:
        work.session.delete(run)
        return None
    run.finish(content, digest, work.now)
    work.record(ReportMade(run.id, run.key, run.period_start.isoformat(), run.revision))
    return run


def fail(work: Work, run_id: int, error: str) -> None:
    """Note why a sheet could not be made; it is tried again until its attempts are used up."""
    run = work.get(ReportRun, run_id)
    run.reason = error[:500]
    run.state = "failed" if run.attempts >= MOST_ATTEMPTS else "owed"
    run.lease_until = None


def _period_of(work: Work, run: ReportRun) -> Period:
    hour = 0 if CATALOGUE[run.key].begins_at_midnight else run.day_start_hour
    return Period(run.period_start, work.centre.zone, hour, run.period_end)


def _write_down(work: Work, key: str, days: Sequence[date]) -> None:
    """One owed first revision per period that has none; two clocks at once make one row between them."""
    known = set(work.session.scalars(sa.select(ReportRun.period_start).filter_by(key=key, scope="centre", revision=1)))
    missing = [_values(_run(work, key, day, 1)) for day in days if day not in known]
    if missing:
        work.session.execute(insert(ReportRun).values(missing).on_conflict_do_nothing())


def _values(run: ReportRun) -> dict[str, object]:
    names = ("key", "scope", "period_start", "period_end", "timezone", "day_start_hour", "definition_version")
    return {name: getattr(run, name) for name in (*names, "revision", "state", "attempts")} | {
        "reason": "",
        "content": {},
    }


def _hand_out(work: Work) -> list[int]:
    """The runs waiting for a worker, oldest day first; each is leased and announced."""
    waiting = work.session.scalars(
        sa.select(ReportRun)
        .where(
            sa.or_(
                sa.and_(ReportRun.state == "owed", sa.func.coalesce(ReportRun.lease_until, work.now) <= work.now),
                sa.and_(ReportRun.state == "running", ReportRun.lease_until <= work.now),
            )
        )
        # What is summed up of others comes after them: a month after its days.
        .order_by(ReportRun.period_end, ReportRun.period_start.desc(), ReportRun.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for run in waiting:
        run.lease(work.now, work.now + LEASE)
        work.record(ReportOwed(run.id, run.key, run.period_start.isoformat()))
    return [run.id for run in waiting]


def _first_day(work: Work) -> date | None:
    """The first business day of which anything is known: before it nothing is owed."""
    first_us = work.session.scalar(sa.select(sa.func.min(QueueVisit.enter_us)))
    first_shift = work.session.scalar(sa.select(sa.func.min(Shift.on_day)).where(Shift.published_start_at.is_not(None)))
    if first_us is None:
        return first_shift
    return work.centre.day_of(datetime.fromtimestamp(first_us / 1_000_000, work.centre.zone))


def _run(work: Work, key: str, day: date, revision: int) -> ReportRun:
    first, last = span_around(day, CATALOGUE[key].grain)
    return ReportRun(
        key=key,
        scope="centre",
        period_start=first,
        period_end=last,
        timezone=work.centre.timezone,
        day_start_hour=work.centre.day_start_hour,
        definition_version=CATALOGUE[key].form.version,
        revision=revision,
        state="owed",
        attempts=0,
    )


def _latest(work: Work, key: str, day: date) -> ReportRun | None:
    return work.session.scalar(
        sa.select(ReportRun)
        .filter_by(key=key, scope="centre", period_start=day)
        .order_by(ReportRun.revision.desc())
        .limit(1)
        .with_for_update()
    )


def _done_before(work: Work, run: ReportRun) -> ReportRun | None:
    return work.session.scalar(
        sa.select(ReportRun)
        .filter_by(key=run.key, scope=run.scope, period_start=run.period_start, state="done")
        .where(ReportRun.revision < run.revision)
        .order_by(ReportRun.revision.desc())
        .limit(1)
    )
