"""Read topics from SQL: a thousand people who come back at once in a few sets, not one by one."""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import islice

from ticketing.queries.board.change import Change
from ticketing.queries.board.views import ME

# How long the first of a set waits for others.
GATHER_S = 0.02
# A reading that takes longer than this has failed.
LONGEST_S = 30.0
# People read at once: keeps one statement's list of ids, and one wait for it, short.
MOST_AT_ONCE = 200

Reading = tuple[int, list[Change]]
ReadTopic = Callable[[str], Reading]
ReadPeople = Callable[[Collection[int]], Reading]


@dataclass
class _Batch:
    ids: set[int] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)
    found: dict[str, Reading] = field(default_factory=dict)
    error: Exception | None = None


class Loading:
    """The `load` of a Hub: people's own topics together, every other topic by itself."""

    def __init__(self, read_topic: ReadTopic, read_people: ReadPeople) -> None:
        self._read_topic, self._read_people = read_topic, read_people
        self._open: _Batch | None = None
        self._lock = threading.Lock()

    def __call__(self, topics: Collection[str]) -> dict[str, Reading]:
        """Version and rows of each topic. Raises what reading raises."""
        people = {int(topic.removeprefix(ME)) for topic in topics if topic.startswith(ME)}
        found = {topic: self._read_topic(topic) for topic in topics if not topic.startswith(ME)}
        if len(people) == 1:
            return found | self._gathered(next(iter(people)))
        waiting = iter(people)
        while some := list(islice(waiting, MOST_AT_ONCE)):
            found |= self._people(some)
        return found

    def _people(self, ids: Collection[int]) -> dict[str, Reading]:
        v, rows = self._read_people(ids)
        found: dict[str, Reading] = {f"{ME}{id_}": (v, []) for id_ in ids}
        for row in rows:
            found[row.topic][1].append(row)
        return found

    def _gathered(self, id_: int) -> dict[str, Reading]:
        """One person, read with all who ask within GATHER_S."""
        with self._lock:
            batch, first = self._open, self._open is None
            if batch is None:
                batch = self._open = _Batch()
            batch.ids.add(id_)
        if first:
            self._lead(batch)
        elif not batch.done.wait(LONGEST_S):
            raise TimeoutError("the reading took too long")
        if batch.error is not None:
            raise batch.error
        return {f"{ME}{id_}": batch.found[f"{ME}{id_}"]}

    def _lead(self, batch: _Batch) -> None:
        time.sleep(GATHER_S)
        with self._lock:
            self._open = None
        try:
            batch.found = self._people(batch.ids)
        except Exception as error:
            batch.error = error
        finally:
            batch.done.set()
