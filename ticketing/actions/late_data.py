"""Late data: notice which closed days it touches, gather for ten minutes, make their sheets again (reports.md 2.4)."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import report_nights, reports
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant, micros
from ticketing.models.reports import ReportDirty
from ticketing.models.system import Setting
from ticketing.queries import late_data
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.periods import Grain
from ticketing.work import Work

GATHER = timedelta(minutes=10)
# A transaction that writes lines is over by then: lines get their numbers before others can see them.
SETTLED = timedelta(seconds=60)
_PLACE = "report_late_data"
# A call that crosses the day's beginning belongs to the day it came in.
_ACROSS = timedelta(hours=4)


def notice(work: Work) -> int:
    """Write down the closed days of which new lines or reopened matters tell; answers how many were noticed.

    Nothing is asked of whoever takes the lines in: the place read up to is kept here.
    """
    place = _place(work)
    upto = late_data.last_event(work.session, micros(work.now - SETTLED))
    newest = late_data.last_entry(work.session)
    # The first look ever has nothing to look back on.
    after, told = place.value.get("raw", upto), place.value.get("journal", newest)
    upto = min(upto, after + late_data.MOST)
    closed, _ = day_bounds(work.centre.day_of(work.now), work.centre.zone, work.centre.day_start_hour)
    dirty: dict[tuple[str, date], tuple[str, str]] = {}
    for late in late_data.late_events(work.session, after, upto, micros(closed)):
        for day in _days_of(work, instant(late.at_us)):
            dirty.setdefault(("calls", day), ("late_event", late.callid))
    dirty |= _reopened(work, told, newest)
    _write_down(work, dirty)
    place.value = {"raw": upto, "journal": newest}
    return len(dirty)


def correct(work: Work) -> list[int]:
    """Owe again what was gathered for ten minutes; answers the runs. Sheets that come out the same make no revision."""
    ripe = sa.select(ReportDirty).where(ReportDirty.noticed_at <= work.now - GATHER).order_by(ReportDirty.on_day)
    owed = []
    for row in work.session.scalars(ripe.with_for_update(skip_locked=True)).all():
        for key, entry in CATALOGUE.items():
            if entry.nightly and entry.grain is Grain.DAY and row.dimension in entry.dimensions:
                run = reports.again(work, key, row.on_day, {"cause": row.cause, "detail": row.detail})
                owed += [run.id] if run is not None else []
        work.session.delete(row)
    return owed


def mark(work: Work, dimension: str, day: date, cause: str, detail: str = "") -> None:
    """Say that something about a closed day has changed: attendance, a roster of the past, a corrected rating."""
    _write_down(work, {(dimension, day): (cause, detail)})


def _place(work: Work) -> Setting:
    row = work.session.scalar(sa.select(Setting).filter_by(key=_PLACE).with_for_update())
    return row or work.add(Setting(key=_PLACE, value={}))


def _days_of(work: Work, at: datetime) -> set[date]:
    return {work.centre.day_of(at), work.centre.day_of(at - _ACROSS)}


def _reopened(work: Work, told: int, newest: int) -> dict[tuple[str, date], tuple[str, str]]:
    """A matter that was settled and is open again was open on every day since."""
    last = work.centre.day_of(work.now) - timedelta(days=1)
    found = {}
    for entry in late_data.reopened(work.session, told, newest):
        settled = late_data.resolved_before(work.session, entry)
        day = work.centre.day_of(settled) if settled is not None else last + timedelta(days=1)
        while day <= last:
            found["complaints", day] = ("reopened", str(entry.ticket_id or ""))
            day += timedelta(days=1)
    return found


def _write_down(work: Work, dirty: dict[tuple[str, date], tuple[str, str]]) -> None:
    earliest = work.centre.day_of(work.now) - timedelta(days=report_nights.MOST_DAYS_BACK)
    rows = [
        {"dimension": dimension, "on_day": day, "cause": cause, "detail": detail, "noticed_at": work.now}
        for (dimension, day), (cause, detail) in sorted(dirty.items())
        if day >= earliest
    ]
    if rows:
        # The first word of a day starts its ten minutes; what comes meanwhile is gathered with it.
        work.session.execute(insert(ReportDirty).values(rows).on_conflict_do_nothing())
