"""The one timeline of each person, made again from the instant at which something new became known of it.

Whoever changes a fact of somebody's time marks it in the same transaction; `settle` makes the rows again a moment
later, so that the fold of a phone system pays one small statement a batch for it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.actions import rollups
from ticketing.actions.attendance.mark import mark_from
from ticketing.actions.presence import sessions
from ticketing.actions.store import Shape, append
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.presence import REACH_BACK_US, PresenceState, Slice
from ticketing.errors import Forbidden
from ticketing.models.calls import AgentInterval
from ticketing.models.presence import PersonSlice, TimelineMark
from ticketing.models.telephony import AgentAlias
from ticketing.queries.presence.breaks import acw_reasons
from ticketing.queries.presence.facts import FAR_US, Told, told
from ticketing.work import Work

MARKS = Shape.of(TimelineMark, "person_id from_us")
#: One settler at a time, on whatever node.
LOCK = 0x5449_4D45
#: So many people are taken up in one transaction, and so much of a long history is made again in one.
PEOPLE = 100
STRETCH_US = 35 * 86_400 * SECOND_US


def mark(session: Session, since: Iterable[tuple[int, int]]) -> None:
    """Say that these people's timelines (id, microseconds) are out of date from an instant on."""
    append(session, MARKS, list(since))


def settle(work: Work) -> bool:
    """Make marked timelines again, some people and at most five weeks of each; whether anything was owed."""
    if not work.actor.is_system:
        raise Forbidden(permission="system")
    who = sa.select(TimelineMark.person_id).distinct().order_by(TimelineMark.person_id).limit(PEOPLE)
    return make_again(work, work.session.scalars(who).all())


def make_again(work: Work, people: Collection[int]) -> bool:
    """Make what is marked of these people's timelines again; somebody else settling already leaves nothing to do."""
    if not people or not work.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))):
        return False
    since = _take(work.session, people)
    if not since:
        return False
    until = {person_id: _stretch(work, person_id, from_us) for person_id, from_us in since.items()}
    facts = _facts(work.session, since, until)
    reasons = acw_reasons(work.session)
    first: dict[int, int] = {}
    made: dict[int, list[Slice]] = {}
    for person_id, from_us in since.items():
        first[person_id], has_earlier = _begins(work.session, person_id, from_us)
        slices = facts[person_id].slices(from_us - REACH_BACK_US, reasons)
        fresh = _fresh(slices, first[person_id], from_us, until[person_id])
        made[person_id] = fresh if has_earlier else _present(fresh)
    _replace(work, first, made)
    mark_from(work.session, since)
    mark(work.session, [(person_id, until_us) for person_id, until_us in until.items() if until_us < FAR_US])
    return True


def _take(session: Session, people: Collection[int]) -> dict[int, int]:
    """The marks of these people, taken off; the earliest instant of each."""
    gone = sa.delete(TimelineMark).where(TimelineMark.person_id.in_(people))
    taken = gone.returning(TimelineMark.person_id, TimelineMark.from_us)
    found: dict[int, int] = {}
    for person_id, from_us in session.execute(taken.execution_options(synchronize_session=False)):
        found[person_id] = min(from_us, found.get(person_id, from_us))
    return found


def _stretch(work: Work, person_id: int, from_us: int) -> int:
    """Up to where a timeline is made again now: five weeks from its first fact, or to the end if that is nearer."""
    if micros(work.now) - from_us < STRETCH_US:
        return FAR_US
    fact, alias = AgentInterval, AgentAlias
    first_us, last_us = work.session.execute(
        sa.select(sa.func.min(fact.start_us), sa.func.max(fact.start_us))
        .join(alias, sa.and_(alias.pbx_id == fact.pbx_id, alias.raw_name == fact.agent))
        .where(alias.person_id == person_id, fact.start_us > from_us)
    ).one()
    end_us: int = max(from_us, first_us or 0) + STRETCH_US
    return FAR_US if last_us is None or last_us < end_us else end_us


