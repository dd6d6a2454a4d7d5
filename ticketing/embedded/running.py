"""Servers for a moment's work: started on entry, stopped on exit, tied to this process in between."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ticketing.embedded import places, postgres, redis
from ticketing.embedded.child import Command, spawn, stop

PATIENCE_S = 60.0


@contextmanager
def running_postgres(data_dir: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run the PostgreSQL of `data_dir`, made when missing; gives its SQLAlchemy URL."""
    postgres.prepare(data_dir)
    with _running(
        postgres.command(data_dir, settings), log_file(data_dir, "postgres"), lambda: postgres.ready(data_dir)
    ):
        yield postgres.url(data_dir)


@contextmanager
def running_redis(data_dir: Path) -> Iterator[str]:
    """Run the Redis of `data_dir`, made when missing; gives its redis-py URL."""
    data_dir.mkdir(parents=True, exist_ok=True)
    redis.prepare(data_dir)
    with _running(redis.command(data_dir), log_file(data_dir, "redis"), lambda: redis.ready(data_dir)):
        yield redis.url(data_dir)


def log_file(data_dir: Path, name: str) -> Path:
    """Where what the process `name` says is kept."""
    return places.private_folder(data_dir / "log") / f"{name}.log"


@contextmanager
def _running(command: Command, said: Path, ready: Callable[[], bool]) -> Iterator[None]:
    process = spawn(command, said)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise places.Unusable(f"{command.argv[0]} did not start: {_last_words(said)}")
            time.sleep(0.02)
        yield
    finally:
        stop(process, command.stop_signal)


def _last_words(said: Path) -> str:
    return said.read_text(errors="replace").strip()[-400:]
