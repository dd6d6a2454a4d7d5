"""Do what a due timer owes: once, in the transaction that marks it done."""

from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from flask import current_app
from psycopg import OperationalError
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import DBAPIError

from ticketing.db import begin, do
from ticketing.domain.actors import SYSTEM
from ticketing.models.system import TestClock
from ticketing.models.timers import Timer
from ticketing.work import Work
from workers.handlers import HANDLERS

FIRST_BACK_OFF_S = 5
LONGEST_BACK_OFF_S = 3_600
LONGEST_ERROR = 500

log = structlog.get_logger()


def fire_batch(items: Sequence[Sequence[int]]) -> None:
    """Fire each `[timer id, generation]` in a transaction of its own: one bad timer must not undo the others."""
    for timer_id, generation in items:
        fire(timer_id, generation)


def fire(timer_id: int, generation: int) -> None:
    """Do the effect of one timer; nothing when it was done, moved or called off since it was handed out.

    A handler that raises makes the timer wait longer each time; a lost database raises here, and the lease
    offers the timer again.
    """
    try:
        do(SYSTEM, lambda work: _effect(work, timer_id, generation))
    except BaseTimeoutException:
        raise
    except Exception as error:
        if isinstance(error, DBAPIError) and isinstance(error.orig, OperationalError):
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


def _effect(work: Work, timer_id: int, generation: int) -> None:
    won = work.session.execute(
        sa.update(Timer)
        .where(
            Timer.id == timer_id,
            Timer.generation == generation,
            Timer.fired_at.is_(None),
            Timer.next_at.is_not(None),
            Timer.due_at <= present(),
        )
        .values(next_at=None, fired_at=present())
        .execution_options(synchronize_session=False)
    )
    if won.rowcount == 0:  # type: ignore[attr-defined]
        return
    timer = work.session.get_one(Timer, timer_id)
    # The database said that it is due; our own clock may lag a little behind it.
    work.now = max(work.now, timer.due_at)
    HANDLERS[timer.kind](work, timer)


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
