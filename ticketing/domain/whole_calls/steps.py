"""A call as a way through time: menu, waiting, phones that rang, talk, hold, transfers; for a picture and its table."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from ticketing.domain.calls import EndReason, Visit
from ticketing.domain.instants import SECOND_US
from ticketing.domain.whole_calls.compose import talks_of
from ticketing.domain.whole_calls.grouping import SLACK_US
from ticketing.domain.whole_calls.scene import Scene, scene_of
from ticketing.domain.whole_calls.talks import Talk, holds
from ticketing.domain.whole_calls.told import House, Told, WholeCall


class StepKind(StrEnum):
    MENU = "menu"
    WAITING = "waiting"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    TRANSFER = "transfer"
    AFTER = "after"


class Rang(NamedTuple):
    """A phone that rang, and what came of it: answered, rna, cancelled or dump."""

    agent: str
    start_us: int
    end_us: int | None
    result: str


class Step(NamedTuple):
    """`end_us` None: still going on. `name` is the queue's, the agent's or the transfer's target; `inferred`: an end
    that nobody told."""

    kind: StepKind
    start_us: int
    end_us: int | None
    name: str = ""
    result: str = ""
    inferred: bool = False


_TRANSFERS = {
    EndReason.BLIND_TRANSFER: "blind_transfer",
    EndReason.ATTENDED_TRANSFER: "attended_transfer",
    EndReason.TRANSFER_INFERRED: "transfer_inferred",
}


def steps_of(told: Told, call: WholeCall, rings: Sequence[Rang], house: House) -> list[Step]:
    """Every stretch of the call in order of its beginning; those of one kind never leave a gap unexplained."""
    scene = scene_of(told, house)
    talks = talks_of(scene)
    found = [*_menu(scene, call, talks), *_waits(scene.visits), *_talks(scene, call, talks)]
    found += [Step(StepKind.RING, ring.start_us, ring.end_us, ring.agent, ring.result) for ring in rings]
    found += [Step(StepKind.HOLD, start, end) for start, end in holds(scene.channels, talks)]
    found += [*_transfers(scene.visits), *_after(call, found)]
    return sorted(found, key=lambda step: (step.start_us, list(StepKind).index(step.kind)))


def _menu(scene: Scene, call: WholeCall, talks: Sequence[Talk]) -> Iterable[Step]:
    """From the first ring to the first queue, person or end."""
    if scene.root is None:
        return
    entered = [visit.enter_us for visit in scene.visits] + [talk.start_us for talk in talks]
    end_us = min(entered, default=call.end_us)
    if end_us is None or end_us - call.first_us >= SECOND_US // 10:
        yield Step(StepKind.MENU, call.first_us, end_us, " ".join(call.ivr))


def _waits(visits: Iterable[Visit]) -> Iterable[Step]:
    for visit in visits:
        end_us = visit.connect_us if visit.connect_us is not None else visit.end_us
        outcome = "" if visit.connect_us is not None else visit.outcome.value
        yield Step(StepKind.WAITING, visit.enter_us, end_us, visit.queue, outcome, visit.is_doubtful)


def _talks(scene: Scene, call: WholeCall, talks: Sequence[Talk]) -> Iterable[Step]:
    agents = {visit.connect_us: visit.agent or "" for visit in scene.visits if visit.connect_us is not None}
    known: dict[str, str] = {}
    for talk in talks:
        near = next((agents[us] for us in agents if abs(us - talk.start_us) <= SLACK_US), "")
        name = known.setdefault(talk.other, near or call.phones.get(talk.other, talk.other))
        yield Step(StepKind.TALK, talk.start_us, talk.end_us, name)


def _transfers(visits: Iterable[Visit]) -> Iterable[Step]:
    for visit in visits:
        word = _TRANSFERS.get(visit.end_reason) if visit.end_reason is not None else None
        if word is not None and visit.end_us is not None:
            target = visit.transfer_to or ""
            # A bridge's number says nothing to anybody.
            name = "" if target.startswith(("BRIDGE|", "LINK|", "APP|")) else target
            yield Step(StepKind.TRANSFER, visit.end_us, visit.end_us, name, word)


def _after(call: WholeCall, found: Sequence[Step]) -> Iterable[Step]:
    """What the phone system said to the caller when everybody was done: a survey, a farewell."""
    ends = [step.end_us for step in found if step.kind in (StepKind.TALK, StepKind.WAITING, StepKind.MENU)]
    last_us = max((us for us in ends if us is not None), default=None)
    if None not in ends and last_us is not None and call.end_us is not None and call.end_us - last_us > SECOND_US:
        yield Step(StepKind.AFTER, last_us, call.end_us, call.survey or "")
