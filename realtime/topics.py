"""A screen is never silently wrong: it holds a snapshot and an unbroken chain of deltas, or it asks again.

One node's memory of the live topics. Nothing here knows sockets, Redis or SQL; `realtime/pump.py` sends what
views give out, `realtime/reader.py` brings what changed.
"""

import itertools
import threading
import uuid
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from ticketing.queries.board.change import Change
from ticketing.queries.board.views import ViewSpec, visible

RING = 300
# How many readings a removed row is remembered; the stream holds half as many entries (realtime/stream.py).
REMEMBERED = 10_000
# A message over the socket stays below 64 KiB; the rest is its envelope.
LARGEST_MESSAGE = 56_000

Message = dict[str, Any]


class Topic:
    """The newest known rows of one topic, by id; a removed row is remembered by its version."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[str, Change] = {}
        # The version of the last whole reading: a row that it did not find was gone by then.
        self.read_at = 0
        self.views: list[View] = []
        self.loading = threading.Lock()
        self.loaded = False

    def put(self, change: Change) -> bool:
        """Take a row unless a newer one is held; whether anything changed. Repeats and disorder are harmless."""
        held = self.rows.get(change.id)
        if change.v <= (held.v if held is not None else self.read_at):
            return False
        self.rows[change.id] = change
        return True

    def replace(self, rows: Iterable[Change], v: int) -> None:
        """Become what SQL held at version `v`; rows that are newer than that stay."""
        fresh = {row.id: row for row in rows}
        newer = {id_: held for id_, held in self.rows.items() if held.v > v}
        self.rows = fresh | newer
        self.read_at = max(self.read_at, v)
        self.loaded = True

    def forget_removed(self) -> None:
        """Drop what is known of long removed rows: nothing as old as that still comes off the stream."""
        newest = max((row.v for row in self.rows.values()), default=0)
        old = newest - REMEMBERED
        self.rows = {id_: row for id_, row in self.rows.items() if row.row is not None or row.v > old}


class View:
    """One chain of deltas: `seq` counts them, `epoch` names the chain, the ring replays the last of them."""

    def __init__(self, spec: ViewSpec, topics: Sequence[Topic], epoch: str) -> None:
        self.spec, self.topics, self.epoch = spec, topics, epoch
        self.seq = 0
        self.ring: deque[Message] = deque(maxlen=RING)
        self.dirty: dict[str, Change] = {}
        self.shown: set[str] = set()
        self.sids: set[str] = set()
        self.due_at = 0.0
        self.idle_since: float | None = None

    def touch(self, change: Change) -> None:
        """Something about this row is to be said; a gate that moves concerns every row behind it."""
        self.dirty[change.id] = change
        if change.id == self.spec.gate:
            for topic in self.topics:
                self.dirty.update(topic.rows)

    def flush(self) -> list[Message]:
        """The deltas of what changed since the last time, the last row per id only, each small enough to send."""
        items, gone = [], []
        seen = {row.id for row in self._visible()} if self.spec.gate else None
        for id_, change in self.dirty.items():
            if change.row is not None and (self.spec.sees(change) if seen is None else id_ in seen):
                items.append([id_, change.v, self.spec.shows(change).row])
                self.shown.add(id_)
            elif id_ in self.shown:
                gone.append(id_)
                self.shown.discard(id_)
        self.dirty = {}
        return [self._chain(part, gone if last else []) for part, last in _parts(items, bool(gone))]

    def answer(self, epoch: str | None, seq: int | None) -> dict[str, Any]:
        """What a listener at (`epoch`, `seq`) is missing: `replay` of deltas, or else a `snap` of everything.

        Flush before asking: a snapshot stands at `seq`, and nothing may wait behind it.
        """
        if epoch == self.epoch and seq is not None and 0 <= seq <= self.seq:
            missed = [message for message in self.ring if message["s"] > seq]
            if seq == self.seq or (missed and missed[0]["p"] == seq):
                return {"replay": missed} if _size(missed) <= LARGEST_MESSAGE else {"snap": self.snapshot()}
        return {"snap": self.snapshot()}

    def snapshot(self) -> dict[str, Any]:
        """`e`, `s` and `st` [[id, v, row], ...]; one too big for a message names in `get` where its rows are."""
        visible = self._visible()
        self.shown = {row.id for row in visible}
        rows = [[row.id, row.v, row.row] for row in visible]
        if _size(rows) <= LARGEST_MESSAGE:
            return {"e": self.epoch, "s": self.seq, "st": rows}
        return {"e": self.epoch, "s": self.seq, "st": [], "get": f"/api/v1/board/{self.spec.name}"}

    def restart(self, epoch: str) -> None:
        """Begin a new chain: whoever holds the old one is told to ask again."""
        self.epoch, self.seq = epoch, 0
        self.ring.clear()
        self.dirty = {}
        self.shown = {row.id for row in self._visible()}

    def _visible(self) -> list[Change]:
        return visible(self.spec, [row for topic in self.topics for row in topic.rows.values()])

    def _chain(self, items: list[Any], gone: list[str]) -> Message:
        message = {"t": self.spec.name, "e": self.epoch, "p": self.seq, "s": self.seq + 1, "i": items, "x": gone}
        self.seq += 1
        self.ring.append(message)
        return message


# Reads topics from SQL: for each its rows, and the version from which on they hold.
Loader = Callable[[Collection[str]], Mapping[str, tuple[int, list[Change]]]]


@dataclass
class Hub:
    """All topics and views of this node; `load` reads topics from SQL."""

    load: Loader
    boot: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    topics: dict[str, Topic] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _generations: "itertools.count[int]" = field(default_factory=itertools.count)

    def view(self, spec: ViewSpec) -> View:
        """The view of this spec with its topics loaded; raises what `load` raises."""
        with self.lock:
            topics = [self.topics.setdefault(name, Topic(name)) for name in spec.topics]
            view = self.views.get(spec.key)
            if view is None:
                view = self.views[spec.key] = View(spec, topics, self._epoch())
                for topic in topics:
                    topic.views.append(view)
        for topic in topics:
            self._ensure(topic)
        return view

    def put(self, changes: Iterable[Change]) -> set[str]:
        """Take changes off the stream; gives the keys of the views that have something to send."""
        woken: set[str] = set()
        with self.lock:
            for change in changes:
                topic = self.topics.get(change.topic)
                if topic is None or not topic.put(change):
                    continue
                for view in topic.views:
                    view.touch(change)
                    woken.add(view.spec.key)
        return woken

    def reload(self) -> list[View]:
        """Read every topic again and begin new chains: something may have been missed. Gives the views to resync."""
        self._read(list(self.topics.values()))
        with self.lock:
            for view in self.views.values():
                view.restart(self._epoch())
            return list(self.views.values())

    def forget_idle(self, now: float, after_s: float) -> None:
        """Drop the views that nobody has listened to for `after_s` seconds, and the topics that only they used."""
        with self.lock:
            for key, view in list(self.views.items()):
                if view.sids:
                    view.idle_since = None
                elif view.idle_since is None:
                    view.idle_since = now
                elif now - view.idle_since >= after_s:
                    del self.views[key]
                    for topic in view.topics:
                        topic.views.remove(view)
            self.topics = {name: topic for name, topic in self.topics.items() if topic.views}
            for topic in self.topics.values():
                topic.forget_removed()

    def _ensure(self, topic: Topic) -> None:
        with topic.loading:
            if not topic.loaded:
                self._read([topic])

    def _read(self, topics: Sequence[Topic]) -> None:
        found = self.load([topic.name for topic in topics])
        with self.lock:
            for topic in topics:
                v, rows = found[topic.name]
                topic.replace(rows, v)

    def _epoch(self) -> str:
        return f"{self.boot}.{next(self._generations)}"


def counts(hub: Hub) -> Mapping[str, int]:
    """How much this node holds, for /metrics."""
    return {
        "topics": len(hub.topics),
        "views": len(hub.views),
        "rows": sum(len(topic.rows) for topic in hub.topics.values()),
    }


def _parts(items: list[Any], anything_gone: bool) -> list[tuple[list[Any], bool]]:
    """`items` cut into messages, each with whether it is the last; none when there is nothing to say."""
    parts: list[list[Any]] = [[]] if items or anything_gone else []
    size = 0
    for item in items:
        more = _size(item)
        if parts[-1] and size + more > LARGEST_MESSAGE:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += more
    return [(part, part is parts[-1]) for part in parts]


def _size(thing: Any) -> int:
    return len(orjson.dumps(thing))
