"""Whether callers were helped: who called again, what was solved at once, which promised call-backs were kept."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackState
from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.metrics import percent
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Ticket
from ticketing.queries.figures.cover import steady
from ticketing.queries.figures.spans import Span

#: A caller who comes back within so many hours calls again (telephony.md 3.1).
WINDOWS_H = (24, 48)
#: Stays of one call are one contact; a blocked number is nobody's.
_CALLS = sa.text("""
WITH calls AS (
    SELECT caller_norm, pbx_id, callid, min(enter_us) AS at_us, bool_or(outcome = 'answered') AS answered
    FROM queue_visits
    WHERE enter_us >= :from_us - :window_us AND enter_us < :to_us + :window_us AND caller_norm IS NOT NULL
      AND (CAST(:codes AS text[]) IS NULL OR queue = ANY(:codes))
    GROUP BY 1, 2, 3
), seen AS (
    SELECT *, lag(at_us) OVER who AS before_us, lead(at_us) OVER who AS after_us
    FROM calls WINDOW who AS (PARTITION BY caller_norm ORDER BY at_us, callid)
)
SELECT count(*) FILTER (WHERE answered) AS answered,
    count(*) FILTER (WHERE answered AND at_us - before_us <= :window_us) AS repeats,
    count(*) FILTER (WHERE answered AND at_us + :window_us <= :now_us) AS closed,
    count(*) FILTER (WHERE answered AND at_us + :window_us <= :now_us
                     AND (after_us IS NULL OR after_us - at_us > :window_us)) AS resolved,
    count(*) FILTER (WHERE NOT answered) AS missed,
    count(*) FILTER (WHERE NOT answered AND at_us + :window_us <= :now_us
                     AND (after_us IS NULL OR after_us - at_us > :window_us)) AS not_back,
    count(DISTINCT caller_norm) AS customers
FROM seen WHERE at_us >= :from_us AND at_us < :to_us""")


def resolution(session: Session, span: Span, codes: Collection[str] | None) -> dict[str, Any]:
    """`repeat` by window in hours, `fcr_ticket`, `callbacks`: counts and shares, each with its method. Four queries."""
    steady(session)
    return {
        "repeat": {str(hours): _repeats(session, span, codes, hours) for hours in WINDOWS_H},
        "fcr_ticket": _by_ticket(session, span),
        "callbacks": _callbacks(session, span),
    }


def _repeats(session: Session, span: Span, codes: Collection[str] | None, hours: int) -> dict[str, Any]:
    asked = {
        "from_us": span.from_us,
        "to_us": span.to_us,
        "now_us": span.now_us,
        "codes": None if codes is None else sorted(codes),
    }
    row = session.execute(_CALLS, {**asked, "window_us": hours * 3600 * SECOND_US}).one()
    return {
        **{name: int(value) for name, value in row._mapping.items()},
        "repeat_rate": percent(row.repeats, row.answered),
        "fcr_pct": percent(row.resolved, row.closed),
        "fcr_method": "repeat",
    }


def _by_ticket(session: Session, span: Span) -> dict[str, Any]:
    """Solved with one contact: resolved or closed, and never opened again."""
    done = Ticket.resolved_at.is_not(None)
    solved, first = session.execute(
        sa.select(sa.func.count().filter(done), sa.func.count().filter(done, Ticket.reopen_count == 0)).where(
            Ticket.opened_at >= instant(span.from_us), Ticket.opened_at < instant(span.to_us)
        )
    ).one()
    return {"solved": solved, "solved_at_once": first, "fcr_pct": percent(first, solved), "fcr_method": "ticket"}


def _callbacks(session: Session, span: Span) -> dict[str, Any]:
    """Of what fell due in the span; the due instant itself is in time, and what was cancelled is apart."""
    promise, now = Callback, instant(span.now_us)
    counts = promise.state != CallbackState.CANCELLED
    done = promise.state == CallbackState.DONE
    due = sa.and_(counts, sa.or_(promise.window_end <= now, done))
    promised, attempted, completed, finished, overdue, cancelled = session.execute(
        sa.select(
            sa.func.count().filter(due),
            sa.func.count().filter(due, promise.first_attempt_at <= promise.window_end),
            sa.func.count().filter(due, done, promise.done_at <= promise.window_end),
            sa.func.count().filter(due, done),
            sa.func.count().filter(due, promise.state.in_(OPEN_CALLBACKS), promise.window_end < now),
            sa.func.count().filter(sa.not_(counts)),
        ).where(promise.window_end >= instant(span.from_us), promise.window_end < instant(span.to_us))
    ).one()
    return {
        "promised": promised,
        "attempted_on_time": attempted,
        "attempted_on_time_pct": percent(attempted, promised),
        "completed_on_time": completed,
        "completed_on_time_pct": percent(completed, promised),
        "completed": finished,
        "overdue_open": overdue,
        "cancelled": cancelled,
    }
