"""The recorded stretch of a real Asterisk, told again as if it happened now."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# The second at which the recording begins, as Asterisk stamped it.
RECORDED_AT = 1_795_291_722
# Every instant and unique id of the recording begins so; telephone numbers have eleven digits.
_STAMP = re.compile(r"\b(17952\d{5})\b")
_CALLER = re.compile(r"\b(1[3-9]\d{7})(\d{2})\b")
# Only these lines and events are about a membership, which the two queues of one team share.
_MEMBER_EVENTS = frozenset({"QueueMemberStatus", "QueueMemberPause", "QueueMemberAdded", "QueueMemberRemoved"})
_MEMBER_LINES = frozenset({"PAUSE", "UNPAUSE", "ADDMEMBER", "REMOVEMEMBER"})
_TEAM_QUEUE, _TWIN = "sales", "repair"

Event = dict[str, str]


@dataclass(frozen=True)
class Moment:
    """What the phone system said `at` seconds after the beginning: a log line or an AMI event."""

    at: float
    line: str | None = None
    event: Event | None = None


class Recording:
    """The recorded stretch; `round(n, at)` is its n-th telling, moved to begin at epoch second `at`.

    Every second telling has the sales calls on the repair line, and each changes the callers'
    last digits, so that a day of it is not one customer ringing a hundred times.
    """

    def __init__(self) -> None:
        packed = files("workers.demo").joinpath("recorded_day.jsonl.gz").read_bytes()
        rows = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
        self._told = [row for row in rows if row[0] != "status"]
        self._statuses: list[tuple[float, list[Event]]] = [(row[1], row[2]) for row in rows if row[0] == "status"]
        self.length_s: float = rows[-1][1]

    def round(self, number: int, at: int) -> Iterator[Moment]:
        """The moments of one telling, in order."""
        for kind, offset, said in self._told:
            for text in _both_queues(kind, said, number):
                moved = _moved(text, number, at)
                yield Moment(offset, line=moved) if kind == "log" else Moment(offset, event=json.loads(moved))

    def status(self, number: int, at: int, offset: float) -> list[Event]:
        """What QueueStatus answered at that moment of the telling: members and callers of every queue."""
        seen = [events for when, events in self._statuses if when <= offset] or [self._statuses[0][1]]
        found: list[Event] = []
        for event in seen[-1]:
            text = json.dumps(event, ensure_ascii=False)
            queues = (_TEAM_QUEUE, _TWIN) if event["Event"] != "QueueEntry" else (_line_of(number),)
            for queue in queues if event["Queue"] == _TEAM_QUEUE else (event["Queue"],):
                found.append(json.loads(_moved(text, number, at)) | {"Queue": queue})
        return found


def _both_queues(kind: str, said: Any, number: int) -> list[str]:
    """The line or event as text, once per queue that it is about."""
    if kind == "log":
        fields = said.split("|")
        member = fields[4] in _MEMBER_LINES
        queues = (_TEAM_QUEUE, _TWIN) if member else (_line_of(number),)
        if fields[2] != _TEAM_QUEUE:
            return [said]
        return ["|".join([*fields[:2], queue, *fields[3:]]) for queue in queues]
    if said.get("Queue") != _TEAM_QUEUE:
        return [json.dumps(said, ensure_ascii=False)]
    queues = (_TEAM_QUEUE, _TWIN) if said["Event"] in _MEMBER_EVENTS else (_line_of(number),)
    return [json.dumps(said | {"Queue": queue}, ensure_ascii=False) for queue in queues]


def _line_of(number: int) -> str:
    return _TWIN if number % 2 else _TEAM_QUEUE


def _moved(text: str, number: int, at: int) -> str:
    text = _STAMP.sub(lambda found: str(int(found[1]) - RECORDED_AT + at), text)
    return _CALLER.sub(lambda found: f"{found[1]}{(int(found[2]) + 7 * number) % 100:02d}", text)
