"""Say that judged days are out of date; the next settling judges them again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import instant
from ticketing.models.attendance import AttendanceDay, AttendanceMark
from ticketing.models.shifts import Shift
from ticketing.work import Work

#: So far back a changed schedule or a late event judges days again by itself (workforce.md 1.6).
LOOKS_BACK = timedelta(days=35)


def mark(session: Session, cells: Iterable[tuple[int, date]], why: str) -> None:
    """These people's days are out of date."""
    rows = [{"person_id": person_id, "on_day": on_day, "why": why} for person_id, on_day in cells]
    if rows:
        session.execute(sa.insert(AttendanceMark), rows)


def mark_shifts(work: Work, from_at: datetime, to_at: datetime, people: Collection[int] | None, why: str) -> None:
    """Every shift that touches [from_at, to_at) and has begun, of these people or of everybody."""
    where = [Shift.published_start_at < min(to_at, work.now), Shift.published_end_at > from_at]
    if people is not None:
        where.append(Shift.person_id.in_(people))
    cells = work.session.execute(sa.select(Shift.person_id, Shift.on_day).where(*where))
    mark(work.session, [(person_id, on_day) for person_id, on_day in cells], why)


def mark_from(session: Session, since: Mapping[int, int]) -> None:
    """These people's timelines were made again from an instant on (id: microseconds): so are their judged days."""
    if not since:
        return
    day, window = AttendanceDay, timedelta(hours=6)
    first = instant(min(since.values()))
    rows = session.execute(
        sa.select(day.person_id, day.on_day, day.extended_at).where(
            day.is_current, day.person_id.in_(since), day.extended_at > first - window
        )
    )
    mark(
        session,
        [
            (person_id, on_day)
            for person_id, on_day, extended_at in rows
            if extended_at + window > instant(since[person_id])
        ],
        "late_event",
    )
