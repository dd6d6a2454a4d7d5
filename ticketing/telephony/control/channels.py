"""The channels that a phone system has at this moment, and which of them is somebody's call."""

from collections.abc import Generator
from typing import NamedTuple

from ticketing.telephony.ami.protocol import Block
from ticketing.telephony.control.asking import Ask, Told

LOOK = Ask("CoreShowChannels", until="CoreShowChannelsComplete", moves=False)


class Channel(NamedTuple):
    """`name` is device-number, `bridge` "" while nobody is at the other end; `state` 6 is up."""

    name: str
    uniqueid: str
    linkedid: str
    bridge: str
    state: str


def look() -> Generator[Ask, Told, tuple[Told, list[Channel]]]:
    """Ask for all of them; what was told comes along, for a refusal has words."""
    told = yield LOOK
    return told, [_channel(block) for block in told.blocks if block.event == "CoreShowChannel"]


def call_of(channels: list[Channel], device: str) -> Channel | None:
    """The device's channel that is a conversation, else one that is up, else any; None when its phone is quiet.

    The dash belongs to the look-up: PJSIP/100 must not find PJSIP/1001.
    """
    own = [channel for channel in channels if channel.name.startswith(f"{device.removesuffix('/n')}-")]
    return max(own, key=lambda channel: (bool(channel.bridge), channel.state == "6", channel.name), default=None)


def _channel(block: Block) -> Channel:
    return Channel(*map(block.get, ("Channel", "Uniqueid", "Linkedid", "BridgeId", "ChannelState")))
