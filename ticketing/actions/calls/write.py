"""The changes of a batch become rows: new ones are appended, known ones written over, the roll-ups moved along."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from psycopg import sql

from ticketing.actions import rollups
from ticketing.actions.calls.head import Head
from ticketing.actions.calls.names import mark_timelines, notice
from ticketing.actions.calls.pen import AT_ONCE, Pen
from ticketing.actions.calls.rows import ATTEMPTS, INTERVALS, OUTBOUND, SLICES, VISITS, Rows
from ticketing.actions.owed_calls import owe
from ticketing.actions.rollups import Told
from ticketing.actions.store import Row, Shape, append, upsert, write_each
from ticketing.domain.aliases import Names
from ticketing.domain.calls import Changes, OutageSeen, Visit, VisitKey
from ticketing.models import calls
from ticketing.models.telephony import Outage, Pbx
from ticketing.queries.folded import visit_of
from ticketing.work import Work

_DROP_SLICES = b"""
DELETE FROM agent_slices AS piece USING unnest(%s::text[], %s::bigint[]) AS wanted (agent, from_us)
WHERE piece.pbx_id = %s AND piece.agent = wanted.agent AND piece.start_us >= wanted.from_us"""

_NOTE_OUTAGE = Shape.of(Outage, "pbx_id kind from_us to_us evidence").one(
    sql.SQL(" ON CONFLICT (pbx_id, kind, from_us) DO UPDATE SET to_us = EXCLUDED.to_us")
)

Before = Mapping[VisitKey, Told]


def write(
    work: Work,
    pbx: Pbx,
    head: Head,
    changes: Changes,
    names: Names,
    pen: Pen = AT_ONCE,
) -> Before:
    """Bring the tables up to the head; gives what was told of the changed visits before."""
    unknown = sorted(name for name in _agents(changes) if name not in names)
    if unknown:
        pen.ask(notice, work, pbx.id, unknown)
    make = Rows(pbx.id, names, work.centre.phone_region, head.order_us)
    if changes.renamed:
        pen.ask(rename, work, pbx, names, changes.renamed, head.fold.state.horizon_us)
    delta = rollups.Delta(names.person)
    before = _write_visits(work, pbx, head, make, list(changes.visits.values()), pen)
    delta.visits(before.values(), -1)
    delta.changes(changes)
    _write_intervals(work, head, make, changes, pen)
    _write_slices(work, pbx, make, changes, pen)
    pen.write(mark_timelines, work, names, {agent: rewrite.from_us for agent, rewrite in changes.slices.items()})
    pen.write(append, work.session, ATTEMPTS, [make.attempt(ring) for ring in changes.attempts])
    pen.write(append, work.session, OUTBOUND, [make.outbound(call) for call in changes.outbound])
    pen.write(delta.write, work, pbx.id)
    pen.write(write_outages, work, pbx, changes.outages)
    pen.write(owe, work, pbx.id, _callids(changes))
    head.note_written()
    return before


def rows_before(work: Work, pbx: Pbx, keys: Sequence[VisitKey]) -> dict[VisitKey, calls.QueueVisit]:
    """The stored rows of these visits, as objects that no session writes back."""
    if not keys:
        return {}
    wanted, visit = _as_table(keys), calls.QueueVisit
    found = work.session.scalars(
        sa.select(visit)
        .join(
            wanted,
            sa.and_(
                visit.callid == wanted.c.callid,
                visit.queue == wanted.c.queue,
                visit.enter_us == wanted.c.enter_us,
                visit.seq == wanted.c.seq,
            ),
        )
        .where(visit.pbx_id == pbx.id)
        .execution_options(populate_existing=True)
    ).all()
    for row in found:
        work.session.expunge(row)
    return {VisitKey(row.callid, row.queue, row.enter_us, row.seq): row for row in found}


def _as_table(keys: Sequence[VisitKey]) -> sa.TableValuedAlias:
    """The keys as a table to join with: one statement and four parameters however many there are."""
    columns: list[list[object]] = [list(column) for column in zip(*keys, strict=True)]
    return (
        sa.func.unnest(
            sa.cast(columns[0], sa.ARRAY(sa.Text)),
            sa.cast(columns[1], sa.ARRAY(sa.Text)),
            sa.cast(columns[2], sa.ARRAY(sa.BigInteger)),
            sa.cast(columns[3], sa.ARRAY(sa.BigInteger)),
        )
        .table_valued("callid", "queue", "enter_us", "seq", name="wanted")
        .render_derived()
    )


def _callids(changes: Changes) -> set[str]:
    """The calls that a batch touched, asked of what changed and never of its lines."""
    return {visit.callid for visit in changes.visits.values()} | {call.callid for call in changes.outbound}


def _agents(changes: Changes) -> set[str]:
    seen = {name for name, _ in changes.intervals} | set(changes.slices)
    seen.update(visit.agent for visit in changes.visits.values() if visit.agent is not None)
    seen.update(ring.agent for ring in changes.attempts)
    seen.update(call.agent for call in changes.outbound)
    return seen


def _write_visits(work: Work, pbx: Pbx, head: Head, make: Rows, visits: list[Visit], pen: Pen) -> dict[VisitKey, Told]:
    known = [visit for visit in visits if visit.serial <= head.visit_serial]
    fresh = [visit for visit in visits if visit.serial > head.visit_serial]
    before = _told_before(work, pbx, head, known, pen)
    head.told.update((visit.serial, Told.of(visit)) for visit in visits)
    pen.write(append, work.session, VISITS, [make.visit(visit) for visit in fresh])
    pen.write(upsert, work.session, VISITS, [make.visit(visit) for visit in known])
    return before


def _told_before(work: Work, pbx: Pbx, head: Head, known: list[Visit], pen: Pen) -> dict[VisitKey, Told]:
    """What the rows of these visits say: remembered if this process wrote them, else read."""
    told = head.told
    unread = [visit.key for visit in known if visit.serial not in told]
    rows = pen.ask(rows_before, work, pbx, unread) if unread else {}
    before = {key: Told.of(visit_of(row)) for key, row in rows.items()}
    before.update((visit.key, told[visit.serial]) for visit in known if visit.serial in told)
    return before


def _write_intervals(work: Work, head: Head, make: Rows, changes: Changes, pen: Pen) -> None:
    fresh: list[Row] = []
    known: list[Row] = []
    written = head.interval_serials
    for (agent, serial), fact in changes.intervals.items():
        is_known = serial <= written.get(agent, 0)
        (known if is_known else fresh).append(make.interval(agent, fact))
    pen.write(append, work.session, INTERVALS, fresh)
    pen.write(upsert, work.session, INTERVALS, known)


def _write_slices(work: Work, pbx: Pbx, make: Rows, changes: Changes, pen: Pen) -> None:
    """Each agent's timeline is written anew from the instant at which it changed."""
    if not changes.slices:
        return
    since = [(agent, rewrite.from_us) for agent, rewrite in changes.slices.items()]
    pen.write(drop_slices, work, pbx, since)
    rows: list[Row] = []
    for agent, rewrite in changes.slices.items():
        rows += make.slices(agent, rewrite.slices)
    pen.write(append, work.session, SLICES, rows)


