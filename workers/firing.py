"""Do what a due timer owes: once, in the transaction that marks it done."""

import itertools
from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from flask import current_app
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import DBAPIError

from ticketing.actions import due
from ticketing.db import begin, do
from ticketing.domain.actors import SYSTEM
from ticketing.models.system import TestClock
from ticketing.models.timers import Timer
from ticketing.work import Work
from workers.handlers import HANDLERS

# A commit waits for the disk and what is alike is read together; their rows stay locked for some tens of milliseconds.
TOGETHER = 25
FIRST_BACK_OFF_S = 5
LONGEST_BACK_OFF_S = 3_600
LONGEST_ERROR = 500

# Timer id, generation.
Item = tuple[int, int]

log = structlog.get_logger()


def fire_batch(items: Sequence[Sequence[int]]) -> None:
    """Fire each `[timer id, generation]`, a few to a transaction; those of one that fails are done one by one.

    A timer that was done, moved or called off since it was handed out is passed over. A handler that raises makes
    its timer wait longer each time. A lost database raises here, and the lease offers the timers again.
    """
    for start in range(0, len(items), TOGETHER):
        group = [(timer_id, generation) for timer_id, generation in items[start : start + TOGETHER]]
        if not _fired(group):
            for item in group:
                fire(*item)


def fire(timer_id: int, generation: int) -> None:
    """Fire one timer in a transaction of its own."""
    try:
        do(SYSTEM, lambda work: _effects(work, [(timer_id, generation)]))
    except BaseTimeoutException:
        raise
    except Exception as error:
        if _database_is_lost(error):
            raise
        log.exception("timer_failed", timer=timer_id)
        _postpone(timer_id, generation, f"{type(error).__name__}: {error}"[:LONGEST_ERROR])


def present() -> sa.ColumnElement[object]:
    """The instant of the database, so that a node whose clock runs ahead fires nothing early; or the test clock's."""
    # The start of the statement: unlike clock_timestamp() an index can be searched for it.
    machine = sa.func.statement_timestamp()
    if not current_app.config["REXIAN"].test_clock:
        return machine
    return sa.func.coalesce(sa.select(TestClock.now).limit(1).scalar_subquery(), machine)


def _fired(group: list[Item]) -> bool:
    """Whether all of the group went well; if not, nothing of it has happened."""
    try:
        with begin(SYSTEM) as work:
            _effects(work, group)
    except BaseTimeoutException:
        raise
    except Exception as error:
        if _database_is_lost(error):
            raise
        return False
    return True


def _database_is_lost(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _effects(work: Work, group: list[Item]) -> None:
    """Mark what is still owed as done and do it; the mark and the effect stand or fall together."""
    due.hold(work, [timer_id for timer_id, _ in group])
    won = work.session.scalars(
        sa.update(Timer)
        .where(
            sa.tuple_(Timer.id, Timer.generation).in_(group),
            Timer.fired_at.is_(None),
            Timer.next_at.is_not(None),
            Timer.due_at <= present(),
        )
        .values(next_at=None, fired_at=present())
        .returning(Timer)
        .execution_options(synchronize_session=False)
    ).all()
    in_order = sorted(won, key=lambda timer: (timer.due_at, timer.id))
    for kind, alike in itertools.groupby(in_order, key=lambda timer: timer.kind):
        timers = list(alike)
        # The database said that it is due; our own clock may lag a little behind it.
        work.now = max(work.now, timers[-1].due_at)
        HANDLERS[kind](work, timers)


def _postpone(timer_id: int, generation: int, why: str) -> None:
    longer = sa.func.least(FIRST_BACK_OFF_S * sa.func.power(2, sa.func.least(Timer.attempts, 20)), LONGEST_BACK_OFF_S)
    with begin(SYSTEM) as work:
        work.session.execute(
            sa.update(Timer)
            .where(Timer.id == timer_id, Timer.generation == generation, Timer.fired_at.is_(None))
            .values(
                attempts=Timer.attempts + 1,
                next_at=present() + sa.func.make_interval(0, 0, 0, 0, 0, 0, longer),
                last_error=why,
            )
            .execution_options(synchronize_session=False)
        )
