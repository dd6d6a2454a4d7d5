"""Find tickets and look at one: its clocks, how each deadline came about, what happened so far."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ticketing.actions import audit, tickets
from ticketing.api.requests import paged, read_cursor
from ticketing.api.tickets import answers, bodies
from ticketing.api.tickets.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, now, reading
from ticketing.domain.clocks import ClockKind
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Hidden, NotFound
from ticketing.models.tickets import Ticket
from ticketing.queries import explanations, finding, relations
from ticketing.queries import tickets as looks

Seen = TypeVar("Seen")


@blp.route("", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.TicketsArgs, location="query")
@blp.response(200, answers.TicketsSchema)
def find(args: dict[str, Any]) -> dict[str, Any]:
    """Tickets in the order asked for, narrowed to what the asker may see."""
    wanted, sort = finding.read(_words(args), finding.Asked(now(), centre().zone))
    after = read_cursor(args["after"], *finding.CURSORS[sort])
    with reading() as session:
        found = finding.page(session, current_actor(), wanted, after, args["limit"] + 1, sort)
        items, following = paged(found, args["limit"], lambda ticket: finding.cursor_of(ticket, sort))
        return {"items": [answers.row(ticket) for ticket in items], "next": following}


@blp.route("/<number>", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.TicketSchema)
def get(number: str) -> dict[str, Any]:
    """One ticket; whoever looks at a complaint leaves a line in the audit."""
    body = whole(number)
    if body["kind"] == TicketKind.COMPLAINT.value:
        with begin(current_actor(), nudge=False) as work:
            audit.record(work, "complaint_seen", f"ticket:{number}")
    return body


@blp.route("/<number>/clocks", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.ClocksSchema)
def clocks(number: str) -> dict[str, Any]:
    """Every clock that the ticket ever had."""
    return look(number, lambda session, ticket, at: {"items": _clocks(session, ticket, at)})


@blp.route("/<number>/clocks/<kind>/explain", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.ExplainArgs, location="query")
@blp.response(200, answers.ExplanationSchema)
def explain(args: dict[str, Any], number: str, kind: str) -> dict[str, Any]:
    """What the latest clock of this kind (or its `seq`-th) has counted, and in whose hands; it ends every argument."""
    if kind not in [one.value for one in ClockKind]:
        raise NotFound()

    def explanation(session: Session, ticket: Ticket, at: datetime) -> dict[str, Any]:
        found = explanations.of_kind(session, ticket, kind, at, args["seq"])
        if found is None:
            raise NotFound()
        return answers.explanation(found)

    return look(number, explanation)


@blp.route("/<number>/timeline", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.TimelineArgs, location="query")
@blp.response(200, answers.TimelineSchema)
def timeline(args: dict[str, Any], number: str) -> dict[str, Any]:
    """What happened, oldest first."""

    def entries(session: Session, ticket: Ticket, _: datetime) -> dict[str, Any]:
        told = looks.timeline(session, relations.merged_ids(session, ticket.id), args["after"], args["limit"])
        more = len(told) == args["limit"]
        return {"items": [answers.entry(one) for one in told], "next": told[-1].entry.id if more else None}

    return look(number, entries)


@blp.route("/<number>/transitions", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.StepsSchema)
def transitions(number: str) -> dict[str, Any]:
    """Where the ticket can go from here, and what each step still lacks."""
    with begin(current_actor(), nudge=False) as work:
        steps = tickets.possible(work, number)
    return {"allowed": [{"to": to.value, "move": move.value, "unmet": list(unmet)} for to, move, unmet in steps]}


def whole(number: str) -> dict[str, Any]:
    """The body of GET; 404 outside the asker's reach."""
    with reading() as session:
        found = looks.whole(session, number, now())
        if found is None:
            raise NotFound()
        _refuse_hidden(found.ticket)
        return answers.whole(found, looks.number_of(session, found.ticket.follow_up_of_id))


def look(number: str, at_it: Callable[[Session, Ticket, datetime], Seen]) -> Seen:
    """What `at_it` reads of a ticket that the asker may see; 404 for any other."""
    with reading() as session:
        ticket = looks.by_number(session, number)
        if ticket is None:
            raise NotFound()
        _refuse_hidden(ticket)
        return at_it(session, ticket, now())


def _clocks(session: Session, ticket: Ticket, at: datetime) -> list[dict[str, Any]]:
    return [answers.clock(view) for view in looks.clock_views(session, ticket, at)]


def _refuse_hidden(ticket: Ticket) -> None:
    if judge(current_actor(), Permission.TICKET_READ, ticket.target) is not Verdict.ALLOWED:
        raise Hidden()


def _words(args: dict[str, Any]) -> dict[str, str]:
    """The arguments in the words of a saved search."""
    told = {name: args[name] for name in ("state", "kind", "priority", "owner", "queue", "category", "customer", "q")}
    told |= {"breached": args["breached"] or None, "overdue": args["overdue"] or None}
    told |= {"from": args["from_"], "to": args["to"], "sort": args["sort"]}
    return {name: str(value) for name, value in told.items() if value is not None}
