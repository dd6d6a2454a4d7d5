"""Time that is held against nobody, from whichever table says so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.attendance import Excuse
from ticketing.domain.instants import instant, micros
from ticketing.models.attendance import AttendanceExcuse
from ticketing.models.leaves import Leave, LeaveKind, LeaveState


@dataclass
class Excuses:
    """Stretches by person, everybody's (under None), and the leaves that cover whole business days."""

    stretches: dict[int | None, list[Excuse]] = field(default_factory=dict)
    leaves: dict[int, list[Leave]] = field(default_factory=dict)

    def of(self, person_id: int, on_day: date, from_us: int, to_us: int) -> list[Excuse]:
        """What holds of one person's shift [from_us, to_us) of a business day."""
        found = [*self.stretches.get(person_id, ()), *self.stretches.get(None, ())]
        whole = [
            Excuse(from_us, to_us, "leave", f"leave:{one.id}", one.retroactive)
            for one in self.leaves.get(person_id, ())
            if one.first_on <= on_day <= one.last_on
        ]
        return sorted([one for one in found if one.start_us < to_us and one.end_us > from_us] + whole)


def excuses(session: Session, people: Collection[int], from_us: int, to_us: int) -> Excuses:
    """What was excused of [from_us, to_us). Two statements."""
    row = AttendanceExcuse
    rows = session.execute(
        sa.select(row.id, row.person_id, row.from_at, row.to_at, row.kind).where(
            sa.or_(row.person_id.is_(None), row.person_id.in_(people)),
            row.revoked_at.is_(None),
            row.from_at < instant(to_us),
            row.to_at > instant(from_us),
        )
    )
    found = Excuses()
    for id_, person_id, from_at, to_at, kind in rows:
        one = Excuse(micros(from_at), micros(to_at), kind, f"excuse:{id_}")
        found.stretches.setdefault(person_id, []).append(one)
    day = timedelta(days=1)
    for leave in approved(session, people, instant(from_us).date() - day, instant(to_us).date() + day):
        if leave.start_at is not None and leave.end_at is not None:
            kind = "errand" if leave.kind is LeaveKind.ERRAND else "leave"
            part = Excuse(micros(leave.start_at), micros(leave.end_at), kind, f"leave:{leave.id}", leave.retroactive)
            found.stretches.setdefault(leave.person_id, []).append(part)
        else:
            found.leaves.setdefault(leave.person_id, []).append(leave)
    return found


def approved(session: Session, people: Iterable[int], first: date, last: date) -> list[Leave]:
    """The approved leaves of these people that touch a stretch of days, both included."""
    found = sa.select(Leave).where(
        Leave.person_id.in_(list(people)),
        Leave.state == LeaveState.APPROVED,
        Leave.first_on <= last,
        Leave.last_on >= first,
    )
    return list(session.scalars(found.order_by(Leave.first_on, Leave.id)))
