"""Who writes to the database: whoever folds, at once or in one go, or a thread beside them while they fold on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from ticketing.actions.store import in_one_go

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


class _OneGo(Pen):
    def __init__(self, session: Session) -> None:
        self.session = session
        self.pending: list[Callable[[], object]] = []

    def write(self, deed: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        self.pending.append(partial(deed, *args, **kwargs))

    def ask(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self.send()
        return deed(*args, **kwargs)

    def send(self) -> None:
        pending, self.pending = self.pending, []
        if pending:
            with self.session.no_autoflush, in_one_go(self.session):
                for deed in pending:
                    deed()


@contextmanager
def one_go(session: Session) -> Iterator[Pen]:
    """A pen that sends everything at the end of the block, or before it is asked, without waiting in between: a few
    lines make a dozen small statements, and waiting for each of them took longer than they do.

    What is written must read nothing back.
    """
    pen = _OneGo(session)
    yield pen
    pen.send()


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
