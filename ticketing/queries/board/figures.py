"""Today's figures: each queue's day, the centre's service level, the last hour by minutes, the call-backs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.metrics import Formula, has_threshold, percent, service_level, sums
from ticketing.domain.metrics.agent_sums import QUARTER_US
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.queues import Queue
from ticketing.models.rollups import QueueRollup
from ticketing.queries.board.change import BOARDS, Change, Look, stamp
from ticketing.queries.board.phones import every_queue

MINUTE_US = 60 * SECOND_US
TREND_MINUTES = 60


@dataclass(frozen=True)
class Day:
    """Visits that arrived in the business day, by how they came out; `_within` the threshold T, inclusive."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short: int = 0
    waiting: int = 0
    answered_within: int = 0
    abandoned_within: int = 0
    left_within: int = 0

    @property
    def other(self) -> int:
        """Neither answered, abandoned nor still waiting: time-outs, keys pressed, withdrawn, failed, lost."""
        return self.offered - self.answered - self.abandoned - self.waiting

    @property
    def lost_pct(self) -> float | None:
        """呼损率 = 1 - answered / offered, of the calls that are decided."""
        decided = self.offered - self.waiting
        return percent(decided - self.answered, decided)

    def service_level(self, formula: str, undecided: int) -> float | None:
        """By one of the six formulas; `undecided` callers still wait and have not waited longer than T."""
        return service_level(
            Formula(formula),
            offered=self.offered,
            answered=self.answered,
            abandoned=self.abandoned,
            a_t=self.answered_within,
            b_t=self.abandoned_within,
            exits_t=self.left_within,
            undecided=undecided,
        )

    def __add__(self, other: "Day") -> "Day":
        return Day(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def days_of(look: Look, between: tuple[int, int] | None = None) -> dict[str, Day]:
    """The arrivals of the business day so far, or of [from, to), of each queue by its code: from the roll-ups, which
    move with the visits, except where a threshold or a border is none of theirs. Two queries at most."""
    return look.once("days", lambda look: _days(look, look.day_us)) if between is None else _days(look, between)


def _days(look: Look, between: tuple[int, int]) -> dict[str, Day]:
    is_whole = not any(border % QUARTER_US for border in between)
    queues = every_queue(look)
    rolled = [queue for queue in queues if is_whole and _is_rolled(queue)]
    others = [queue.code for queue in queues if not is_whole or not _is_rolled(queue)]
    found = _rolled_up(look, rolled, between) if rolled else {}
    return defaultdict(Day) | found | (_counted(look, others, between) if others else {})


def _is_rolled(queue: Queue) -> bool:
    return has_threshold(queue.sl_threshold_s) and has_threshold(queue.short_abandon_s)


def _rolled_up(look: Look, queues: Sequence[Queue], between: tuple[int, int]) -> dict[str, Day]:
    start, end = between
    row = QueueRollup
    at = sa.case({queue.code: sums.edge_of(queue.sl_threshold_s) + 1 for queue in queues}, value=row.queue)
    short = sa.case({queue.code: sums.edge_of(queue.short_abandon_s) + 1 for queue in queues}, value=row.queue)
    left = row.answered_within[at] + row.abandoned_within[at] + row.exited_within[at]
    parts = (row.abandoned_within[short], row.waiting, row.answered_within[at], row.abandoned_within[at], left)
    rows = look.session.execute(
        sa.select(row.queue, *(sa.func.sum(part) for part in (row.offered, row.answered, row.abandoned, *parts)))
        .where(row.bucket_us >= start, row.bucket_us < end, row.queue.in_([queue.code for queue in queues]))
        .group_by(row.queue)
    )
    return {code: Day(*map(int, counts)) for code, *counts in rows}


def _counted(look: Look, codes: Collection[str], between: tuple[int, int]) -> dict[str, Day]:
    start, end = between
    threshold = Queue.sl_threshold_s * SECOND_US
    outcome, wait = QueueVisit.outcome, sa.func.coalesce(QueueVisit.wait_us, 0)
    counted = sa.select(
        QueueVisit.queue,
        sa.func.count(),
        _count(outcome == "answered"),
        _count(outcome == "abandoned"),
        _count(outcome == "abandoned", wait <= Queue.short_abandon_s * SECOND_US),
        _count(outcome == "waiting"),
        _count(outcome == "answered", wait <= threshold),
        _count(outcome == "abandoned", wait <= threshold),
        _count(outcome.not_in(["waiting", "lost"]), wait <= threshold),
    ).join(Queue, Queue.code == QueueVisit.queue)
    mine = (QueueVisit.enter_us >= start, QueueVisit.enter_us < end, QueueVisit.queue.in_(codes))
    rows = look.session.execute(counted.where(*mine).group_by(QueueVisit.queue))
    return {code: Day(*counts) for code, *counts in rows}


def sla_today(look: Look) -> Iterator[Change]:
    """`sla:today`: all active queues together, by the formula and target of the first of them."""
    queues = [queue for queue in every_queue(look) if queue.active]
    days = days_of(look)
    day = sum((days[queue.code] for queue in queues), Day())
    formula = queues[0].sl_formula if queues else "sl_offered"
    row = {
        "sl_pct": day.service_level(formula, day.waiting),
        "offered": day.offered,
        "answered": day.answered,
        "abandoned": day.abandoned,
        "lost_pct": day.lost_pct,
        "sl_name": formula,
        "target_pct": queues[0].sl_target_pct if queues else 80,
    }
    yield from (look.row(board, "sla:today", row) for board in BOARDS)


def trend(look: Look) -> Iterator[Change]:
    """`trend:60`: the last sixty whole minutes, by minute of arrival."""
    end = look.now_us // MINUTE_US * MINUTE_US
    start = end - TREND_MINUTES * MINUTE_US
    minute = (QueueVisit.enter_us - start) // MINUTE_US
    rows = look.session.execute(
        sa.select(minute, sa.func.count(), _count(QueueVisit.outcome == "answered"))
        .where(QueueVisit.enter_us >= start, QueueVisit.enter_us < end)
        .group_by(minute)
    )
    offered, answered = [0] * TREND_MINUTES, [0] * TREND_MINUTES
    for at, all_, reached in rows:
        offered[at], answered[at] = all_, reached
    row = {"from": stamp(instant(start)), "step_s": 60, "offered": offered, "answered": answered}
    yield from (look.row(board, "trend:60", row) for board in BOARDS)


def callbacks_today(look: Look) -> Iterator[Change]:
    """`callbacks:today`: what is owed now, and of the promises that fell due today which were kept."""
    start, end = (instant(us) for us in look.day_us)
    open_ = Callback.state.in_(OPEN_CALLBACKS)
    today = sa.and_(Callback.window_end >= start, Callback.window_end < end)
    counts = look.session.execute(
        sa.select(
            _count(open_),
            _count(open_, Callback.window_start <= look.now),
            _count(open_, Callback.window_end < look.now),
            _count(today, Callback.promise_kept.is_(True)),
            _count(today, Callback.promise_kept.is_(False)),
            sa.func.min(Callback.window_start).filter(open_, Callback.window_start > look.now),
        ).where(sa.or_(open_, today))
    ).one()
    row = dict(zip(("open", "due", "overdue", "kept", "broken"), counts, strict=False))
    row["next_at"] = stamp(counts[5])
    yield from (look.row(board, "callbacks:today", row) for board in BOARDS)


def _count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count().filter(*conditions)
