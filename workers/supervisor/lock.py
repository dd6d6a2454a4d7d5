"""One installation per data directory: the lock is shared with every child and ends with the last of them."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ticketing.embedded import places

# Children of a killed supervisor end by themselves; PostgreSQL's fast stop is the slowest of them.
PATIENCE_S = 15.0


@contextmanager
def held(data_dir: Path) -> Iterator[int]:
    """Hold the data directory's lock; gives its file descriptor, which children must inherit.

    Raises places.Unusable at once when another process is at work there.
    """
    places.prepare(data_dir, None)
    descriptor = os.open(data_dir / places.LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(descriptor, data_dir)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, data_dir: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode()
            if _lives(holder) or time.monotonic() > deadline:
                raise places.Unusable(
                    f"Another Rexian (process {holder or 'unknown'}) is at work in {data_dir}: "
                    "stop it first, or choose another --data-dir."
                ) from None
            time.sleep(0.1)
        else:
            return


def _lives(pid: str) -> bool:
    """Whether the process that took the lock still runs; its dying children may hold on for a moment."""
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
