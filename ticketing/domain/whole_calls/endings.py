"""How a call came out, and who hung up."""

from collections.abc import Iterable, Sequence

from ticketing.domain.calls import EndReason, Outcome, Visit
from ticketing.domain.instants import SECOND_US
from ticketing.domain.legs import CelEvent
from ticketing.domain.whole_calls.channels import Channel
from ticketing.domain.whole_calls.grouping import SLACK_US
from ticketing.domain.whole_calls.scene import Scene
from ticketing.domain.whole_calls.talks import Talk
from ticketing.domain.whole_calls.told import CallOutcome, Direction, Ended, Guess, Side

_DISPOSITIONS = {
    "BUSY": CallOutcome.BUSY,
    "FAILED": CallOutcome.FAILED,
    "CONGESTION": CallOutcome.FAILED,
    "NO ANSWER": CallOutcome.NO_ANSWER,
    "CANCEL": CallOutcome.NO_ANSWER,
}
#: Q.850: user busy, call rejected.
_BUSY_CAUSES = frozenset({17, 21})
#: What is taken in a queue in less than this was not taken in.
_AT_ONCE_US = SECOND_US


def outcome_of(scene: Scene, talks: Sequence[Talk], refused: Sequence[str]) -> CallOutcome:
    """One word for the whole call. Whoever spoke with somebody in the end was answered, whatever a queue said."""
    visits = scene.visits
    if talks or any(visit.outcome is Outcome.ANSWERED for visit in visits):
        return CallOutcome.ANSWERED
    if any(visit.outcome is Outcome.WAITING for visit in visits):
        return CallOutcome.WAITING
    if visits:
        return CallOutcome(visits[-1].outcome.value)
    if refused:
        return CallOutcome.REFUSED
    return _of_a_dial(scene)


def refused_by(scene: Scene) -> list[str]:
    """The queues that did not let the caller in: entered and left at once, and no log knows of a stay there."""
    found = []
    for channel in scene.channels:
        for start, end in _stays_in_queues(channel.events):
            queue = start.app_data.partition(",")[0]
            if end.at_us - start.at_us < _AT_ONCE_US and not _was_there(scene.visits, channel, queue, start.at_us):
                found.append(queue)
    return found


def who_hung_up(scene: Scene, ended: Sequence[Ended], guesses: list[Guess]) -> Side | None:
    """By the phone system's own word where it gives one, else by the last end line of the queue log."""
    party = scene.party
    source = party.hangup.source if party is not None and party.hangup is not None else ""
    source = source or _source_near_the_end(scene)
    if source and party is not None:
        if source == party.name:
            return Side.AGENT if scene.direction is Direction.INTERNAL else Side.CALLER
        return Side.AGENT if any(channel.name == source for channel in scene.channels) else Side.SYSTEM
    own = next((one.by_itself for one in ended if party is not None and one.callid == party.uniqueid), None)
    if own is not None:
        return Side.CALLER if own else Side.AGENT
    side = _by_the_log(scene.visits)
    if side is not None:
        guesses.append(Guess("hung_up_by", "by_the_log"))
    return side


def cause_of(scene: Scene, ended: Iterable[Ended]) -> int | None:
    """The Q.850 cause of the party's channel, by its own event or as the manager link told it."""
    party = scene.party
    if party is not None and party.hangup is not None and party.hangup.cause:
        return party.hangup.cause
    ids = {visit.callid for visit in scene.visits} | ({party.uniqueid} if party is not None else set())
    return next((one.cause for one in ended if one.callid in ids and one.cause), None)


def _of_a_dial(scene: Scene) -> CallOutcome:
    """No queue, no conversation: nobody was rung, or somebody was and did not answer."""
    dialled = [record for record in scene.records if record.dstchannel]
    if dialled:
        return _DISPOSITIONS.get(dialled[-1].disposition, CallOutcome.NO_ANSWER)
    rung = [channel for channel in scene.channels if channel is not scene.root and not channel.dialled]
    if not rung:
        return CallOutcome.IVR if scene.root is None or scene.root.end_us is not None else CallOutcome.WAITING
    cause = rung[-1].hangup.cause if rung[-1].hangup is not None else None
    if any(channel.end_us is None for channel in rung):
        return CallOutcome.WAITING
    return CallOutcome.BUSY if cause in _BUSY_CAUSES else CallOutcome.NO_ANSWER


def _stays_in_queues(events: Iterable[CelEvent]) -> Iterable[tuple[CelEvent, CelEvent]]:
    start: CelEvent | None = None
    for event in events:
        if event.app != "Queue":
            continue
        if event.kind == "APP_START":
            start = event
        elif event.kind == "APP_END" and start is not None:
            yield start, event
            start = None


def _was_there(visits: Iterable[Visit], channel: Channel, queue: str, at_us: int) -> bool:
    return any(
        visit.queue == queue and visit.callid == channel.uniqueid and abs(visit.enter_us - at_us) <= SLACK_US
        for visit in visits
    )


def _source_near_the_end(scene: Scene) -> str:
    """Another channel of the call may know who ended it, when the party's own does not."""
    named = [channel for channel in scene.channels if channel.hangup is not None and channel.hangup.source]
    last = max(named, key=lambda channel: channel.end_us or 0, default=None)
    return last.hangup.source if last is not None and last.hangup is not None else ""


def _by_the_log(visits: Sequence[Visit]) -> Side | None:
    if not visits:
        return None
    last = visits[-1]
    if last.end_reason is EndReason.AGENT:
        return Side.AGENT
    return Side.CALLER if last.end_reason is EndReason.CALLER or last.outcome is Outcome.ABANDONED else None
