"""File tickets and work on them; a write may carry `If-Match` with the version it was made looking at."""

from typing import Any

from flask import Response, jsonify

from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Promise
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.api.tickets import answers, bodies, relation_bodies
from ticketing.api.tickets.blueprint import blp
from ticketing.api.tickets.looks import whole
from ticketing.auth import current_actor, needs
from ticketing.db import do, now, reading
from ticketing.domain.callbacks import Window
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Source
from ticketing.errors import NotFound
from ticketing.models.tickets import Note, Ticket
from ticketing.queries import tickets as queries
from ticketing.work import Work

# Nobody has spoken with whoever wrote: acknowledgement and first response are still owed (T1).
UNANSWERED = frozenset({Source.LETTER, Source.WEB})
# Built once: a schema copies its fields, and those of the schemas in it, each time it is made.
_TICKET = answers.TicketSchema()
_CHANNEL_OF = {Source.LETTER: "letter", Source.VISIT: "visit", Source.WEB: "web"}


@blp.route("", methods=["POST"])
@needs(Permission.TICKET_CREATE)
@idempotent
@blp.arguments(bodies.TicketBody)
@blp.response(201, answers.TicketSchema)
def file(body: dict[str, Any]) -> Any:
    """A new ticket, with its promised call-back in the same breath."""
    number = do(current_actor(), lambda work: _filed(work, body))
    # Read when it is kept: until then the day's next number waits for us.
    with reading() as session:
        found = queries.whole(session, number, now())
        if found is None:
            raise NotFound()
        return _answer(answers.whole(found, body["follow_up_of"]), 201)


@blp.route("/<number>", methods=["PATCH"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.TicketEditBody)
@blp.response(200, answers.TicketSchema)
def edit(body: dict[str, Any], number: str) -> Any:
    """Change the named fields."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.edit(work, number, version, body)))


@blp.route("/<number>/transitions", methods=["POST"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.TransitionBody)
@blp.response(200, answers.TicketSchema)
def go(body: dict[str, Any], number: str) -> Any:
    """One step of the state table; a refusal names every guard in the way."""
    version, word = if_match(), body["resolution"]
    last = tickets.LastWord(**word) if word is not None else None
    going = tickets.Going(body["to"], body["reason"], body["wake_at"], last, force=body["force"])
    return after(do(current_actor(), lambda work: tickets.move(work, number, version, going)))


@blp.route("/<number>/assignment", methods=["PUT"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.AssignmentBody)
@blp.response(200, answers.TicketSchema)
def assign(body: dict[str, Any], number: str) -> Any:
    """Take it, give it to somebody, or lay it down."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.assign(work, number, version, body["owner"], body["reason"])))


@blp.route("/<number>/notes", methods=["POST"])
@needs(Permission.TICKET_READ)
@idempotent
@blp.arguments(bodies.NoteBody)
@blp.response(201, relation_bodies.NoteSchema)
def write_note(body: dict[str, Any], number: str) -> Note:
    """A word for colleagues, of which no clock takes notice, a reply to the customer, or what the customer wrote."""
    return do(
        current_actor(),
        lambda work: tickets.write_note(work, number, body["text"], body["kind"], tuple(body["files"])),
    )


@blp.route("/<number>/contacts", methods=["POST"])
@needs(Permission.TICKET_READ)
@idempotent
@blp.arguments(bodies.ContactBody)
@blp.response(201, answers.TicketSchema)
def contact(body: dict[str, Any], number: str) -> Any:
    """Note a conversation or a try; the answer is the ticket it belongs to, a follow-up if this one is closed."""
    spoken = tickets.Spoken(body["direction"], body["answered"], body["needs_action"])
    return after(do(current_actor(), lambda work: tickets.contact(work, number, spoken)), 201)


@blp.route("/<number>/resolution", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.LastWordBody)
@blp.response(200, answers.TicketSchema)
def resolve(body: dict[str, Any], number: str) -> Any:
    """The last word; 422 lists whatever is still missing."""
    version = if_match()
    word = tickets.LastWord(**body)
    return after(do(current_actor(), lambda work: tickets.resolve(work, number, version, word)))


@blp.route("/<number>/resolution", methods=["DELETE"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ReasonBody)
@blp.response(200, answers.TicketSchema)
def unresolve(body: dict[str, Any], number: str) -> Any:
    """Take it up again."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.unresolve(work, number, version, body["reason"])))


@blp.route("/<number>/priority", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.PriorityBody)
@blp.response(200, answers.TicketSchema)
def prioritise(body: dict[str, Any], number: str) -> Any:
    """More or less pressing; deadlines move at once."""
    version = if_match()
    return after(
        do(
            current_actor(),
            lambda work: tickets.prioritise(work, number, version, body["priority"], body["reason"]),
        )
    )


@blp.route("/<number>/reply", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ReplyBody)
@blp.response(200, answers.TicketSchema)
def reply(body: dict[str, Any], number: str) -> Any:
    """The answer given to whoever complained; asks for a conversation on record."""
    version = if_match()
    return after(do(current_actor(), lambda work: tickets.reply(work, number, version, tickets.Reply(body["text"]))))


def _filed(work: Work, body: dict[str, Any]) -> str:
    ticket = _opened(work, body)
    promised = body["promise"]
    if promised is not None:
        phone = ticket.contact_phone or body["contact_phone"] or ""
        window = Window(promised["window_start"], promised["window_end"])
        callbacks.promise(work, ticket, Promise(phone, window, promised["note"], owner_id=work.actor.id))
    return ticket.number


def _opened(work: Work, body: dict[str, Any]) -> Ticket:
    wish = _wish(work, body)
    if body["received_at"] is None:
        return tickets.open_ticket(work, wish)
    return tickets.open_late(work, wish, body["received_at"], body["received_reason"])


def _wish(work: Work, body: dict[str, Any]) -> tickets.TicketWish:
    same = (
        *("kind", "subject", "content", "demand", "category", "priority", "queue", "department", "customer_id"),
        *("product_ref", "details"),
    )
    caller, complaint, word = body["customer"] or {}, body["complaint"], body["resolved"]
    usual = Source.CALL_IN if work.actor.id is not None else Source.API
    source = Source(body["source"]) if body["source"] else usual
    return tickets.TicketWish(
        **{name: body[name] for name in same},
        source=source,
        customer_name=caller.get("name", ""),
        contact_phone=body["contact_phone"] or caller.get("phone"),
        visit_callid=body["visit_callid"],
        follow_up_of_id=tickets.followed(work, body["follow_up_of"]),
        parent_id=tickets.above(work, body["parent"]),
        tags=tuple(body["tags"]),
        answered=body["answered"] and source not in UNANSWERED,
        resolved=tickets.LastWord(**word) if word is not None else None,
        complaint=_complaint(complaint, source) if complaint else None,
    )


def _complaint(said: dict[str, Any], source: Source) -> tickets.ComplaintWish:
    channel = said["channel"] or _CHANNEL_OF.get(source, "phone")
    return tickets.ComplaintWish(**said | {"channel": channel, "flags": tuple(said["flags"])})


def after(ticket: Ticket, status: int = 200) -> Response:
    """The answer to a write: the ticket as it stands after it."""
    return _answer(whole(ticket.number), status)


def _answer(body: dict[str, Any], status: int) -> Response:
    """The ticket as it now stands, with its version for the next write."""
    response = jsonify(_TICKET.dump(body))
    response.status_code = status
    response.headers["ETag"] = f'"{body["version"]}"'
    return response
