"""Everything told of one call becomes one call: a pure function, so that any order of telling gives the same."""

from collections.abc import Mapping, Sequence

from ticketing.domain.calls import EndReason
from ticketing.domain.whole_calls.channels import Channel, dialled_outside
from ticketing.domain.whole_calls.endings import cause_of, outcome_of, refused_by, who_hung_up
from ticketing.domain.whole_calls.grouping import SLACK_US
from ticketing.domain.whole_calls.legs import legs_of
from ticketing.domain.whole_calls.scene import Scene, called_number, scene_of
from ticketing.domain.whole_calls.talks import Talk, bridged, holds, recorded, together_us, visited
from ticketing.domain.whole_calls.told import CallOutcome, Direction, Guess, House, Told, WholeCall

_TRANSFERS = frozenset({EndReason.BLIND_TRANSFER, EndReason.ATTENDED_TRANSFER, EndReason.TRANSFER_INFERRED})
_TRANSFER_EVENTS = frozenset({"BLINDTRANSFER", "ATTENDEDTRANSFER"})
_SCORE = "score="


def compose(told: Told, house: House) -> WholeCall:
    """The whole call, of the parts that `group` put together; what no source said outright is in `guesses`."""
    scene = scene_of(told, house)
    call = WholeCall(_root(scene, told), _first_us(scene, told), scene.direction)
    if not scene.has_events:
        call.guesses.append(Guess("direction", "by_number" if scene.root is None else "by_records"))
    _name_parties(call, scene, told)
    talks = talks_of(scene)
    _measure(call, scene, told, talks)
    _end(call, scene, told, talks)
    call.transfers = _transfers(scene)
    call.recordings = tuple(dict.fromkeys(record.recording for record in scene.records if record.recording))
    call.survey = next((r.userfield[len(_SCORE) :] for r in scene.records if r.userfield.startswith(_SCORE)), None)
    call.legs = legs_of(scene)
    call.channels = _ids(scene, told)
    call.told_by = _told_by(scene, told)
    return call


def talks_of(scene: Scene) -> list[Talk]:
    """The party's conversations: by bridges, else by the queues' log and what records add to it."""
    if scene.has_events and scene.party is not None:
        return bridged(scene.party, scene.channels)
    found = visited(scene.visits)
    return found + recorded(scene.records, with_queues=not scene.visits)


def _root(scene: Scene, told: Told) -> str:
    if scene.root is not None:
        return scene.root.uniqueid or scene.root.name
    if scene.visits:
        return scene.visits[0].callid
    placed = told.placed[0]
    return placed.callid or f"{placed.agent}@{placed.at_us}"


def _first_us(scene: Scene, told: Told) -> int:
    began = [channel.start_us for channel in scene.channels] + [visit.enter_us for visit in scene.visits]
    return min(began + [placed.at_us - placed.talk_us for placed in told.placed])


def _name_parties(call: WholeCall, scene: Scene, told: Told) -> None:
    root, visits = scene.root, scene.visits
    visit = visits[0] if visits else None
    call.linkedid = _linkedid(scene)
    call.caller = (visit.caller if visit else None) or (root.number if root else None) or None
    call.caller_name = (visit.caller_name if visit else None) or (root.caller_name if root else None) or None
    call.queues = tuple(dict.fromkeys(one.queue for one in visits))
    call.phones = {one.peer: one.caller_name for one in scene.channels if one.caller_name and not one.is_local}
    call.agents = _agents(scene, told, call.phones)
    call.ivr = _keys(scene)
    if scene.direction is Direction.OUTBOUND:
        call.number = called_number(scene) or _outside_number(scene) or (visit.caller if visit else None) or None
    else:
        call.number = call.caller
        dialled = root.dialled if root is not None and scene.direction is Direction.INBOUND else ""
        call.dnis = next((one.dnis for one in visits if one.dnis), None) or dialled or None


def _outside_number(scene: Scene) -> str:
    return dialled_outside((channel.number for channel in scene.outside()), scene.house)


def _linkedid(scene: Scene) -> str | None:
    said = [event.linkedid for event in scene.events] or [record.linkedid for record in scene.records]
    return next((linkedid for linkedid in said if linkedid), None)


