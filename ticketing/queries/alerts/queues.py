"""A queue's figures as the rules see them: who waits, since when, who could answer, how the last half hour went."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from ticketing.domain.alerts import AlertMetric, Reading, Rule, chosen
from ticketing.domain.instants import SECOND_US
from ticketing.models.calls import QueueVisit
from ticketing.models.queues import Queue
from ticketing.queries.alerts.subjects import Figure, Figures, Subject
from ticketing.queries.board.change import Look
from ticketing.queries.board.figures import Day, days_of
from ticketing.queries.board.queues import Waiting, staff_of, waiting


def of_queues(look: Look, rules: Sequence[Rule], codes: Collection[str] | None) -> Figures:
    """The figures of these active queues, or of all, in at most six queries whatever their number."""
    query = sa.select(Queue).where(Queue.active)
    queues = look.session.scalars(query if codes is None else query.where(Queue.code.in_(codes))).all()
    open_ = waiting(look) if queues else {}
    staffed = [queue.code for queue in queues if queue.code in open_ and open_[queue.code].callers]
    staff = staff_of(look, staffed) if staffed else {}
    for queue in queues:
        subject, line = Subject.of_queue(queue), open_.get(queue.code) or Waiting()
        alone = bool(line.callers) and not staff[queue.code]["ready"]
        yield Figure(subject, AlertMetric.WAITING, Reading(len(line.callers)))
        yield Figure(subject, AlertMetric.LONGEST_S, Reading(0.0, line.oldest_us))
        yield Figure(subject, AlertMetric.NO_READY, Reading(len(line.callers) if alone else 0))
    yield from _service_levels(look, rules, queues, open_)


def _service_levels(look: Look, rules: Sequence[Rule], queues: Sequence[Queue], open_: dict[str, Waiting]) -> Figures:
    by_window: dict[int, list[tuple[Queue, Rule]]] = defaultdict(list)
    for queue in queues:
        rule = chosen(rules, AlertMetric.SL_PCT, queue.id)
        if rule is None:
            yield Figure(Subject.of_queue(queue), AlertMetric.SL_PCT, Reading())
        else:
            by_window[rule.window_s].append((queue, rule))
    for window_s, watched in by_window.items():
        from_us = look.now_us - window_s * SECOND_US
        asked = [queue for queue, _ in watched]
        days, oldest = days_of(look, (from_us, look.now_us + 1)), _oldest(look, asked, from_us)
        for queue, rule in watched:
            callers = open_[queue.code].callers if queue.code in open_ else []
            line = [at for at, _, _ in callers if at >= from_us]
            reading = _level(look, queue, rule, days[queue.code], line, oldest.get(queue.code))
            yield Figure(Subject.of_queue(queue), AlertMetric.SL_PCT, reading)


def _level(look: Look, queue: Queue, rule: Rule, day: Day, line: Sequence[int], oldest_us: int | None) -> Reading:
    """The share by the queue's own formula; who still waits within their patience is undecided and not counted."""
    if day.offered < max(rule.min_calls, 1):
        return Reading()
    patience_us = queue.sl_threshold_s * SECOND_US
    undecided = [at for at in line if look.now_us - at <= patience_us]
    enough = day.offered - len(undecided) >= max(rule.min_calls, 1)
    pct = day.service_level(queue.sl_formula, len(undecided)) if enough else None
    # It moves by itself when a caller's patience is over, and when a call leaves the window.
    soon = [at + patience_us + 1 for at in undecided[:1]]
    soon += [] if oldest_us is None else [oldest_us + rule.window_s * SECOND_US + 1]
    return Reading(pct, again_us=min(soon, default=None))


def _oldest(look: Look, queues: Sequence[Queue], from_us: int) -> dict[str, int]:
    rows = look.session.execute(
        sa.select(QueueVisit.queue, sa.func.min(QueueVisit.enter_us))
        .where(QueueVisit.enter_us >= from_us, QueueVisit.queue.in_([queue.code for queue in queues]))
        .group_by(QueueVisit.queue)
    )
    return dict(rows.all())
