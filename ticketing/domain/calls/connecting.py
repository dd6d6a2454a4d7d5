"""An agent takes a waiting caller."""

from typing import TYPE_CHECKING, NamedTuple

from ticketing.domain.calls.attempts import answered
from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.matching import drifted_waiting, is_unanswered, nearest, tolerance_us, visits_of
from ticketing.domain.calls.moves import open_visit, start_talk, supersede
from ticketing.domain.calls.reading import seconds, text
from ticketing.domain.calls.visit import Mark, Visit
from ticketing.domain.presence import IntervalKind
from ticketing.domain.signals import Signal

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold


class Connection(NamedTuple):
    """What CONNECT or AgentConnect says; `hold_us` negative after a step of the clock, `ring_us` None in old logs."""

    agent: str
    hold_us: int
    ring_us: int | None
    member_uniqueid: str | None


def connected(fold: "Fold", signal: Signal) -> None:
    """CONNECT: the log's word, which confirms or corrects what AMI said of the same connection."""
    link = _read(fold, signal)
    visits = visits_of(fold, signal.callid, signal.queue)
    seen = _same_connection(fold, visits, signal, link.agent) or _seen_by_ami(visits, link.agent)
    if seen is not None and seen.marks & Mark.LOG_CONNECT:
        return
    if seen is None:
        seen = _take(fold, signal, link, visits)
    elif seen.connect_us != signal.at_us:
        _restamp(fold, seen, signal.at_us)
    seen.marks = (seen.marks | Mark.LOG_CONNECT) & ~Mark.CONNECT_INFERRED
    _fill(seen, link)
    _remember(fold, seen, link, signal)
    answered(fold, seen, signal, link.ring_us)


def agent_connected(fold: "Fold", signal: Signal) -> None:
    """AgentConnect: the same from AMI; after the log's own line it adds nothing but the member's channel."""
    link = _read(fold, signal)
    visits = visits_of(fold, signal.callid, signal.queue)
    seen = _same_connection(fold, visits, signal, link.agent)
    if seen is None:
        seen = _take(fold, signal, link, visits)
        _fill(seen, link)
        answered(fold, seen, signal, link.ring_us)
    _remember(fold, seen, link, signal)


def _read(fold: "Fold", signal: Signal) -> Connection:
    hold_us = seconds(signal.data, 0)
    return Connection(
        agent=fold.name_of(signal.agent),
        hold_us=0 if hold_us is None else hold_us,
        ring_us=seconds(signal.data, 2),
        member_uniqueid=text(signal.data, 1),
    )


def _same_connection(fold: "Fold", visits: list[Visit], signal: Signal, agent: str) -> Visit | None:
    within = tolerance_us(fold)
    for visit in visits:
        if visit.agent == agent and visit.connect_us is not None and abs(visit.connect_us - signal.at_us) <= within:
            return visit
    return None


def _seen_by_ami(visits: list[Visit], agent: str) -> Visit | None:
    """However far apart the two stamps are, one callid is not connected twice without waiting twice."""
    if any(is_unanswered(visit) for visit in visits):
        return None
    said = Mark.LOG_CONNECT | Mark.LOG_END
    return next((v for v in visits if v.agent == agent and v.connect_us is not None and not v.marks & said), None)


def _take(fold: "Fold", signal: Signal, link: Connection, visits: list[Visit]) -> Visit:
    """R5: the caller of that id, else the oldest one in the line who entered at that time, else one we missed."""
    enter_us = signal.at_us - link.hold_us
    visit = nearest((visit for visit in visits if is_unanswered(visit)), enter_us)
    if visit is None:
        visit = drifted_waiting(fold, signal.queue, enter_us)
        if visit is not None:
            visit.marks |= Mark.CALLID_DRIFT
    if visit is None:
        visit = open_visit(fold, signal.callid, signal.queue, enter_us)
        visit.marks |= Mark.ENTER_INFERRED
    _leave_older(fold, signal.at_us - (link.ring_us or 0), link.agent)
    start_talk(fold, visit, link.agent, signal.at_us)
    return visit


def _leave_older(fold: "Fold", at_us: int, agent: str) -> None:
    """R7: nobody talks to two callers. The older call's end was missed, or will be told when its caller hangs up."""
    if not fold.config.one_call_per_agent:
        return
    for older in sorted(fold.state.talking.get(agent, ()), key=lambda visit: visit.serial):
        if not older.marks & Mark.SUPERSEDED:
            supersede(fold, older, at_us)
            fold.changes.visits[older.serial] = older


def _restamp(fold: "Fold", visit: Visit, connect_us: int) -> None:
    """The log's stamp of a connection that AMI told first; the agent's talk begins again at it."""
    track = fold.track(visit.agent or "")
    talk = track.find(IntervalKind.TALK, visit.key, visit.enter_us)
    visit.connect_us = connect_us
    if talk is None:
        return
    end_us = talk.end_us
    if end_us is None:
        track.finish(talk, talk.start_us)
        track.begin(IntervalKind.TALK, connect_us, visit.queue, "", visit.key)
    else:
        track.shift(talk, talk.start_us)
        track.add(IntervalKind.TALK, connect_us, end_us, visit.queue, visit.key)


def _fill(visit: Visit, link: Connection) -> None:
    visit.ring_us = link.ring_us
    visit.wait_us = link.hold_us
    visit.marks &= ~Mark.WAIT_UNSURE
    if visit.marks & Mark.RESUMED:
        visit.wait_us = max((visit.connect_us or 0) - visit.enter_us, 0)
    elif link.hold_us < 0:
        visit.wait_us = 0
        visit.marks |= Mark.CLOCK_STEP | Mark.WAIT_UNSURE
    elif abs((visit.connect_us or 0) - visit.enter_us - link.hold_us) > 2 * SECOND_US:
        visit.marks |= Mark.MISMATCH


def _remember(fold: "Fold", visit: Visit, link: Connection, signal: Signal) -> None:
    if link.member_uniqueid:
        visit.member_uniqueid = link.member_uniqueid
        fold.state.by_member[link.member_uniqueid] = visit
    fold.touched(visit, signal)
