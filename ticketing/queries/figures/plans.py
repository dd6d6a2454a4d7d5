"""What the roster had people do: the paid time, and how much of it was spent on the calls that it was for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import instant, micros
from ticketing.domain.metrics import Bucket
from ticketing.domain.metrics.workforce import PRODUCTIVE, WorkTally
from ticketing.models.shifts import Shift
from ticketing.queries.figures.spans import WHOLE

#: Whose minutes were spent as planned is asked for a month at most; beyond that only how many were planned.
LONGEST_US = 32 * 86_400 * 1_000_000
#: Nobody is in one state for longer than this while they work.
_REACH_BACK_US = 86_400 * 1_000_000
_NONE = ("scheduled_s", "adherent_s", "adherence_pct", "productive_worked_s", "conformance_pct")
_ADHERENT = sa.text("""
SELECT row.person_id, bucket.at, sum(
    least(coalesce(row.end_us, :until_us), shift.to_us, bucket.to_us) -
    greatest(row.start_us, shift.from_us, bucket.from_us))
FROM unnest(CAST(:people AS bigint[]), CAST(:froms AS bigint[]), CAST(:tos AS bigint[]))
        AS shift (person_id, from_us, to_us)
    JOIN unnest(CAST(:bucket_froms AS bigint[]), CAST(:bucket_tos AS bigint[])) WITH ORDINALITY
        AS bucket (from_us, to_us, at) ON bucket.from_us < shift.to_us AND bucket.to_us > shift.from_us
    JOIN person_slices row ON row.person_id = shift.person_id
        AND row.start_us >= shift.from_us - :reach_us
        AND row.start_us < least(shift.to_us, bucket.to_us)
        AND coalesce(row.end_us, :until_us) > greatest(shift.from_us, bucket.from_us)
WHERE row.state = ANY(:states) GROUP BY 1, 2""")


@dataclass(frozen=True)
class Plan:
    """One person's planned and kept microseconds of a bucket; `adherent_us` None: not asked."""

    scheduled_us: int = 0
    adherent_us: int | None = None


class Plans:
    """By person (None: all) and place of the bucket (WHOLE: the span)."""

    def __init__(
        self, scheduled: Mapping[tuple[int, int], int], adherent: Mapping[tuple[int, int], int] | None
    ) -> None:
        self._scheduled = _with_sums(scheduled)
        self._adherent = _with_sums(adherent) if adherent is not None else None

    def of(self, who: int | None, at: int) -> Plan | None:
        """None where nothing was planned."""
        scheduled_us = self._scheduled.get((who, at), 0)
        if not scheduled_us:
            return None
        return Plan(scheduled_us, self._adherent.get((who, at), 0) if self._adherent is not None else None)

    def figures(self, who: int | None, at: int, productive_us: int) -> dict[str, Any]:
        """By their public names; null without a plan. A break that has no planned time counts as time for calls."""
        plan = self.of(who, at)
        if plan is None:
            return dict.fromkeys(_NONE)
        kept = WorkTally(plan.scheduled_us, plan.adherent_us or 0, plan.scheduled_us, productive_us).figures()
        if plan.adherent_us is None:
            kept |= dict.fromkeys(("adherent_s", "adherence_pct"))
        return {name: kept[name] for name in _NONE}


def plans_of(
    session: Session, from_us: int, until_us: int, buckets: Sequence[Bucket], people: Collection[int]
) -> Plans:
    """The published shifts of [from_us, until_us), cut by bucket. Two queries."""
    rows = session.execute(
        sa.select(Shift.person_id, Shift.published_start_at, Shift.published_end_at).where(
            Shift.person_id.in_(people),
            Shift.published_start_at < instant(until_us),
            Shift.published_end_at > instant(from_us),
        )
    )
    shifts = [
        (person_id, max(micros(start), from_us), min(micros(end), until_us))
        for person_id, start, end in rows
        if start is not None and end is not None
    ]
    cut = [Bucket(one.name, one.start_us, min(one.end_us, until_us)) for one in buckets if one.start_us < until_us]
    scheduled: dict[tuple[int, int], int] = {}
    for person_id, start_us, end_us in shifts:
        for at, bucket in enumerate(cut):
            us = min(end_us, bucket.end_us) - max(start_us, bucket.start_us)
            if us > 0:
                scheduled[person_id, at] = scheduled.get((person_id, at), 0) + us
    if not shifts or until_us - from_us > LONGEST_US:
        return Plans(scheduled, None)
    return Plans(scheduled, _adherent(session, shifts, cut, until_us))


def _adherent(
    session: Session, shifts: Sequence[tuple[int, int, int]], buckets: Sequence[Bucket], until_us: int
) -> dict[tuple[int, int], int]:
    people, froms, tos = map(list, zip(*shifts, strict=True))
    asked = {
        **{"people": people, "froms": froms, "tos": tos, "until_us": until_us, "reach_us": _REACH_BACK_US},
        "bucket_froms": [bucket.start_us for bucket in buckets],
        "bucket_tos": [bucket.end_us for bucket in buckets],
        "states": [state.value for state in PRODUCTIVE],
    }
    return {(who, at - 1): int(us) for who, at, us in session.execute(_ADHERENT, asked)}


def _with_sums(found: Mapping[tuple[int, int], int]) -> dict[tuple[int | None, int], int]:
    sums: dict[tuple[int | None, int], int] = {}
    for (who, at), us in found.items():
        for key in ((who, at), (who, WHOLE), (None, at), (None, WHOLE)):
            sums[key] = sums.get(key, 0) + us
    return sums
