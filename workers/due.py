"""Everything that is due up to now, done before the answer: how a system under a test clock moves on.

Under a frozen clock a lease never ends, so whatever another process has claimed is fired here as well; only one of
the two finds it undone.
"""

import time
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask, current_app
from redis import Redis, RedisError

from ticketing import redis_clients
from ticketing.db import reading
from ticketing.models.timers import Timer
from workers import queues
from workers.firing import fire_batch, present
from workers.outward import hooks, messages
from workers.relay import undelivered_left
from workers.schedule import PERIODIC

PATIENCE_S = 30.0
BATCH = 200


def attach(app: Flask) -> None:
    """Give the application `extensions["run_due"]`: a call that does what is due and gives how many timers fired."""
    app.extensions["run_due"] = run_due


def run_due() -> int:
    """Fire every due timer, follow-on timers included; then wait until the relay and the job queues are done.

    Raises TimeoutError when they are not done within half a minute.
    """
    for periodic in PERIODIC:
        periodic.run()
    fired = _fire_all()
    _wait_until(_nothing_waits)
    fired += _fire_all()
    messages.send_all()
    hooks.send_all()
    return fired


def _fire_all() -> int:
    fired = 0
    while items := _due():
        fire_batch(items)
        fired += len(items)
    return fired


def _due() -> list[tuple[int, int]]:
    """(id, generation) of what is due and not done; what failed before waits for its own next time."""
    with reading() as session:
        rows = session.execute(
            sa.select(Timer.id, Timer.generation)
            .where(
                Timer.next_at.is_not(None),
                Timer.due_at <= present(),
                sa.or_(Timer.attempts == 0, Timer.next_at <= present()),
            )
            .order_by(Timer.due_at, Timer.id)
            .limit(BATCH)
        )
        return [(row[0], row[1]) for row in rows]


def _nothing_waits() -> bool:
    with reading() as session:
        return not undelivered_left(session) and _queues_are_empty()


def _queues_are_empty() -> bool:
    url = current_app.config["REXIAN"].redis_url
    try:
        with redis_clients.for_clock(url) as client:
            return not any(_busy(name, client) for name in (queues.FAST, queues.SLOW))
    except RedisError:
        # Without Redis there are no jobs to wait for.
        return True


def _busy(name: str, client: Redis) -> bool:
    queue = queues.queue(name, client)
    return bool(queue.count or queue.started_job_registry.count)


def _wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the relay or a job did not finish in time")
        time.sleep(0.05)
