"""What the night owes: every sheet of a finished period once, handed out when what it is made of is in order."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import report_rows
from ticketing.domain.days import wall_instant
from ticketing.domain.events import ReportOwed
from ticketing.models.calls import QueueVisit
from ticketing.models.reports import ReportRun
from ticketing.models.shifts import Shift
from ticketing.reports import closes
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.periods import Grain, span_around
from ticketing.work import Work

LEASE = timedelta(minutes=10)
# A sheet is reckoned half an hour after the business day ends, and made up for at most this many days.
AFTER_CLOSE = timedelta(minutes=30)
MOST_DAYS_BACK = 35
# Weeks and months are made at six in the morning after they end.
MORNING_MIN = 360


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
    return _hand_out(work, closes.held_back(work.session, first))


def _finished(work: Work, grain: Grain, first: date, last: date) -> list[date]:
    """The first days of the periods that ended between two days; a week or a month is due at six the morning after."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if grain is Grain.DAY:
        return days
    ended = {span_around(day, grain) for day in days if span_around(day, grain)[1] == day}
    return sorted(start for start, end in ended if _morning_after(work, end) <= work.now)


def _morning_after(work: Work, day: date) -> datetime:
    return wall_instant(day + timedelta(days=1), MORNING_MIN, work.centre.zone)


def _write_down(work: Work, key: str, days: Sequence[date]) -> None:
    """One owed first revision per period that has none; two clocks at once make one row between them."""
    known = set(work.session.scalars(sa.select(ReportRun.period_start).filter_by(key=key, scope="centre", revision=1)))
    missing = [report_rows.values(report_rows.new_run(work, key, day, 1)) for day in days if day not in known]
    if missing:
        work.session.execute(insert(ReportRun).values(missing).on_conflict_do_nothing())


def _hand_out(work: Work, held: Sequence[tuple[str, date]]) -> list[int]:
    """The runs waiting for a worker, oldest day first; each is leased and announced. What is held back waits."""
    waiting = work.session.scalars(
        sa.select(ReportRun)
        .where(
            sa.or_(
                sa.and_(ReportRun.state == "owed", sa.func.coalesce(ReportRun.lease_until, work.now) <= work.now),
                sa.and_(ReportRun.state == "running", ReportRun.lease_until <= work.now),
            ),
            sa.tuple_(ReportRun.key, ReportRun.period_start).not_in(held),
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
