"""Whether callers were helped: who called again, what was solved at once, which promised call-backs were kept."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackState
from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.metrics import percent
from ticketing.models.callbacks import Callback
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.queries.cutoffs import page as cutoffs
from ticketing.queries.figures.cover import Stretch, steady
from ticketing.queries.figures.spans import Span

#: A caller who comes back within so many hours calls again (telephony.md 3.1).
WINDOWS_H = (24, 48)
#: Stays of one call are one contact; a blocked number is nobody's. Parameters as `_asked` gives them.
_SEEN = """
WITH calls AS (
    SELECT caller_norm, pbx_id, callid, min(enter_us) AS at_us, bool_or(outcome = 'answered') AS answered
    FROM queue_visits
    WHERE enter_us >= :from_us - :window_us AND enter_us < :to_us + :window_us AND caller_norm IS NOT NULL
      AND (CAST(:codes AS text[]) IS NULL OR queue = ANY(:codes))
    GROUP BY 1, 2, 3
), seen AS (
    SELECT *, lag(at_us) OVER who AS before_us, lead(at_us) OVER who AS after_us
    FROM calls WINDOW who AS (PARTITION BY caller_norm ORDER BY at_us, callid)
), these AS (
    SELECT *, coalesce(at_us - before_us <= :window_us, false) AS repeated, at_us + :window_us <= :now_us AS over,
        coalesce(after_us - at_us <= :window_us, false) AS followed
    FROM seen WHERE at_us >= :from_us AND at_us < :to_us
)"""
#: A count of calls, and which calls it counts: the same words in the figures and in the list behind them.
AGAIN: Final = {
    "answered": "answered",
    "repeats": "answered AND repeated",
    "closed": "answered AND over",
    "resolved": "answered AND over AND NOT followed",
    "missed": "NOT answered",
    "missed_closed": "NOT answered AND over",
    "not_back": "NOT answered AND over AND NOT followed",
}
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {which}) AS {name}" for name, which in AGAIN.items())
_CALLS = sa.text(f"{_SEEN} SELECT {_COUNTS}, count(DISTINCT caller_norm) AS customers FROM these")  # noqa: S608


class Again(NamedTuple):
    """Which calls of a stretch are meant: a word of `AGAIN`, and the window in hours."""

    which: str
    hours: int


def resolution(session: Session, span: Span, codes: Collection[str] | None) -> dict[str, Any]:
    """`repeat` by window in hours, `fcr_ticket`, `callbacks`, `cutoffs`: counts and shares. Five queries."""
    steady(session)
    return {
        "repeat": {str(hours): _repeats(session, span, codes, hours) for hours in WINDOWS_H},
        "fcr_ticket": _by_ticket(session, span, codes),
        "callbacks": _callbacks(session, span, codes),
        "cutoffs": _cut_off(session, span),
    }


def calls_again(again: Again, span: tuple[int, int], now_us: int, codes: Collection[str] | None) -> sa.Subquery:
    """(pbx_id, callid) of the calls that a figure of repeat calls counts."""
    which = sa.text(f"{_SEEN} SELECT pbx_id, callid FROM these WHERE {AGAIN[again.which]}")  # noqa: S608 - our words
    asked = _asked(span, now_us, codes, again.hours)
    return which.bindparams(**asked).columns(sa.column("pbx_id"), sa.column("callid")).subquery("again")


def solved(which: str, span: Stretch) -> list[sa.ColumnElement[bool]]:
    """Tickets opened in the span that were resolved; `once` narrows to those never opened again."""
    opened = [Ticket.opened_at >= instant(span[0]), Ticket.opened_at < instant(span[1])]
    once = [Ticket.reopen_count == 0] if which == "once" else []
    return [*opened, Ticket.resolved_at.is_not(None), *once]


def fell_due(span: Stretch) -> list[sa.ColumnElement[bool]]:
    """Call-backs whose promised end lies in the span; nobody was promised those of a follow-up list."""
    return [
        Callback.ticket_id.is_not(None),
        Callback.window_end >= instant(span[0]),
        Callback.window_end < instant(span[1]),
    ]


def met(which: str, now: datetime) -> sa.ColumnElement[bool]:
    """Which of the call-backs that fell due a count means, by the words of `MET`; the due instant itself is in time,
    and what was cancelled is apart."""
    promise = Callback
    counts, done = promise.state != CallbackState.CANCELLED, promise.state == CallbackState.DONE
    due = sa.and_(counts, sa.or_(promise.window_end <= now, done))
    match which:
        case "attempted":
            return sa.and_(due, promise.first_attempt_at <= promise.window_end)
        case "completed":
            return sa.and_(due, done, promise.done_at <= promise.window_end)
        case "done":
            return sa.and_(due, done)
        case "overdue":
            return sa.and_(due, promise.state.in_(OPEN_CALLBACKS), promise.window_end < now)
        case "cancelled":
            return sa.not_(counts)
        case _:
            return due


MET: Final = ("promised", "attempted", "completed", "done", "overdue", "cancelled")


def _repeats(session: Session, span: Span, codes: Collection[str] | None, hours: int) -> dict[str, Any]:
    row = session.execute(_CALLS, _asked((span.from_us, span.to_us), span.now_us, codes, hours)).one()
    return {
        **{name: int(value) for name, value in row._mapping.items()},
        "repeat_rate": percent(row.repeats, row.answered),
        "fcr_pct": percent(row.resolved, row.closed),
        "not_back_pct": percent(row.not_back, row.missed_closed),
        "fcr_method": "repeat",
    }


def _asked(span: Stretch, now_us: int, codes: Collection[str] | None, hours: int) -> dict[str, Any]:
    named = {"from_us": span[0], "to_us": span[1], "now_us": now_us, "window_us": hours * 3600 * SECOND_US}
    return {**named, "codes": None if codes is None else sorted(codes)}


def _by_ticket(session: Session, span: Span, codes: Collection[str] | None) -> dict[str, Any]:
    """Solved with one contact: resolved or closed, and never opened again."""
    once, within = Ticket.reopen_count == 0, (span.from_us, span.to_us)
    rows = sa.select(sa.func.count(), sa.func.count().filter(once)).where(*solved("any", within))
    if codes is not None:
        rows = rows.where(Ticket.queue.has(Queue.code.in_(codes)))
    done, first = session.execute(rows).one()
    return {"solved": done, "solved_at_once": first, "fcr_pct": percent(first, done), "fcr_method": "ticket"}


def _callbacks(session: Session, span: Span, codes: Collection[str] | None) -> dict[str, Any]:
    now = instant(span.now_us)
    counts = [sa.func.count().filter(met(which, now)) for which in MET]
    rows = sa.select(sa.func.count(), *counts).where(*fell_due((span.from_us, span.to_us)))
    if codes is not None:
        rows = rows.where(Callback.queue.has(Queue.code.in_(codes)))
    every, promised, attempted, completed, finished, overdue, cancelled = map(int, tuple(session.execute(rows).one()))
    return {
        "promised": promised,
        "attempted_on_time": attempted,
        "attempted_on_time_pct": percent(attempted, promised),
        "completed_on_time": completed,
        "completed_on_time_pct": percent(completed, promised),
        "completed": finished,
        "overdue_open": overdue,
        "overdue_pct": percent(overdue, promised),
        "cancelled": cancelled,
        "cancelled_pct": percent(cancelled, every),
        "all": every,
    }


def _cut_off(session: Session, span: Span) -> dict[str, Any]:
    """Calls that a fault cut off in the span, whatever the queue: rung back within five minutes, rang by themselves."""
    found = cutoffs.figures(session, SYSTEM, cutoffs.Filter(from_us=span.from_us, to_us=span.to_us))
    return {
        "cut_off": found.count,
        "called_back": found.attempted,
        "called_back_pct": percent(found.attempted, found.count),
        "returned": found.returned,
        "returned_pct": percent(found.returned, found.count),
    }
