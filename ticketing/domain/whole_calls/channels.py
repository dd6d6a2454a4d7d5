"""The channels of one call: when each began, answered and ended, what it dialled, who it was."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ticketing.domain.legs import CdrRecord, CelEvent, Hangup
from ticketing.domain.whole_calls.told import House

#: What a channel "dials" that the phone system itself made.
_MADE = ("", "s")
#: The number in what Dial() was given: PJSIP/13811112222@trunk,15.
_TARGET = re.compile(r"^[A-Za-z0-9]+/(?:[^/@&,]*/)?(\+?\d{5,})(?:@|,|&|$)")
_OUTSIDE_NAMES = re.compile(r"trunk|gateway|provider|pstn|isdn|dahdi", re.IGNORECASE)


@dataclass(slots=True)
class Channel:
    """`dialled` is what its own device asked for; "" of a channel that the phone system made to ring somebody.

    `end_us` None: nobody said that it ended. Of a call without channel events it is pieced together from records.
    """

    uniqueid: str
    name: str
    start_us: int
    dialled: str = ""
    number: str = ""
    caller_name: str = ""
    answer_us: int | None = None
    end_us: int | None = None
    hangup: Hangup | None = None
    events: list[CelEvent] = field(default_factory=list)

    @property
    def peer(self) -> str:
        """`PJSIP/1002` of `PJSIP/1002-0000002c`."""
        return peer_of(self.name)

    @property
    def is_local(self) -> bool:
        """A hinge inside the phone system, not a telephone."""
        return self.name.startswith("Local/")


def peer_of(name: str) -> str:
    """The telephone or trunk behind a channel's name."""
    if name.startswith("Local/"):
        return name.removesuffix(";1").removesuffix(";2").rpartition("-")[0]
    return name.rpartition("-")[0] or name


def channels_of(events: Sequence[CelEvent]) -> list[Channel]:
    """The channels that events tell of, in order of their beginning."""
    found: dict[str, Channel] = {}
    for event in events:
        channel = found.get(event.uniqueid)
        if channel is None:
            channel = found[event.uniqueid] = Channel(event.uniqueid, event.channel, event.at_us)
            channel.dialled = event.exten if event.kind == "CHAN_START" and event.exten not in _MADE else ""
        _take(channel, event)
    return sorted(found.values(), key=lambda channel: (channel.start_us, channel.uniqueid))


def channels_in(records: Sequence[CdrRecord]) -> list[Channel]:
    """The channels that records name; what a channel dialled is only known of the first."""
    found: dict[str, Channel] = {}
    for record in records:
        _widen(found, record.channel, record.uniqueid, record, record.src)
        if record.dstchannel:
            _widen(found, record.dstchannel, "", record, "")
    channels = sorted(found.values(), key=_age)
    if channels and not channels[0].is_local:
        channels[0].dialled = _dialled_in([record for record in records if record.channel == channels[0].name])
    return channels


def _age(channel: Channel) -> tuple[int, bool, bool, int, str]:
    """Within one second: who has a record of their own, a telephone before a hinge, the lower number of the id."""
    number = channel.uniqueid.rpartition(".")[2]
    return (
        channel.start_us,
        not channel.uniqueid,
        channel.is_local,
        int(number) if number.isdecimal() else 0,
        channel.name,
    )


def _dialled_in(records: Sequence[CdrRecord]) -> str:
    """What the first channel dialled. A queue's record says `s`, or where the call was transferred to."""
    direct = (record.dst for record in records if record.lastapp != "Queue" and record.dst not in _MADE)
    return next((record.did for record in records if record.did), None) or next(direct, "")


def is_inner_number(number: str, house: House) -> bool:
    """An extension or a feature code; "anonymous" is somebody outside."""
    digits = number.lstrip("*#+")
    return digits.isdecimal() and len(digits) <= house.inner_digits


def is_outside(channel: Channel, house: House) -> bool:
    """Whether it leads to somebody who is not of the house."""
    peer = channel.peer
    if channel.is_local or peer in house.phones:
        return False
    if peer in house.trunks or _OUTSIDE_NAMES.search(peer):
        return True
    user = peer.partition("/")[2]
    if user.isdecimal():
        return len(user) > house.inner_digits
    return bool(channel.number) and not is_inner_number(channel.number, house)


def dialled_outside(targets: Iterable[str], house: House) -> str:
    """The first outer number among what was dialled, taken out of Dial()'s own words where need be."""
    for target in targets:
        found = _TARGET.match(target)
        number = found[1] if found else target
        digits = number.lstrip("+")
        if digits.isdecimal() and len(digits) > house.inner_digits:
            return number
    return ""


def _take(channel: Channel, event: CelEvent) -> None:
    channel.events.append(event)
    channel.number = channel.number or event.cid_num
    channel.caller_name = channel.caller_name or event.cid_name
    if event.kind == "ANSWER" and channel.answer_us is None:
        channel.answer_us = event.at_us
    elif event.kind == "HANGUP":
        channel.hangup, channel.end_us = event.hangup, event.at_us
    elif event.kind == "CHAN_END":
        channel.end_us = event.at_us


def _widen(found: dict[str, Channel], name: str, uniqueid: str, record: CdrRecord, number: str) -> None:
    channel = found.setdefault(name, Channel(uniqueid, name, record.start_us))
    channel.uniqueid = channel.uniqueid or uniqueid
    channel.number = channel.number or number
    channel.start_us = min(channel.start_us, record.start_us)
    channel.end_us = max(channel.end_us or 0, record.end_us)
    if record.answer_us is not None:
        channel.answer_us = min(channel.answer_us or record.answer_us, record.answer_us)
