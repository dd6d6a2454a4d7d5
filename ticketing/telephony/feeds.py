"""A feed is one source of a phone system that is read for as long as it is enabled, a step at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ticketing import db
from ticketing.actions import calls
from ticketing.domain.actors import SYSTEM
from ticketing.errors import NotFound
from ticketing.models.telephony import LinkState, PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.ami.feed import AmiFeed
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import Follower, Place
from ticketing.telephony.freeswitch.feed import EslFeed
from ticketing.telephony.table_feed import TableFeed

#: How long a log rests before it is looked at again: a part of the way from the line to the browser.
LOOK_AGAIN_S = 0.05


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
