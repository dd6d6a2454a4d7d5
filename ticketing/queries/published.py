"""The shifts that everybody was last told of, as plain values: the one place where attendance reads the roster."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.adherence import Piece, planned
from ticketing.domain.instants import instant, micros
from ticketing.domain.spans import Span
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries import meetings


@dataclass(frozen=True)
class Told:
    """One published shift: whose, on which business day, [start_us, end_us), its pieces in order."""

    shift_id: int
    person_id: int
    team_id: int | None
    on_day: date
    template: str | None
    start_us: int
    end_us: int
    is_leader: bool
    pieces: tuple[Piece, ...]


def between(session: Session, from_us: int, to_us: int, people: Collection[int] | None = None) -> list[Told]:
    """The shifts that touch [from_us, to_us), by person and start."""
    where = [Shift.published_start_at < instant(to_us), Shift.published_end_at > instant(from_us)]
    return _read(session, *where, *_of(people))


def of_days(session: Session, first: date, last: date, people: Collection[int] | None = None) -> list[Told]:
    """The shifts of these business days, both included."""
    return _read(session, Shift.on_day.between(first, last), *_of(people))


def of_cells(session: Session, cells: Collection[tuple[int, date]]) -> list[Told]:
    """The shifts of these people on these days; a day without a shift has none."""
    wanted = sa.tuple_(Shift.person_id, Shift.on_day).in_(list(cells))
    return _read(session, wanted) if cells else []


def next_starts(session: Session, people: Collection[int], at: datetime) -> dict[int, datetime]:
    """When each of these people is back: the start of their first shift after an instant."""
    rows = session.execute(
        sa.select(Shift.person_id, sa.func.min(Shift.published_start_at))
        .where(Shift.person_id.in_(people), Shift.published_start_at > at)
        .group_by(Shift.person_id)
    )
    return {person_id: start for person_id, start in rows if start is not None}


def _of(people: Collection[int] | None) -> Sequence[sa.ColumnElement[bool]]:
    return () if people is None else (Shift.person_id.in_(people),)


def _read(session: Session, *where: sa.ColumnElement[bool]) -> list[Told]:
    rows = session.execute(
        sa.select(
            Shift.id, Shift.person_id, Person.team_id, Shift.on_day, ShiftTemplate.code, Shift.published_start_at,
            Shift.published_end_at, Shift.published_is_leader, ShiftTemplate.start_min, ShiftTemplate.breaks,
            ShiftTemplate.activities,
        )
        .join(Person, Person.id == Shift.person_id)
        .outerjoin(ShiftTemplate, ShiftTemplate.id == Shift.published_template_id)
        .where(Shift.published_start_at.is_not(None), Shift.published_end_at.is_not(None), *where)
        .order_by(Shift.person_id, Shift.published_start_at)
    )  # fmt: skip
    found = rows.all()
    days = [row.on_day for row in found]
    held = meetings.activities(session, min(days), max(days)) if days else None
    return [_told(row, held(row.person_id, row.team_id, row.on_day) if held else ()) for row in found]


def _told(row: Any, held: Sequence[Mapping[str, Any]]) -> Told:
    start_us, end_us = micros(row.published_start_at), micros(row.published_end_at)
    return Told(
        shift_id=row.id,
        person_id=row.person_id,
        team_id=row.team_id,
        on_day=row.on_day,
        template=row.code,
        start_us=start_us,
        end_us=end_us,
        is_leader=row.published_is_leader,
        pieces=planned(
            row.on_day, Span(start_us, end_us), row.start_min or 0, row.breaks or (), (*(row.activities or ()), *held)
        ),
    )
