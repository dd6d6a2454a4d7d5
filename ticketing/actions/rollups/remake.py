"""Roll-ups made anew from what they count: for names that mean somebody else now, and for a new way of counting."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from ticketing.actions.rollups.delta import PEOPLE, Delta
from ticketing.domain.calls import Outcome
from ticketing.domain.metrics.quarters import PersonOf
from ticketing.models.calls import OutboundCall, QueueVisit, RingAttempt
from ticketing.models.presence import PersonSlice
from ticketing.models.rollups import AgentRollup, QueueRollup
from ticketing.work import Work

#: Sums add up, so a long log is counted piece by piece.
AT_ONCE = 50_000
#: What of a visit is counted.
VISIT: tuple[Any, ...] = (
    QueueVisit.queue, QueueVisit.enter_us, QueueVisit.connect_us, QueueVisit.agent, QueueVisit.outcome,
    QueueVisit.marks, QueueVisit.end_reason, QueueVisit.wait_us, QueueVisit.talk_us, QueueVisit.hold_us,
    QueueVisit.acw_us,
)  # fmt: skip
#: What of a slice, of a phone that rang and of a call placed is counted.
SLICE: tuple[Any, ...] = (
    PersonSlice.person_id,
    PersonSlice.start_us,
    PersonSlice.end_us,
    PersonSlice.state,
    PersonSlice.reason,
    PersonSlice.online,
)
RING = (RingAttempt.agent, RingAttempt.start_us, RingAttempt.end_us, RingAttempt.result)
OUTBOUND = (OutboundCall.agent, OutboundCall.at_us, OutboundCall.connected, OutboundCall.talk_us)


def remake(work: Work, pbx_id: int, person_of: PersonOf) -> None:
    """Every roll-up of one phone system's calls; its lock must be held."""
    for table in (QueueRollup, AgentRollup):
        work.session.execute(sa.delete(table).where(table.pbx_id == pbx_id))
    for visits in _pieces(work, sa.select(*VISIT).where(QueueVisit.pbx_id == pbx_id)):
        delta = Delta(person_of)
        delta.visits(visits)
        delta.write(work, pbx_id)
    _count_attempts(work, pbx_id, person_of, sa.true())


def remake_agents(work: Work, pbx_id: int, agents: Collection[str], person_of: PersonOf) -> None:
    """The roll-ups of some of the phone system's names."""
    work.session.execute(
        sa.delete(AgentRollup)
        .where(AgentRollup.pbx_id == pbx_id, AgentRollup.agent.in_(agents))
        .execution_options(synchronize_session=False)
    )
    answered = sa.select(*VISIT).where(
        QueueVisit.pbx_id == pbx_id, QueueVisit.agent.in_(agents), QueueVisit.outcome == Outcome.ANSWERED
    )
    for visits in _pieces(work, answered):
        delta = Delta(person_of)
        delta.visits(visits)
        # The queues' quarters know nothing of names.
        delta.queues.clear()
        delta.longest.clear()
        delta.write(work, pbx_id)
    _count_attempts(work, pbx_id, person_of, agents)


def remake_time(work: Work) -> None:
    """The roll-ups of everybody's time."""
    work.session.execute(sa.delete(AgentRollup).where(AgentRollup.pbx_id == PEOPLE))
    for pieces in _pieces(work, sa.select(*SLICE)):
        delta = Delta()
        for piece in pieces:
            delta.time(piece.person_id, (piece,))
        delta.write(work, PEOPLE)


def _count_attempts(
    work: Work, pbx_id: int, person_of: PersonOf, agents: Collection[str] | sa.ColumnElement[bool]
) -> None:
    def of(*columns: Any) -> sa.Select[Any]:
        table = columns[0].class_
        mine = agents if isinstance(agents, sa.ColumnElement) else table.agent.in_(agents)
        return sa.select(*columns).where(table.pbx_id == pbx_id, mine)

    delta = Delta(person_of)
    for ring in work.session.execute(of(*RING)):
        delta.ring(*ring)
    for call in work.session.execute(of(*OUTBOUND)):
        delta.outbound(*call)
    delta.write(work, pbx_id)


def _pieces(work: Work, query: sa.Select[Any]) -> Iterator[list[Any]]:
    rows = iter(work.session.execute(query.execution_options(yield_per=AT_ONCE)))
    while piece := list(islice(rows, AT_ONCE)):
        yield piece
