"""Who writes to the database: whoever folds, at once, or a thread beside them while they fold on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pen:
    """Does what it is told to in that order; this one at once."""

    def write(self, deed: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Write something down, now or later."""
        deed(*args, **kwargs)

    def ask(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `deed` finds once everything before it is written."""
        return deed(*args, **kwargs)


AT_ONCE: Final = Pen()


class _Aside(Pen):
    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self.thread = thread
        self.pending: list[Future[object]] = []

    def write(self, deed: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        self.pending.append(self.thread.submit(deed, *args, **kwargs))

    def ask(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.thread.submit(deed, *args, **kwargs).result()


@contextmanager
def aside() -> Iterator[Pen]:
    """A pen that keeps the database busy while its owner thinks; until the block ends the connection is the pen's.

    What went wrong with the writing is raised at the end of the block.
    """
    with ThreadPoolExecutor(1) as thread:
        pen = _Aside(thread)
        yield pen
        for written in pen.pending:
            written.result()
