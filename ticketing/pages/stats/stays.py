"""The stays in queues behind a figure: as many as the figure says, each with its call."""

from typing import Any

from flask import render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import centre, reading
from ticketing.domain.calls import Outcome
from ticketing.domain.instants import SECOND_US
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.phones import masked
from ticketing.pages.formats import from_us, instant_us
from ticketing.pages.places import queue_names
from ticketing.pages.stats.blueprint import blueprint
from ticketing.queries import calls, figures

PER_PAGE = 100


@blueprint.get("/stays")
@needs(Permission.CALL_READ)
def stays() -> str:
    """[`from`, `to`) by arrival; `queue`, `agent`, `outcome` (several with commas), `within`, `transferred` narrow."""
    with reading() as session:
        wanted, actor = _wanted(session), current_actor()
        found = calls.visits(session, actor, wanted, _after(), PER_PAGE + 1)
        total = calls.count(session, actor, wanted)
        queues = queue_names(session)
    last = found[PER_PAGE - 1].visit if len(found) > PER_PAGE else None
    return render_template(
        "stats/stays.html",
        rows=[_row(one, queues) for one in found[:PER_PAGE]],
        total=total,
        first=from_us(wanted.from_us) if wanted.from_us is not None else None,
        last=from_us(wanted.to_us) if wanted.to_us is not None else None,
        wanted=wanted,
        queue=queues.get(wanted.queue or "", wanted.queue),
        more=f"{last.enter_us}.{last.id}" if last is not None else None,
    )


def _wanted(session: Any) -> calls.VisitFilter:
    """The filters of the address; one that is none narrows nothing. Whoever sees figures of some queues only sees the
    stays of those."""
    args, actor = request.args, current_actor()
    words = args.get("outcome", "").split(",")
    sees_some = Reach.ALL not in reaches_of(actor, Permission.BOARD_READ) and not args.get("agent")
    may_see_figures = bool(reaches_of(actor, Permission.BOARD_READ))
    return calls.VisitFilter(
        from_us=instant_us(args.get("from")),
        to_us=instant_us(args.get("to")),
        queue=args.get("queue") or None,
        agent=args.get("agent") or None,
        outcomes=tuple(Outcome(word) for word in words if word in set(Outcome)),
        waited=calls.waited(args.get("within")),
        transferred=args.get("transferred") == "1",
        scope=figures.queues_of(session, actor) if sees_some and may_see_figures else None,
    )


def _row(one: calls.Listed, queues: dict[str, str]) -> dict[str, Any]:
    visit = one.visit
    return {
        "at": from_us(visit.enter_us),
        "call": one.call_id,
        "number": masked(visit.caller_norm or visit.caller, centre().phone_region),
        "customer": one.customer or visit.caller_name or "",
        "queue": queues.get(visit.queue, visit.queue),
        "agent": one.name or visit.agent or "",
        "outcome": visit.outcome.value,
        "wait": None if visit.wait_us is None else visit.wait_us / SECOND_US,
        "talk": None if visit.talk_us is None else visit.talk_us / SECOND_US,
        "pbx": one.pbx,
    }


def _after() -> tuple[int, int] | None:
    at, _, number = request.args.get("after", "").partition(".")
    if all(word.isascii() and word.isdigit() and len(word) < 19 for word in (at, number)):
        return int(at), int(number)
    return None
