"""Log-ins with the time to their first call, and log-outs with the time since the last one."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.metrics.agents import EDGES
from ticketing.queries.figures.statements import AT

#: Parameters: `people`, `starts` (of the buckets), `from_us`, `to_us`.
_EDGES = sa.text(f"""
SELECT person_id, {AT.format("start_us")} AS at, count(*), count(first_call_us),
    coalesce(sum(first_call_us - start_us), 0)::bigint, 0, 0, 0
FROM person_sessions WHERE start_us >= :from_us AND start_us < :to_us AND person_id = ANY(:people) GROUP BY 1, 2
UNION ALL
SELECT person_id, {AT.format("end_us")} AS at, 0, 0, 0, count(*), count(last_call_us),
    coalesce(sum(end_us - last_call_us), 0)::bigint
FROM person_sessions WHERE end_us >= :from_us AND end_us < :to_us AND person_id = ANY(:people) GROUP BY 1, 2""")  # noqa: S608


def edges(
    session: Session, stretch: tuple[int, int], starts: Sequence[int], people: Collection[int]
) -> Iterator[tuple[int, int, Counter[str]]]:
    """(person, place of the bucket, sums by the names of EDGES). One query."""
    asked = {"people": list(people), "starts": list(starts), "from_us": stretch[0], "to_us": stretch[1]}
    for who, at, *sums in session.execute(_EDGES, asked):
        yield who, at, Counter(dict(zip(EDGES, sums, strict=True)))
