"""The list of tickets: views with their counters, filters, orders, the columns that each chose, deeds for many."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.permissions import Permission
from ticketing.models.tickets import Ticket
from ticketing.pages.formats import instant_us
from ticketing.pages.places import queue_name, queue_names
from ticketing.pages.vocabulary import word
from ticketing.queries import finding, lists
from ticketing.reports import ticket_list

blueprint = Blueprint("ticket_list_pages", __name__)

PER_PAGE = 50
# Between the parts of a cursor.
BETWEEN = "~"


@blueprint.get("/tickets")
@needs(Permission.TICKET_READ)
def found() -> str:
    """The words of `finding.WORDS` narrow and order; `after` is the cursor of the page before; `met` with `from` and
    `to` in instants is what stands behind a figure."""
    wanted, sort, words = _wanted()
    with reading() as session:
        rows = finding.page(session, current_actor(), wanted, _after(sort), PER_PAGE + 1, sort)
        shown = [_row(one) for one in rows[:PER_PAGE]]
        more = _cursor(rows[PER_PAGE - 1], sort) if len(rows) > PER_PAGE else None
        queues = list(queue_names(session).items())
        columns = lists.columns(session, current_actor(), "tickets", ticket_list.USUAL)
        views = _views(words) if not request.headers.get("HX-Request") else []
        page = {"rows": shown, "queues": queues, "more": more, "columns": columns, "views": views}
    titles = {column.key: gettext(column.title) for column in ticket_list.COLUMNS}
    return render_template("tickets/list.html", **page, titles=titles, known=ticket_list.KEYS, said=words, at=now())


@blueprint.get("/tickets/views")
@needs(Permission.TICKET_READ)
def views() -> str:
    """The views alone, for the counters that go on while the list stands."""
    return render_template("tickets/_views.html", views=_views(_said()))


def _views(words: dict[str, str]) -> list[dict[str, Any]]:
    at = _at()
    with reading() as session:
        return [
            {
                "key": one.key,
                "name": word("view", one.key) if one.saved is None else one.name,
                "count": one.count,
                "words": one.wanted,
                "saved": one.saved,
                "mine": one.saved is not None and one.saved.person_id == current_actor().id,
                "is_current": one.wanted == {key: word for key, word in words.items() if key != "sort"},
            }
            for one in lists.views(session, current_actor(), at)
        ]


def _wanted() -> tuple[finding.Filter, finding.Sort, dict[str, str]]:
    args = request.args
    first, last = instant_us(args.get("from")), instant_us(args.get("to"))
    if args.get("met") in ("any", "once") and first is not None and last is not None:
        return finding.Filter(solved=(args["met"], first, last)), finding.Sort.NEWEST, {"state": "any"}
    words = _said()
    return (*finding.read(words, _at()), words)


def _said() -> dict[str, str]:
    words = finding.kept({name: request.args.get(name, "") for name in finding.WORDS}, _at())
    return {"state": finding.ACTIVE, **words}


def _at() -> finding.Asked:
    return finding.Asked(now(), centre().zone)


def _cursor(ticket: Ticket, sort: finding.Sort) -> str:
    return BETWEEN.join(map(str, finding.cursor_of(ticket, sort)))


def _after(sort: finding.Sort) -> tuple[Any, ...] | None:
    """Where the page before ended; what is no cursor begins at the top."""
    parts, kinds = request.args.get("after", "").split(BETWEEN), finding.CURSORS[sort]
    numbers = [part for part, kind in zip(parts, kinds, strict=False) if kind is int]
    if len(parts) != len(kinds) or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in numbers):
        return None
    if sort is finding.Sort.DUE and instant_us(parts[0]) is None:
        return None
    return tuple(kind(part) for part, kind in zip(parts, kinds, strict=True))


def _row(ticket: Ticket) -> dict[str, Any]:
    told = ticket_list.plain_row(ticket, centre().zone, centre().phone_region)
    named = {"queue": queue_name(ticket.queue)} if ticket.queue else {}
    return told | named | {"customer_id": ticket.customer_id, "due_at": ticket.next_due_at, "breached": ticket.breached}
