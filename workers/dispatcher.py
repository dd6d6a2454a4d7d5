"""Find what is due and hand it to the fast workers; when they cannot be reached, do it here.

A claim is a lease: whoever took it may be killed and the queue flushed, and the timer is offered again.
"""

import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog
from redis import Redis, RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM
from ticketing.models.timers import Timer
from workers import queues
from workers.firing import Item, fire_batch, present

CLAIM = 200
BATCH = 50
# Coalescing: fork-free workers do four batches a second with ease, single timers would cost a job each.
SHORTEST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 0.5
# Redis may blink; after this long the clock does the work itself.
PATIENCE_S = 5.0
PROBE_EVERY_S = 5.0
# Claimed this often and still not done: the workers cannot do it, whatever Redis says.
CLAIMS_BEFORE_OWN_HAND = 3

log = structlog.get_logger()


class Dispatcher:
    """Any number of these may run side by side: claims are disjoint."""

    def __init__(self, redis: Redis, lease_s: float) -> None:
        self._queue = queues.queue(queues.FAST, redis)
        self._redis = redis
        self._lease_s = lease_s
        # Claimed, but not handed over yet because Redis did not answer.
        self._in_hand: deque[Sequence[Item]] = deque()
        self._deaf_since: float | None = None
        self._eye = Eye()
        self._probed = 0.0

    def step(self) -> float:
        """One round; gives the seconds to sleep before the next."""
        if self._in_hand:
            self._hand_over()
            return SHORTEST_PAUSE_S
        wait = self._look()
        if wait > 0:
            return min(max(wait, SHORTEST_PAUSE_S), LONGEST_PAUSE_S)
        claimed = self._claim()
        stubborn = [(timer, generation) for timer, generation, claims in claimed if claims > CLAIMS_BEFORE_OWN_HAND]
        willing = [(timer, generation) for timer, generation, claims in claimed if claims <= CLAIMS_BEFORE_OWN_HAND]
        self._in_hand.extend(willing[start : start + BATCH] for start in range(0, len(willing), BATCH))
        self._hand_over()
        fire_batch(stubborn)
        return 0.0 if len(claimed) == CLAIM else SHORTEST_PAUSE_S

    def close(self) -> None:
        """Give the connections back."""
        self._eye.close()
        self._redis.close()

    def _look(self) -> float:
        """Seconds until something is due; one round trip on a connection kept for that."""
        try:
            return self._eye.seconds_to_next()
        except DBAPIError:
            self._eye.close()
            raise

    def _claim(self) -> list[tuple[int, int, int]]:
        with begin(SYSTEM) as work:
            return claim(work.session, self._lease_s)

    def _hand_over(self) -> None:
        while self._in_hand:
            if self._given_up():
                fire_batch(self._in_hand.popleft())
            elif self._enqueue(self._in_hand[0]):
                self._in_hand.popleft()
            else:
                return

    def _enqueue(self, items: Sequence[Item]) -> bool:
        try:
            queues.hand_over(
                self._queue, "workers.firing.fire_batch", {"items": list(items)}, lives_s=max(1, int(2 * self._lease_s))
            )
        except RedisError as error:
            if self._deaf_since is None:
                log.warning("redis_does_not_answer", error=str(error))
                self._deaf_since = time.monotonic()
            return False
        self._deaf_since = None
        return True

    def _given_up(self) -> bool:
        """Whether Redis has been silent for too long; asks it now and then whether it is back."""
        now = time.monotonic()
        if self._deaf_since is None or now - self._deaf_since < PATIENCE_S:
            return False
        if now - self._probed >= PROBE_EVERY_S:
            self._probed = now
            try:
                self._redis.ping()
            except RedisError:
                return True
            self._deaf_since = None
            return False
        return True


class Eye:
    """Looks for the next due time on a connection of its own."""

    def __init__(self) -> None:
        self._connection: sa.Connection | None = None

    def seconds_to_next(self) -> float:
        """Seconds until the next timer falls due, negative when it is overdue; LONGEST_PAUSE_S when none is armed."""
        if self._connection is None:
            self._connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            # Built once, because building it costs more than asking it.
            left = sa.func.extract("epoch", Timer.next_at - present())
            self._question = sa.select(left).where(Timer.next_at.is_not(None)).order_by(Timer.next_at).limit(1)
        wait = self._connection.scalar(self._question)
        return LONGEST_PAUSE_S if wait is None else float(wait)

    def close(self) -> None:
        """Give the connection back; the next look takes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def claim(session: Session, lease_s: float, limit: int = CLAIM) -> list[tuple[int, int, int]]:
    """Take up to `limit` due timers for `lease_s` seconds; gives (id, generation, times claimed), soonest first.

    The cost grows with what is due, never with what is armed.
    """
    due = (
        sa.select(Timer.id)
        .where(Timer.next_at <= present())
        .order_by(Timer.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.update(Timer)
        .where(Timer.id.in_(due))
        .values(next_at=present() + sa.func.make_interval(0, 0, 0, 0, 0, 0, lease_s), claims=Timer.claims + 1)
        .returning(Timer.id, Timer.generation, Timer.claims)
        .execution_options(synchronize_session=False)
    )
    return sorted((row[0], row[1], row[2]) for row in rows)


def oldest_overdue(session: Session) -> datetime | None:
    """The due instant of the longest overdue timer, None when nothing is overdue."""
    return session.scalar(
        sa.select(sa.func.min(Timer.due_at)).where(Timer.next_at.is_not(None), Timer.due_at < present())
    )
