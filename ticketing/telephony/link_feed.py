"""A feed that is a link: a thread of its own listens, the step records what was heard."""

import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import groupby
from typing import Generic, Protocol, TypeVar

from flask import current_app

from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard
from ticketing.domain.actors import SYSTEM
from ticketing.errors import NotFound
from ticketing.models.telephony import PbxSource
from ticketing.telephony import ingest
from ticketing.telephony.link import LinkMoved

#: How long a batch of events may gather while the link talks on, and how many they may become.
GATHER_S = 0.05
MOST_EVENTS = 2_000


class Placed(Protocol):
    """Something heard, with the run of the phone system or the connection that it belongs to."""

    @property
    def generation(self) -> int: ...


Said = TypeVar("Said", bound=Placed)


class Client(Protocol[Said]):
    """What listens: it puts what it hears, and every turn of the link, into `said`."""

    said: "queue.SimpleQueue[Said | LinkMoved]"

    def run(self, stop: threading.Event) -> None: ...


class LinkFeed(ABC, Generic[Said]):
    """`client_of` makes the client of a source, `hear` reads a run of what it heard under one generation."""

    def __init__(self, source_id: int) -> None:
        self.source_id = source_id
        self._client: Client[Said] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        # Taken off the link and not recorded yet: a database that is away for a while loses nothing.
        self._pending: list[Said | LinkMoved] = []

    @abstractmethod
    def client_of(self, source: PbxSource) -> Client[Said]: ...

    @abstractmethod
    def hear(self, run: list[Said]) -> list[Heard]: ...

    def step(self) -> float:
        """Record what has gathered."""
        client = self._client or self._connect()
        self._gather(client)
        while self._pending:
            self._record_first()
        return 0.0

    def close(self) -> None:
        """Hang up; everything heard is recorded."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5.0)
        if self._client is not None:
            self._gather(self._client)
            while self._pending:
                self._record_first()

    def _connect(self) -> Client[Said]:
        with db.reading() as session:
            source = session.get(PbxSource, self.source_id)
            if source is None:
                raise NotFound(what=PbxSource.__tablename__)
            client = self.client_of(source)
        self._client = client
        self._thread = threading.Thread(target=_in_context(client, self._stop), name="link", daemon=True)
        self._thread.start()
        return client

    def _gather(self, client: Client[Said]) -> None:
        """Wait a moment for the first event, then take what is there."""
        try:
            self._pending.append(client.said.get(timeout=GATHER_S))
            while len(self._pending) < MOST_EVENTS:
                self._pending.append(client.said.get_nowait())
        except queue.Empty:
            pass

    def _record_first(self) -> None:
        """Record the events up to the next turn of the link, or that turn."""
        first = self._pending[0]
        if isinstance(first, LinkMoved):
            db.do(SYSTEM, lambda work: calls.link_moved(work, self.source_id, first.state, first.error))
            del self._pending[:1]
            return
        _, together = next(groupby(self._pending, key=lambda said: getattr(said, "generation", None)))
        run = [said for said in together if not isinstance(said, LinkMoved)]
        heard = self.hear(run)
        if heard:
            ingest.take(self.source_id, heard)
        del self._pending[: len(run)]


def _in_context(client: Client[Said], stop: threading.Event) -> Callable[[], None]:
    """The link's clock may be the shared test clock, which asks the database through the application."""
    context = current_app.app_context()

    def run() -> None:
        with context:
            client.run(stop)

    return run
