"""The figures as they stood on a day that is over, for trying a rule out (试算): from visits, slices and outages."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.alerts import SPECS, AlertMetric, Fired, Measured, Reading, Rule, Scope, fired, limits_of
from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics import Formula, service_level
from ticketing.models.calls import QueueVisit
from ticketing.models.queues import Queue
from ticketing.models.telephony import Outage, Pbx
from ticketing.queries.alerts.agent_history import of_agents
from ticketing.queries.alerts.staffing import ready_spans

Span = tuple[int, int]


class Would(NamedTuple):
    """One alert that the rule would have raised, and of whom."""

    who: str
    fired: Fired


def would_have(session: Session, rule: Rule, span: Span) -> list[Would]:
    """What the rule would have told in [from, to) microseconds, in the order of time."""
    scope = SPECS[rule.metric].scope
    if scope is Scope.QUEUE:
        found = _of_queues(session, rule, span)
    else:
        limits = limits_of(rule, {})
        told = of_agents(session, rule, span) if scope is Scope.AGENT else _of_links(session, span).items()
        found = [Would(who, one) for who, history in told for one in fired(history, limits, span[1])]
    return sorted(found, key=lambda one: (one.fired.raised_us, one.who))


def _of_queues(session: Session, rule: Rule, span: Span) -> list[Would]:
    query = sa.select(Queue).where(Queue.active)
    queues = session.scalars(query if rule.queue_id is None else query.where(Queue.id == rule.queue_id)).all()
    visits: dict[str, list[QueueVisit]] = defaultdict(list)
    rows = sa.select(QueueVisit).where(QueueVisit.enter_us >= span[0], QueueVisit.enter_us < span[1])
    for visit in session.scalars(rows.order_by(QueueVisit.enter_us, QueueVisit.id)):
        visits[visit.queue].append(visit)
    found = []
    for queue in queues:
        if rule.metric is AlertMetric.SL_PCT:
            history = list(_levels(queue, rule, visits[queue.code]))
        else:
            ready = ready_spans(session, queue.code, span) if rule.metric is AlertMetric.NO_READY else None
            history = list(_line(rule.metric, visits[queue.code], ready))
        limits = limits_of(rule, queue.thresholds)
        found += [Would(queue.name, one) for one in fired(history, limits, span[1])]
    return found


def _line(
    metric: AlertMetric, visits: Sequence[QueueVisit], ready: Sequence[tuple[int, int]] | None
) -> Iterator[Measured]:
    """The waiting line after each coming and going; `ready` are the changes of how many could answer."""
    changes = [(visit.enter_us, 1, visit.enter_us) for visit in visits]
    changes += [(_left(visit), -1, visit.enter_us) for visit in visits]
    changes += [(at, 0, count) for at, count in ready or ()]
    waiting: list[int] = []
    able = 0
    for at, kind, what in sorted(changes):
        if kind == 1:
            waiting.append(what)
        elif kind == -1 and what in waiting:
            waiting.remove(what)
        elif kind == 0:
            able = what
        if metric is AlertMetric.LONGEST_S:
            yield Measured(at, Reading(0.0, min(waiting, default=None)))
        else:
            alone = metric is AlertMetric.WAITING or not able
            yield Measured(at, Reading(len(waiting) if alone else 0))


def _left(visit: QueueVisit) -> int:
    """When the caller no longer waited; a visit without an end waits to the end of the day."""
    end_us = visit.connect_us or visit.end_us
    return max(end_us, visit.enter_us) if end_us is not None else 1 << 62


def _levels(queue: Queue, rule: Rule, visits: Sequence[QueueVisit]) -> Iterator[Measured]:
    """The share at each end of a wait and at each call that leaves the window, by the queue's own formula."""
    window_us = rule.window_s * SECOND_US
    instants = {_left(visit) for visit in visits} | {visit.enter_us + window_us + 1 for visit in visits}
    for at in sorted(one for one in instants if one < 1 << 62):
        inside = [visit for visit in visits if at - window_us <= visit.enter_us and _left(visit) <= at]
        pct = _level(queue, inside) if len(inside) >= max(rule.min_calls, 1) else None
        yield Measured(at, Reading(pct))


def _level(queue: Queue, visits: Sequence[QueueVisit]) -> float | None:
    in_time = [visit for visit in visits if (visit.wait_us or 0) <= queue.sl_threshold_s * SECOND_US]
    return service_level(
        Formula(queue.sl_formula),
        offered=len(visits),
        answered=sum(visit.outcome == "answered" for visit in visits),
        abandoned=sum(visit.outcome == "abandoned" for visit in visits),
        a_t=sum(visit.outcome == "answered" for visit in in_time),
        b_t=sum(visit.outcome == "abandoned" for visit in in_time),
        exits_t=sum(visit.outcome != "lost" for visit in in_time),
        undecided=0,
    )


def _of_links(session: Session, span: Span) -> Mapping[str, list[Measured]]:
    query = (
        sa.select(Pbx.name, Outage.from_us, Outage.to_us)
        .join(Pbx, Pbx.id == Outage.pbx_id)
        .where(Outage.kind == "link_down", Outage.from_us >= span[0], Outage.from_us < span[1])
        .order_by(Outage.from_us)
    )
    found: dict[str, list[Measured]] = defaultdict(list)
    for name, from_us, to_us in session.execute(query):
        found[name].append(Measured(from_us, Reading(0.0, from_us)))
        if to_us is not None:
            found[name].append(Measured(to_us, Reading()))
    return found
