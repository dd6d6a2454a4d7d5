"""What differs between a fold and the tables is put right, under the phone system's lock."""

from collections.abc import Sequence
from typing import Any

from ticketing.actions import rollups
from ticketing.actions.calls.names import mark_timelines, notice
from ticketing.actions.calls.refold.beside import Difference, drop_rows, rows_at
from ticketing.actions.calls.refold.expected import TABLES, Expected, Key
from ticketing.actions.calls.rows import ATTEMPTS, INTERVALS, OUTBOUND, SLICES, VISITS
from ticketing.actions.calls.tell import tell
from ticketing.actions.calls.write import rename, write_outages
from ticketing.actions.owed_calls import owe
from ticketing.actions.rollups import Told
from ticketing.actions.store import Row, Shape, upsert
from ticketing.domain.calls import Changes, Outcome, Rewrite, Stage, VisitKey
from ticketing.models.telephony import Pbx
from ticketing.work import Work

Differences = dict[str, Difference]
#: The tables whose rows the roll-ups count.
COUNTED = (VISITS, ATTEMPTS, OUTBOUND)


def lay(work: Work, pbx: Pbx, expected: Expected, found: Differences, horizon_us: int) -> None:
    """Write what differs, and nothing else; the roll-ups move along and the board hears of it."""
    if expected.renamed:
        rename(work, pbx, expected.names, expected.renamed, horizon_us)
    agents = _agents(found)
    notice(work, pbx.id, sorted(name for name in agents if name not in expected.names))
    delta = rollups.Delta(expected.names.person)
    before: dict[VisitKey, Told] = {}
    for shape in TABLES:
        difference = found[shape.table]
        if shape in COUNTED:
            keys = [*(shape.key_of(row) for row in difference.write), *difference.drop]
            gone = rows_at(work, shape, keys)
            _count(delta, shape, gone, -1)
            _count(delta, shape, difference.write, 1)
            if shape is VISITS:
                before = {_visit_key(row): _told(row) for row in gone}
        drop_rows(work, shape, difference.drop)
        upsert(work.session, shape, difference.write)
    delta.write(work, pbx.id)
    write_outages(work, pbx, expected.outages)
    mark_timelines(work, expected.names, agents)
    visits = found[VISITS.table]
    owe(work, pbx.id, {str(row[1]) for row in (*visits.write, *visits.drop)})
    _tell(work, pbx, expected, visits, before, agents)


def _count(delta: rollups.Delta, shape: Shape, rows: Sequence[Row], sign: int) -> None:
    """Roll-ups count visits, rings and calls placed."""
    if shape is VISITS:
        delta.visits([_told(row) for row in rows], sign)
        return
    for row in rows:
        said: dict[str, Any] = dict(zip(shape.columns, row, strict=True))
        if shape is ATTEMPTS:
            delta.ring(said["agent"], said["start_us"], said["end_us"], said["result"], sign)
        else:
            delta.outbound(said["agent"], said["at_us"], said["connected"], said["talk_us"], sign)


def _told(row: Row) -> Told:
    said: dict[str, Any] = dict(zip(VISITS.columns, row, strict=True))
    return Told(**{name: said[name] for name in Told._fields})._replace(
        stage=Stage(said["stage"]), outcome=Outcome(said["outcome"])
    )


def _visit_key(row: Key) -> VisitKey:
    _, callid, queue, enter_us, seq = row[:5]
    return VisitKey(str(callid), str(queue), int(str(enter_us)), int(str(seq)))


def _agents(found: Differences) -> dict[str, int]:
    """Whose time differs, and since when."""
    since: dict[str, int] = {}
    for shape in (INTERVALS, SLICES):
        name, start = shape.columns.index("agent"), shape.columns.index("start_us")
        told = [(str(row[name]), int(str(row[start]))) for row in found[shape.table].write]
        told += [(str(key[1]), int(str(key[2]))) for key in found[shape.table].drop]
        for agent, start_us in told:
            since[agent] = min(start_us, since.get(agent, start_us))
    return since


def _tell(
    work: Work, pbx: Pbx, expected: Expected, visits: Difference, before: dict[VisitKey, Told], agents: dict[str, int]
) -> None:
    told = Changes()
    keys = [_visit_key(row) for row in visits.write]
    told.visits = {expected.visits[key].serial: expected.visits[key] for key in keys if key in expected.visits}
    told.slices = {agent: Rewrite(since_us, ()) for agent, since_us in agents.items()}
    tell(work, pbx.id, told, before, expected.names)
