"""Sheets that were made: the newest revision of a day, the list of the nights, what is still owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, defer

from ticketing.models.people import Person, Team
from ticketing.models.reports import ReportAdjustment, ReportRun, ReportSubscription

UNMADE = ("owed", "running")


@dataclass(frozen=True)
class Place:
    """Where a reader stands in the sheets: own code and name, own team's name."""

    code: str | None
    name: str
    team: str | None


def newest(session: Session, key: str, day: date, revision: int | None = None) -> ReportRun | None:
    """The finished run of a day: the newest revision, or the one asked for."""
    query = sa.select(ReportRun).filter_by(key=key, period_start=day, scope="centre", state="done")
    if revision is not None:
        query = query.filter_by(revision=revision)
    return session.scalar(query.order_by(ReportRun.revision.desc()).limit(1))


def runs(session: Session, limit: int = 60) -> Sequence[ReportRun]:
    """The latest runs without their rows, newest day first."""
    return session.scalars(
        sa.select(ReportRun)
        .options(defer(ReportRun.content))
        .order_by(ReportRun.period_start.desc(), ReportRun.key, ReportRun.revision.desc())
        .limit(limit)
    ).all()


def place_of(session: Session, person_id: int | None) -> Place:
    row = session.execute(
        sa.select(Person.code, Person.name, Team.name)
        .outerjoin(Team, Person.team_id == Team.id)
        .where(Person.id == person_id)
    ).first()
    return Place(*row) if row else Place(None, "", None)


def adjustments_into(session: Session, key: str, month: date) -> Sequence[ReportAdjustment]:
    """What stands on the sheet of a month because its own month was signed."""
    found = sa.select(ReportAdjustment).filter_by(key=key, into_month=month)
    return session.scalars(found.order_by(ReportAdjustment.on_day, ReportAdjustment.id)).all()


def adjustments_of(session: Session, key: str, first: date, last: date) -> Sequence[ReportAdjustment]:
    """What became known of a period after it was signed."""
    found = sa.select(ReportAdjustment).where(ReportAdjustment.key == key, ReportAdjustment.on_day.between(first, last))
    return session.scalars(found.order_by(ReportAdjustment.on_day, ReportAdjustment.id)).all()


def is_subscribed(session: Session, key: str, person_id: int | None) -> bool:
    found = sa.select(ReportSubscription.id).filter_by(key=key, person_id=person_id)
    return session.scalar(found) is not None


def contents(session: Session, key: str, first: date, last: date) -> list[tuple[date, int, dict[str, Any]]]:
    """(day, version of its rules, content) of the newest finished revision of each day: one statement for a month."""
    newest_of = (
        sa.select(ReportRun.period_start, ReportRun.definition_version, ReportRun.content)
        .filter_by(key=key, scope="centre", state="done")
        .where(ReportRun.period_start.between(first, last))
        .ext(distinct_on(ReportRun.period_start))
        .order_by(ReportRun.period_start, ReportRun.revision.desc())
    )
    return [(day, version, content) for day, version, content in session.execute(newest_of)]


def doubtful(session: Session, key: str, since: date, wrong: dict[str, Any]) -> list[tuple[date, str, dict[str, Any]]]:
    """(day, state, content) of the newest revision of each day that is not made yet or holds what is `wrong`."""
    newest_of = (
        sa.select(ReportRun.id)
        .where(ReportRun.key == key, ReportRun.scope == "centre", ReportRun.period_start >= since)
        .ext(distinct_on(ReportRun.period_start))
        .order_by(ReportRun.period_start, ReportRun.revision.desc())
    )
    found = sa.select(ReportRun.period_start, ReportRun.state, ReportRun.content).where(
        ReportRun.id.in_(newest_of), sa.or_(ReportRun.state.in_(UNMADE), ReportRun.content.contains(wrong))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found.order_by(ReportRun.period_start))]


def unmade(session: Session, key: str, since: date) -> list[date]:
    """The first days of the runs of a sheet that nobody has made yet."""
    found = sa.select(ReportRun.period_start).where(
        ReportRun.key == key, ReportRun.state.in_(UNMADE), ReportRun.period_start >= since
    )
    return list(session.scalars(found))
