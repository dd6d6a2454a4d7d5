"""What the roster had people do: the paid time, and how much of it was spent as it was planned, breaks included."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.adherence import Does
from ticketing.domain.centre import Centre
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.metrics import Bucket
from ticketing.domain.metrics.numbers import percent
from ticketing.domain.spans import Span as Stretch
from ticketing.domain.spans import cut, length_us
from ticketing.models.attendance import AttendanceDay
from ticketing.queries import published
from ticketing.queries.attendance.reckoning import reckon
from ticketing.queries.figures.spans import WHOLE
from ticketing.queries.published import Told

#: Shifts that no judged day answers for are looked at piece by piece; of more than so many nobody waits for that.
MOST_FRESH = 1_500
_NONE = ("scheduled_s", "adherent_s", "adherence_pct", "productive_worked_s", "conformance_pct")


class Plan(NamedTuple):
    """Microseconds of one person in a bucket: on the roster, on queue by it, what of it is judged and not excused, and
    what of that was kept to."""

    scheduled_us: int = 0
    queue_us: int = 0
    counted_us: int = 0
    adherent_us: int = 0

    def __add__(self, other: tuple[Any, ...]) -> "Plan":
        return Plan(*(one + another for one, another in zip(self, other, strict=True)))


class Plans:
    """By person (None: all) and place of the bucket (WHOLE: the span)."""

    def __init__(self, found: Mapping[tuple[int, int], Plan]) -> None:
        self._sums: dict[tuple[int | None, int], Plan] = {}
        for (who, at), plan in found.items():
            for key in ((who, at), (who, WHOLE), (None, at), (None, WHOLE)):
                self._sums[key] = self._sums.get(key, Plan()) + plan

    def of(self, who: int | None, at: int) -> Plan | None:
        """None where nothing was planned."""
        plan = self._sums.get((who, at))
        return plan if plan is not None and plan.scheduled_us else None

    def figures(self, who: int | None, at: int, productive_us: int) -> dict[str, Any]:
        """By their public names; null without a plan. A break at its planned time is time as planned."""
        plan = self.of(who, at)
        if plan is None:
            return dict.fromkeys(_NONE)
        return {
            "scheduled_s": plan.scheduled_us // SECOND_US,
            "adherent_s": plan.adherent_us // SECOND_US if plan.counted_us else None,
            "adherence_pct": percent(plan.adherent_us, plan.counted_us),
            "productive_worked_s": productive_us // SECOND_US,
            "conformance_pct": percent(productive_us, plan.queue_us),
        }


@dataclass
class _Sheet:
    """Plans while they are added up, by person and bucket."""

    buckets: Sequence[Bucket]
    found: dict[tuple[int, int], Plan]

    def add(self, who: int, at: int, plan: Plan) -> None:
        self.found[who, at] = self.found.get((who, at), Plan()) + plan

    def around(self, told: Told) -> Iterator[tuple[int, Stretch]]:
        """The buckets that a shift touches."""
        for at, bucket in enumerate(self.buckets):
            if bucket.start_us < told.end_us and bucket.end_us > told.start_us:
                yield at, Stretch(bucket.start_us, bucket.end_us)

    def is_whole(self, told: Told) -> int | None:
        """The bucket that holds all of a shift."""
        touched = list(self.around(told))
        inside = len(touched) == 1 and touched[0][1].start_us <= told.start_us and told.end_us <= touched[0][1].end_us
        return touched[0][0] if inside else None


def plans_of(
    session: Session, from_us: int, until_us: int, buckets: Sequence[Bucket], people: Collection[int], zone: str
) -> Plans:
    """The published shifts of [from_us, until_us), cut by bucket.

    Days that are judged answer by their sums; what still runs, and what the ends of buckets cut through, is looked at
    piece by piece. Two statements, and those of the reckoning where something is left.
    """
    shifts = published.between(session, from_us, until_us, people) if people and from_us < until_us else []
    cut_ = [Bucket(one.name, one.start_us, min(one.end_us, until_us)) for one in buckets if one.start_us < until_us]
    sheet = _Sheet(cut_, {})
    for told in shifts:
        for at, bucket in sheet.around(told):
            whole = cut([Stretch(told.start_us, told.end_us)], *bucket)
            queue = (Stretch(one.start_us, one.end_us) for one in told.pieces if one.does is Does.ON_QUEUE)
            sheet.add(told.person_id, at, Plan(length_us(whole), length_us(cut(list(queue), *bucket))))
    fresh = _add_judged(session, sheet, shifts)
    if fresh and len(fresh) <= MOST_FRESH:
        for one in reckon(session, fresh, instant(until_us), Centre(zone)):
            for at, bucket in sheet.around(one.told):
                counted, kept = (length_us(cut(list(spans), *bucket)) for spans in one.held)
                sheet.add(one.told.person_id, at, Plan(0, 0, counted, kept))
    return Plans(sheet.found)


def _add_judged(session: Session, sheet: _Sheet, shifts: Sequence[Told]) -> list[Told]:
    """Add the sums of the judged days; gives the shifts that have none, or are cut."""
    inside = {(told.person_id, told.on_day): at for told in shifts if (at := sheet.is_whole(told)) is not None}
    if not inside:
        return list(shifts)
    day, days = AttendanceDay, [on_day for _, on_day in inside]
    rows = session.execute(
        sa.select(day.person_id, day.on_day, day.start_at, day.end_at, day.scheduled_us, day.adherent_us).where(
            day.is_current, day.on_day.between(min(days), max(days)), day.person_id.in_({who for who, _ in inside})
        )
    ).all()
    judged = {(row.person_id, row.on_day, micros(row.start_at), micros(row.end_at)): row for row in rows}
    left = []
    for told in shifts:
        at = inside.get((told.person_id, told.on_day))
        row = judged.get((told.person_id, told.on_day, told.start_us, told.end_us))
        if at is None or row is None:
            left.append(told)
        else:
            sheet.add(told.person_id, at, Plan(0, 0, row.scheduled_us, row.adherent_us))
    return left
