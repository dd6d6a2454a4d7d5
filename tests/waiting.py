"""Waiting for something with an end to the patience."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], bool], patience_s: float, story: Callable[[], str] = lambda: "") -> None:
    """Return as soon as `condition` holds; fail with `story` when it does not within `patience_s`."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {patience_s:.0f} s\n{story()}"
        time.sleep(0.05)
