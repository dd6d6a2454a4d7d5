"""Whether the roll-ups say what the visits and the agents' time say, and the settled days what their quarters say."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import micros
from ticketing.domain.metrics import Quarters, agent_sums, sums
from ticketing.models.calls import OutboundCall, QueueVisit, RingAttempt
from ticketing.models.presence import PersonSlice
from ticketing.models.rollups import AgentRollup, AgentSpan, QueueRollup, QueueSpan, SettledSpan
from ticketing.models.telephony import AgentAlias, Pbx
from ticketing.queries.verify_calls import Rows, compare

AT_ONCE = 20_000
#: Under this number instead of a phone system's people's time is kept.
PEOPLE = 0


def differences(session: Session) -> list[str]:
    """One line per kind of difference, with the first few by name."""
    # One look at everything: a feed that writes meanwhile is no difference.
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    found: list[str] = []
    for pbx in session.scalars(sa.select(Pbx).order_by(Pbx.id)).all():
        counted = _counted(session, pbx.id)
        found += compare(f"{pbx.code}: queue_rollups", *_queues(session, pbx.id, counted))
        found += compare(f"{pbx.code}: agent_rollups", *_agents(session, pbx.id, counted))
    time = Quarters()
    for piece in session.scalars(sa.select(PersonSlice).execution_options(yield_per=AT_ONCE)):
        time.time(piece.person_id, (piece,))
    found += compare("people: agent_rollups", *_agents(session, PEOPLE, time))
    found += compare("queue_spans", *_settled(session, QueueSpan, "queue", sums.NAMES, QueueRollup))
    found += compare("agent_spans", *_settled(session, AgentSpan, "person_id", agent_sums.NAMES, AgentRollup))
    return found


def _counted(session: Session, pbx_id: int) -> Quarters:
    """Every call of one phone system, counted anew."""
    quarters = Quarters(_person_of(session, pbx_id))
    quarters.visits(_all(session, QueueVisit, pbx_id))
    for ring in _all(session, RingAttempt, pbx_id):
        quarters.ring(ring.agent, ring.start_us, ring.end_us, ring.result)
    for call in _all(session, OutboundCall, pbx_id):
        quarters.outbound(call.agent, call.at_us, call.connected, call.talk_us)
    return quarters


def _queues(session: Session, pbx_id: int, counted: Quarters) -> tuple[Rows, Rows]:
    true: Rows = {
        key: (*kept[: len(sums.NAMES)], counted.longest.get(key, 0), *map(tuple, sums.histograms(kept)))
        for key, kept in counted.queues.items()
    }
    names = (*sums.NAMES, "max_wait_us")
    kept: Rows = {
        (row.queue, row.bucket_us): (
            *(getattr(row, name) for name in names),
            *(tuple(getattr(row, name)) for name in sums.HISTOGRAMS),
        )
        for row in _all(session, QueueRollup, pbx_id)
    }
    return kept, true


def _agents(session: Session, pbx_id: int, counted: Quarters) -> tuple[Rows, Rows]:
    true: Rows = {
        key: (*kept.values, tuple(sorted((why, us) for why, us in kept.pauses.items() if us)))
        for key, kept in counted.agents.items()
        if kept
    }
    kept: Rows = {
        (row.agent, row.bucket_us, row.person_id): (
            *(getattr(row, name) for name in agent_sums.NAMES),
            tuple(sorted(row.pauses.items())),
        )
        for row in _all(session, AgentRollup, pbx_id)
    }
    return kept, true


def _settled(session: Session, table: Any, key: str, names: tuple[str, ...], quarters: Any) -> tuple[Rows, Rows]:
    """The settled spans as they stand, and their quarters added up."""
    span = SettledSpan
    of_span = sa.and_(span.zone == table.zone, span.grain == table.grain, span.start_us == table.start_us)
    who = getattr(table, key)
    stood = session.execute(
        sa.select(span.zone, span.grain, span.start_us, who, *(getattr(table, name) for name in names)).join(
            table, of_span
        )
    )
    inside = sa.and_(quarters.bucket_us >= span.start_us, quarters.bucket_us < span.end_us)
    whose = getattr(quarters, key)
    group: tuple[Any, ...] = (span.zone, span.grain, span.start_us, whose)
    added = sa.select(*group, *(sa.cast(sa.func.sum(getattr(quarters, name)), sa.BigInteger) for name in names))
    added = added.join(quarters, inside).group_by(*group)
    if key == "person_id":
        added = added.where(whose != 0)
    return _by_key(stood), _by_key(session.execute(added))


def _by_key(rows: Any) -> Rows:
    found: dict[Hashable, Hashable] = {tuple(row[:4]): tuple(row[4:]) for row in rows}
    return found


def _person_of(session: Session, pbx_id: int) -> Callable[[str, int], int | None]:
    """Who is meant by a raw name at an instant, as mapped now."""
    known: dict[str, list[tuple[int, int | None, int | None]]] = {}
    for alias in session.scalars(sa.select(AgentAlias).filter_by(pbx_id=pbx_id)):
        until_us = micros(alias.valid_to) if alias.valid_to is not None else None
        known.setdefault(alias.raw_name, []).append((micros(alias.valid_from), until_us, alias.person_id))

    def person_of(name: str, at_us: int) -> int | None:
        for from_us, to_us, person_id in known.get(name, ()):
            if from_us <= at_us and (to_us is None or at_us < to_us):
                return person_id
        return None

    return person_of


def _all(session: Session, table: Any, pbx_id: int) -> Iterator[Any]:
    yield from session.scalars(sa.select(table).filter_by(pbx_id=pbx_id).execution_options(yield_per=AT_ONCE))
