"""Hang tickets together and take them apart: merge, split, links, parents."""

from typing import Any

from flask import Response

from ticketing.actions import tickets
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.api.tickets import answers
from ticketing.api.tickets import relation_bodies as bodies
from ticketing.api.tickets.blueprint import blp
from ticketing.api.tickets.deeds import after
from ticketing.api.tickets.looks import look
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.errors import Invalid
from ticketing.models.relations import TicketLink
from ticketing.queries import duplicates, relations


@blp.route("/<number>/merge", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.MergeBody)
@blp.response(200, answers.TicketSchema)
def merge(body: dict[str, Any], number: str) -> Any:
    """Take it up into another ticket; the answer is that one. Can be taken back for 24 hours."""
    version, keep = if_match(), body["inherit_oldest"]
    return after(
        do(current_actor(), lambda work: tickets.merge(work, number, version, body["into"], inherit_oldest=keep))
    )


@blp.route("/<number>/merge", methods=["DELETE"])
@needs(Permission.TICKET_WRITE)
@blp.response(200, answers.TicketSchema)
def unmerge(number: str) -> Any:
    """Take the merge back: messages, call-backs and clocks are its own again."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.unmerge(work, number, version)))


@blp.route("/<number>/splits", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@idempotent
@blp.arguments(bodies.SplitBody)
@blp.response(201, answers.TicketSchema)
def split(body: dict[str, Any], number: str) -> Any:
    """Make a ticket of its own out of some of the notes; the answer is the new one."""
    version, notes = if_match(), tuple(body.pop("notes"))
    wish = tickets.TicketWish(**body)
    return after(do(current_actor(), lambda work: tickets.split(work, number, version, notes, wish)), 201)


@blp.route("/<number>/links", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, bodies.RelatedListSchema)
def related(number: str) -> dict[str, Any]:
    """Parents, children, follow-ups, merges and links, as far as the asker may see them."""

    def kin(session: Any, ticket: Any, at: Any) -> dict[str, Any]:
        found = relations.related(session, current_actor(), ticket)
        done = relations.standing_merge(session, ticket.id)
        undo = done.undo_until if done is not None and done.undo_until > at else None
        return {"items": [bodies.related(one) for one in found], "undo_until": undo}

    return look(number, kin)


@blp.route("/<number>/links", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.LinkBody)
@blp.response(201, bodies.LinkSchema)
def link(body: dict[str, Any], number: str) -> TicketLink:
    """Say how this ticket stands to another; the same twice is one link."""
    return do(current_actor(), lambda work: tickets.link(work, number, body["to"], body["kind"]))


@blp.route("/<number>/links/<int:link_id>", methods=["DELETE"])
@needs(Permission.TICKET_WRITE)
@blp.response(204)
def unlink(number: str, link_id: int) -> Response:
    """Take a link away, from whichever end."""
    do(current_actor(), lambda work: tickets.unlink(work, number, link_id))
    return Response(status=204)


@blp.route("/<number>/parent", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ParentBody)
@blp.response(200, answers.TicketSchema)
def set_parent(body: dict[str, Any], number: str) -> Any:
    """Hang it below another ticket, which is not settled before this one is."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.set_parent(work, number, version, body["parent"])))


@blp.route("/duplicates", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.DuplicatesArgs, location="query")
@blp.response(200, bodies.LikelyListSchema)
def likely(args: dict[str, Any]) -> dict[str, Any]:
    """What the same customer has open, or called about within 24 hours; look here before a new ticket is filed."""
    if args["phone"] is None and args["customer_id"] is None:
        raise Invalid("nobody_named", errors={"phone": ["nobody_named"]})
    # Half a number, or one that the screen masked, is nobody's yet.
    phone = normal(args["phone"], centre().phone_region) if "*" not in (args["phone"] or "") else None
    asked = duplicates.Asked(
        customer_id=args["customer_id"],
        phone=phone,
        kind=args["kind"].value if args["kind"] else None,
        category=args["category"],
        but=args["but"],
    )
    with reading() as session:
        found = duplicates.likely(session, current_actor(), asked, now())
        return {"items": [bodies.likely(one) for one in found]}
