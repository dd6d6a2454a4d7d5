"""Which visit does a line mean? Its callid is a hint, not a key: ids drift, repeat and come back."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.visit import Mark, Stage, Visit

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold


def tolerance_us(fold: "Fold") -> int:
    """How far a stamp may be off and still mean the same fact: two seconds unless the site says otherwise."""
    return fold.config.tolerance_s * SECOND_US


def visits_of(fold: "Fold", callid: str, queue: str) -> list[Visit]:
    """Every visit we still know of a callid in a queue, oldest first."""
    return [visit for visit in fold.state.by_call.get(callid, ()) if visit.queue == queue]


def nearest(visits: Iterable[Visit], enter_us: int) -> Visit | None:
    """Of several, the one that entered nearest to an instant; of equals the older."""
    return min(visits, key=lambda visit: (abs(visit.enter_us - enter_us), visit.serial), default=None)


def unconfirmed(fold: "Fold", visits: Iterable[Visit], enter_us: int, said: int) -> Visit | None:
    """A visit that entered at that time and of which this side has not yet said so itself (`said`: its mark)."""
    within = tolerance_us(fold)
    return nearest((v for v in visits if not v.marks & said and abs(v.enter_us - enter_us) <= within), enter_us)


def is_unanswered(visit: Visit) -> bool:
    """Still waiting, or gone in a way that a real line may correct."""
    if visit.connect_us is not None or visit.marks & Mark.LOG_END:
        return False
    return visit.is_open or bool(visit.marks & (Mark.INFERRED_END | Mark.PROVISIONAL))


def drifted_waiting(fold: "Fold", queue: str, enter_us: int) -> Visit | None:
    """R5: the oldest caller in the queue who entered when this one must have, under whatever id."""
    within = tolerance_us(fold)
    waiting = (v for v in fold.state.open.values() if v.queue == queue and v.stage is not Stage.TALKING)
    return min(
        (v for v in waiting if abs(v.enter_us - enter_us) <= within), key=lambda v: (v.enter_us, v.serial), default=None
    )


def connection_of(fold: "Fold", callid: str, queue: str, agent: str, connect_us: int) -> Visit | None:
    """R4, first part: the connection of that call, queue and agent whose end no line has told yet."""
    open_ones = [v for v in _answered_by(visits_of(fold, callid, queue), agent) if not v.marks & Mark.LOG_END]
    return _connected_nearest(open_ones, connect_us)


def told_twice(fold: "Fold", callid: str, queue: str, agent: str, connect_us: int) -> Visit | None:
    """The visit that this end line tells of for the second time, if it does."""
    within = tolerance_us(fold)
    ended = [v for v in _answered_by(visits_of(fold, callid, queue), agent) if v.marks & Mark.LOG_END]
    return _connected_nearest((v for v in ended if abs((v.connect_us or 0) - connect_us) <= within), connect_us)


def drifted_connection(fold: "Fold", queue: str, agent: str, connect_us: int) -> Visit | None:
    """R4, second part: the agent's connection in that queue which began when this one must have, under any id."""
    within = tolerance_us(fold)
    known = [*fold.state.talking.get(agent, ()), *fold.state.doubtful.values()]
    here = [v for v in _answered_by(known, agent) if v.queue == queue and not v.marks & Mark.LOG_END]
    return _connected_nearest((v for v in here if abs((v.connect_us or 0) - connect_us) <= within), connect_us)


def _answered_by(visits: Iterable[Visit], agent: str) -> Iterator[Visit]:
    return (visit for visit in visits if visit.agent == agent and visit.connect_us is not None)


def _connected_nearest(visits: Iterable[Visit], connect_us: int) -> Visit | None:
    return min(visits, key=lambda v: (abs((v.connect_us or 0) - connect_us), v.serial), default=None)
