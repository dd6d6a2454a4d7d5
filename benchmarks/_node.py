"""A web process under measurement."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ticketing.config import Config

STARTS_WITHIN_S = 60.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Web:
    port: int
    pid: int
    memory_at_start_mb: float = 0.0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float:
        """Processor seconds used so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def memory_mb(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1e6


@contextmanager
def web_node(config: Config) -> Iterator[Web]:
    """A web process of its own on a free port; gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {name: str(getattr(config, name)) for name in ("env", "database_url", "redis_url", "secret_key")}
    env = {**os.environ, **{f"REXIAN_{name.upper()}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "workers.processes.web"]
    process = subprocess.Popen(command, env={**env, "REXIAN_PORT": str(port)}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        web = Web(port, process.pid)
        web.memory_at_start_mb = web.memory_mb()
        yield web
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web process did not come up")
