"""Figures by agent: seconds of the exclusive timeline, and counts of what happened."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Outcome
from ticketing.domain.metrics import AgentTally, Bucket
from ticketing.domain.metrics.queues import TRANSFERS
from ticketing.models.calls import AgentSlice, OutboundCall, QueueVisit, RingAttempt
from ticketing.queries.figures.spans import Span, visits_in
from ticketing.queries.folded import slice_of

_ATTEMPTS = {"rna": "rna", "cancelled": "ring_canceled", "dump": "dumps"}


def agent_figures(session: Session, span: Span, people: Mapping[int, str]) -> list[dict[str, Any]]:
    """Per bucket `agents` {code: figures by public name} of these people (id: code). Four queries."""
    buckets = span.buckets
    tallies = [{person_id: AgentTally() for person_id in people} for _ in buckets]
    _add_time(session, span, buckets, tallies)
    _add_counts(session, span, buckets, tallies)
    return [
        {**bucket._asdict(), "agents": {people[person_id]: tally.figures() for person_id, tally in row.items()}}
        for bucket, row in zip(buckets, tallies, strict=True)
    ]


def timeline(session: Session, person_id: int, from_us: int, to_us: int) -> list[AgentSlice]:
    """A person's slices that touch [from_us, to_us), in order."""
    piece = AgentSlice
    return list(
        session.scalars(
            sa.select(piece)
            .where(
                piece.person_id == person_id, piece.start_us < to_us, sa.func.coalesce(piece.end_us, to_us) > from_us
            )
            .order_by(piece.start_us)
        )
    )


Tallies = Sequence[Mapping[int, AgentTally]]


def _add_time(session: Session, span: Span, buckets: Sequence[Bucket], tallies: Tallies) -> None:
    piece, until_us = AgentSlice, min(span.to_us, span.now_us)
    rows = session.scalars(
        sa.select(piece)
        .where(
            piece.person_id.in_(tallies[0] if tallies else ()),
            piece.start_us < until_us,
            sa.func.coalesce(piece.end_us, until_us) > span.from_us,
        )
        .order_by(piece.person_id, piece.start_us)
    )
    for person_id, pieces in groupby(rows, key=lambda row: row.person_id or 0):
        slices = [slice_of(row) for row in pieces]
        for bucket, row in zip(buckets, tallies, strict=True):
            row[person_id].add_slices(slices, bucket.start_us, min(bucket.end_us, until_us))


def _add_counts(session: Session, span: Span, buckets: Sequence[Bucket], tallies: Tallies) -> None:
    """Calls count where they arrive, phones that rang where they stopped ringing."""
    starts = [bucket.start_us for bucket in buckets]
    people = list(tallies[0]) if tallies else []
    visit, ring, out = QueueVisit, RingAttempt, OutboundCall
    answered = visits_in(span, None).where(visit.outcome == Outcome.ANSWERED, visit.person_id.in_(people))
    for row in session.scalars(answered):
        counts = tallies[bisect_right(starts, row.enter_us) - 1][row.person_id or 0].counts
        counts["answered"] += 1
        counts["transfers"] += row.end_reason in TRANSFERS
    rang = sa.select(ring).where(
        ring.person_id.in_(people), ring.end_us >= span.from_us, ring.end_us < span.to_us, ring.result.in_(_ATTEMPTS)
    )
    for attempt in session.scalars(rang):
        at = bisect_right(starts, attempt.end_us or 0) - 1
        tallies[at][attempt.person_id or 0].counts[_ATTEMPTS[attempt.result or ""]] += 1
    placed = sa.select(out).where(out.person_id.in_(people), out.at_us >= span.from_us, out.at_us < span.to_us)
    for call in session.scalars(placed):
        tallies[bisect_right(starts, call.at_us) - 1][call.person_id or 0].counts["outbound"] += 1
