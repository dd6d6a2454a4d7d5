"""A thread that does one small step again and again, and survives what may befall it."""

import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from workers import heartbeat

LONGEST_PAUSE_S = 5.0
# A step that takes longer than this hangs, and with it the process.
LONGEST_STEP_S = 60.0

log = structlog.get_logger()


class Loop:
    """Runs `step` inside the application until stopped; `step` gives the seconds to rest before the next."""

    def __init__(self, name: str, app: Flask, step: Callable[[], float]) -> None:
        self.name, self._app, self._step = name, app, step
        self._stopped = threading.Event()
        self._last = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> "Loop":
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after the step that is under way; waits for it."""
        self._stopped.set()
        self._thread.join(LONGEST_PAUSE_S)

    @property
    def healthy(self) -> bool:
        """Whether the last step ended not too long ago."""
        return self._thread.is_alive() and time.monotonic() - self._last < LONGEST_STEP_S

    def _run(self) -> None:
        failures = 0
        with self._app.app_context():
            while not self._stopped.is_set():
                try:
                    rest, failures = self._step(), 0
                except (RedisError, SQLAlchemyError) as error:
                    # A server is away: it comes back, and nothing that was owed has been marked done.
                    log.warning("loop_waits", loop=self.name, error=str(error).splitlines()[0])
                    failures += 1
                    rest = min(0.25 * 2**failures, LONGEST_PAUSE_S)
                except Exception:
                    log.exception("loop_failed", loop=self.name)
                    rest = LONGEST_PAUSE_S
                self._last = time.monotonic()
                self._stopped.wait(rest)


def run_until(told_to_stop: threading.Event, loops: list[Loop]) -> None:
    """Start the loops, give signs of life while all of them are healthy, and end them when told."""
    for loop in loops:
        loop.start()
    while not told_to_stop.wait(1.0):
        if all(loop.healthy for loop in loops):
            heartbeat.beat()
    for loop in reversed(loops):
        loop.stop()
