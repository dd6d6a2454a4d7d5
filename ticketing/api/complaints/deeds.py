"""Work on a complaint as a whole: convert, write, triage, move, reply, decide, sign."""

from typing import Any

from ticketing.actions import complaints, tickets
from ticketing.api.complaints import answers, bodies
from ticketing.api.complaints.blueprint import blp
from ticketing.api.complaints.looks import answer
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.permissions import Permission
from ticketing.models.tickets import Ticket
from ticketing.work import Work


@blp.route("", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@idempotent
@blp.arguments(bodies.ConversionBody)
@blp.response(201, answers.ComplaintRecordSchema)
def convert(body: dict[str, Any]) -> Any:
    """An inquiry becomes a complaint; its number and its clocks stay."""
    number, version = body.pop("ticket"), if_match()
    said = tickets.ComplaintWish(**{**body, "flags": tuple(body["flags"])})
    return _after(lambda work: complaints.convert(work, number, version, said), 201)


@blp.route("/<number>", methods=["PATCH"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ComplaintRecordBody)
@blp.response(200, answers.ComplaintRecordSchema)
def edit(body: dict[str, Any], number: str) -> Any:
    """Change the named fields of the record."""
    version = if_match()
    if "details" in body:
        body["details"] = bodies.ComplaintDetailsBody().dump(body["details"])
    return _after(lambda work: complaints.edit(work, number, version, body))


@blp.route("/<number>/triage", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.TriageBody)
@blp.response(200, answers.ComplaintRecordSchema)
def triage(body: dict[str, Any], number: str) -> Any:
    """Severity and who answers for it; deadlines move at once."""
    version = if_match()
    return _after(lambda work: complaints.triage(work, number, version, complaints.Triage(**body)))


@blp.route("/<number>/stage", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.StageBody)
@blp.response(200, answers.ComplaintRecordSchema)
def go(body: dict[str, Any], number: str) -> Any:
    """Forward through the gates (422 names all that are unmet), or back to the investigation with a reason."""
    version = if_match()
    return _after(lambda work: complaints.go(work, number, version, body["to"], body["reason"]))


@blp.route("/<number>/proposal", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ComplaintProposalBody)
@blp.response(200, answers.ComplaintRecordSchema)
def propose(body: dict[str, Any], number: str) -> Any:
    """What we offer the customer."""
    version = if_match()
    return _after(lambda work: complaints.propose(work, number, version, body["text"]))


@blp.route("/<number>/reply", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ComplaintReplyBody)
@blp.response(200, answers.ComplaintRecordSchema)
def reply(body: dict[str, Any], number: str) -> Any:
    """The answer as the customer got it; asks for a conversation on record unless it was written to them."""
    version = if_match()
    return _after(lambda work: tickets.reply(work, number, version, tickets.Reply(**body)))


@blp.route("/<number>/loop-decision", methods=["PUT"])
@needs(Permission.TICKET_READ)
@blp.arguments(bodies.LoopBody)
@blp.response(200, answers.ComplaintRecordSchema)
def decide_loop(body: dict[str, Any], number: str) -> Any:
    """After five loops: a manager allows one more answer, or lets the matter end with it."""
    version = if_match()
    return _after(lambda work: complaints.decide_loop(work, number, version, body["decision"], body["text"]))


@blp.route("/<number>/signatures", methods=["POST"])
@needs(Permission.TICKET_READ)
@idempotent
@blp.arguments(bodies.SignatureBody)
@blp.response(201, answers.ComplaintRecordSchema)
def sign(body: dict[str, Any], number: str) -> Any:
    """One's name on a line of the sheet."""
    do(current_actor(), lambda work: complaints.sign(work, number, body["slot"], body["note"]).id)
    return answer(number, 201)


def _after(deed: Any, status: int = 200) -> Any:
    def numbered(work: Work) -> str:
        ticket: Ticket = deed(work)
        return ticket.number

    return answer(do(current_actor(), numbered), status)
