"""Which ids mean one call: transitive on channels, because calls merge, pick each other up and change their linkedid.

A call detail record without any key is joined by its channels' names, which a phone system gives once between two
starts: near in time, the same name is the same channel.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ticketing.domain.calls import Visit
from ticketing.domain.instants import SECOND_US
from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.domain.whole_calls.told import Told

#: A channel's name comes back after a restart; within this long it is the same channel still.
NEAR_US = 3600 * SECOND_US
#: The log's stamps are whole seconds and so are the records'.
SLACK_US = 2 * SECOND_US
#: A line that an agent keeps open all day carries many calls and makes none of them one.
_HOUSE_APPS = frozenset({"AgentLogin"})
_LINKING = frozenset({"ATTENDEDTRANSFER", "BLINDTRANSFER", "PICKUP", "LOCAL_OPTIMIZE", "LOCAL_OPTIMIZE_BEGIN"})


class Groups:
    """Disjoint sets of ids."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The one name that stands for everything joined with this."""
        parent = self._parent
        root = parent.setdefault(name, name)
        while parent[root] != root:
            root = parent[root]
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    def join(self, names: Iterable[str]) -> None:
        first: str | None = None
        for name in names:
            if first is None:
                first = self.find(name)
            else:
                self._parent[self.find(name)] = first


def group(told: Told) -> list[Told]:
    """The same, one part for each call."""
    house = _house_channels(told)
    groups, names, visited = Groups(), _Names(), _Visited(told.visits)
    for ids in (*told.links, *map(ids_of_visit, told.visits)):
        groups.join(ids)
    for event in told.events:
        if event.uniqueid not in house:
            groups.join([event.uniqueid, *(one for one in linked_ids(event) if one not in house)])
    owners: dict[int, str] = {}
    for index, (_, record) in sorted(enumerate(told.records), key=lambda pair: (pair[1].record.start_us, pair[0])):
        ids = [one for one in (record.uniqueid, record.linkedid) if one and one not in house]
        ids += [names.of(name, record) for name in (record.channel, record.dstchannel) if name]
        ids += [] if record.uniqueid else visited.of(record)
        groups.join(ids)
        owners[index] = ids[0] if ids else f"record {index}"
    return _parts(told, groups, owners)


def ids_of_visit(visit: Visit) -> list[str]:
    """The caller's channel and the one that answered."""
    return [visit.callid, visit.member_uniqueid] if visit.member_uniqueid else [visit.callid]


def _house_channels(told: Told) -> set[str]:
    by_event = {event.uniqueid for event in told.events if event.app in _HOUSE_APPS}
    return by_event | {said.record.uniqueid for said in told.records if said.record.lastapp in _HOUSE_APPS}


def linked_ids(event: CelEvent) -> Iterator[str]:
    """The other ids that an event ties its channel to."""
    if event.linkedid:
        yield event.linkedid
    if event.kind in _LINKING and event.extra:
        for key, value in extra_of(event).items():
            if key.endswith("uniqueid") and isinstance(value, str) and value:
                yield value


def extra_of(event: CelEvent) -> dict[str, Any]:
    """What the event's JSON says beside its columns; nothing where it is none."""
    try:
        found = json.loads(event.extra) if event.extra else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class _Names:
    """Channels by name: a new one when the last record of that name ended long ago."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, int]] = {}

    def of(self, name: str, record: CdrRecord) -> str:
        # Both halves of a Local channel are one thing.
        name = name.removesuffix(";1").removesuffix(";2")
        number, end_us = self._last.get(name, (0, record.start_us))
        if record.start_us > end_us + NEAR_US:
            number += 1
        self._last[name] = number, max(end_us, record.end_us)
        return f"{name} #{number}"


class _Visited:
    """Stays in queues by caller: how a record without any id finds the call whose part it is."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self._by_caller: dict[str, list[Visit]] = {}
        for visit in visits:
            if visit.caller:
                self._by_caller.setdefault(visit.caller, []).append(visit)

    def of(self, record: CdrRecord) -> list[str]:
        if record.lastapp != "Queue":
            return []
        queue = record.lastdata.partition(",")[0]
        first_us, last_us = record.start_us - SLACK_US, record.end_us + SLACK_US
        mine = self._by_caller.get(record.src, ())
        return [visit.callid for visit in mine if visit.queue == queue and first_us <= visit.enter_us <= last_us]


def _parts(told: Told, groups: Groups, owners: dict[int, str]) -> list[Told]:
    parts: dict[str, Told] = {}

    def part(name: str) -> Told:
        return parts.setdefault(groups.find(name), Told(restarts=told.restarts))

    for visit in told.visits:
        part(visit.callid).visits.append(visit)
    for event in told.events:
        part(event.uniqueid).events.append(event)
    for index, said in enumerate(told.records):
        part(owners[index]).records.append(said)
    for placed in told.placed:
        part(placed.callid or f"placed {placed.at_us} {placed.agent}").placed.append(placed)
    for ended in told.ended:
        part(ended.callid).ended.append(ended)
    return [one for one in parts.values() if one]
