"""Our processes under measurement, each as the supervisor would start it."""

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
from workers import heartbeat

STARTS_WITHIN_S = 180.0
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
        return cpu_s(self.pid)

    def memory_mb(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1e6


@dataclass(frozen=True)
class Process:
    """`sign` is the file of its signs of life; there is none before its loops run."""

    sign: Path
    pid: int


def cpu_s(pid: int) -> float:
    """Processor seconds that a process has used so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


@contextmanager
def process(name: str, config: Config, folder: Path) -> Iterator[Process]:
    """One of `workers/processes`; gone afterwards."""
    sign = folder / f"{name}.alive"
    env = {**os.environ, **_said(config), heartbeat.VARIABLE: str(sign)}
    running = subprocess.Popen([sys.executable, "-m", f"workers.processes.{name}"], env=env, stdout=subprocess.DEVNULL)
    try:
        yield Process(sign, running.pid)
    finally:
        running.terminate()
        running.wait()


def wait_for_life(*processes: Process) -> None:
    """Until the loops of all of them run."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while not all(one.sign.exists() for one in processes):
        if time.monotonic() > deadline:
            raise SystemExit("a process did not come up")
        time.sleep(0.1)


@contextmanager
def web_node(config: Config) -> Iterator[Web]:
    """A web process of its own on a free port; gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, **_said(config), "REXIAN_PORT": str(port)}
    running = subprocess.Popen([sys.executable, "-m", "workers.processes.web"], env=env, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        web = Web(port, running.pid)
        web.memory_at_start_mb = web.memory_mb()
        yield web
    finally:
        running.terminate()
        running.wait()


def _said(config: Config) -> dict[str, str]:
    names = ("env", "database_url", "redis_url", "secret_key")
    return {f"REXIAN_{name.upper()}": str(getattr(config, name)) for name in names}


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
