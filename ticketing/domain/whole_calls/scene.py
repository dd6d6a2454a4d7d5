"""Who is who in one call: its channels, the party outside whose call it is, and which way it went."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.domain.calls import Visit
from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.domain.whole_calls.channels import (
    Channel,
    channels_in,
    channels_of,
    dialled_outside,
    is_inner_number,
    is_outside,
)
from ticketing.domain.whole_calls.records import events_once, merged
from ticketing.domain.whole_calls.told import Direction, House, Told


@dataclass(slots=True)
class Scene:
    """What was told of one call, once and in order; `has_events`: channels come from channel events, not records.

    `root` is the channel that began it, `party` the one whose call it is; both None where only a queue log spoke.
    """

    visits: list[Visit]
    records: list[CdrRecord]
    events: list[CelEvent]
    channels: list[Channel]
    house: House
    has_events: bool
    root: Channel | None = None
    party: Channel | None = None
    direction: Direction = Direction.INBOUND

    def outside(self) -> list[Channel]:
        """The channels that lead to somebody outside, the oldest first."""
        return [channel for channel in self.channels if is_outside(channel, self.house)]


def scene_of(told: Told, house: House) -> Scene:
    """Set the parts of one call in order and find out who is who."""
    records, events = merged(told.records), events_once(told.events)
    visits = sorted(told.visits, key=lambda visit: (visit.enter_us, visit.serial, visit.seq))
    channels = channels_of(events) if events else channels_in(records)
    scene = Scene(visits, records, events, channels, house, bool(events))
    scene.root = channels[0] if channels else None
    scene.direction = _direction(scene, bool(told.placed))
    scene.party = _party(scene)
    return scene


def _direction(scene: Scene, was_placed: bool) -> Direction:
    root = scene.root
    if root is None:
        return _by_number(scene.visits, was_placed, scene.house)
    if _was_made(scene, root):
        reaches_out = is_outside(root, scene.house) or bool(called_number(scene))
        return Direction.OUTBOUND if reaches_out else Direction.INTERNAL
    if is_outside(root, scene.house):
        return Direction.INBOUND
    return Direction.OUTBOUND if dialled_outside([root.dialled], scene.house) else Direction.INTERNAL


def _was_made(scene: Scene, root: Channel) -> bool:
    """Whether the phone system itself began the call: a click to dial, a campaign."""
    return root.is_local or (scene.has_events and not root.dialled)


def _by_number(visits: Sequence[Visit], was_placed: bool, house: House) -> Direction:
    if was_placed:
        return Direction.OUTBOUND
    caller = visits[0].caller if visits else None
    return Direction.INTERNAL if caller and is_inner_number(caller, house) else Direction.INBOUND


def _party(scene: Scene) -> Channel | None:
    """Of a call out the phone outside that was rung, the one that answered before others; else who began."""
    if scene.direction is not Direction.OUTBOUND or scene.root is None:
        return scene.root
    outside = scene.outside()
    answered = [channel for channel in outside if channel.answer_us is not None]
    return next(iter(answered or outside), scene.root)


def called_number(scene: Scene) -> str:
    """The outer number that the call was placed to, as dialled; Dial()'s own words before the extension, which may
    carry the digit for an outside line."""
    root = scene.root
    if root is None:
        return ""
    own = [record for record in scene.records if record.channel == root.name]
    targets = [event.app_data for event in root.events if event.kind == "APP_START" and event.app == "Dial"]
    targets += [record.lastdata for record in own if record.lastapp == "Dial"]
    extensions = [root.dialled, *(event.exten for event in root.events), *(record.dst for record in own)]
    return dialled_outside(targets, scene.house) or dialled_outside(extensions, scene.house)
