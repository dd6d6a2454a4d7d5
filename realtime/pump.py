"""Send what views have to say: coalesced, staggered when many listen, and never into a client that does not read."""

import heapq
import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from realtime.topics import Hub, Message, View

SHARDS = 10
SHARD_GAP_S = 0.005
# Above this many listeners a burst to all of them would make everything else wait.
STAGGER_ABOVE = 100
# Listeners -> seconds between two messages: what few see may be quick, what a thousand see goes at 4 Hz.
INTERVALS = ((5, 0.05), (STAGGER_ABOVE, 0.1))
SLOWEST_S = 0.25
# Waiting messages at which a client is passed over, and at which it is given up.
SLOW, HOPELESS = 20, 500


class Wire(Protocol):
    """The sockets as the pump needs them."""

    def emit(self, event: str, data: Message, rooms: Sequence[str], skip: Sequence[str]) -> None: ...
    def waiting(self, rooms: Sequence[str]) -> Iterable[tuple[str, int]]:
        """Each listener of the rooms with how many messages still wait for it."""

    def drop(self, sid: str) -> None: ...


def shard_of(sid: str) -> int:
    return sum(sid.encode()) % SHARDS


def room_of(key: str, shard: int) -> str:
    return f"{key}#{shard}"


@dataclass
class Pump:
    """`wake` names views that changed; `step` sends what is due and gives the seconds to rest."""

    hub: Hub
    wire: Wire
    _pending: set[str] = field(default_factory=set)
    _planned: list[tuple[float, int, list[str], Message]] = field(default_factory=list)
    _count: "itertools.count[int]" = field(default_factory=itertools.count)
    _awake: threading.Event = field(default_factory=threading.Event)
    _behind: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def run(self, stopped: Callable[[], bool]) -> None:
        while not stopped():
            self._awake.wait(self.step(time.monotonic()))

    def wake(self, keys: Iterable[str]) -> None:
        self._pending.update(keys)
        self._awake.set()

    def step(self, now: float) -> float:
        self._awake.clear()
        waits = [self._tend(key, now) for key in list(self._pending)]
        while self._planned and self._planned[0][0] <= now:
            _, _, rooms, message = heapq.heappop(self._planned)
            self._send(rooms, message)
        if self._planned:
            waits.append(self._planned[0][0] - now)
        return max(0.0, min(waits, default=1.0))

    def deliver(self, view: View, messages: Sequence[Message], now: float) -> None:
        """Send a view's messages to all who listen to it, at once or shard by shard."""
        rooms = [room_of(view.spec.key, shard) for shard in range(SHARDS)]
        for message in messages:
            if len(view.sids) <= STAGGER_ABOVE:
                self._send(rooms, message)
                continue
            for shard, room in enumerate(rooms):
                heapq.heappush(self._planned, (now + shard * SHARD_GAP_S, next(self._count), [room], message))
        self._awake.set()

    def catch_up(self) -> None:
        """Tell those who were passed over and now read again that they must ask."""
        for sid, names in list(self._behind.items()):
            left = dict(self.wire.waiting([sid])).get(sid)
            if left is None:
                del self._behind[sid]
            elif left <= SLOW:
                del self._behind[sid]
                for name in names:
                    self.wire.emit("resync", {"t": name}, [sid], ())

    def _tend(self, key: str, now: float) -> float:
        """Flush the view if its time has come; gives the seconds until it does."""
        with self.hub.lock:
            view = self.hub.views.get(key)
            if view is not None and view.due_at > now:
                return view.due_at - now
            self._pending.discard(key)
            if view is None:
                return 1.0
            messages = view.flush()
            view.due_at = now + _interval(len(view.sids))
        self.deliver(view, messages, now)
        return 1.0

    def _send(self, rooms: list[str], message: Message) -> None:
        passed_over = []
        for sid, left in self.wire.waiting(rooms):
            if left > HOPELESS:
                self.wire.drop(sid)
            if left > SLOW:
                passed_over.append(sid)
                self._behind[sid].add(message["t"])
        self.wire.emit("d", message, rooms, passed_over)


def _interval(listeners: int) -> float:
    return next((seconds for most, seconds in INTERVALS if listeners <= most), SLOWEST_S)
