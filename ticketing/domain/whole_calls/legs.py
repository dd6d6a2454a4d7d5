"""The legs of one call: each attempt to bring two channels together, with why and by whom it was ended."""

from ticketing.domain.legs import CdrRecord
from ticketing.domain.whole_calls.channels import Channel
from ticketing.domain.whole_calls.scene import Scene
from ticketing.domain.whole_calls.told import Leg


def legs_of(scene: Scene) -> list[Leg]:
    """By records where there are any, else by the channels that were rung."""
    by_name = {channel.name: channel for channel in scene.channels}
    if scene.records:
        return [_of_record(record, by_name) for record in scene.records]
    root = scene.root
    return [_of_channel(root, channel) for channel in scene.channels if root is not None and channel is not root]


def _of_record(record: CdrRecord, by_name: dict[str, Channel]) -> Leg:
    channel = by_name.get(record.dstchannel) or by_name.get(record.channel)
    hangup = channel.hangup if channel is not None else None
    return Leg(
        uniqueid=record.uniqueid,
        linkedid=record.linkedid,
        sequence=record.sequence,
        src=record.src,
        dst=record.dst,
        channel=record.channel,
        dstchannel=record.dstchannel,
        app=record.lastapp,
        start_us=record.start_us,
        answer_us=record.answer_us,
        end_us=record.end_us,
        talk_us=record.talk_us if record.is_talk else 0,
        disposition=record.disposition,
        hangup_cause=hangup.cause if hangup is not None else None,
        hung_up_by=hangup.source if hangup is not None else "",
        recording=record.recording,
        ref=record.ref,
    )


def _of_channel(root: Channel, channel: Channel) -> Leg:
    hangup = channel.hangup
    first = channel.events[0] if channel.events else None
    answer_us, end_us = channel.answer_us, channel.end_us
    return Leg(
        uniqueid=channel.uniqueid,
        linkedid=first.linkedid if first else "",
        sequence="",
        src=root.number,
        dst=channel.number,
        channel=root.name,
        dstchannel=channel.name,
        app="",
        start_us=channel.start_us,
        answer_us=answer_us,
        end_us=end_us,
        talk_us=max(end_us - answer_us, 0) if answer_us is not None and end_us is not None else 0,
        disposition="ANSWERED" if answer_us is not None else "NO ANSWER",
        hangup_cause=hangup.cause if hangup is not None else None,
        hung_up_by=hangup.source if hangup is not None else "",
        recording="",
        ref=first.ref if first else 0,
    )
