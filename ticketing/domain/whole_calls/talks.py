"""Who spoke with whom and when, and who was kept on hold: by bridges where channel events tell, else by the log."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ticketing.domain.calls import Visit
from ticketing.domain.legs import CdrRecord
from ticketing.domain.whole_calls.channels import Channel, peer_of
from ticketing.domain.whole_calls.grouping import extra_of


class Talk(NamedTuple):
    """A stretch of conversation of the party whose call it is; `end_us` None while it lasts."""

    start_us: int
    end_us: int | None
    other: str


def bridged(party: Channel, channels: Sequence[Channel]) -> list[Talk]:
    """The stretches in which the party's channel shared a bridge with another, by BRIDGE_ENTER and BRIDGE_EXIT."""
    mine = _stays(party)
    others = [(one, stay) for one in channels if one is not party for stay in _stays(one)]
    talks = []
    for bridge, start_us, end_us in mine:
        for channel, (where, from_us, until_us) in others:
            if where != bridge:
                continue
            first_us, last_us = max(start_us, from_us), _earlier(end_us, until_us)
            if last_us is None or last_us > first_us:
                talks.append(Talk(first_us, last_us, channel.peer))
    return sorted(talks, key=lambda talk: talk.start_us)


def visited(visits: Iterable[Visit]) -> list[Talk]:
    """The conversations that the queues brought about."""
    talks = []
    for visit in visits:
        if visit.connect_us is not None:
            end_us = visit.connect_us + visit.talk_us if visit.talk_us is not None else visit.end_us
            talks.append(Talk(visit.connect_us, end_us, visit.agent or ""))
    return talks


def recorded(records: Iterable[CdrRecord], with_queues: bool) -> list[Talk]:
    """The conversations that records tell. A queue's own records begin when the announcement answered: they count
    only where no log says better."""
    return [
        Talk(record.answer_us, record.end_us, peer_of(record.dstchannel))
        for record in records
        if record.is_talk and record.answer_us is not None and (with_queues or record.lastapp != "Queue")
    ]


def together_us(talks: Iterable[Talk], now_us: int = 0) -> int:
    """Microseconds in which anybody spoke with the party; two at once are no second time."""
    total = reached = 0
    for start_us, end_us, _ in sorted(talks, key=lambda talk: talk.start_us):
        until_us = end_us if end_us is not None else max(now_us, start_us)
        total += max(until_us - max(start_us, reached), 0)
        reached = max(reached, until_us)
    return total


def holds(channels: Iterable[Channel], talks: Sequence[Talk]) -> list[tuple[int, int]]:
    """When somebody heard music in the middle of a conversation: the waiting line's music ends where talk begins."""
    found = []
    for channel in channels:
        since: int | None = None
        for event in channel.events:
            if event.user_kind == "MOH_STREAM_BEGIN":
                since = event.at_us
            elif event.user_kind == "MOH_STREAM_END" and since is not None:
                if any(talk.start_us <= since and (talk.end_us is None or since < talk.end_us) for talk in talks):
                    found.append((since, event.at_us))
                since = None
    return sorted(found)


def _stays(channel: Channel) -> list[tuple[str, int, int | None]]:
    stays: list[tuple[str, int, int | None]] = []
    since: tuple[str, int] | None = None
    for event in channel.events:
        if event.kind == "BRIDGE_ENTER":
            since = str(extra_of(event).get("bridge_id", "")), event.at_us
        elif event.kind == "BRIDGE_EXIT" and since is not None:
            stays.append((*since, event.at_us))
            since = None
    if since is not None:
        stays.append((*since, channel.end_us))
    return stays


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((us for us in (one, other) if us is not None), default=None)
