"""What is asked of the roll-ups: sums by queue and bucket, and the percentiles that no sum can give."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.domain.calls import Mark
from ticketing.domain.metrics import agent_sums, sums

# Sums of big integers are exact numerics, which Python reads ten times slower than integers.
_SUMS = ", ".join(f"sum(row.{name})::bigint AS {name}" for name in sums.NAMES)
_AGENT_SUMS = ", ".join(f"sum(row.{name})::bigint AS {name}" for name in agent_sums.NAMES)
_WITHIN = ", ".join(f"sum(row.{name}[coalesce(rule.t, :t)]) AS {name}" for name in sums.HISTOGRAMS)
_COUNTED = f"""
    {_SUMS}, max(row.max_wait_us) AS max_wait_us, {_WITHIN},
    sum(row.abandoned_within[coalesce(rule.s, :s)]) AS short_abandoned"""
_RULES = """
    LEFT JOIN unnest(CAST(:rule_queues AS text[]), CAST(:rule_ts AS integer[]), CAST(:rule_ss AS integer[]))
        AS rule (queue, t, s) ON rule.queue = row.queue"""
_MINE = "CAST(:codes AS text[]) IS NULL OR row.queue = ANY(:codes)"
#: The place of an instant among the buckets, from 0.
AT = "width_bucket({}, CAST(:starts AS bigint[])) - 1"
#: Waits that are decided and sure.
MEASURED = f"row.outcome NOT IN ('waiting', 'lost') AND row.marks & {Mark.WAIT_UNSURE} = 0 AND row.wait_us IS NOT NULL"


def bounds(stretches: Sequence[tuple[int, int]], prefix: str = "") -> dict[str, int]:
    """The stretches as the parameters of a statement that was made for so many of them."""
    named = [(f"{prefix}from_{at}", f"{prefix}to_{at}", one) for at, one in enumerate(stretches)]
    return {name: value for low, high, one in named for name, value in ((low, one[0]), (high, one[1]))}


def _inside(column: str, count: int, prefix: str = "") -> str:
    """Whether the column lies in one of so many stretches. Written out one by one: of a join with a list of stretches
    the planner knows no lengths, and reads ten million rows to find a day's."""
    named = (f"{column} >= :{prefix}from_{at} AND {column} < :{prefix}to_{at}" for at in range(count))
    return "(" + " OR ".join(f"({one})" for one in named) + ")" if count else "false"


@lru_cache(maxsize=64)
def of_quarters(count: int) -> sa.TextClause:
    """Parameters beside the rules and the `bounds` of so many stretches of whole quarters: `starts` (of the buckets),
    `codes`."""
    return sa.text(f"""
SELECT row.queue, {AT.format("row.bucket_us")} AS at, {_COUNTED}, NULL AS p50_us, NULL AS p90_us
FROM queue_rollups row {_RULES}
WHERE {_inside("row.bucket_us", count)} AND ({_MINE}) GROUP BY 1, 2""")  # noqa: S608 - every name is ours


#: Parameters beside the rules: `zone`, `grains`, `spans` (their starts), `starts`, `codes`. The percentiles hold
#: where one span is the whole bucket.
OF_SPANS = sa.text(f"""
SELECT row.queue, {AT.format("row.start_us")} AS at, {_COUNTED}, max(row.p50_us) AS p50_us, max(row.p90_us) AS p90_us
FROM unnest(CAST(:grains AS text[]), CAST(:spans AS bigint[])) AS span (grain, start_us)
    JOIN queue_spans row ON row.zone = :zone AND row.grain = span.grain AND row.start_us = span.start_us {_RULES}
WHERE {_MINE} GROUP BY 1, 2""")  # noqa: S608


@lru_cache(maxsize=64)
def percentiles(parts: int, whole: int) -> sa.TextClause:
    """p50 and p90 by nearest rank per queue and for all together (`queue` null), for each place `at`.

    Parameters: `zone`, `grains`, `spans`, `span_ats` of settled spans; `starts` and the `bounds` of so many stretches
    whose visits are ranked by bucket, and (prefix `whole_`) of so many that are ranked for the whole, at -1; `codes`.
    """
    visits = f"""
    SELECT row.queue, {{at}} AS at, row.wait_us, 1
    FROM queue_visits row WHERE {MEASURED} AND ({_MINE}) AND {{inside}}"""  # noqa: S608 - every name is ours
    pieces = []
    if parts:
        at = AT.format("row.enter_us")
        pieces.append(visits.format(at=at, inside=_inside("row.enter_us", parts)))
    if whole:
        pieces.append(visits.format(at="-1", inside=_inside("row.enter_us", whole, "whole_")))
    return sa.text(_PERCENTILES.format(visits="".join(f" UNION ALL {piece}" for piece in pieces)))


