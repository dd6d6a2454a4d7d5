"""The statements that add quarters up to days and days to months: a database adds best in its own words."""

import sqlalchemy as sa

from ticketing.domain.calls import Mark
from ticketing.domain.metrics import EDGES, agent_sums, sums

_WANTED = """
WITH wanted AS (
    SELECT * FROM unnest(CAST(:starts AS bigint[]), CAST(:ends AS bigint[])) AS day (start_us, end_us)
)"""
_COUNTS = ", ".join(f"sum(row.{name}) AS {name}" for name in sums.NAMES)
_WITHIN = ", ".join(
    f"ARRAY[{', '.join(f'sum(row.{name}[{at}])' for at in range(1, len(EDGES) + 1))}]::integer[] AS {name}"
    for name in sums.HISTOGRAMS
)
_QUEUE_NAMES = ", ".join((*sums.NAMES, "max_wait_us", *sums.HISTOGRAMS))
_AGENT_NAMES = ", ".join(agent_sums.NAMES)
_AGENT_SUMS = ", ".join(f"sum(row.{name}) AS {name}" for name in agent_sums.NAMES)


def _of_day(column: str) -> str:
    """Whether the column lies in a wanted day. The bounds of all of them stand there as values, for of a join with days
    the planner knows no lengths and would read the whole table; the day itself is found by its place in the list."""
    starts = "CAST(:starts AS bigint[])"
    return (
        f"{column} >= :from_us AND {column} < :to_us AND {column} < wanted.end_us"
        f" AND wanted.start_us = ({starts})[width_bucket({column}, {starts})]"
    )


_OF_DAY = _of_day("row.bucket_us")
_OF_MONTH = (
    "row.zone = :zone AND row.grain = 'day' AND row.start_us >= wanted.start_us AND row.start_us < wanted.end_us"
)
#: How often each wait was met, which of a day only the visits know.
_MET_DAY = f"""
    SELECT wanted.start_us, visit.queue, visit.wait_us, count(*) AS met
    FROM wanted JOIN queue_visits visit ON {_of_day("visit.enter_us")}
    WHERE visit.outcome NOT IN ('waiting', 'lost') AND visit.marks & {Mark.WAIT_UNSURE} = 0
      AND visit.wait_us IS NOT NULL
    GROUP BY 1, 2, 3"""  # noqa: S608 - every name is ours
_MET_MONTH = f"""
    SELECT wanted.start_us, row.queue, wait.wait_us, sum(wait.met) AS met
    FROM wanted JOIN queue_spans row ON {_OF_MONTH}, unnest(row.waits_us, row.waits_met) AS wait (wait_us, met)
    GROUP BY 1, 2, 3"""  # noqa: S608


def _queues(grain: str, table: str, inside: str, met: str) -> sa.TextClause:
    return sa.text(f"""{_WANTED}
INSERT INTO queue_spans (zone, grain, start_us, queue, {_QUEUE_NAMES}, p50_us, p90_us, waits_us, waits_met)
SELECT :zone, '{grain}', start_us, queue, {_QUEUE_NAMES}, p50_us, p90_us,
    coalesce(waits_us, '{{}}'), coalesce(waits_met, '{{}}')
FROM (
    SELECT wanted.start_us, row.queue, {_COUNTS}, max(row.max_wait_us) AS max_wait_us, {_WITHIN}
    FROM wanted JOIN {table} row ON {inside} GROUP BY 1, 2
) AS counted LEFT JOIN (
    SELECT start_us, queue, array_agg(wait_us ORDER BY wait_us) AS waits_us,
           array_agg(met::integer ORDER BY wait_us) AS waits_met,
           min(wait_us) FILTER (WHERE upto * 2 >= whole) AS p50_us,
           min(wait_us) FILTER (WHERE upto * 10 >= whole * 9) AS p90_us
    FROM (
        SELECT *, sum(met) OVER (PARTITION BY start_us, queue ORDER BY wait_us) AS upto,
               sum(met) OVER (PARTITION BY start_us, queue) AS whole
        FROM ({met}) AS met
    ) AS ranked GROUP BY 1, 2
) AS waits USING (start_us, queue)""")  # noqa: S608


def _agents(grain: str, table: str, inside: str) -> sa.TextClause:
    return sa.text(f"""{_WANTED}
INSERT INTO agent_spans (zone, grain, start_us, person_id, {_AGENT_NAMES}, pauses)
SELECT :zone, '{grain}', start_us, person_id, {_AGENT_NAMES}, coalesce(pauses, '{{}}')
FROM (
    SELECT wanted.start_us, row.person_id, {_AGENT_SUMS}
    FROM wanted JOIN {table} row ON {inside} AND row.person_id <> 0 GROUP BY 1, 2
) AS counted LEFT JOIN (
    SELECT start_us, person_id, jsonb_object_agg(reason, us) AS pauses FROM (
        SELECT wanted.start_us, row.person_id, pause.key AS reason, sum(pause.value::bigint) AS us
        FROM wanted JOIN {table} row ON {inside}, jsonb_each_text(row.pauses) AS pause GROUP BY 1, 2, 3
    ) AS by_reason GROUP BY 1, 2
) AS paused USING (start_us, person_id)""")  # noqa: S608


#: By grain: parameters are `zone`, `starts` and `ends` in order, and the bounds of them all, `from_us` and `to_us`.
STATEMENTS = {
    "day": (
        _queues("day", "queue_rollups", _OF_DAY, _MET_DAY),
        _agents("day", "agent_rollups", _OF_DAY),
    ),
    "month": (
        _queues("month", "queue_spans", _OF_MONTH, _MET_MONTH),
        _agents("month", "agent_spans", _OF_MONTH),
    ),
}
