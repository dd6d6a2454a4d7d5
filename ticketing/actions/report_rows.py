"""The rows of runs: a new one of a period, the latest, and the one that was made before."""

from datetime import date

import sqlalchemy as sa

from ticketing.models.reports import ReportRun
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.periods import Period, span_around
from ticketing.work import Work


def values(run: ReportRun) -> dict[str, object]:
    names = ("key", "scope", "period_start", "period_end", "timezone", "day_start_hour", "definition_version")
    return {name: getattr(run, name) for name in (*names, "revision", "state", "attempts")} | {
        "reason": "",
        "content": {},
    }


def new_run(work: Work, key: str, day: date, revision: int) -> ReportRun:
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


def latest(work: Work, key: str, day: date) -> ReportRun | None:
    return work.session.scalar(
        sa.select(ReportRun)
        .filter_by(key=key, scope="centre", period_start=day)
        .order_by(ReportRun.revision.desc())
        .limit(1)
        .with_for_update()
    )


def done_before(work: Work, run: ReportRun) -> ReportRun | None:
    return work.session.scalar(
        sa.select(ReportRun)
        .filter_by(key=run.key, scope=run.scope, period_start=run.period_start, state="done")
        .where(ReportRun.revision < run.revision)
        .order_by(ReportRun.revision.desc())
        .limit(1)
    )


def period_of(work: Work, run: ReportRun) -> Period:
    hour = 0 if CATALOGUE[run.key].begins_at_midnight else run.day_start_hour
    return Period(run.period_start, work.centre.zone, hour, run.period_end)
