"""Sums are added to the rows that stand there by the database itself: nothing has to be read first."""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import ARRAY

from ticketing.actions.store import Row, Shape, append, cursor_of, is_for_statements, write_each
from ticketing.domain.calls import Mark, Outcome
from ticketing.domain.metrics import AgentSums, agent_sums, sums
from ticketing.domain.metrics.agent_sums import QUARTER_US
from ticketing.models.calls import QueueVisit
from ticketing.models.rollups import AgentRollup, QueueRollup
from ticketing.work import Work

QUEUES = Shape.of(
    QueueRollup,
    " ".join(("pbx_id queue bucket_us", *sums.NAMES, "max_wait_us", *sums.HISTOGRAMS)),
    key="pbx_id queue bucket_us",
)
AGENTS = Shape.of(
    AgentRollup,
    " ".join(("pbx_id agent bucket_us person_id", *agent_sums.NAMES, "pauses")),
    key="pbx_id agent bucket_us person_id",
)
#: Waits that are decided and sure.
MEASURED = sa.and_(
    QueueVisit.outcome.not_in([Outcome.WAITING, Outcome.LOST]), QueueVisit.marks.op("&")(int(Mark.WAIT_UNSURE)) == 0
)
_UNSETTLE = b"DELETE FROM settled_spans WHERE end_us > %s AND start_us <= %s"
# Pauses by reason are few and mostly none: only then two documents are added, reason by reason.
_PAUSES = sql.SQL("""CASE WHEN EXCLUDED.pauses = '{}' THEN old.pauses ELSE (
    SELECT coalesce(jsonb_object_agg(reason, us), '{}') FROM (
        SELECT key AS reason, sum(value::bigint) AS us FROM (
            SELECT * FROM jsonb_each_text(old.pauses) UNION ALL SELECT * FROM jsonb_each_text(EXCLUDED.pauses)
        ) AS both_ GROUP BY key HAVING sum(value::bigint) <> 0
    ) AS summed) END""")


def queues(
    work: Work, pbx_id: int, deltas: Mapping[tuple[str, int], list[int]], longest: Mapping[tuple[str, int], int]
) -> None:
    """Add to the quarters of queues."""
    rows: list[Row] = [
        (pbx_id, *key, *kept[: len(sums.NAMES)], longest.get(key, 0), *sums.histograms(kept))
        for key, kept in sorted(deltas.items())
    ]
    _add(work, QUEUES, rows, _TO_QUEUES)


def agents(work: Work, pbx_id: int, deltas: Mapping[tuple[str, int, int], AgentSums]) -> None:
    """Add to the quarters of agents."""
    rows: list[Row] = [
        (pbx_id, *key, *kept.values, Jsonb({why: us for why, us in kept.pauses.items() if us}))
        for key, kept in sorted(deltas.items())
    ]
    _add(work, AGENTS, rows, _TO_AGENTS)


def look_up_longest(work: Work, pbx_id: int, quarters: Collection[tuple[str, int]]) -> None:
    """Ask the visits for the longest wait of these quarters."""
    if not quarters:
        return
    names, buckets = zip(*sorted(quarters), strict=True)
    wanted = (
        sa.func.unnest(sa.cast(list(names), ARRAY(sa.Text)), sa.cast(list(buckets), ARRAY(sa.BigInteger)))
        .table_valued("queue", "bucket_us", name="wanted")
        .render_derived()
    )
    visit, row = QueueVisit, QueueRollup
    arrived = sa.and_(visit.enter_us >= row.bucket_us, visit.enter_us < row.bucket_us + QUARTER_US)
    longest = (
        sa.select(sa.func.coalesce(sa.func.max(visit.wait_us), 0))
        .where(visit.pbx_id == pbx_id, visit.queue == row.queue, arrived, MEASURED)
        .scalar_subquery()
    )
    work.session.execute(
        sa.update(row)
        .where(row.pbx_id == pbx_id, row.queue == wanted.c.queue, row.bucket_us == wanted.c.bucket_us)
        .values(max_wait_us=longest)
        .execution_options(synchronize_session=False)
    )


def sweep(work: Work, pbx_id: int, buckets: Collection[int]) -> None:
    """Take away the rows of these quarters that count nothing any more."""
    for table, names in ((QueueRollup, ("offered",)), (AgentRollup, agent_sums.NAMES)):
        is_empty = sa.and_(*(getattr(table, name) == 0 for name in names))
        work.session.execute(
            sa.delete(table)
            .where(table.pbx_id == pbx_id, table.bucket_us.in_(buckets), is_empty)
            .execution_options(synchronize_session=False)
        )


def unsettle(work: Work, buckets: Collection[int]) -> None:
    """The days and months that hold these quarters are added up no longer; live, that is none."""
    write_each(work.session, _UNSETTLE, [(min(buckets), max(buckets))])


def _moves(names: Iterable[str]) -> dict[str, sql.Composable]:
    return {name: sql.SQL("old.{0} + EXCLUDED.{0}").format(sql.Identifier(name)) for name in names}


def _each(name: str) -> sql.Composable:
    """Element by element; written out, for the database knows no sum of arrays."""
    one = sql.SQL("old.{0}[{1}] + EXCLUDED.{0}[{1}]")
    parts = [one.format(sql.Identifier(name), sql.Literal(at + 1)) for at in range(len(sums.EDGES))]
    return sql.SQL("ARRAY[{}]").format(sql.SQL(", ").join(parts))


_QUEUE_MOVES = {
    **_moves(sums.NAMES),
    "max_wait_us": sql.SQL("greatest(old.max_wait_us, EXCLUDED.max_wait_us)"),
    **{name: _each(name) for name in sums.HISTOGRAMS},
}
_AGENT_MOVES = {**_moves(agent_sums.NAMES), "pauses": _PAUSES}


def _onto(shape: Shape, moves: Mapping[str, sql.Composable]) -> sql.Composed:
    return sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(
        sql.SQL(", ").join(map(sql.Identifier, shape.key)),
        sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), move) for name, move in moves.items()),
    )


_TO_QUEUES = _onto(QUEUES, _QUEUE_MOVES)
_TO_AGENTS = _onto(AGENTS, _AGENT_MOVES)
_ONE = {QUEUES: QUEUES.one(_TO_QUEUES), AGENTS: AGENTS.one(_TO_AGENTS)}


def _add(work: Work, shape: Shape, rows: list[Row], tail: sql.Composed) -> None:
    if not rows:
        return
    if is_for_statements(work.session, rows):
        write_each(work.session, _ONE[shape], rows)
        return
    table, cursor = sql.Identifier(shape.table), cursor_of(work.session)
    temporary = f"fresh_{shape.table}"
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(
            sql.Identifier(temporary), shape.names, table
        )
    )
    append(work.session, Shape(temporary, shape.columns), rows)
    cursor.execute(
        sql.SQL("INSERT INTO {} AS old ({}) SELECT {} FROM {}{}").format(
            table, shape.names, shape.names, sql.Identifier(temporary), tail
        )
    )
    cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(temporary)))
