"""Whether customers are satisfied: shares with their formulas, parted by queue, agent, channel or period, and the
ratings behind every number."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, reading
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import Tally
from ticketing.models.satisfaction import Rating
from ticketing.pages.formats import instant_us
from ticketing.pages.frame import may
from ticketing.pages.places import queue_names
from ticketing.pages.stats.asked import page, span, stretch
from ticketing.pages.stats.blueprint import blueprint
from ticketing.pages.vocabulary import word
from ticketing.queries import satisfaction
from ticketing.queries.figures import Span
from ticketing.queries.satisfaction import ANSWERS, SIDES, Scope
from ticketing.reports.satisfaction import COUNTS, FORM, SHARES

PER_PAGE = 100
DAYS_BACK = 29


@blueprint.get("/satisfaction")
@needs(Permission.REPORT_READ)
def satisfied() -> str:
    """`from` and `to` (days, both included) and `by`; as far as whoever asks may read reports."""
    what = span(DAYS_BACK)
    side = request.args.get("by", "")
    side = side if side in SIDES else "queue"
    with reading() as session:
        scope = _scope(what.from_us, what.to_us)
        total = satisfaction.whole(session, scope)
        parts = satisfaction.by(session, scope, side)
        names = _names(session, side, parts)
    return page(
        "stats/satisfaction.html",
        what,
        (),
        form=FORM,
        shares=[_share(share, total, what) for share in SHARES],
        parts=[_part(names[key], tally, what, side, key) for key, tally in parts.items()],
        together=_part(gettext("All together"), total, what),
        counts=COUNTS,
        sides=[(one, word("satisfaction_side", one)) for one in SIDES],
        side=side,
        asked_for=urlencode({"from": _said(what.from_us), "to": _said(what.to_us), "by": side}),
    )


def _said(at_us: int) -> str:
    return instant(at_us).isoformat()


@blueprint.get("/ratings")
@needs(Permission.REPORT_READ)
def ratings() -> str:
    """The ratings behind a figure: `from` and `to` in instants, `by` and `part`, `answer`."""
    args = request.args
    first, last = instant_us(args.get("from")), instant_us(args.get("to"))
    what = span(DAYS_BACK)
    scope = _scope(what.from_us if first is None else first, what.to_us if last is None else last)
    side, answer, before = args.get("by", ""), args.get("answer", ""), args.get("after", "")
    side = side if side in SIDES else ""
    cursor = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    with reading() as session:
        found = satisfaction.behind_figure(session, scope, side, args.get("part", ""), answer, cursor, PER_PAGE + 1)
        part = _names(session, side, [args.get("part", "")])[args.get("part", "")] if side else ""
        rows = [_row(one) for one in found[:PER_PAGE]]
    return render_template(
        "stats/ratings.html",
        rows=rows,
        scope=scope,
        part=part,
        answer=answer if answer in ANSWERS else "",
        more=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
    )


def _scope(first_us: int, last_us: int) -> Scope:
    return satisfaction.scope_of(current_actor(), instant(first_us), instant(last_us), centre().timezone)


def _names(session: Any, side: str, keys: Any) -> dict[str, str]:
    """The parts in words; what belongs to none has a name of its own."""
    known: dict[str, str] = {}
    if side == "queue":
        known = queue_names(session)
    elif side == "agent":
        known = satisfaction.names(session, keys)
    elif side in ("via", "kind"):
        known = {key: word(side, key) for key in keys if key}
    return {key: known.get(key, key) or gettext("none") for key in keys}


def _share(share: Any, total: Tally, what: Span) -> dict[str, Any]:
    found = {"share": share, "value": getattr(total, share.key)}
    for name, count, drill in (("part", share.part, share.drill), ("of", share.of, share.drill_of)):
        found[name] = getattr(total, count)
        found[f"{name}_link"] = _link(what, drill) if found[name] else ""
    return found


def _part(name: str, tally: Tally, what: Span, side: str = "", key: str = "") -> dict[str, Any]:
    cells = [
        (getattr(tally, count), _link(what, drill, side, key) if getattr(tally, count) else "")
        for count, _, drill in COUNTS
    ]
    return {"name": name, "tally": tally, "cells": cells}


def _link(what: Span, answer: str, side: str = "", key: str = "") -> str:
    asked = {**stretch(what), "answer": answer, **({"by": side, "part": key} if side else {})}
    return f"/stats/ratings?{urlencode(asked)}"


def _row(one: Rating) -> dict[str, Any]:
    """What customers wrote is read by those who may read the matter."""
    reads = may(Permission.TICKET_READ)
    return {
        "at": one.asked_at,
        "answered_at": one.answered_at,
        "via": one.via.value,
        "ticket": one.ticket.number if one.ticket and reads else "",
        "subject": one.ticket.subject if one.ticket and reads else "",
        "agent": one.person.name if one.person else "",
        "score": one.score,
        "contentment": one.contentment.value if one.contentment else "",
        "fault": one.fault.value if one.fault else "",
        "comment": one.comment if reads else "",
    }
