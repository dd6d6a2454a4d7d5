"""Lists of quality: calls to score and scores, calibrations, the month by agent, coaching, draws."""

from datetime import date, timedelta
from typing import Any

from flask import request

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import CaseState, Rule
from ticketing.pages.formats import as_date
from ticketing.pages.frame import may
from ticketing.pages.places import queue_names
from ticketing.pages.quality import blueprint, page
from ticketing.queries import people
from ticketing.queries import quality as looks
from ticketing.reports import quality_month
from ticketing.reports.forms import mean
from ticketing.reports.periods import Grain, Period

PER_PAGE = 50
_S = CaseState
#: What the list can be narrowed to; the first is where somebody who scores begins.
SHOWN: dict[str, tuple[CaseState, ...]] = {
    "waiting": (_S.WAITING,),
    "taken": (_S.TAKEN,),
    "submitted": (_S.SUBMITTED,),
    "appealed": (_S.APPEALED,),
    "done": (_S.SUBMITTED, _S.CONFIRMED, _S.APPEALED, _S.SETTLED),
}


@blueprint.get("")
@needs(Permission.QUALITY_READ)
def cases() -> str:
    """`show` is one of `SHOWN`, `mine` what I score, `agent` one person's by code."""
    args, actor = request.args, current_actor()
    shown = args.get("show") if args.get("show") in SHOWN else ("waiting" if may("quality_score") else "done")
    with reading() as session:
        agent = people.id_of(session, args["agent"]) if args.get("agent") else None
        mine = actor.id if args.get("mine") else None
        wanted = looks.Filter(states=() if mine else SHOWN[shown or "done"], agent=agent, inspector=mine)
        found = looks.page(session, actor, wanted, _after(), PER_PAGE + 1)
        counts = looks.counts(session, actor)
        queues = queue_names(session)
        more = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
        about = {"shown": shown, "mine": bool(mine), "agent": args.get("agent", ""), "queues": queues}
        sums = {word: sum(counts.get(state, 0) for state in states) for word, states in SHOWN.items()}
        return page("list", "list", rows=found[:PER_PAGE], counts=sums, more=more, me=actor.id, **about)


@blueprint.get("/calibrations")
@needs(Permission.QUALITY_DECIDE)
def calibrations() -> str:
    """Calls that several score blind, the newest first."""
    actor = current_actor()
    with reading() as session:
        found = looks.page(session, actor, looks.Filter(calibration=True), _after(), PER_PAGE + 1)
        sitting = {
            case.id: [(score.by.name, score.submitted_at is not None) for score in looks.scores(session, case.id)]
            for case in found[:PER_PAGE]
        }
        more = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
        return page("calibrations", "calibrations", rows=found[:PER_PAGE], sitting=sitting, more=more)


@blueprint.get("/months")
@needs(Permission.QUALITY_READ)
def months() -> str:
    """One month by agent, as it stands now; `month` is `2026-03`."""
    on = as_date(f"{request.args.get('month', '')}-01", centre().day_of(now()))
    period = Period.around(centre(), on, Grain.MONTH)
    with reading() as session:
        found = looks.month_within(session, current_actor(), *period.bounds)
    rows = [vars(row) | {"mean": mean(row.points, row.sheets)} for row in found]
    totals = quality_month.totals(rows) if rows else {}
    return page("months", "months", rows=rows, totals=totals, first=period.day, is_over=_today() > period.last)


@blueprint.get("/notes")
@needs(Permission.QUALITY_READ)
def notes() -> str:
    """Coaching within reach; an agent acknowledges their own here."""
    actor = current_actor()
    with reading() as session:
        agent = people.id_of(session, request.args["agent"]) if request.args.get("agent") else None
        found = looks.notes(session, actor, agent, _after(), PER_PAGE + 1)
        more = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
        return page("notes", "notes", rows=found[:PER_PAGE], more=more, me=actor.id)


@blueprint.get("/draws")
@needs(Permission.QUALITY_ADMIN)
def draws() -> str:
    """What was drawn, how the next draw goes, and a form for a period of one's own."""
    last = monday_of(_today()) - timedelta(days=1)
    with reading() as session:
        rows = [(row, looks.of_draw(session, row.id)) for row in looks.draws(session, 20)]
        shown = [(row, len(chosen), _done(chosen)) for row, chosen in rows]
        usual = (last - timedelta(days=6), last)
        return page("draws", "draws", rows=shown, plan=looks.plan(session), rules=list(Rule), usual=usual)


def _done(chosen: Any) -> int:
    return sum(case.scored_at is not None for case in chosen)


def _today() -> date:
    return centre().day_of(now())


def _after() -> int | None:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
