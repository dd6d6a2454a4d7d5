"""Every enabled feed of every phone system has one thread, in one process of all: an advisory lock says in which."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask

from ticketing import db
from ticketing.actions import calls
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx, PbxSource
from ticketing.telephony.decode import decode
from ticketing.telephony.feeds import Feed, feed_of
from workers.loops import Loop

log = structlog.get_logger()

LOOK_AGAIN_S = 1.0
# The first half of the advisory lock's name; the second is the phone system's id.
LOCK_SPACE = 0x7265


@dataclass
class _Running:
    feed: Feed
    loop: Loop
    settings: dict[str, Any]
    pbx_id: int


class Switchboard:
    """Starts and stops feeds as the sources' rows say; `step` is called once a second, `close` at the end."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._locks: sa.Connection | None = None
        self._held: set[int] = set()
        self._running: dict[int, _Running] = {}

    @property
    def feeds(self) -> list[int]:
        """The sources that are read by this process."""
        return sorted(self._running)

    @property
    def held(self) -> frozenset[int]:
        """The phone systems that are this process's to fold."""
        return frozenset(self._held)

    def step(self) -> float:
        """Bring the running feeds in line with the table, and let time pass for the phone systems that are ours."""
        with db.reading() as session:
            wanted = {source.id: source for source in session.scalars(sa.select(PbxSource).filter_by(enabled=True))}
            pbx_ids = set(session.scalars(sa.select(Pbx.id)))
        self._lock(pbx_ids)
        for source_id, running in list(self._running.items()):
            source = wanted.get(source_id)
            if source is None or source.settings != running.settings or running.pbx_id not in self._held:
                self._end(source_id)
        for source in wanted.values():
            if source.pbx_id in self._held and source.id not in self._running:
                self._begin(source)
        for pbx_id in self._held:
            db.do(SYSTEM, lambda work, pbx_id=pbx_id: calls.pass_time(work, pbx_id, decode))  # type: ignore[misc]
        return LOOK_AGAIN_S

    def close(self) -> None:
        """Stop every feed, write the states down, give the locks back."""
        for source_id in list(self._running):
            self._end(source_id)
        for pbx_id in self._held:
            _write_down(pbx_id)
        if self._locks is not None:
            # Back to the pool a connection would take its locks along.
            self._locks.invalidate()
            self._locks.close()
        self._locks, self._held = None, set()

    def _lock(self, pbx_ids: set[int]) -> None:
        """Take the phone systems that nobody else reads. A lost connection has lost its locks too."""
        try:
            if self._locks is None:
                self._held = set()
                self._locks = db.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            for pbx_id in pbx_ids - self._held:
                ask = sa.text("SELECT pg_try_advisory_lock(:space, :pbx)")
                if self._locks.scalar(ask, {"space": LOCK_SPACE, "pbx": pbx_id}):
                    self._held.add(pbx_id)
            self._held &= pbx_ids
            self._locks.scalar(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            if self._locks is not None:
                self._locks.invalidate()
            self._locks, self._held = None, set()
            raise

    def _begin(self, source: PbxSource) -> None:
        feed = feed_of(source)
        if feed is not None:
            loop = Loop(f"feed-{source.id}", self._app, feed.step).start()
            self._running[source.id] = _Running(feed, loop, dict(source.settings), source.pbx_id)
            log.info("feed_started", source=source.id, kind=source.kind)

    def _end(self, source_id: int) -> None:
        running = self._running.pop(source_id)
        running.loop.stop()
        running.feed.close()
        log.info("feed_stopped", source=source_id)


def _write_down(pbx_id: int) -> None:
    """The state, so that the next start is quick; without it the next start folds a little more."""
    try:
        db.do(SYSTEM, lambda work: calls.write_checkpoint(work, pbx_id, decode))
    except sa.exc.SQLAlchemyError as error:
        log.warning("no_checkpoint", pbx=pbx_id, error=str(error).splitlines()[0])
