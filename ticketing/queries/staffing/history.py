"""What past days had, half hour by half hour."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Outcome
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.staffing import SLOT_S, Slot, patience
from ticketing.models.queues import Queue
from ticketing.models.rollups import QueueRollup
from ticketing.models.telephony import Outage

SLOT_US = int(SLOT_S) * SECOND_US
#: Who rings again so soon after giving up is the same call.
REDIAL_US = 60 * SECOND_US
#: A shorter gap in the log takes no call away that a mean would feel.
_OUTAGE_US = 60 * SECOND_US
_PATIENCE_DAYS = 28
_PER_SLOT = sa.text("""
WITH stays AS (
    SELECT d.day, (v.enter_us - d.from_us) / :slot_us AS slot, v.outcome, v.wait_us, v.talk_us, v.acw_us,
        v.enter_us - lag(v.end_us) OVER again AS since_us, lag(v.outcome) OVER again AS before
    FROM unnest(CAST(:days AS date[]), CAST(:froms AS bigint[]), CAST(:tos AS bigint[])) AS d (day, from_us, to_us)
        JOIN queue_visits v ON v.enter_us >= d.from_us AND v.enter_us < d.to_us AND v.queue = :queue
    WINDOW again AS (PARTITION BY d.day, coalesce(v.caller_norm, v.id::text) ORDER BY v.enter_us))
SELECT day, slot,
    count(*) FILTER (WHERE NOT (outcome = :abandoned AND coalesce(wait_us, 0) <= :short_us)
        AND NOT (since_us IS NOT NULL AND since_us < :redial_us AND before = :abandoned)),
    count(talk_us), coalesce(sum(talk_us + acw_us) FILTER (WHERE talk_us IS NOT NULL), 0)
FROM stays GROUP BY day, slot""")


def history(session: Session, queue: Queue, past: Mapping[date, tuple[int, int]]) -> dict[tuple[date, int], Slot]:
    """Offered, without those who gave up at once and those who rang again within a minute of giving up."""
    if not past:
        return {}
    froms, tos = zip(*past.values(), strict=True)
    rows = session.execute(
        _PER_SLOT,
        {
            "days": list(past),
            "froms": list(froms),
            "tos": list(tos),
            "queue": queue.code,
            "slot_us": SLOT_US,
            "short_us": queue.short_abandon_s * SECOND_US,
            "redial_us": REDIAL_US,
            "abandoned": Outcome.ABANDONED.value,
        },
    )
    found = {(day, slot): Slot(calls, handled, float(us) / SECOND_US) for day, slot, calls, handled, us in rows}
    for key in _broken(session, past):
        slot = found.get(key, Slot())
        found[key] = Slot(slot.calls, slot.handled, slot.handle_s, outage=True)
    return found


def _broken(session: Session, past: Mapping[date, tuple[int, int]]) -> set[tuple[date, int]]:
    """The half hours in which a phone system was not heard or not right."""
    first, last = min(bounds[0] for bounds in past.values()), max(bounds[1] for bounds in past.values())
    until = sa.func.coalesce(Outage.to_us, last)
    rows = session.execute(
        sa.select(Outage.from_us, until).where(
            Outage.from_us < last, until > first, until - Outage.from_us > _OUTAGE_US
        )
    ).all()
    return {
        (day, slot)
        for day, (from_us, to_us) in past.items()
        for began_us, ended_us in rows
        for slot in range(
            (max(began_us, from_us) - from_us) // SLOT_US, -(-(min(ended_us, to_us) - from_us) // SLOT_US)
        )
    }


def usual(session: Session, queue: Queue, now: datetime) -> tuple[float | None, float]:
    """How long callers of the last weeks wait before they give up, and how long a call keeps an agent."""
    row = QueueRollup
    sums = session.execute(
        sa.select(
            sa.func.sum(row.abandoned),
            sa.func.sum(row.wait_us + row.abandon_us + row.exit_us),
            sa.func.sum(row.talk_count),
            sa.func.sum(row.talk_us + row.acw_us),
        ).where(row.queue == queue.code, row.bucket_us >= micros(now - timedelta(days=_PATIENCE_DAYS)))
    ).one()
    abandoned, waited_us, talks, handled_us = (int(one or 0) for one in sums)
    return patience(abandoned, waited_us / SECOND_US), handled_us / SECOND_US / talks if talks else 0.0
