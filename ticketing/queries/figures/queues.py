"""Figures by queue: from the roll-ups where they can say it, else from the visits."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Mark, Outcome, QueueRules
from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics import Bucket, QueueTally, has_threshold, seconds, tally_of
from ticketing.models.calls import QueueRollup, QueueVisit
from ticketing.queries.figures.spans import Span, visits_in
from ticketing.queries.fold_config import queue_rules
from ticketing.queries.folded import QUARTER_US, visit_of


def queue_figures(session: Session, span: Span, codes: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Per bucket `start_us`, `end_us`, `name` and `queues` {code: figures by public name}; None: every queue.

    Calls count where they arrive (telephony.md 3.1). Two to four queries, whatever the span.
    """
    buckets, rules = span.buckets, queue_rules(session)
    found = _from_rollups(session, span, buckets, rules, codes) if _is_whole(span) else {}
    loose = {code for code, own in rules.items() if not _rollups_answer(own)}
    if not _is_whole(span) or loose:
        found |= _from_visits(session, span, buckets, rules, codes if not _is_whole(span) else loose)
    longest = _longest(session, span, buckets, codes)
    names = sorted({code for code, _ in found})
    return [
        {
            **bucket._asdict(),
            "queues": {code: _figures(found.get((code, at)), longest.get((code, at))) for code in names},
        }
        for at, bucket in enumerate(buckets)
    ]


Found = dict[tuple[str, int], QueueTally]


def _from_rollups(
    session: Session,
    span: Span,
    buckets: Sequence[Bucket],
    rules: Mapping[str, QueueRules],
    codes: Collection[str] | None,
) -> Found:
    rows = sa.select(QueueRollup.queue, QueueRollup.bucket_us, QueueRollup.figures).where(
        QueueRollup.bucket_us >= span.from_us, QueueRollup.bucket_us < span.to_us
    )
    if codes is not None:
        rows = rows.where(QueueRollup.queue.in_(codes))
    starts = [bucket.start_us for bucket in buckets]
    sums: dict[tuple[str, int], Counter[str]] = {}
    for queue, bucket_us, figures in session.execute(rows):
        sums.setdefault((queue, bisect_right(starts, bucket_us) - 1), Counter()).update(figures)
    answers = {key: tally_of(total, rules.get(key[0], QueueRules())) for key, total in sums.items()}
    for visit in session.scalars(visits_in(span, codes).where(QueueVisit.stage == "waiting")):
        tally = answers.get((visit.queue, bisect_right(starts, visit.enter_us) - 1))
        if tally is not None:
            _add_waiting(tally, max(span.now_us - visit.enter_us, 0), rules.get(visit.queue, QueueRules()))
    return answers


def _add_waiting(tally: QueueTally, waited_us: int, rules: QueueRules) -> None:
    tally.undecided += waited_us <= rules.sl_threshold_s * SECOND_US
    tally.longest_waiting_us = max(tally.longest_waiting_us, waited_us)


def _from_visits(
    session: Session,
    span: Span,
    buckets: Sequence[Bucket],
    rules: Mapping[str, QueueRules],
    codes: Collection[str] | None,
) -> Found:
    starts = [bucket.start_us for bucket in buckets]
    found: Found = {}
    for row in session.scalars(visits_in(span, codes)):
        tally = found.setdefault((row.queue, bisect_right(starts, row.enter_us) - 1), QueueTally())
        tally.add(visit_of(row), rules.get(row.queue, QueueRules()), span.now_us)
    return found


def _longest(
    session: Session, span: Span, buckets: Sequence[Bucket], codes: Collection[str] | None
) -> dict[tuple[str, int], dict[str, Any]]:
    """Maxima and percentiles, which do not add up: always from the visits themselves."""
    visit, starts = QueueVisit, [bucket.start_us for bucket in buckets]
    bucket = sa.func.width_bucket(visit.enter_us, sa.cast(starts, sa.ARRAY(sa.BigInteger)))
    counts = sa.and_(
        visit.outcome.not_in([Outcome.WAITING, Outcome.LOST]), visit.marks.op("&")(int(Mark.WAIT_UNSURE)) == 0
    )
    ranked = sa.func.percentile_disc(sa.cast([0.5, 0.9], sa.ARRAY(sa.Float))).within_group(visit.wait_us.asc())
    rows = (
        visits_in(span, codes)
        .with_only_columns(visit.queue, bucket, sa.func.max(visit.wait_us), ranked)
        .where(counts)
        .group_by(visit.queue, bucket)
    )
    return {
        (queue, at - 1): {
            "max_wait_s": seconds(longest),
            "p50_wait_s": seconds(shares[0]),
            "p90_wait_s": seconds(shares[1]),
        }
        for queue, at, longest, shares in session.execute(rows)
    }


def _figures(tally: QueueTally | None, longest: dict[str, Any] | None) -> dict[str, Any]:
    nothing = dict.fromkeys(("max_wait_s", "p50_wait_s", "p90_wait_s"))
    return {**(tally or QueueTally()).figures(), **(longest or nothing)}


def _is_whole(span: Span) -> bool:
    return span.from_us % QUARTER_US == 0 and span.to_us % QUARTER_US == 0


def _rollups_answer(rules: QueueRules) -> bool:
    return has_threshold(rules.sl_threshold_s) and has_threshold(rules.short_abandon_s)