def _agents(scene: Scene, told: Told, phones: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the queues, in the order in which they spoke, then the phones inside that took part beside them,
    by the names that go with them."""
    queued = [visit.agent for visit in scene.visits if visit.agent] + [placed.agent for placed in told.placed]
    named = _spoke_beside(scene)
    if not scene.visits:
        root = scene.root
        inside = [one for one in scene.channels if not one.is_local and one not in scene.outside()]
        if scene.direction is not Direction.INBOUND and root is not None:
            named += [root.peer] if root in inside else [one.peer for one in inside[:1]]
    outside = {channel.peer for channel in scene.outside()}
    beside = [phones.get(name, name) for name in named if name and name not in outside]
    return tuple(dict.fromkeys(queued + [name for name in beside if name not in queued]))


def _spoke_beside(scene: Scene) -> list[str]:
    """Phones that took part without a queue: an extension rung directly, the target of a transfer."""
    if not scene.has_events and scene.visits:
        return []
    connects = [visit.connect_us for visit in scene.visits if visit.connect_us is not None]
    talks = talks_of(scene)
    known = {talk.other for talk in talks if any(abs(talk.start_us - us) <= SLACK_US for us in connects)}
    return [talk.other for talk in talks if talk.other not in known and not talk.other.startswith("Local/")]


def _keys(scene: Scene) -> tuple[str, ...]:
    """The keys pressed before anybody was rung; without channel events what the log noted (IVR lines)."""
    party = scene.party
    if party is not None and scene.has_events and scene.direction is Direction.INBOUND:
        keys: list[str] = []
        for event in party.events:
            if event.kind == "APP_START":
                break
            if event.kind == "DTMF" and event.user_kind != "Sent":
                keys.append(_digit(event.extra))
        return tuple(key for key in keys if key)
    return tuple(visit.ivr for visit in scene.visits[:1] if visit.ivr)


def _digit(extra: str) -> str:
    found = extra.partition('"digit":')[2].lstrip().lstrip('"')
    return found[:1]


def _measure(call: WholeCall, scene: Scene, told: Told, talks: Sequence[Talk]) -> None:
    call.wait_us = sum(visit.wait_us or 0 for visit in scene.visits)
    call.talk_us = together_us(talks) + sum(placed.talk_us for placed in told.placed if not talks)
    call.answer_us = min((talk.start_us for talk in talks), default=None)
    held = [visit.hold_us for visit in scene.visits if visit.hold_us is not None]
    held = held or [one.hold_us for one in told.ended if one.hold_us is not None]
    if scene.has_events:
        call.hold_us = sum(end - start for start, end in holds(scene.channels, talks))
    elif held:
        call.hold_us = sum(held)
    if talks and not scene.has_events and not scene.visits:
        call.guesses.append(Guess("talk", "by_records"))


def _end(call: WholeCall, scene: Scene, told: Told, talks: Sequence[Talk]) -> None:
    refused = refused_by(scene)
    call.refused_by = tuple(dict.fromkeys(refused))
    call.outcome = outcome_of(scene, talks, refused)
    if any(placed.connected for placed in told.placed):
        call.outcome = CallOutcome.ANSWERED
    elif told.placed and call.outcome is CallOutcome.IVR:
        call.outcome = CallOutcome.NO_ANSWER
    if refused:
        call.guesses.append(Guess("outcome", "full_or_empty", ", ".join(call.refused_by)))
    call.end_us = _end_us(scene, told)
    if call.end_us is None:
        _cut_off(call, scene, told.restarts)
    call.hung_up_by = who_hung_up(scene, told.ended, call.guesses) if call.is_over else None
    call.hangup_cause = cause_of(scene, told.ended)


def _cut_off(call: WholeCall, scene: Scene, restarts: Sequence[int]) -> None:
    """A restart leaves no end: the call ended when the phone system was last heard before it (R1)."""
    last_us = max([call.first_us, *(channel.start_us for channel in scene.channels)])
    cut_us = next((us for us in restarts if us >= last_us), None)
    if cut_us is None or any(visit.is_open for visit in scene.visits):
        return
    call.end_us = cut_us
    call.guesses.append(Guess("end", "restarted"))
    if call.outcome is CallOutcome.WAITING:
        call.outcome = CallOutcome.LOST


def _end_us(scene: Scene, told: Told) -> int | None:
    """When the party's channel ended; None while anything of the call goes on."""
    if any(visit.is_open for visit in scene.visits):
        return None
    ends = [visit.end_us for visit in scene.visits if visit.end_us is not None]
    ends += [placed.at_us for placed in told.placed]
    party: Channel | None = scene.party
    if party is None:
        return max(ends, default=None)
    if scene.has_events:
        return party.end_us
    return max([*ends, party.end_us or 0, *(record.end_us for record in scene.records)])


def _transfers(scene: Scene) -> int:
    by_events = sum(event.kind in _TRANSFER_EVENTS for event in scene.events)
    return max(by_events, sum(visit.end_reason in _TRANSFERS for visit in scene.visits))


def _ids(scene: Scene, told: Told) -> frozenset[str]:
    ids = {visit.callid for visit in scene.visits} | {placed.callid for placed in told.placed}
    ids |= {visit.member_uniqueid or "" for visit in scene.visits} | {one for link in told.links for one in link}
    ids |= {event.uniqueid for event in scene.events} | {event.linkedid for event in scene.events}
    for record in scene.records:
        ids |= {record.uniqueid, record.linkedid}
        if not record.uniqueid:
            ids |= {record.channel, record.dstchannel}
    return frozenset(ids - {""})


def _told_by(scene: Scene, told: Told) -> tuple[str, ...]:
    said = (("log", scene.visits or told.placed), ("cdr", scene.records), ("cel", scene.events))
    return tuple(name for name, parts in said if parts)
