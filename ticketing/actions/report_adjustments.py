"""Signed months stay as they are: what came too late for one stands as its own row in the next (reports.md 2.4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.models.reports import ReportAdjustment, ReportRun
from ticketing.reports import agent_day, agent_month
from ticketing.reports.periods import Grain, span_around
from ticketing.work import Work

DAYS, MONTHS = agent_day.FORM.key, agent_month.FORM.key

Sums = dict[tuple[str, str], Counter[str]]


def adjust(work: Work, run: ReportRun, before: ReportRun, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the day lies in a signed month; if it does, the difference is written down as rows of adjustment."""
    first, _ = span_around(run.period_start, Grain.MONTH)
    if run.key != DAYS or not _is_signed(work, first):
        return False
    new, old = _sums(rows), _sums(before.content["rows"])
    names = {(row["team"] or "", row["code"]): row["name"] for row in [*before.content["rows"], *rows]}
    told = _told(work, run.period_start)
    into = open_month(work, first)
    for place in sorted(new.keys() | old.keys()):
        parts = _difference(new.get(place, Counter()), _added(old.get(place), told.get(place)))
        if parts:
            _write(work, run, place, names[place], into, parts)
    return True


def open_month(work: Work, first: date) -> date:
    """The month itself while it is not signed, else the first one after it that is not."""
    while _is_signed(work, first):
        first = span_around(first, Grain.MONTH)[1] + timedelta(days=1)
    return first


def _write(work: Work, run: ReportRun, place: tuple[str, str], name: str, into: date, parts: dict[str, Any]) -> None:
    cause = run.correction.get("cause", ""), run.correction.get("detail", "")
    work.add(
        ReportAdjustment(
            key=MONTHS,
            on_day=run.period_start,
            into_month=into,
            team=place[0],
            code=place[1],
            name=name,
            parts=parts,
            cause=cause[0],
            detail=cause[1],
            made_at=work.now,
        )
    )


def _is_signed(work: Work, first: date) -> bool:
    signed = sa.select(ReportRun.id).where(
        ReportRun.key == MONTHS, ReportRun.period_start == first, ReportRun.signed_at.is_not(None)
    )
    return work.session.scalar(signed.limit(1)) is not None


def _told(work: Work, day: date) -> Sums:
    """What earlier corrections of this day said already."""
    found: Sums = {}
    for row in work.session.scalars(sa.select(ReportAdjustment).filter_by(key=MONTHS, on_day=day)):
        found.setdefault((row.team, row.code), Counter()).update(row.parts)
    return found


def _sums(rows: Iterable[Mapping[str, Any]]) -> Sums:
    return {
        (row["team"] or "", row["code"]): Counter({key: row.get(key) or 0 for key in agent_day.SUMMED}) for row in rows
    }


def _added(one: Counter[str] | None, other: Counter[str] | None) -> Counter[str]:
    """Counter's own addition would drop what is below zero."""
    sums = Counter(one or {})
    sums.update(other or {})
    return sums


def _difference(new: Counter[str], old: Counter[str]) -> dict[str, Any]:
    return {key: new[key] - old[key] for key in agent_day.SUMMED if new[key] != old[key]}
