"""Whether the folded tables say what the log says: every phone system folded anew and laid beside its rows."""

from collections.abc import Hashable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Fold, PbxState, RingAttempt, Visit
from ticketing.domain.presence import Interval, Slice
from ticketing.models import calls
from ticketing.models.telephony import Pbx
from ticketing.queries.folded import visit_of
from ticketing.queries.raw_events import Decoder, events_after
from ticketing.queries.site import site_of

SETTLE_EVERY = 5_000
#: So many examples of a difference are written out.
EXAMPLES = 3
Facts = tuple[Hashable, ...]
Rows = dict[Hashable, Hashable]


def differences(session: Session, decode: Decoder) -> list[str]:
    """One line per difference between the tables and a fold of the raw events from the first to the head."""
    # One look at everything: a feed that writes meanwhile is no difference.
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    found: list[str] = []
    for pbx in session.scalars(sa.select(Pbx).order_by(Pbx.id)):
        said = _Said(session, pbx, decode)
        for table, kept, folded in said.beside(session):
            found += compare(f"{pbx.code}: {table}", kept, folded)
    return found


class _Said:
    """What a fold of everything stored comes to, row by row."""

    def __init__(self, session: Session, pbx: Pbx, decode: Decoder) -> None:
        self.pbx = pbx
        self.fold = Fold(PbxState(pbx.code), site_of(session, pbx.id).config)
        self.visits: dict[int, tuple[Hashable, Facts]] = {}
        self.attempts: list[RingAttempt] = []
        self.intervals: dict[tuple[str, int], Facts] = {}
        self.slices: dict[str, list[Slice]] = {}
        self.renamed: dict[str, str] = {}
        for number, event in enumerate(events_after(session, pbx, decode, 0, pbx.head_order_us), 1):
            self.fold.hear(event.signal)
            if number % SETTLE_EVERY == 0:
                self._settle()
        self.fold.tick(pbx.passed_us)
        self._settle()

    def beside(self, session: Session) -> Iterator[tuple[str, Rows, Rows]]:
        """Table by table: its rows, and what they should be."""
        pbx_id = self.pbx.id
        visits = session.scalars(sa.select(calls.QueueVisit).filter_by(pbx_id=pbx_id))
        yield "queue_visits", dict(map(_visit, map(visit_of, visits))), self._visits()
        attempts = session.scalars(sa.select(calls.RingAttempt).filter_by(pbx_id=pbx_id))
        yield (
            "ring_attempts",
            dict(map(_attempt, attempts)),
            dict(_attempt(self._named(ring)) for ring in self.attempts),
        )
        facts = session.scalars(sa.select(calls.AgentInterval).filter_by(pbx_id=pbx_id))
        yield "agent_intervals", {(row.agent, row.serial): _fact(row) for row in facts}, dict(self.intervals)
        pieces = session.scalars(sa.select(calls.AgentSlice).filter_by(pbx_id=pbx_id))
        folded: Rows = {(name, piece.start_us): _piece(piece) for name, line in self.slices.items() for piece in line}
        yield "agent_slices", {(row.agent, row.start_us): _piece(row) for row in pieces}, folded

    def _settle(self) -> None:
        changes = self.fold.settle()
        for serial, visit in changes.visits.items():
            self.visits[serial] = _visit(visit)
        self.attempts += changes.attempts
        self.renamed.update(changes.renamed)
        self._forget_names(changes.renamed)
        for (name, serial), fact in changes.intervals.items():
            self.intervals[name, serial] = _fact(fact)
        for name, rewrite in changes.slices.items():
            kept = [piece for piece in self.slices.get(name, ()) if piece.start_us < rewrite.from_us]
            self.slices[name] = kept + list(rewrite.slices)

    def _forget_names(self, renamed: Mapping[str, str]) -> None:
        """The facts still held come anew under the name that stays; older ones keep the name they had."""
        if renamed:
            horizon_us = self.fold.state.horizon_us
            held = {key for key, facts in self.intervals.items() if key[0] in renamed and _is_held(facts, horizon_us)}
            self.intervals = {key: facts for key, facts in self.intervals.items() if key not in held}

    def _named(self, ring: RingAttempt) -> RingAttempt:
        return ring._replace(agent=self.renamed.get(ring.agent, ring.agent))

    def _visits(self) -> Rows:
        return {key: (self.renamed.get(str(agent), agent), *facts) for key, (agent, *facts) in self.visits.values()}


def _visit(visit: Visit) -> tuple[Hashable, Facts]:
    """The agent comes first: two names may turn out to be one."""
    facts = (visit.outcome.value, visit.stage.value, visit.end_reason, visit.caller, visit.caller_name, visit.dnis)
    times = (visit.wait_us, visit.connect_us, visit.ring_us, visit.talk_us, visit.hold_us, visit.acw_us, visit.end_us)
    more = (visit.agent_end_us, visit.exit_key, visit.transfer_to, visit.position, visit.marks, visit.version)
    return visit.key, (visit.agent, *facts, *times, *more)


def _attempt(ring: RingAttempt | calls.RingAttempt) -> tuple[Hashable, Facts]:
    return (ring.agent, ring.queue, ring.start_us, ring.seq), (ring.end_us, ring.result, ring.callid)


def _fact(fact: Interval | calls.AgentInterval) -> Facts:
    return (str(fact.kind), fact.queue, fact.start_us, fact.end_us, fact.reason, fact.inferred)


def _is_held(facts: Facts, horizon_us: int) -> bool:
    end_us = facts[3]
    return not isinstance(end_us, int) or end_us > horizon_us


def _piece(piece: Slice | calls.AgentSlice) -> Facts:
    return (piece.end_us, str(piece.state), piece.reason, piece.queue, piece.online)


def compare(table: str, kept: Rows, folded: Rows) -> list[str]:
    """How many rows are missing, too many or different, with the first few by name."""
    kinds = {
        "missing": [key for key in folded if key not in kept],
        "not in the log": [key for key in kept if key not in folded],
        "different": [key for key in folded if key in kept and kept[key] != folded[key]],
    }
    return [
        f"{table}: {len(keys)} {kind}, as {', '.join(map(str, keys[:EXAMPLES]))}"
        for kind, keys in kinds.items()
        if keys
    ]
