"""How many could have answered a queue, from instant to instant of a day that is over."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.calls import AgentInterval, AgentSlice


def ready_spans(session: Session, queue: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """(instant, ready members from then on): members of the queue whose own timeline says ready."""
    from_us, to_us = span
    fact, piece = AgentInterval, AgentSlice
    overlaps = sa.and_(fact.start_us < to_us, sa.func.coalesce(fact.end_us, to_us) > from_us)
    pairs = session.execute(
        sa.select(
            sa.func.greatest(fact.start_us, piece.start_us),
            sa.func.least(sa.func.coalesce(fact.end_us, to_us), sa.func.coalesce(piece.end_us, to_us)),
        )
        .join(piece, sa.and_(piece.pbx_id == fact.pbx_id, piece.agent == fact.agent))
        .where(
            fact.kind == "member",
            fact.queue == queue,
            overlaps,
            piece.state == "ready",
            piece.start_us < to_us,
            sa.func.coalesce(piece.end_us, to_us) > from_us,
        )
    )
    changes: list[tuple[int, int]] = []
    for start, end in pairs:
        if start < end:
            changes += [(start, 1), (end, -1)]
    ready, found = 0, []
    for at, change in sorted(changes):
        ready += change
        found.append((max(at, from_us), ready))
    return found
