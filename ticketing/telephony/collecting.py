"""How often circles are looked for while much is folded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """A batch makes objects by the hundred thousand and none of them in circles: looking for circles after every
    seven hundred of them took a quarter of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