def _facts(session: Session, since: Mapping[int, int], until: Mapping[int, int]) -> dict[int, Told]:
    """What was told of everybody, in one go for all who are made again up to the same instant."""
    found: dict[int, Told] = {}
    for until_us in set(until.values()):
        some = {person_id: from_us for person_id, from_us in since.items() if until[person_id] == until_us}
        found |= told(session, some, until_us)
    return found


def _begins(session: Session, person_id: int, from_us: int) -> tuple[int, bool]:
    """The start of the stored slice that reaches up to the instant or over it, or the instant itself; and whether
    anything is stored before that."""
    piece = PersonSlice
    before = sa.select(piece.start_us, piece.end_us).where(piece.person_id == person_id, piece.start_us < from_us)
    rows = session.execute(before.order_by(piece.start_us.desc()).limit(2)).all()
    if rows and (rows[0].end_us is None or rows[0].end_us >= from_us):
        return rows[0].start_us, len(rows) > 1
    return from_us, bool(rows)


def _fresh(slices: Iterable[Slice], begins_us: int, from_us: int, until_us: int) -> list[Slice]:
    """The slices from `begins_us` on, where the stored slice begins that reaches over `from_us`, up to another instant.

    Behind a stored slice absence is one more slice; what reaches back behind the facts that were read began with it.
    """
    fresh = [piece for piece in slices if piece.start_us < until_us and _ends_after(piece, begins_us)]
    if fresh and until_us < FAR_US and _ends_after(fresh[-1], until_us):
        fresh[-1] = fresh[-1]._replace(end_us=until_us)
    read_us = from_us - REACH_BACK_US
    if fresh and begins_us < read_us and fresh[0].start_us == read_us:
        fresh[0] = fresh[0]._replace(start_us=begins_us)
    elif begins_us < from_us and (not fresh or fresh[0].start_us > begins_us):
        until = fresh[0].start_us if fresh else until_us if until_us < FAR_US else None
        fresh.insert(0, Slice(begins_us, until, PresenceState.OFFLINE, "", None, "", False))
    return fresh


def _present(slices: list[Slice]) -> list[Slice]:
    """Without absence at the beginning of all."""
    return slices[1:] if slices and slices[0].state is PresenceState.OFFLINE else slices


def _ends_after(piece: Slice, at_us: int) -> bool:
    return piece.end_us is None or piece.end_us > at_us


def _replace(work: Work, first: Mapping[int, int], fresh: Mapping[int, list[Slice]]) -> None:
    """Nobody's slices overlap, so those from the instant on are all that can be different; their sessions and the
    roll-ups of people's time move with them."""
    piece = PersonSlice
    people, starts = zip(*sorted(first.items()), strict=True)
    wanted = (
        sa.func.unnest(sa.cast(list(people), sa.ARRAY(sa.BigInteger)), sa.cast(list(starts), sa.ARRAY(sa.BigInteger)))
        .table_valued("person_id", "from_us", name="wanted")
        .render_derived()
    )
    gone = sa.delete(piece).where(piece.person_id == wanted.c.person_id, piece.start_us >= wanted.c.from_us)
    delta = rollups.Delta()
    for row in work.session.execute(gone.returning(*rollups.SLICE).execution_options(synchronize_session=False)):
        delta.time(row.person_id, (row,), -1)
    for person_id, pieces in fresh.items():
        delta.time(person_id, pieces)
    rows = [row for person_id, pieces in fresh.items() for row in _rows(person_id, pieces)]
    if rows:
        work.session.execute(sa.insert(piece), rows)
    sessions.make_again(work.session, first, fresh)
    delta.write(work, rollups.PEOPLE)


def _rows(person_id: int, slices: Iterable[Slice]) -> list[dict[str, Any]]:
    return [
        {
            "person_id": person_id,
            "start_us": piece.start_us,
            "end_us": piece.end_us,
            "state": piece.state.value,
            "reason": piece.reason,
            "queue": piece.queue,
            "callid": _callid(piece),
            "online": piece.online,
        }
        for piece in slices
    ]


def _callid(piece: Slice) -> str | None:
    return piece.visit[0] if piece.visit is not None else None
