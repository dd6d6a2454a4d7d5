"""A whole Rexian on this machine, started as a person would start it, for tests that break it on purpose."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from tests.waiting import wait_for
from ticketing.embedded import postgres, redis

ROOT = Path(__file__).parent.parent.parent
STARTED = re.compile(r"(\S+) started \(process (\d+)\)")
CHILDREN = ("postgres", "redis", "web", "clock", "phones", "books", "worker-fast", "worker-slow")
LEASE_S = 8.0
# Eight processes import what they need; a busy machine takes minutes over that.
STARTS_WITHIN_S = 300.0


class Machine:
    """`rexian up` in a process of its own; `pids` follows what the supervisor says."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = _free_port()
        self.pids: dict[str, int] = {}
        self.said: list[str] = []

    @property
    def database_url(self) -> str:
        return postgres.url(self.data_dir)

    @property
    def redis_url(self) -> str:
        return redis.url(self.data_dir)

    def start(self) -> None:
        """Start it and wait until it says that it is up."""
        self.said.clear()
        self.supervisor = subprocess.Popen(
            [sys.executable, "-c", "from workers.commands import main; main()", *self._arguments()],
            cwd=ROOT,
            env={**os.environ, "REXIAN_LEASE_S": str(LEASE_S), "REXIAN_ENV": "test", "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, args=(self.supervisor,), daemon=True).start()
        try:
            wait_for(self._is_up, STARTS_WITHIN_S, self._story)
        except AssertionError:
            self.supervisor.kill()
            raise

    def _is_up(self) -> bool:
        assert self.supervisor.poll() is None, self._story()
        return any("Rexian is up" in line for line in self.said)

    def kill(self, name: str) -> None:
        """kill -9 one child and wait until the supervisor has started another."""
        before = self.pids[name]
        os.kill(before, signal.SIGKILL)
        wait_for(lambda: self.pids[name] != before, STARTS_WITHIN_S, self._story)

    def stop(self) -> int:
        """SIGTERM to the supervisor; gives its exit code."""
        self.supervisor.send_signal(signal.SIGTERM)
        code = self.supervisor.wait(40)
        assert self.supervisor.stdout
        return code

    def _arguments(self) -> list[str]:
        return ["up", "--data-dir", str(self.data_dir), "--port", str(self.port)]

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                self.said.append(line)
                if found := STARTED.search(line):
                    self.pids[found[1]] = int(found[2])

    def _story(self) -> str:
        return "".join(self.said)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