def drop_slices(work: Work, pbx: Pbx, since: Iterable[tuple[str, int]]) -> None:
    """Delete the slices of agents from an instant on."""
    names, instants = zip(*since, strict=True)
    write_each(work.session, _DROP_SLICES, [(list(names), list(instants), pbx.id)])


def rename(work: Work, pbx: Pbx, names: Names, renamed: Mapping[str, str], horizon_us: int) -> None:
    """Two names turned out to be one agent: the fold gives the facts it still holds anew under the one that stays."""
    for gone, stays in renamed.items():
        fact = calls.AgentInterval
        is_held = sa.or_(fact.end_us.is_(None), fact.end_us > horizon_us)
        work.session.execute(sa.delete(fact).where(fact.pbx_id == pbx.id, fact.agent == gone, is_held))
        for told in (calls.QueueVisit, calls.RingAttempt, calls.OutboundCall):
            change = sa.update(told).where(told.pbx_id == pbx.id, told.agent == gone).values(agent=stays)
            work.session.execute(change.execution_options(synchronize_session=False))
    rollups.remake_agents(work, pbx.id, {*renamed, *renamed.values()}, names.person)


def write_outages(work: Work, pbx: Pbx, outages: Sequence[OutageSeen]) -> None:
    """Note the stretches of which the log is silent or wrong; one that ended meanwhile gets its end."""
    rows = {(seen.kind, seen.from_us): (pbx.id, seen.kind, seen.from_us, seen.to_us, seen.evidence) for seen in outages}
    if rows:
        write_each(work.session, _NOTE_OUTAGE, rows.values())
