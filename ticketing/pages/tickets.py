"""One ticket with its whole story, why its deadlines are what they are, and what was handed over."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from ticketing.actions import audit
from ticketing.auth import current_actor, needs
from ticketing.db import begin, now, reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.domain.phones import masked
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Hidden, NotFound
from ticketing.models.tickets import Ticket
from ticketing.pages.dialling import dialling
from ticketing.pages.history import tell
from ticketing.pages.places import places, queue_name
from ticketing.queries import (
    assignment,
    attachments,
    categories,
    explanations,
    handovers,
    people,
    relations,
    suggestions,
    tickets,
)

blueprint = Blueprint("ticket_pages", __name__)

LONGEST_STORY = 500
MOST_HANDOVERS = 200


@blueprint.get("/complaints")
@needs(Permission.TICKET_READ)
def complaints() -> Any:
    """The complaints among the tickets."""
    return redirect("/tickets?kind=complaint")


@blueprint.get("/tickets/<number>")
@needs(Permission.TICKET_READ)
def one(number: str) -> str:
    """The ticket with its clocks and what happened, newest first; who looks at a complaint is noted."""
    actor, at = current_actor(), now()
    with reading() as session:
        whole = tickets.whole(session, number, at)
        if whole is None:
            raise NotFound()
        if judge(actor, Permission.TICKET_READ, whole.ticket.target) is not Verdict.ALLOWED:
            raise Hidden()
        page = render_template("tickets/one.html", **_whole(session, whole, at))
    if whole.ticket.kind is TicketKind.COMPLAINT:
        with begin(actor, nudge=False) as work:
            audit.record(work, "complaint_seen", f"ticket:{number}")
    return page


@blueprint.get("/tickets/<number>/clocks/<kind>/explained")
@needs(Permission.TICKET_READ)
def explained(number: str, kind: str) -> str:
    """A part of the page: what the latest clock of this kind (or the `?seq=`-th) has counted, line by line (R12)."""
    with reading() as session:
        ticket = tickets.by_number(session, number)
        if ticket is None:
            raise NotFound()
        if judge(current_actor(), Permission.TICKET_READ, ticket.target) is not Verdict.ALLOWED:
            raise Hidden()
        found = explanations.of_kind(session, ticket, kind, now(), request.args.get("seq", type=int))
        if found is None:
            raise NotFound()
        names = {team.code: team.name for team in people.teams(session)}
        return render_template("tickets/_explained.html", told=found, lines=_lines(found), names=names)


@blueprint.get("/handovers")
@needs(Permission.TICKET_READ)
def left() -> str:
    """The own sheet, sheets to be taken over, and what was taken back from people who went home, soonest due first."""
    actor = current_actor()
    with reading() as session:
        end_at = handovers.ending(session, actor.id, now()) if actor.id is not None else None
        told = {
            "rows": assignment.handovers(session, actor, MOST_HANDOVERS),
            "left": handovers.leaving(session, actor.id, end_at, now()) if end_at and actor.id is not None else None,
            "filed": handovers.sheet(session, actor.id, end_at) if end_at and actor.id is not None else None,
            "sheets": [one for one in handovers.open_sheets(session, actor) if one.person_id != actor.id],
        }
        return render_template("tickets/handovers.html", **told)


def _lines(told: explanations.Explanation) -> list[dict[str, Any]]:
    """What it counted and what it waited, in the order in which it happened."""
    ran = [
        {"from": one.began_at, "to": one.ended_at, "s": one.working_s, "total": one.total_s} for one in told.stretches
    ]
    waited = [{"from": one.began_at, "to": one.ended_at, "s": None, "total": None} for one in told.pauses]
    return sorted(ran + waited, key=lambda line: line["from"])


def _row(ticket: Ticket) -> dict[str, Any]:
    names = ("id", "number", "subject", "opened_at", "next_due_at", "breached", "category")
    return {name: getattr(ticket, name) for name in names} | {
        **{name: getattr(ticket, name).value for name in ("kind", "priority", "state")},
        "customer": ticket.customer.name if ticket.customer else "",
        "phone": masked(ticket.contact_phone),
        "queue": queue_name(ticket.queue) if ticket.queue else "",
        "owner": ticket.owner.name if ticket.owner else "",
    }


def _whole(session: Session, whole: tickets.Whole, at: datetime) -> dict[str, Any]:
    told = tickets.timeline(session, relations.merged_ids(session, whole.ticket.id), 0, LONGEST_STORY)
    return {
        "ticket": whole.ticket,
        "row": _row(whole.ticket),
        "complaint": whole.complaint,
        "suggestion": _suggestion(session, whole.ticket),
        "clocks": whole.clocks,
        "story": [tell(entry) for entry in reversed(told)],
        "details": _details(session, whole.ticket),
        "files": attachments.of(session, whole.ticket.id),
        "writes": judge(current_actor(), Permission.TICKET_WRITE, whole.ticket.target) is Verdict.ALLOWED,
        "supervises": judge(current_actor(), Permission.ESCALATION_ASSIGN, whole.ticket.target) is Verdict.ALLOWED,
        "places": places(session),
        "at": at,
        "dialling": dialling(session),
    }


def _suggestion(session: Session, ticket: Ticket) -> suggestions.Whole | None:
    return suggestions.whole(session, ticket) if ticket.kind is TicketKind.SUGGESTION else None


def _details(session: Session, ticket: Ticket) -> list[tuple[str, str]]:
    """What the category asks for beside the usual fields, in its order, as far as it was said."""
    said = ticket.details
    fields = categories.fields_of(session, ticket.category) if said else []
    return [(one.name, _said(said[one.key])) for one in fields if one.key in said]


def _said(value: Any) -> str:
    return str(gettext("yes") if value else gettext("no")) if isinstance(value, bool) else str(value)
