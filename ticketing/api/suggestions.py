"""Suggestions over HTTP: /api/v1/suggestions/{number}."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma

from ticketing.actions import suggestions
from ticketing.api.door import Door
from ticketing.api.fields import line, prose
from ticketing.api.requests import if_match
from ticketing.api.tickets.bodies import word
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.domain.suggestions import Adoption, SuggestionCategory
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Hidden, NotFound
from ticketing.models.tickets import Ticket
from ticketing.queries import suggestions as looks
from ticketing.queries import tickets
from ticketing.work import Work

blp = Door("suggestions", __name__, url_prefix="/suggestions", description="What customers suggest")


class SortingBody(ma.Schema):
    category = word(SuggestionCategory, required=True)
    department = line(load_default="", shortest=0)
    same_as = line(32, load_default=None, allow_none=True)


class ReceptionBody(ma.Schema):
    """`by`: who of the department said so."""

    adoption = word(Adoption, required=True)
    answer = prose(2_000, required=True, shortest=1)
    by = line(required=True)


class SuggestionSchema(ma.Schema):
    number = ma.fields.String()
    version = ma.fields.Integer()
    category = ma.fields.String()
    department = ma.fields.String()
    passed_at = ma.fields.AwareDateTime(allow_none=True)
    same_as = ma.fields.String(allow_none=True)
    count = ma.fields.Integer()
    adoption = ma.fields.String(allow_none=True)
    answer = ma.fields.String()
    answered_by = ma.fields.String()
    answered_at = ma.fields.AwareDateTime(allow_none=True)
    told_at = ma.fields.AwareDateTime(allow_none=True)


@blp.route("/<number>", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, SuggestionSchema)
def get(number: str) -> dict[str, Any]:
    """What became of it so far."""
    with reading() as session:
        ticket = tickets.by_number(session, number)
        if ticket is None or ticket.kind is not TicketKind.SUGGESTION:
            raise NotFound()
        if judge(current_actor(), Permission.TICKET_READ, ticket.target) is not Verdict.ALLOWED:
            raise Hidden()
        return _told(looks.whole(session, ticket))


@blp.route("/<number>", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(SortingBody)
@blp.response(200, SuggestionSchema)
def sort(body: dict[str, Any], number: str) -> dict[str, Any]:
    """What it is about, and who is to answer it."""
    version = if_match()
    return _after(number, lambda work: suggestions.sort(work, number, version, suggestions.Sorting(**body)))


@blp.route("/<number>/answer", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(ReceptionBody)
@blp.response(200, SuggestionSchema)
def receive(body: dict[str, Any], number: str) -> dict[str, Any]:
    """What the department makes of it."""
    version = if_match()
    said = suggestions.Reception(body["adoption"], body["answer"], body["by"])
    return _after(number, lambda work: suggestions.receive(work, number, version, said))


@blp.route("/<number>/told", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.response(200, SuggestionSchema)
def tell(number: str) -> dict[str, Any]:
    """The customer knows."""
    version = if_match()
    return _after(number, lambda work: suggestions.tell_customer(work, number, version))


def _after(number: str, deed: Callable[[Work], Ticket]) -> dict[str, Any]:
    ticket_id = do(current_actor(), lambda work: deed(work).id)
    with reading() as session:
        return _told(looks.whole(session, session.get_one(Ticket, ticket_id)))


def _told(found: looks.Whole) -> dict[str, Any]:
    one = found.suggestion
    blank = {"category": SuggestionCategory.OTHER.value, "department": "", "answer": "", "answered_by": ""}
    same = ("department", "passed_at", "answer", "answered_by", "answered_at", "told_at")
    written = {name: getattr(one, name) for name in same} | {"category": one.category.value} if one else blank
    return written | {
        "number": found.ticket.number,
        "version": found.ticket.version,
        "same_as": found.same_as,
        "count": found.count,
        "adoption": one.adoption.value if one and one.adoption else None,
    }
