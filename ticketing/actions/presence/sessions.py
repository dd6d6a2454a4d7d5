"""Sessions move with the slices they are read off, in the same transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session as Connection

from ticketing.domain.presence import Session, Slice, sessions_of
from ticketing.models.presence import PersonSession

#: Parameters: `people` and `froms`, from where the slices of each are new. Only what reaches up to there can change;
#: a look backwards finds the last call before it, however long somebody is on line.
_TAKEN = sa.text("""
WITH wanted AS (
    SELECT * FROM unnest(CAST(:people AS bigint[]), CAST(:froms AS bigint[])) AS one (person_id, from_us)
), gone AS (
    DELETE FROM person_sessions row USING wanted
    WHERE row.person_id = wanted.person_id AND (row.end_us IS NULL OR row.end_us >= wanted.from_us)
    RETURNING row.person_id, row.start_us, row.first_call_us, wanted.from_us
)
SELECT gone.person_id, gone.start_us, gone.from_us, gone.first_call_us, (
    SELECT slice.end_us FROM person_slices slice
    WHERE slice.person_id = gone.person_id AND slice.start_us >= gone.start_us AND slice.start_us < gone.from_us
      AND slice.state IN ('talking', 'hold') AND gone.first_call_us < gone.from_us
    ORDER BY slice.start_us DESC LIMIT 1) AS last_call_us
FROM gone WHERE gone.start_us < gone.from_us""")


def make_again(session: Connection, first: Mapping[int, int], fresh: Mapping[int, Iterable[Slice]]) -> None:
    """Of these people, whose slices from an instant on (`first`) are these now. Two statements."""
    carried = _taken(session, first)
    rows = [
        {"person_id": person_id, **found._asdict()}
        for person_id in first
        for found in sessions_of(fresh.get(person_id, ()), carried.get(person_id))
    ]
    if rows:
        session.execute(sa.insert(PersonSession), rows)


def _taken(session: Connection, first: Mapping[int, int]) -> dict[int, Session]:
    """What was on line where each one's new slices begin, as if it had ended there."""
    asked: dict[str, Any] = {"people": list(first), "froms": list(first.values())}
    found: dict[int, Session] = {}
    for person_id, start_us, from_us, first_us, last_us in session.execute(_TAKEN, asked):
        first_us = first_us if first_us is not None and first_us < from_us else None
        found[person_id] = Session(start_us, from_us, first_us, last_us)
    return found
