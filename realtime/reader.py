"""A node's one ear on the stream: it resumes where it was, and reads SQL again when it cannot be sure."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from realtime import stream
from realtime.stream import Entry
from ticketing.queries.board.change import Change
from ticketing.redis_clients import LONGEST_TAIL_BLOCK_MS

COUNT = 500
# The relay beats every second: after this long without a beat the rows are no longer called fresh.
FRESH_FOR_S = 3.5
# A node that slept longer than this may have been overtaken by the trimming of the stream.
SLEPT_S = 5.0
# Silence after which the stream itself is looked at: it may have been replaced by one whose ids are smaller.
SILENT_S = 3.0

log = structlog.get_logger()


class Ears(Protocol):
    """What the reader tells; `realtime/server.py` is the listener."""

    def changed(self, changes: Iterable[Change]) -> None: ...
    def revoked(self, people: Sequence[int]) -> None: ...
    def lost_the_thread(self) -> None:
        """Read everything again; raises SQLAlchemyError while that is not possible."""


@dataclass
class Freshness:
    """Whether the rows may be trusted, and the instant up to which they were."""

    heard_at: float = float("-inf")
    as_of: str | None = None
    certain: bool = False

    @property
    def fresh(self) -> bool:
        return self.certain and time.monotonic() - self.heard_at < FRESH_FOR_S


@dataclass
class Reader:
    """Runs in one greenlet; `step` does one round and never raises for want of Redis or PostgreSQL."""

    redis: Redis
    ears: Ears
    freshness: Freshness = field(default_factory=Freshness)
    _last: bytes | None = None
    _epoch: str | None = None
    _server: str | None = None
    _certain: bool = False
    _shaken: bool = False
    _read_at: float = field(default_factory=time.monotonic)

    def run(self, sleep: Callable[[float], None], stopped: Callable[[], bool]) -> None:
        while not stopped():
            if not self.step():
                sleep(0.3)

    def step(self) -> bool:
        """One read; False after a fault, so that the caller waits a little."""
        try:
            self._follow()
        except RedisError as error:
            self._shaken = True
            log.warning("live_stream_unreachable", error=str(error))
            return False
        except SQLAlchemyError as error:
            log.warning("live_reload_failed", error=str(error).splitlines()[0])
            return False
        return True

    def _follow(self) -> None:
        if self._last is None:
            self._begin()
        if self._shaken or time.monotonic() - self._read_at > SLEPT_S:
            self._make_sure()
        self._settle()
        found: Any = self.redis.xread({stream.KEY: self._last or b"0-0"}, count=COUNT, block=LONGEST_TAIL_BLOCK_MS)
        self._read_at = time.monotonic()
        for entry_id, fields in _entries(found):
            self._last = entry_id
            self._hear(stream.decode(fields))
        self._settle()
        if time.monotonic() - self.freshness.heard_at > SILENT_S:
            self._look_at_the_stream()

    def _begin(self) -> None:
        """Stand at the end of the stream: what was said before is in SQL, from which every topic is first read."""
        self._epoch = _text(self.redis.get(stream.EPOCH_KEY))
        newest: Any = self.redis.xrevrange(stream.KEY, count=1)
        self._last = newest[0][0] if newest else b"0-0"
        self._server = self._run_id()
        self._doubt("started")

    def _hear(self, entry: Entry) -> None:
        if entry.epoch != self._epoch:
            self._epoch = entry.epoch
            self._doubt("epoch changed")
        if entry.everything:
            self._doubt("told to")
        if entry.changes:
            self.ears.changed(entry.changes)
        if entry.revoked:
            self.ears.revoked(entry.revoked)
        if entry.beat:
            self.freshness.heard_at, self.freshness.as_of = time.monotonic(), entry.beat

    def _look_at_the_stream(self) -> None:
        """After a flush under a clock that went back, new ids are smaller than ours and XREAD would wait for ever."""
        newest: Any = self.redis.xrevrange(stream.KEY, count=1)
        if _text(self.redis.get(stream.EPOCH_KEY)) != self._epoch or (newest and _is_before(newest[0][0], self._last)):
            self._last = b"0-0"
            self._doubt("stream replaced")

    def _make_sure(self) -> None:
        """After a hiccup: a Redis that died has lost its last second, and a stream may have been trimmed past us."""
        server = self._run_id()
        oldest: Any = self.redis.xrange(stream.KEY, count=1)
        if server != self._server or (oldest and _is_before(self._last, oldest[0][0])):
            self._server = server
            self._doubt("overtaken")
        self._shaken = False

    def _run_id(self) -> str:
        facts: Any = self.redis.info("server")
        return str(facts["run_id"])

    def _doubt(self, why: str) -> None:
        self._certain = self.freshness.certain = False
        log.info("live_reload", why=why)

    def _settle(self) -> None:
        """Read SQL again if anything may have been missed; until that works nothing is called fresh."""
        if not self._certain:
            self.ears.lost_the_thread()
            self._certain = self.freshness.certain = True


def _entries(found: Any) -> Iterable[tuple[bytes, dict[bytes, bytes]]]:
    """The entries of an XREAD answer, whichever protocol the connection speaks."""
    if not found:
        return []
    if isinstance(found, dict):
        return [entry for pages in found.values() for page in pages for entry in page]
    return [entry for _, page in found for entry in page]


def _is_before(one: bytes | None, other: bytes | None) -> bool:
    return one is not None and other is not None and _numbers(one) < _numbers(other)


def _numbers(entry_id: bytes) -> tuple[int, int]:
    at, _, n = entry_id.partition(b"-")
    return int(at), int(n)


def _text(value: Any) -> str | None:
    return value.decode() if isinstance(value, bytes) else value
