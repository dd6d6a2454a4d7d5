"""Something came late: what was written since the last state before it is written again, and the rest put right.

The fold changes only what its state holds or what is born later. So the rows written since a checkpoint, put back to
what the checkpoint's state says and then carried forward, are exactly the rows of a fold in the right order.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from ticketing.actions import rollups
from ticketing.actions.calls.head import Head
from ticketing.actions.calls.names import Names, mark_timelines, names_of
from ticketing.actions.calls.tell import tell
from ticketing.actions.calls.write import write
from ticketing.actions.owed_calls import owe
from ticketing.actions.rollups import Told
from ticketing.domain.calls import Changes, Rewrite, VisitKey
from ticketing.domain.presence import AgentTrack, Interval
from ticketing.models import calls
from ticketing.models.telephony import Pbx
from ticketing.queries.folded import visit_of
from ticketing.work import Work


class Refold:
    """One folding anew from `head`, which stands at a checkpoint: made before the first event is heard."""

    def __init__(self, work: Work, pbx: Pbx, head: Head) -> None:
        self.work = work
        self.pbx = pbx
        self.head = head
        self.names: Names = names_of(work, pbx.id)
        self.told = Changes()
        # The visits written since the checkpoint, as they stood before this; those not written again must go.
        self.since = self._visits_since()
        self.before = {key: Told.of(visit_of(row)) for key, row in self.since.items()}
        self.stale = set(self.since)
        self._restore()

    def write(self) -> None:
        """Write what was folded so far."""
        self._write(self.head.fold.settle())

    def finish(self) -> None:
        """Take away what did not come out again, and tell what is different now."""
        drop = sa.delete(calls.QueueVisit).where(calls.QueueVisit.id.in_([self.since[key].id for key in self.stale]))
        delta = rollups.Delta(self.names.person)
        delta.visits(self.work.session.execute(drop.returning(*rollups.VISIT)).all(), -1)
        delta.write(self.work, self.pbx.id)
        owe(self.work, self.pbx.id, [key.callid for key in self.stale])
        tell(self.work, self.pbx.id, self.told, self.before, self.names)

    def _write(self, changes: Changes) -> None:
        found, _ = write(self.work, self.pbx, self.head, changes, names=self.names, again=True)
        for visit in changes.visits.values():
            self.stale.discard(visit.key)
            if visit.key in found:
                self.before.setdefault(visit.key, found[visit.key])
        self.told.visits.update(changes.visits)
        self.told.intervals.update(changes.intervals)
        self.told.slices.update(changes.slices)

    def _visits_since(self) -> dict[VisitKey, calls.QueueVisit]:
        visit = calls.QueueVisit
        rows = self.work.session.scalars(
            sa.select(visit)
            .where(visit.pbx_id == self.pbx.id, visit.fold_us > self.head.order_us)
            .execution_options(populate_existing=True)
        ).all()
        for row in rows:
            self.work.session.expunge(row)
        return {VisitKey(row.callid, row.queue, row.enter_us, row.seq): row for row in rows}

    def _restore(self) -> None:
        """Put the rows written since back to what the checkpoint's state says of them."""
        state, changes = self.head.fold.state, Changes()
        changes.visits = {serial: visit for serial, visit in state.visits.items() if visit.key in self.since}
        facts, pieces = self._drop_agents_rows()
        for name, track in state.agents.items():
            for fact in _facts(track):
                if (name, fact.serial) in facts:
                    changes.intervals[name, fact.serial] = fact
            if name in pieces:
                kept = tuple(piece for piece in track.slices if piece.start_us >= pieces[name])
                changes.slices[name] = Rewrite(pieces[name], kept)
        if changes:
            self._write(changes)

    def _drop_agents_rows(self) -> tuple[set[tuple[str, int]], dict[str, int]]:
        """Delete what was written since of agents' time; gives which facts, and from when on each timeline."""
        session, pbx_id, since_us = self.work.session, self.pbx.id, self.head.order_us
        delta = rollups.Delta(self.names.person)
        rang, placed = calls.RingAttempt, calls.OutboundCall
        rings = sa.delete(rang).where(rang.pbx_id == pbx_id, rang.fold_us > since_us)
        for row in session.execute(rings.returning(*rollups.RING)):
            delta.ring(*row, sign=-1)
        outbound = sa.delete(placed).where(placed.pbx_id == pbx_id, placed.fold_us > since_us)
        for call in session.execute(outbound.returning(*rollups.OUTBOUND)):
            delta.outbound(*call, sign=-1)
        delta.write(self.work, pbx_id)
        fact, piece = calls.AgentInterval, calls.AgentSlice
        facts = session.execute(
            sa.delete(fact).where(fact.pbx_id == pbx_id, fact.fold_us > since_us).returning(fact.agent, fact.serial)
        )
        gone_facts = {(agent, serial) for agent, serial in facts}
        pieces = session.execute(
            sa.delete(piece)
            .where(piece.pbx_id == pbx_id, piece.fold_us > since_us)
            .returning(piece.agent, piece.start_us)
        )
        first: dict[str, int] = {}
        for agent, start_us in pieces:
            first[agent] = min(start_us, first.get(agent, start_us))
        mark_timelines(self.work, self.names, first)
        return gone_facts, first


def _facts(track: AgentTrack) -> Iterator[Interval]:
    yield from track.closed
    yield from track.running.values()
    yield from track.members.values()
    yield from track.pauses.values()
    if track.session is not None:
        yield track.session
