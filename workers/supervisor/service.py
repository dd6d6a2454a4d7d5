"""One child: how to run it, how to see that it serves, and what happens when it does not."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ticketing.embedded.child import Command, await_end, spawn

Say = Callable[[str], None]

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 15.0
SETTLED_AFTER_S = 30.0
CHECK_EVERY_S = 10.0
MISSES_ALLOWED = 3
LOG_LIMIT_BYTES = 20_000_000


@dataclass(frozen=True)
class Service:
    """`ready` answers within a few seconds whether the child serves; `patience_s` is the longest start."""

    name: str
    command: Command
    ready: Callable[[], bool]
    patience_s: float = 60.0


class Keeper:
    """Keeps one service running: restarts what dies, kills what no longer answers."""

    def __init__(self, service: Service, log: Path, say: Say, lock: int) -> None:
        self.service, self.log, self._say, self._lock = service, log, say, lock
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self._started = self._start_at = self._checked = 0.0
        self._misses = 0
        self._asked = False

    def start(self) -> None:
        """Start the child; whether it serves is asked later."""
        self._shorten_log()
        self._started = self._checked = time.monotonic()
        self._misses = 0
        self._asked = False
        self.process = spawn(self.service.command, self.log, pass_fds=(self._lock,))
        self._say(f"{self.service.name} started (process {self.process.pid})")

    def came_up(self, stopping: Callable[[], bool]) -> bool:
        """Wait until the child serves, ends, is out of patience or the supervisor is told to stop."""
        deadline = time.monotonic() + self.service.patience_s
        while time.monotonic() < deadline and not stopping():
            if self.service.ready():
                return True
            if self.process is None or self.process.poll() is not None:
                return False
            time.sleep(0.05)
        return False

    def tick(self) -> None:
        """Called ten times a second: notice a death, restart after the pause, check health now and then."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._start_at:
                self.start()
        elif self.process.poll() is not None:
            self._bury(now)
        elif now - self._checked >= CHECK_EVERY_S:
            self._check()

    def ask_to_stop(self) -> None:
        """Send the polite signal, once: a second one means "at once" to some."""
        if self.process is not None and not self._asked and self.process.poll() is None:
            self.process.send_signal(self.service.command.stop_signal)
            self._asked = True

    def stop(self) -> None:
        """End the child: politely, then after ten seconds with its whole process group."""
        self.ask_to_stop()
        if self.process is not None:
            await_end(self.process)
            self._say(f"{self.service.name} stopped")
            self.process = None

    def _bury(self, now: float) -> None:
        assert self.process is not None  # noqa: S101 - tick has looked
        lived = now - self._started
        self.failures = 0 if lived > SETTLED_AFTER_S else self.failures + 1
        pause = min(FIRST_PAUSE_S * 2**self.failures, LONGEST_PAUSE_S)
        self._start_at = now + pause
        self._say(
            f"{self.service.name} ended with {self.process.returncode} after {lived:.0f} s; again in {pause:.1f} s"
        )
        self.process = None

    def _check(self) -> None:
        self._shorten_log()
        answered = self.service.ready()
        self._checked = time.monotonic()
        self._misses = 0 if answered else self._misses + 1
        if self._misses >= MISSES_ALLOWED and self.process is not None:
            self._say(f"{self.service.name} has not answered {self._misses} times; killed")
            self.process.kill()

    def _shorten_log(self) -> None:
        """Children append, so cutting the file while they write is safe; the older half-day is kept beside it."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
            self.log.write_bytes(b"")
