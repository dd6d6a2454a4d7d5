"""A sign of life in a file: the supervisor kills and restarts a process whose sign grows old."""

import os
import threading
import time
from pathlib import Path

VARIABLE = "REXIAN_HEARTBEAT_FILE"
EVERY_S = 2.0
# A process that beats every two seconds and was silent this long hangs.
SILENT_S = 15.0
# Where the signs lie, in the data directory.
FOLDER = "alive"


def beat() -> None:
    """Say "I live"; does nothing when no supervisor asked for it."""
    if path := os.environ.get(VARIABLE):
        # The monotonic clock is the machine's, so both sides read the same one and no clock change fools them.
        Path(path).write_text(str(time.monotonic()))


def keep_beating() -> None:
    """Beat from a thread of its own, for a process whose main thread blocks for long."""
    threading.Thread(target=_beat_for_ever, name="heartbeat", daemon=True).start()


def age_s(path: Path) -> float:
    """Seconds since the last sign in `path`; infinite when there is none."""
    try:
        return time.monotonic() - float(path.read_text())
    except (OSError, ValueError):
        return float("inf")


def _beat_for_ever() -> None:
    while True:
        beat()
        time.sleep(EVERY_S)
