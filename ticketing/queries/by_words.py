"""The newest things whose words hold what is asked for, in time that does not grow with how common the words are.

What is common stands among the newest; what is rare, the index of the words has at once. Which of the two it is, the
first look at the newest tells: no statistics are asked, which know nothing of words that follow each other.
"""

import contextlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from ticketing.card_index import Words

#: How many of the newest the first look reads, and how many the second reads at most.
FIRST_LOOK, SECOND_LOOK = 2_000, 16_000
#: With fewer than one in so many found at the first look, the index is quicker than reading on.
RARE = 250
#: How many ids the index hands over at a time.
BATCH = 4_000


def newest(session: Session, narrowed: sa.Select[int], words: Words, asked: str, limit: int) -> Sequence[int]:
    """At most `limit` ids of `narrowed` (a select of ids, without order) whose words answer `asked`, newest first."""
    found, lowest = _look(session, narrowed, words, asked, FIRST_LOOK)
    if len(found) < limit and lowest is not None and len(found) * RARE >= FIRST_LOOK:
        reach = min(SECOND_LOOK, 2 * FIRST_LOOK * limit // len(found))
        more, lowest = _look(session, narrowed.where(_id(narrowed) < lowest), words, asked, reach)
        found += more
    if len(found) < limit and lowest is not None:
        found += _indexed(session, narrowed, words, asked, lowest, limit - len(found))
    return found[:limit]


def among(words: Words, asked: str) -> sa.Select[int]:
    """The ids of everything whose words answer, by the index: for orders in which the newest are nothing special."""
    return sa.select(_answering(words, asked).cte("hits").prefix_with("MATERIALIZED").c.id)


def _look(
    session: Session, narrowed: sa.Select[int], words: Words, asked: str, reach: int
) -> tuple[list[int], int | None]:
    """What answers among the newest `reach`, and the lowest id looked at; None when there is nothing below it."""
    # The offsets keep the planner from going through the index of the words after all.
    near = narrowed.order_by(_id(narrowed).desc()).limit(reach).offset(0).subquery("near")
    answers = _answering(words, asked).where(words.id == near.c.id).correlate(near).offset(0).lateral("answers")
    ids = sa.func.array_agg(answers.c.id).filter(answers.c.id.is_not(None))
    seen = sa.select(ids, sa.func.min(near.c.id), sa.func.count()).select_from(near.outerjoin(answers, sa.true()))
    found, lowest, looked_at = session.execute(seen).one()
    return sorted(found or (), reverse=True), lowest if looked_at == reach else None


def _indexed(
    session: Session, narrowed: sa.Select[int], words: Words, asked: str, below: int, limit: int
) -> Sequence[int]:
    """The ids first, many at a time, then what `narrowed` says: joined in one go, the planner walks through all."""
    found: list[int] = []
    column = _id(narrowed)
    hits = among(words, asked)
    (at,) = hits.selected_columns
    below_it = hits.where(at < below).order_by(at.desc()).execution_options(yield_per=BATCH)
    with contextlib.closing(session.scalars(below_it)) as all_of_them:
        for ids in all_of_them.partitions():
            kept = narrowed.where(column == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.BigInteger))))
            found += session.scalars(kept.order_by(column.desc()).limit(limit - len(found))).all()
            if len(found) == limit:
                break
    return found


def _answering(words: Words, asked: str) -> sa.Select[int]:
    return sa.select(words.id).where(words.document.op("@@")(sa.cast(asked, TSQUERY)))


def _id(narrowed: sa.Select[int]) -> Any:
    (column,) = narrowed.selected_columns
    return column
