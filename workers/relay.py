"""Carry the journal to those who wait for it: the live board and the job queues.

An entry is marked delivered after it was handed over: a crash in between hands it over again, so every reader
bears a repeat. No transaction is open while we talk to Redis.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
import structlog
from redis import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ticketing import journal
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.events import Event
from ticketing.journal import JournalEntry
from workers.reactions import REACTIONS

BATCH = 200
# How long what is not carried first may be left behind while there is always something that is.
OTHERS_WAIT_S = 0.25
TRIES = 3
# Any number that no other advisory lock of ours uses.
LOCK = 0x5245_4C41

# Takes events in the order of the journal and tells the board.
Publish = Callable[[Sequence[Event]], None]
# Takes the same events and has somebody look whether the floor is still well.
Watch = Callable[[Sequence[Event]], None]
# Takes entries of which others than the board may be told.
Hear = Callable[[Sequence[JournalEntry]], None]
# Takes a job (module.function), its JSON arguments and its id.
Enqueue = Callable[[str, dict[str, Any], str], None]

log = structlog.get_logger()


class Relay:
    """Only one relay works at a time; the others stand by for its lock.

    Entries named in `first` are carried before all others, which follow when there is a pause or after OTHERS_WAIT_S:
    who rings is told before what was filed about the call before.
    """

    def __init__(
        self,
        publish: Publish,
        enqueue: Enqueue,
        watch: Watch = lambda _: None,
        first: Collection[str] = (),
        hear: Hear = lambda _: None,
    ) -> None:
        self._publish, self._enqueue, self._watch, self._first, self._hear = publish, enqueue, watch, first, hear
        self._others_at = 0.0

    def step(self) -> int:
        """Carry the oldest undelivered entries; gives how many. Raises redis.RedisError, and nothing is lost by it."""
        with reading() as session:
            if not undelivered_left(session):
                return 0
        with _only_one() as mine:
            return self._carry_some() if mine else 0

    def _carry_some(self) -> int:
        carried = self._carry(self._first) if self._first else 0
        if carried and time.monotonic() - self._others_at < OTHERS_WAIT_S:
            return carried
        carried += self._carry(None)
        self._others_at = time.monotonic()
        return carried

    def _carry(self, names: Collection[str] | None) -> int:
        with reading() as session:
            entries = list(journal.undelivered(session, BATCH, names))
        if not entries:
            return 0
        try:
            self._deliver(entries)
        except RedisError:
            # Nobody hears of it just now, but what is not well is written down all the same.
            self._watch([entry.event for entry in entries])
            raise
        except DBAPIError:
            raise
        except Exception:
            # One of them is bad: find out which, and let the others pass.
            for entry in entries:
                self._deliver_alone(entry)
        else:
            self._watch([entry.event for entry in entries])
            _mark(entries)
        return len(entries)

    def _deliver(self, entries: Sequence[JournalEntry]) -> None:
        self._publish([entry.event for entry in entries])
        self._hear(entries)
        for entry in entries:
            for job in REACTIONS.get(type(entry.event), ()):
                self._enqueue(job, asdict(entry.event), f"{job.replace('.', '-')}-{entry.id}")

    def _deliver_alone(self, entry: JournalEntry) -> None:
        try:
            self._deliver([entry])
        except (RedisError, DBAPIError):
            raise
        except Exception as error:
            log.exception("journal_entry_failed", entry=entry.id, name=entry.name)
            _count_try(entry, f"{type(error).__name__}: {error}"[:500])
        else:
            self._watch([entry.event])
            _mark([entry])


def undelivered_left(session: Session) -> bool:
    """Whether anything in the journal still waits to be told."""
    waits = sa.exists().where(JournalEntry.delivered_at.is_(None), JournalEntry.parked_at.is_(None))
    return bool(session.scalar(sa.select(waits)))


@contextmanager
def _only_one() -> Iterator[bool]:
    """Hold the relays' lock on a connection of its own; False when another relay has it."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(LOCK))))
        try:
            yield mine
        finally:
            if mine and not connection.closed and not connection.invalidated:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))


def _mark(entries: Sequence[JournalEntry]) -> None:
    with begin(SYSTEM) as work:
        # A mark that a power cut takes away is an entry told twice, which every reader bears: no waiting for the disk.
        work.session.execute(sa.text("SET LOCAL synchronous_commit = off"))
        work.session.execute(
            sa.update(JournalEntry)
            .where(JournalEntry.id.in_([entry.id for entry in entries]))
            .values(delivered_at=work.now)
            .execution_options(synchronize_session=False)
        )


def _count_try(entry: JournalEntry, why: str) -> None:
    """The third failure parks the entry: it blocks nobody, and the health page shows it."""
    with begin(SYSTEM) as work:
        found = work.get(JournalEntry, entry.id)
        found.tries += 1
        found.error = why
        found.parked_at = work.now if found.tries >= TRIES else None
