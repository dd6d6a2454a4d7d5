"""The log of calls: who waited where, for how long, and how it came out."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import now, reading
from ticketing.domain.calls import Outcome
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.pages.formats import as_date, from_us, local_day, zone
from ticketing.queries import admin, visits

blueprint = Blueprint("calls", __name__)

PER_PAGE = 100
US_PER_S = 1_000_000
TIMES = ("wait", "ring", "talk", "acw")


@blueprint.get("/calls")
@needs(Permission.CALL_READ)
def log() -> str:
    """One day's visits, newest first; `on`, `queue`, `outcome` and `q` (a part of the number) narrow."""
    args = request.args
    on = as_date(args.get("on"), local_day(now()))
    first, last = day_bounds(on, zone(), current_app.config["REXIAN"].day_start_hour)
    wanted = visits.Filter(
        from_us=micros(first),
        to_us=micros(last),
        queue=args.get("queue") or None,
        outcome=Outcome(args["outcome"]) if args.get("outcome") in set(Outcome) else None,
        text=args.get("q", ""),
    )
    with reading() as session:
        rows = [_row(each) for each in visits.page(session, current_actor(), wanted, _before(), PER_PAGE + 1)]
        queues = [(queue.code, queue.name) for queue in admin.queues(session)]
    more = rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None
    return render_template("calls.html", rows=rows[:PER_PAGE], queues=queues, on=on, more=more, args=args)


def _row(each: visits.VisitRow) -> dict[str, Any]:
    visit = each.visit
    return {
        "id": visit.id,
        "at": from_us(visit.enter_us),
        "caller": masked(visit.caller_norm or visit.caller),
        "customer": each.customer or visit.caller_name or "",
        "queue": each.queue or visit.queue,
        "outcome": visit.outcome.value,
        "agent": each.person or visit.agent or "",
        "ticket": each.ticket,
        **{name: _seconds(getattr(visit, f"{name}_us")) for name in TIMES},
    }


def _seconds(us: int | None) -> float | None:
    return None if us is None else us / US_PER_S


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
