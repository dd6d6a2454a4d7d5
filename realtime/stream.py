"""What the relay says to every web node: rows that changed, people whose access ended, and that it is alive.

One Redis stream, because a stream can be read again after a hiccup. Every entry names the stream's epoch, which
lives and dies with Redis' memory: an entry of another epoch tells the reader that something may have been lost.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from redis import Redis

from ticketing.domain.permissions import Target
from ticketing.queries.board.change import Change, stamp

KEY = "rexian:live"
EPOCH_KEY = "rexian:live:epoch"
LENGTH = 5000
# Rows of one entry; keeps an entry small enough that no client of Redis is ever dropped for it.
ROWS_PER_ENTRY = 100

# Entries and epoch are written in one breath: an entry never carries the epoch of a memory that is gone.
_ADD = f"""
local epoch = redis.call('GET', KEYS[2])
if not epoch then
  epoch = ARGV[1]
  redis.call('SET', KEYS[2], epoch)
end
for i = 2, #ARGV do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', {LENGTH}, '*', 'e', epoch, 'd', ARGV[i])
end
return epoch
"""


@dataclass(frozen=True)
class Entry:
    """One thing heard; most of it is empty.

    Changed rows, people (ids) whose access to look at again, whether to read everything again, the relay's now.
    """

    epoch: str
    changes: Sequence[Change] = ()
    revoked: Sequence[int] = ()
    everything: bool = False
    beat: str | None = None


def publish(redis: Redis, changes: Sequence[Change], revoked: Iterable[int] = (), everything: bool = False) -> None:
    """Tell every node of changed rows, of people whose access must be looked at again, and to read everything again.

    Raises `redis.RedisError`; publishing again is harmless.
    """
    said = [_encode(changes[i : i + ROWS_PER_ENTRY]) for i in range(0, len(changes), ROWS_PER_ENTRY)]
    people = sorted(set(revoked))
    if people:
        said.append(orjson.dumps({"r": people}))
    if everything:
        said.append(orjson.dumps({"a": True}))
    if said:
        _add(redis, said)


def beat(redis: Redis, now: datetime) -> None:
    """Say that everything committed until about `now` has been published. Raises `redis.RedisError`."""
    _add(redis, [orjson.dumps({"h": stamp(now)})])


def decode(fields: dict[bytes, bytes]) -> Entry:
    """The entry that `publish` or `beat` wrote."""
    said: dict[str, Any] = orjson.loads(fields[b"d"])
    changes = [
        Change(topic, id_, v, row, tuple(Target(*sides) for sides in audience))
        for topic, id_, v, row, audience in said.get("c", ())
    ]
    return Entry(fields[b"e"].decode(), changes, said.get("r", ()), said.get("a", False), said.get("h"))


def _add(redis: Redis, said: Sequence[bytes]) -> None:
    redis.eval(_ADD, 2, KEY, EPOCH_KEY, uuid.uuid4().hex, *said)


def _encode(changes: Sequence[Change]) -> bytes:
    return orjson.dumps({"c": [[c.topic, c.id, c.v, c.row, [_sides(t) for t in c.audience]] for c in changes]})


def _sides(target: Target) -> list[int | None]:
    return [target.owner_id, target.team_id, target.queue_id]
