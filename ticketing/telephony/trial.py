"""Try a feed before it is relied on: reach the phone system, be let in, hang up. Nothing that is heard is kept."""

import os
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import current_app

from ticketing.db import reading
from ticketing.errors import Invalid, NotFound
from ticketing.models.telephony import LinkState, PbxSource, SourceKind
from ticketing.telephony.ami.client import AmiClient
from ticketing.telephony.ami.feed import access_of
from ticketing.telephony.freeswitch.client import EslClient
from ticketing.telephony.freeswitch.feed import access_of as switch_access_of
from ticketing.telephony.link import LinkMoved, Pace
from ticketing.telephony.link_feed import Client
from ticketing.telephony.table_feed import TROUBLE, LiveTable, why

#: Whoever clicked waits for it, so a phone system that is alive at all must say so in this time.
PATIENCE_S: Final = 6.0
_QUICK: Final = Pace(connect_s=3.0, answer_s=3.0, tick_s=0.1)


@dataclass(frozen=True)
class Trial:
    """It answered, after so many seconds."""

    took_s: float


def try_feed(source_id: int) -> Trial:
    """Try a feed with the settings it has. Raises `NotFound`, and `Invalid` with what is wrong: `no_answer`,
    `login_refused`, `no_such_file`, `waits_for_pushes`."""
    with reading() as session:
        source = session.get(PbxSource, source_id)
        if source is None:
            raise NotFound(what=PbxSource.__tablename__)
        prepared = _TRIALS.get(source.kind)
        if prepared is None or source.settings.get("pushed") or not source.settings:
            raise Invalid("waits_for_pushes")
        # What it takes is read first: nobody holds a transaction while they phone.
        trial = prepared(source)
    began = time.monotonic()
    trial()
    return Trial(round(time.monotonic() - began, 3))


def _of_manager(source: PbxSource) -> Callable[[], None]:
    client = AmiClient(access_of(source), current_app.extensions["clock"], _QUICK)
    return lambda: _reach(client)


def _of_socket(source: PbxSource) -> Callable[[], None]:
    client = EslClient(switch_access_of(source), current_app.extensions["clock"], _QUICK)
    return lambda: _reach(client)


def _of_file(source: PbxSource) -> Callable[[], None]:
    path = Path(str(source.settings.get("path", "")))

    def look() -> None:
        if not path.is_file() or not os.access(path, os.R_OK):
            raise Invalid("no_such_file", path=str(path))

    return look


def _of_table(source: PbxSource) -> Callable[[], None]:
    url = str(source.settings.get("url", ""))

    name = str(source.settings.get("table") or "queue_log")

    def connect() -> None:
        try:
            table = LiveTable(url, name)
            table.newest()
            table.close()
        except TROUBLE as error:
            raise Invalid("no_answer", said=why(error)) from error

    return connect


def _reach(client: Client[Any]) -> None:
    """Until the link turns for the first time; then it is hung up."""
    stop = threading.Event()
    context = current_app.app_context()

    def run() -> None:
        with context:
            client.run(stop)

    thread = threading.Thread(target=run, name="trial", daemon=True)
    thread.start()
    try:
        moved = _first_turn(client)
    finally:
        stop.set()
        thread.join(PATIENCE_S)
    if moved is None or moved.state is LinkState.DOWN:
        raise Invalid("no_answer", said=moved.error if moved is not None else "")
    if moved.state is LinkState.REFUSED:
        raise Invalid("login_refused", said=moved.error)


def _first_turn(client: Client[Any]) -> LinkMoved | None:
    deadline = time.monotonic() + PATIENCE_S
    while (left := deadline - time.monotonic()) > 0:
        try:
            said = client.said.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(said, LinkMoved):
            return said
    return None


_TRIALS: Final[Mapping[SourceKind, Callable[[PbxSource], Callable[[], None]]]] = {
    SourceKind.AMI: _of_manager,
    SourceKind.FREESWITCH: _of_socket,
    SourceKind.QUEUE_LOG: _of_file,
    SourceKind.CDR: _of_file,
    SourceKind.CEL: _of_file,
    SourceKind.REALTIME: _of_table,
}
