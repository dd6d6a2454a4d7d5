"""What scores come to, by person and month: sums, of which the means are made at the very end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.quality import COUNTED, CaseState, Decision, Grade, Origin
from ticketing.models.people import Person, Team
from ticketing.models.quality import CoachingNote, QualityAppeal, QualityCase


@dataclass(frozen=True)
class Month:
    """One agent: how many calls were scored, the points of all of them, how they came out, appeals, coaching."""

    person_id: int
    team: str | None
    code: str
    name: str
    sheets: int
    points: int
    lowest: int
    highest: int
    fatal: int
    excellent: int
    good: int
    passing: int
    fail: int
    confirmed: int
    appeals: int
    changed: int
    notes: int


def month_of(session: Session, lo: datetime, hi: datetime, reach: sa.ColumnElement[bool]) -> list[Month]:
    """The scores given in [lo, hi), by team and code; two statements, by the index on the instant of scoring."""
    appealed = QualityAppeal.id.is_not(None)
    found = (
        sa.select(
            *(Person.id, Team.name, sa.func.coalesce(Person.code, Person.login), Person.name),
            *(sa.func.count(), sa.func.sum(QualityCase.total)),
            *(sa.func.min(QualityCase.total), sa.func.max(QualityCase.total)),
            sa.func.count().filter(QualityCase.is_fatal),
            *(sa.func.count().filter(QualityCase.grade == grade) for grade in Grade),
            sa.func.count().filter(QualityCase.state == CaseState.CONFIRMED),
            sa.func.count().filter(appealed),
            sa.func.count().filter(QualityAppeal.decision == Decision.CHANGED),
        )
        .select_from(QualityCase)
        .join(Person, Person.id == QualityCase.person_id)
        .outerjoin(Team, Team.id == QualityCase.team_id)
        .outerjoin(QualityAppeal, QualityAppeal.case_id == QualityCase.id)
        .where(*_counted(lo, hi), reach)
        .group_by(Person.id, Team.name, Person.code, Person.login, Person.name)
        .order_by(Team.name.nulls_last(), sa.text("3"))
    )
    rows = session.execute(found).all()
    notes = _notes(session, [row[0] for row in rows], lo, hi)
    return [_month(row, notes.get(row.id, 0)) for row in rows]


def _month(row: Any, notes: int) -> Month:
    values: list[Any] = [*row[:4], *map(int, row[4:]), notes]
    return Month(*values)


def mean_of_month(session: Session, people: Collection[int], lo: datetime, hi: datetime) -> dict[int, tuple[int, int]]:
    """(calls scored, points) by person: one statement down the index of person and instant."""
    rows = session.execute(
        sa.select(QualityCase.person_id, sa.func.count(), sa.func.sum(QualityCase.total))
        .where(QualityCase.person_id.in_(people), *_counted(lo, hi))
        .group_by(QualityCase.person_id)
    )
    return {row[0]: (int(row[1]), int(row[2] or 0)) for row in rows}


def _counted(lo: datetime, hi: datetime) -> list[sa.ColumnElement[bool]]:
    return [
        QualityCase.scored_at >= lo,
        QualityCase.scored_at < hi,
        QualityCase.state.in_(COUNTED),
        QualityCase.origin != Origin.CALIBRATION,
    ]


def _notes(session: Session, people: Collection[int], lo: datetime, hi: datetime) -> dict[int, int]:
    rows = session.execute(
        sa.select(CoachingNote.person_id, sa.func.count())
        .where(CoachingNote.person_id.in_(people), CoachingNote.at >= lo, CoachingNote.at < hi)
        .group_by(CoachingNote.person_id)
    )
    return {row[0]: row[1] for row in rows}
