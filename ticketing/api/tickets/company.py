"""Who is at a ticket: its followers, its tags, and who has it open just now."""

from typing import Any

from flask import Response

from ticketing.actions import tickets
from ticketing.actions.tickets import openings
from ticketing.api.requests import if_match
from ticketing.api.tickets import answers
from ticketing.api.tickets import relation_bodies as bodies
from ticketing.api.tickets.blueprint import blp
from ticketing.api.tickets.deeds import after
from ticketing.api.tickets.looks import look
from ticketing.auth import current_actor, needs
from ticketing.db import begin, do
from ticketing.domain.permissions import Permission
from ticketing.queries import relations


@blp.route("/<number>/watchers", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, bodies.WatchersSchema)
def watchers(number: str) -> dict[str, Any]:
    """Who follows it."""
    return look(number, lambda session, ticket, _: bodies.followers(list(relations.watchers(session, ticket.id))))


@blp.route("/<number>/watchers/<code>", methods=["PUT"])
@needs(Permission.TICKET_CREATE)
@blp.response(200, bodies.WatchersSchema)
def watch(number: str, code: str) -> dict[str, Any]:
    """Follow it oneself (`me`), or have a person by code follow it."""
    do(current_actor(), lambda work: tickets.watch(work, number, code, watches=True))
    return watchers_of(number)


@blp.route("/<number>/watchers/<code>", methods=["DELETE"])
@needs(Permission.TICKET_CREATE)
@blp.response(200, bodies.WatchersSchema)
def unwatch(number: str, code: str) -> dict[str, Any]:
    """Cease to follow it."""
    do(current_actor(), lambda work: tickets.watch(work, number, code, watches=False))
    return watchers_of(number)


@blp.route("/<number>/tags", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.TagsBody)
@blp.response(200, answers.TicketSchema)
def tag(body: dict[str, Any], number: str) -> Any:
    """These tags and no others."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.tag(work, number, version, body["tags"])))


@blp.route("/<number>/opening", methods=["PUT"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.OpeningBody)
@blp.response(200, bodies.CompanySchema)
def look_in(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Say every 15 seconds that one has it open; tells who else has, and what changed since `version`."""
    with begin(current_actor(), nudge=False) as work:
        return bodies.company(openings.look_in(work, number, body["version"], writing=body["writing"]))


@blp.route("/<number>/opening", methods=["DELETE"])
@needs(Permission.TICKET_READ)
@blp.response(204)
def leave(number: str) -> Response:
    """The page is closed."""
    with begin(current_actor(), nudge=False) as work:
        openings.leave(work, number)
    return Response(status=204)


def watchers_of(number: str) -> dict[str, Any]:
    """The list as it now stands."""
    return look(number, lambda session, ticket, _: bodies.followers(list(relations.watchers(session, ticket.id))))
