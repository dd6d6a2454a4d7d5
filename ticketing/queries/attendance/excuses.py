"""Time that is held against nobody, from whichever table says so."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.attendance import Excuse
from ticketing.domain.instants import instant, micros
from ticketing.models.attendance import AttendanceExcuse


class Excuses:
    """By person, and everybody's."""

    def __init__(self, own: Mapping[int, Sequence[Excuse]], everybodys: Sequence[Excuse]) -> None:
        self._own, self._everybodys = own, everybodys

    def of(self, person_id: int, from_us: int, to_us: int) -> list[Excuse]:
        """What touches [from_us, to_us) for one person."""
        found = [*self._own.get(person_id, ()), *self._everybodys]
        return sorted(one for one in found if one.start_us < to_us and one.end_us > from_us)


def excuses(session: Session, people: Collection[int], from_us: int, to_us: int) -> Excuses:
    """What was excused of [from_us, to_us)."""
    row = AttendanceExcuse
    rows = session.execute(
        sa.select(row.id, row.person_id, row.from_at, row.to_at, row.kind).where(
            sa.or_(row.person_id.is_(None), row.person_id.in_(people)),
            row.revoked_at.is_(None),
            row.from_at < instant(to_us),
            row.to_at > instant(from_us),
        )
    )
    own: dict[int, list[Excuse]] = {}
    everybodys: list[Excuse] = []
    for id_, person_id, from_at, to_at, kind in rows:
        one = Excuse(micros(from_at), micros(to_at), kind, f"excuse:{id_}")
        (everybodys if person_id is None else own.setdefault(person_id, [])).append(one)
    return Excuses(own, everybodys)
