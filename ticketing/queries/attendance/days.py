"""Days as screens read them: judged ones from their rows, those that still run worked out at this instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.adherence import Kept
from ticketing.domain.attendance import MISSED_OUT
from ticketing.domain.centre import Centre
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import NotFound
from ticketing.models.attendance import AttendanceDay
from ticketing.models.people import Person, Team
from ticketing.queries import published
from ticketing.queries.attendance.reckoning import Reckoned, reckon


@dataclass(frozen=True)
class DayRow:
    """One person's day; `is_settled` False: judged at this instant, and not yet over."""

    person_id: int
    code: str
    name: str
    team: str
    on_day: date
    template: str | None
    start_at: datetime
    end_at: datetime
    extended_at: datetime
    in_at: datetime | None
    in_source: str | None
    out_at: datetime | None
    out_source: str | None
    late_s: int
    early_s: int
    overtime_s: int
    half_days: int
    findings: list[dict[str, Any]]
    marks: list[str]
    excused: list[dict[str, Any]]
    kept: Kept
    revision: int
    why: str
    is_settled: bool
    evidence: list[dict[str, Any]]


def readers(actor: Actor) -> sa.ColumnElement[bool]:
    """Whose days the actor may see: everybody's, their team's, their own."""
    reaches = reaches_of(actor, Permission.ATTENDANCE_READ)
    if Reach.ALL in reaches:
        return sa.true()
    own = Person.id == actor.id
    return sa.or_(own, Person.team_id == actor.scope.team_id) if Reach.TEAM in reaches else own


def people(session: Session, actor: Actor, team: str | None = None) -> dict[int, tuple[str, str, str]]:
    """(number, name, team) of whom the actor may see, by id; those without a number stand in no roster."""
    query = (
        sa.select(Person.id, Person.code, Person.name, Team.name)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(Person.code.is_not(None), readers(actor))
        .order_by(Team.code, Person.code)
    )
    if team is not None:
        query = query.where(Team.code == team)
    return {row[0]: (row[1] or "", row[2], row[3] or "") for row in session.execute(query)}


def one_person(session: Session, actor: Actor, code: str) -> Person:
    """Whoever has this number and may be seen; else `NotFound`."""
    person = session.scalar(sa.select(Person).where(Person.code == code, readers(actor)))
    if person is None:
        raise NotFound(what="person")
    return person


def of_days(
    session: Session, actor: Actor, first: date, last: date, now: datetime, centre: Centre, team: str | None = None
) -> list[DayRow]:
    """The days of everybody whom the actor may see, by day and number. Eleven statements at most."""
    seen = people(session, actor, team)
    day = AttendanceDay
    kept = session.scalars(
        sa.select(day).where(day.is_current, day.on_day.between(first, last), day.person_id.in_(seen))
    ).all()
    stored = {(row.person_id, row.on_day) for row in kept}
    open_ = [
        told
        for told in published.of_days(session, first, last, list(seen))
        if (told.person_id, told.on_day) not in stored
    ]
    rows = [_of_row(row, seen[row.person_id]) for row in kept]
    rows += [_of_reckoned(one, seen[one.told.person_id]) for one in reckon(session, open_, now, centre)]
    return sorted(rows, key=lambda row: (row.on_day, row.code))


def revisions(session: Session, person_id: int, on_day: date) -> Sequence[AttendanceDay]:
    """Every revision of one day, the newest first."""
    found = sa.select(AttendanceDay).filter_by(person_id=person_id, on_day=on_day)
    return session.scalars(found.order_by(AttendanceDay.revision.desc())).all()


def _of_row(row: AttendanceDay, who: tuple[str, str, str]) -> DayRow:
    sums = Kept(row.scheduled_us, row.adherent_us, row.planned_queue_us, row.worked_queue_us, row.paid_us)
    same = ("person_id", "on_day", "template", "start_at", "end_at", "extended_at", "in_at", "in_source", "out_at")
    more = ("out_source", "late_s", "early_s", "overtime_s", "half_days", "findings", "marks", "excused", "revision")
    plain = {name: getattr(row, name) for name in (*same, *more, "why", "evidence")}
    return DayRow(code=who[0], name=who[1], team=who[2], kept=sums, is_settled=True, **plain)


def _of_reckoned(one: Reckoned, who: tuple[str, str, str]) -> DayRow:
    told, judged = one.told, one.judged
    return DayRow(
        person_id=told.person_id,
        code=who[0],
        name=who[1],
        team=who[2],
        on_day=told.on_day,
        template=told.template,
        start_at=instant(told.start_us),
        end_at=instant(told.end_us),
        extended_at=instant(max(one.extended.end_us, told.end_us)),
        in_at=instant(judged.came.at_us) if judged.came else None,
        in_source=judged.came.source.value if judged.came else None,
        out_at=instant(judged.went.at_us) if judged.went else None,
        out_source=judged.went.source.value if judged.went else None,
        late_s=judged.late_s,
        early_s=judged.early_s,
        overtime_s=judged.overtime_s,
        half_days=sum(finding.half_days for finding in judged.findings),
        findings=_open_findings(finding.to_dict() for finding in judged.findings),
        marks=list(one.marks),
        excused=[],
        kept=one.kept,
        revision=0,
        why="",
        is_settled=False,
        evidence=[],
    )


def _open_findings(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a day that still runs nobody has missed to say that they go."""
    return [one for one in found if one["code"] != MISSED_OUT]