_PERCENTILES = f"""
WITH met AS (
    SELECT row.queue, span.at, wait.wait_us, wait.met
    FROM unnest(CAST(:grains AS text[]), CAST(:spans AS bigint[]), CAST(:span_ats AS integer[]))
            AS span (grain, start_us, at)
        JOIN queue_spans row ON row.zone = :zone AND row.grain = span.grain AND row.start_us = span.start_us,
        unnest(row.waits_us, row.waits_met) AS wait (wait_us, met)
    WHERE {_MINE} {{visits}}
), counted AS (
    SELECT queue, at, wait_us, sum(met) AS met FROM met GROUP BY GROUPING SETS ((queue, at, wait_us), (at, wait_us))
), ranked AS (
    SELECT queue, at, wait_us, sum(met) OVER (PARTITION BY queue, at ORDER BY wait_us) AS upto,
           sum(met) OVER (PARTITION BY queue, at) AS whole
    FROM counted
)
SELECT queue, at, min(wait_us) FILTER (WHERE upto * 2 >= whole), min(wait_us) FILTER (WHERE upto * 10 >= whole * 9)
FROM ranked GROUP BY 1, 2"""  # noqa: S608

#: Thresholds that no histogram has go to the visits themselves: `rule_ts` and `rule_ss` are microseconds here.
WITHIN = sa.text(f"""
SELECT row.queue, {AT.format("row.enter_us")} AS at,
    count(*) FILTER (WHERE row.outcome = 'answered' AND coalesce(row.wait_us, 0) <= rule.t),
    count(*) FILTER (WHERE row.outcome = 'abandoned' AND coalesce(row.wait_us, 0) <= rule.t),
    count(*) FILTER (WHERE row.outcome NOT IN ('answered', 'abandoned', 'waiting', 'lost')
                     AND coalesce(row.wait_us, 0) <= rule.t),
    count(*) FILTER (WHERE row.outcome = 'abandoned' AND coalesce(row.wait_us, 0) <= rule.s)
FROM queue_visits row
    JOIN unnest(CAST(:rule_queues AS text[]), CAST(:rule_ts AS bigint[]), CAST(:rule_ss AS bigint[]))
        AS rule (queue, t, s) ON rule.queue = row.queue
WHERE row.enter_us >= :from_us AND row.enter_us < :to_us GROUP BY 1, 2""")  # noqa: S608


#: Who waits still and has arrived in [from_us, to_us): few rows, by the index of open visits whatever the stretch.
WAITING = sa.text(f"""
WITH row AS MATERIALIZED (
    SELECT queue, enter_us FROM queue_visits WHERE stage <> 'ended' AND outcome = 'waiting'
)
SELECT queue, enter_us FROM row WHERE enter_us >= :from_us AND enter_us < :to_us AND ({_MINE})""")  # noqa: S608

#: The settled spans of a zone inside [from_us, to_us), of these grains. Parameters: `zone`, `grains` beside.
SETTLED = sa.text("""
SELECT grain, start_us, end_us FROM settled_spans
WHERE zone = :zone AND grain = ANY(:grains) AND start_us >= :from_us AND start_us < :to_us AND end_us <= :to_us
ORDER BY start_us""")


class OfAgents(NamedTuple):
    """Two statements with the same parameters: the sums by person and bucket, and the pauses among them by reason."""

    sums: sa.TextClause
    pauses: sa.TextClause


def _of_agents(at: str, source: str, inside: str = "true") -> OfAgents:
    place = AT.format(at)
    return OfAgents(
        sa.text(f"""
SELECT row.person_id, {place} AS at, {_AGENT_SUMS} FROM {source}
WHERE row.person_id = ANY(:people) AND {inside} GROUP BY 1, 2"""),  # noqa: S608
        sa.text(f"""
SELECT row.person_id, {place} AS at, pause.key, sum(pause.value::bigint) FROM {source},
    jsonb_each_text(row.pauses) AS pause
WHERE row.person_id = ANY(:people) AND {inside} AND row.pauses <> '{{}}' GROUP BY 1, 2, 3"""),  # noqa: S608
    )


@lru_cache(maxsize=64)
def agents_of_quarters(count: int) -> OfAgents:
    """Parameters: the `bounds` of so many stretches of whole quarters, `starts` (of the buckets), `people`."""
    return _of_agents("row.bucket_us", "agent_rollups row", _inside("row.bucket_us", count))


#: Parameters: `zone`, `grains`, `spans` (their starts), `starts`, `people`.
AGENTS_OF_SPANS = _of_agents(
    "row.start_us",
    """unnest(CAST(:grains AS text[]), CAST(:spans AS bigint[])) AS span (grain, start_us)
    JOIN agent_spans row ON row.zone = :zone AND row.grain = span.grain AND row.start_us = span.start_us""",
)
