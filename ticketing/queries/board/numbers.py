"""Row `me` / `numbers`: an agent's own day, and who waits in the agent's queues. Six queries at most."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from ticketing.domain.actors import Role
from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics import percent
from ticketing.models.calls import AgentSlice, OutboundCall, QueueVisit, RingAttempt
from ticketing.models.people import Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.queries.board.change import Change, Look, Row, stamp_us
from ticketing.queries.board.queues import Waiting, waiting

_BUSY = ("ringing", "talking", "hold", "acw")
_STAFFED = (*_BUSY, "ready")


def rows(look: Look, people: Collection[int] | None = None) -> Iterator[Change]:
    """The numbers of these people, or of everybody who is an agent."""
    asked = people if people is not None else agents(look)
    calls, missed, seconds = _calls(look, asked), _missed(look, asked), _seconds(look, asked)
    lines, outbound = _lines(look, asked), _outbound(look, asked)
    for person_id in asked:
        answered, talk_us, acw_us = calls.get(person_id, (0, None, None))
        spent = seconds[person_id]
        staffed = sum(spent[state] for state in _STAFFED)
        row: Row = {
            "answered": answered,
            "missed": missed.get(person_id, 0),
            "outbound": outbound.get(person_id, 0),
            "talk_avg_s": _mean_s(talk_us, answered),
            "acw_avg_s": _mean_s(acw_us, answered),
            "occupancy_pct": percent(sum(spent[state] for state in _BUSY), staffed),
            "satisfaction_pct": None,
            **_line(lines[person_id]),
        }
        yield look.row(f"me:{person_id}", "numbers", row)


def agents(look: Look) -> Sequence[int]:
    """Everybody who takes calls."""
    return look.session.scalars(
        sa.select(Person.id).where(Person.active, Person.roles.contains([Role.AGENT.value]))
    ).all()


def members(look: Look, codes: Collection[str]) -> set[int]:
    """Who works these queues, and so sees who waits in them."""
    query = sa.select(QueueMember.person_id).join(Queue, QueueMember.queue_id == Queue.id).where(Queue.code.in_(codes))
    return set(look.session.scalars(query))


def _calls(look: Look, people: Collection[int]) -> dict[int, tuple[int, Any, Any]]:
    start, end = look.day_us
    found = look.session.execute(
        sa.select(
            QueueVisit.person_id,
            sa.func.count(),
            sa.func.sum(QueueVisit.talk_us),
            sa.func.sum(QueueVisit.acw_us),
        )
        .where(
            QueueVisit.person_id.in_(people),
            QueueVisit.enter_us >= start,
            QueueVisit.enter_us < end,
            QueueVisit.outcome == "answered",
        )
        .group_by(QueueVisit.person_id)
    )
    return {person or 0: (count, talk, acw) for person, count, talk, acw in found}


def _missed(look: Look, people: Collection[int]) -> dict[int, int]:
    start, end = look.day_us
    found = look.session.execute(
        sa.select(RingAttempt.person_id, sa.func.count())
        .where(
            RingAttempt.person_id.in_(people),
            RingAttempt.start_us >= start,
            RingAttempt.start_us < end,
            RingAttempt.result == "rna",
        )
        .group_by(RingAttempt.person_id)
    )
    return {person or 0: count for person, count in found}


def _outbound(look: Look, people: Collection[int]) -> dict[int, int]:
    start, end = look.day_us
    found = look.session.execute(
        sa.select(OutboundCall.person_id, sa.func.count())
        .where(OutboundCall.person_id.in_(people), OutboundCall.at_us >= start, OutboundCall.at_us < end)
        .group_by(OutboundCall.person_id)
    )
    return {person or 0: count for person, count in found}


def _seconds(look: Look, people: Collection[int]) -> dict[int, dict[str, int]]:
    """Closed stretches of the day per state; the open one is left out, so that the row stands still between events."""
    start, end = look.day_us
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows_ = look.session.execute(
        sa.select(AgentSlice.person_id, AgentSlice.state, sa.func.sum(AgentSlice.end_us - AgentSlice.start_us))
        .where(
            AgentSlice.person_id.in_(people),
            AgentSlice.start_us >= start,
            AgentSlice.start_us < end,
            AgentSlice.end_us <= look.now_us,
        )
        .group_by(AgentSlice.person_id, AgentSlice.state)
    )
    for person, state, micros in rows_:
        found[person or 0][state] = int(micros or 0) // SECOND_US
    return found


def _lines(look: Look, people: Collection[int]) -> dict[int, list[Waiting]]:
    """What waits in each person's queues."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    members = look.session.execute(
        sa.select(QueueMember.person_id, Queue.code)
        .join(Queue, QueueMember.queue_id == Queue.id)
        .where(QueueMember.person_id.in_(people), Queue.active)
    ).all()
    open_ = waiting(look)
    for person_id, code in members:
        found[person_id].append(open_[code])
    return found


def _line(lines: list[Waiting]) -> Row:
    oldest = [line.oldest_us for line in lines if line.oldest_us is not None]
    return {"waiting": sum(len(line.callers) for line in lines), "longest_since": stamp_us(min(oldest, default=None))}


def _mean_s(total_us: Any, count: int) -> int | None:
    return None if total_us is None or not count else round(int(total_us) / count / SECOND_US)
