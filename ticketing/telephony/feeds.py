"""A feed is one source of a phone system that is read for as long as it is enabled, a step at a time."""

import queue
import threading
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Protocol

from flask import current_app

from ticketing import db
from ticketing.actions import calls
from ticketing.domain.actors import SYSTEM
from ticketing.domain.control import ControlSettings
from ticketing.errors import NotFound
from ticketing.models.telephony import LinkState, PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.ami.access import Access, Pace
from ticketing.telephony.ami.client import AmiClient, LinkMoved, Said
from ticketing.telephony.control.desk import Desk
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import Follower, Place
from ticketing.telephony.freeswitch.feed import EslFeed
from ticketing.telephony.table_feed import TableFeed

#: How long a log rests before it is looked at again: a part of the way from the line to the browser.
LOOK_AGAIN_S = 0.05
#: How long a batch of events may gather while the link talks on, and how many they may become.
GATHER_S = 0.05
MOST_EVENTS = 2_000


class Feed(Protocol):
    """`step` does one small thing and gives the seconds to rest; what it raises is tried again."""

    def step(self) -> float: ...

    def close(self) -> None:
        """Let go of files and sockets; everything read is recorded."""


class LogFeed:
    """A file of lines, followed across rotation from the place that the database remembers."""

    def __init__(self, source_id: int) -> None:
        self.source_id = source_id
        self._follower: Follower | None = None
        self._hear: ingest.Hearing = ingest.hear_log
        self._state: LinkState | None = None
        self._known: dict[int, int] = {}

    def step(self) -> float:
        self._follower = self._follower or self._open()
        try:
            return self._read(self._follower)
        except Exception:
            # Whatever went wrong, the next step starts where the database says.
            self.close()
            raise

    def close(self) -> None:
        if self._follower is not None:
            self._follower.close()
        self._follower = None
        self._known.clear()

    def _read(self, follower: Follower) -> float:
        stretch = follower.take()
        if stretch is None:
            self._tell(follower.path)
            return LOOK_AGAIN_S
        for _ in ingest.take_log(self.source_id, [stretch], hear=self._hear, known=self._known):
            pass
        return 0.0

    def _open(self) -> Follower:
        with db.reading() as session:
            source = session.get(PbxSource, self.source_id)
            if source is None:
                raise NotFound(what=PbxSource.__tablename__)
            self._hear = hearing_of(source)
            return Follower(Path(str(source.settings["path"])), Place(source.pos_generation, source.pos_offset))

    def _tell(self, path: Path) -> None:
        state = LinkState.UP if path.is_file() else LinkState.DOWN
        if state is not self._state:
            error = "" if state is LinkState.UP else "no such file"
            db.do(SYSTEM, lambda work: calls.link_moved(work, self.source_id, state, error))
            self._state = state


class AmiFeed:
    """A link to a manager interface; a thread of its own reads it, the step records what was read."""

    def __init__(self, source_id: int, pace: Pace | None = None) -> None:
        self.source_id = source_id
        self._pace = pace
        self._client: AmiClient | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._desk: Desk | None = None
        # Taken off the link and not recorded yet: a database that is away for a while loses nothing.
        self._pending: list[Said | LinkMoved] = []

    def step(self) -> float:
        client = self._client or self._connect()
        self._gather(client)
        while self._pending:
            self._record_first()
        return 0.0

    def close(self) -> None:
        self._stop.set()
        if self._desk is not None:
            self._desk.close()
        if self._thread is not None:
            self._thread.join(5.0)
        if self._client is not None:
            self._gather(self._client)
            while self._pending:
                self._record_first()

    def _connect(self) -> AmiClient:
        with db.reading() as session:
            source = session.get(PbxSource, self.source_id)
            if source is None:
                raise NotFound(what=PbxSource.__tablename__)
            access, settings = access_of(source), ControlSettings.of(source.settings)
        self._client = AmiClient(access, current_app.extensions["clock"], self._pace)
        self._thread = threading.Thread(target=_in_context(self._client, self._stop), name="ami", daemon=True)
        if settings.features:
            self._desk = Desk(self.source_id, self._client)
        self._thread.start()
        return self._client

    def _gather(self, client: AmiClient) -> None:
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
        _, run = next(groupby(self._pending, key=lambda said: getattr(said, "generation", None)))
        said = [item for item in run if isinstance(item, Said)]
        heard = ingest.hear_ami([(item.number, item.at_us, item.block) for item in said], first.generation)
        if heard:
            ingest.take(self.source_id, heard)
        del self._pending[: len(said)]


def access_of(source: PbxSource) -> Access:
    """Where an AMI source listens, by its settings."""
    settings = source.settings
    return Access(
        host=str(settings["host"]),
        port=int(settings.get("port", 5038)),
        username=str(settings["username"]),
        secret=str(settings.get("secret", "")),
    )


def feed_of(source: PbxSource) -> Feed | None:
    """The feed that reads a source; None for one that is pushed to us, or that a command reads."""
    make, needed = _FEEDS.get(source.kind, (None, ""))
    return make(source.id) if make is not None and needed in source.settings else None


#: What reads a kind of source, and the setting without which nothing is there to be read.
_FEEDS: dict[SourceKind, tuple[Callable[[int], Feed], str]] = {
    SourceKind.QUEUE_LOG: (LogFeed, "path"),
    SourceKind.CDR: (LogFeed, "path"),
    SourceKind.CEL: (LogFeed, "path"),
    SourceKind.REALTIME: (TableFeed, "url"),
    SourceKind.AMI: (AmiFeed, "host"),
    SourceKind.FREESWITCH: (EslFeed, "host"),
}


def _in_context(client: AmiClient, stop: threading.Event) -> Callable[[], None]:
    """The link's clock may be the shared test clock, which asks the database through the application."""
    context = current_app.app_context()

    def run() -> None:
        with context:
            client.run(stop)

    return run
