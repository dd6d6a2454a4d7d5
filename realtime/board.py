"""The live board of this process: rows after events, rows that time alone changes, whole topics."""

import threading
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from realtime.readers import read
from realtime.touched import Ref, touched
from ticketing.domain.centre import Centre
from ticketing.domain.events import Event, FloorMoved
from ticketing.domain.instants import micros
from ticketing.queries.board import keeping, numbers, phones, queues
from ticketing.queries.board.change import BOARDS, Change, Look
from ticketing.queries.board.topics import look_at, whole

MINUTE_S = 60
# How often everything on the boards is read again and compared: heals whatever an event failed to name.
THOROUGH_S = 15


class Board:
    """Remembers what was last said of each row, so that the tick only says what is new."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._said: dict[tuple[str, str], tuple[int, bytes]] = {}
        # Whose numbers are read at the next tick, and whose once more at it: people's time is made up a second after
        # the phones moved.
        self._owed: set[int] = set()
        self._owed_again: set[int] = set()
        # Up to which slice everybody's kept time has been told of.
        self._last_slice: int | None = None
        self._last_tick: datetime | None = None
        self._last_thorough: datetime | None = None
        self._lock = threading.Lock()

    def rows_after(self, session: Session, events: Sequence[Event], now: datetime) -> list[Change]:
        """The rows that these events touched, each read once, as they are now."""
        refs = {ref for event in events for ref in touched(event)}
        if not refs:
            return []
        look = look_at(session, self._centre, now)
        if any(isinstance(event, FloorMoved) for event in events):
            self._owed.update(_concerned(look, refs))
        return read(look, refs)

    def tick(self, session: Session, now: datetime, thorough: bool = False) -> list[Change]:
        """Rows that differ from what was last said of them, though no event named them: time passes.

        Once a second: queues in which somebody waits, agents whose wrap-up ran out, numbers owed. Each minute the
        trend, every THOROUGH_S seconds (or when asked) everything on the boards.
        """
        look = look_at(session, self._centre, now)
        rows = read(look, self._due(look))
        if thorough or self._is_due(self._last_thorough, now, THOROUGH_S):
            self._last_thorough = now
            rows += self._everything(look)
        self._last_tick = now
        return [row for row in rows if self._is_news(row)]

    def said(self, rows: Iterable[Change]) -> None:
        """These rows have been published."""
        with self._lock:
            for row in rows:
                key = (row.topic, row.id)
                if _remembered(row.topic) and self._said.get(key, (-1, b""))[0] < row.v:
                    self._said[key] = (row.v, _digest(row))

    def _due(self, look: Look) -> set[Ref]:
        refs = {Ref("queue", code) for code, open_ in queues.waiting(look).items() if open_.callers}
        if self._last_tick is not None:
            since = micros(self._last_tick)
            refs |= {Ref("name", name) for name in phones.moved_since(look, since)}
        if self._last_tick is None or self._last_tick.minute != look.now.minute:
            refs |= {Ref("trend"), Ref("callbacks_today"), Ref("sla"), Ref("shift_now")}
        refs |= {Ref("keeping", person) for person in self._kept_anew(look)}
        owed, again = self._owed, self._owed_again
        self._owed, self._owed_again = set(), owed
        return refs | {Ref("numbers", person) for person in owed | again}

    def _kept_anew(self, look: Look) -> set[int]:
        """Whose timeline was made further since the last tick, and whose shift began or ended; at first nobody's: what
        stands in a snapshot is read for it."""
        if self._last_slice is None or self._last_tick is None:
            self._last_slice = keeping.newest(look.session)
            return set()
        people, self._last_slice = keeping.changed(look.session, self._last_slice, self._last_tick, look.now)
        return people

    def _everything(self, look: Look) -> list[Change]:
        """Both boards and everybody's own numbers and shift; rows of the boards that are there no more are gone."""
        rows = [row for board in BOARDS for row in whole(look, board)]
        there = {(row.topic, row.id) for row in rows}
        rows += read(look, {Ref("numbers", person) for person in numbers.agents(look)})
        rows += read(look, {Ref("own_shift", person) for person in numbers.agents(look)})
        with self._lock:
            known = [key for key in self._said if key[0] in BOARDS and key not in there]
        return rows + [look.gone(topic, id_) for topic, id_ in known]

    def _is_news(self, row: Change) -> bool:
        with self._lock:
            v, digest = self._said.get((row.topic, row.id), (-1, b""))
        return row.v > v and digest != _digest(row) and not (v < 0 and row.row is None)

    @staticmethod
    def _is_due(last: datetime | None, now: datetime, every_s: int) -> bool:
        return last is None or abs((now - last).total_seconds()) >= every_s


def _concerned(look: Look, refs: Collection[Ref]) -> set[int]:
    """Whose numbers move with these queues and names."""
    codes = {ref.key for ref in refs if ref.reader == "queue"}
    names = {ref.key for ref in refs if ref.reader == "name"}
    behind = phones.people_behind(look, names)
    return numbers.members(look, codes).union(*behind.values())


def _remembered(topic: str) -> bool:
    return topic in (*BOARDS, keeping.TOPIC) or topic.startswith("me:")


def _digest(row: Change) -> bytes:
    if row.row is None:
        return b"gone"
    return orjson.dumps([row.row, [str(side) for side in row.audience]], option=orjson.OPT_SORT_KEYS)
