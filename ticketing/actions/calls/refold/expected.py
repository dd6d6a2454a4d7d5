"""The rows that a fold comes to, as they should stand in the tables."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from ticketing.actions.calls.rows import ATTEMPTS, INTERVALS, OUTBOUND, SLICES, VISITS, Rows
from ticketing.actions.store import Row, Shape
from ticketing.domain.aliases import Names
from ticketing.domain.calls import Changes, OutageSeen, PbxState, Visit, VisitKey
from ticketing.domain.presence import AgentTrack, Interval

Key = Row
TABLES = (VISITS, INTERVALS, SLICES, ATTEMPTS, OUTBOUND)


class Expected:
    """Rows by table and key, each with the place of its last change in `fold_us`; `changed` are the keys of those that
    the fold has touched since the tables were last laid beside them."""

    def __init__(self, pbx_id: int, names: Names, region: str) -> None:
        self.pbx_id, self.names, self.region = pbx_id, names, region
        self.rows: dict[str, dict[Key, Row]] = {shape.table: {} for shape in TABLES}
        self.changed: dict[str, set[Key]] = {shape.table: set() for shape in TABLES}
        # Each agent's timeline in order: a rewriting cuts it off from an instant on.
        self.lines: dict[str, list[Row]] = {}
        self.visits: dict[VisitKey, Visit] = {}
        self.outages: list[OutageSeen] = []
        self.renamed: dict[str, str] = {}

    def seed(self, state: PbxState, order_us: int) -> None:
        """What the state at a checkpoint says of the rows that can still change."""
        make = Rows(self.pbx_id, self.names, self.region, order_us)
        for visit in state.visits.values():
            self._put(VISITS, make.visit(visit))
        for name, track in state.agents.items():
            for fact in facts_of(track):
                self._put(INTERVALS, make.interval(name, fact))
            self.lines[name] = make.slices(name, track.slices)
        for keys in self.changed.values():
            keys.clear()

    def absorb(self, changes: Changes, order_us: int, horizon_us: int) -> None:
        """What the fold has changed up to a place."""
        make = Rows(self.pbx_id, self.names, self.region, order_us)
        for gone, stays in changes.renamed.items():
            self._rename(gone, stays, horizon_us)
        self.renamed.update(changes.renamed)
        for visit in changes.visits.values():
            self._put(VISITS, make.visit(visit))
            self.visits[visit.key] = visit
        for (agent, _), fact in changes.intervals.items():
            self._put(INTERVALS, make.interval(agent, fact))
        for agent, rewrite in changes.slices.items():
            line = self.lines.setdefault(agent, [])
            del line[bisect_left(line, rewrite.from_us, key=_start_of) :]
            fresh = make.slices(agent, rewrite.slices)
            line += fresh
            self.changed[SLICES.table].update(SLICES.key_of(row) for row in fresh)
        for ring in changes.attempts:
            self._put(ATTEMPTS, make.attempt(ring))
        for call in changes.outbound:
            self._put(OUTBOUND, make.outbound(call))
        self.outages += changes.outages

    def of(self, shape: Shape) -> Mapping[Key, Row]:
        """Every row of a table."""
        if shape is not SLICES:
            return self.rows[shape.table]
        return {SLICES.key_of(row): row for line in self.lines.values() for row in line}

    def keep_only(self, held: Mapping[str, set[Key]]) -> None:
        """Forget the rows that nothing changes any more; they stand in the tables now."""
        for table, rows in self.rows.items():
            keep = held.get(table, set())
            self.rows[table] = {key: row for key, row in rows.items() if key in keep}
            self.changed[table] &= keep
        pieces = held[SLICES.table]
        self.lines = {name: [r for r in line if SLICES.key_of(r) in pieces] for name, line in self.lines.items()}
        self.visits = {key: visit for key, visit in self.visits.items() if (self.pbx_id, *key) in held[VISITS.table]}
        self.outages, self.renamed = [], {}

    def _put(self, shape: Shape, row: Row) -> None:
        key = shape.key_of(row)
        self.rows[shape.table][key] = row
        self.changed[shape.table].add(key)

    def _rename(self, gone: str, stays: str, horizon_us: int) -> None:
        """As `write` does with the tables: facts still held come anew, what was told goes over to the other name."""
        end = INTERVALS.columns.index("end_us")
        facts = self.rows[INTERVALS.table]
        for key in [key for key, row in facts.items() if key[1] == gone and _is_after(row[end], horizon_us)]:
            del facts[key]
        for shape in (VISITS, ATTEMPTS, OUTBOUND):
            agent = shape.columns.index("agent")
            for key, row in [pair for pair in self.rows[shape.table].items() if pair[1][agent] == gone]:
                del self.rows[shape.table][key]
                self._put(shape, (*row[:agent], stays, *row[agent + 1 :]))


def held_by(pbx_id: int, state: PbxState) -> dict[str, set[Key]]:
    """The keys of the rows that a state can still change."""
    return {
        VISITS.table: {(pbx_id, *visit.key) for visit in state.visits.values()},
        INTERVALS.table: {(pbx_id, name, f.serial) for name, track in state.agents.items() for f in facts_of(track)},
        SLICES.table: {(pbx_id, name, p.start_us) for name, track in state.agents.items() for p in track.slices},
    }


def facts_of(track: AgentTrack) -> Iterator[Interval]:
    """Every fact that a track still holds."""
    yield from track.closed
    yield from track.running.values()
    yield from track.members.values()
    yield from track.pauses.values()
    if track.session is not None:
        yield track.session


def _start_of(row: Row) -> int:
    start_us = row[2]
    assert isinstance(start_us, int)  # noqa: S101 - SLICES has it there
    return start_us


def _is_after(end_us: object, horizon_us: int) -> bool:
    return not isinstance(end_us, int) or end_us > horizon_us
