"""Compensations: asked for by one, decided by another, paid once; and who stands in which rank."""

from collections.abc import Callable
from typing import Any

from ticketing.actions import complaints
from ticketing.api.complaints import answers, bodies
from ticketing.api.complaints.blueprint import blp
from ticketing.api.complaints.looks import seen
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.complaints import CompensationClaim
from ticketing.work import Work


@blp.route("/<number>/compensations", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.CompensationsSchema)
def listed(number: str) -> dict[str, Any]:
    """Every one that was asked for."""
    with reading() as session:
        return {"items": [answers.compensation(one) for one in seen(session, number).compensations]}


@blp.route("/<number>/compensations", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@idempotent
@blp.arguments(bodies.CompensationBody)
@blp.response(201, answers.CompensationSchema)
def ask(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Ask for one; amounts are whole minor units."""
    return _told(number, lambda work: complaints.ask(work, number, complaints.Ask(**body)))


@blp.route("/<number>/compensations/<int:claim_id>/approval", methods=["PUT"])
@needs(Permission.COMPENSATION_DECIDE)
@blp.arguments(bodies.CompensationApprovalBody)
@blp.response(200, answers.CompensationSchema)
def decide(body: dict[str, Any], number: str, claim_id: int) -> dict[str, Any]:
    """Yes or no, once, within one's limit (403 `above_limit` names the rank), never one's own (403 `own_request`)."""
    version = if_match()
    return _told(number, lambda work: complaints.decide(work, number, claim_id, version, **body))


@blp.route("/<number>/compensations/<int:claim_id>/execution", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.ExecutionBody)
@blp.response(200, answers.CompensationSchema)
def execute(body: dict[str, Any], number: str, claim_id: int) -> dict[str, Any]:
    """Paid or handed over; 409 `not_approved` before somebody said yes."""
    version = if_match()
    return _told(number, lambda work: complaints.execute(work, number, claim_id, version, body["ref"]))


@blp.route("/<number>/compensations/<int:claim_id>", methods=["DELETE"])
@needs(Permission.TICKET_WRITE)
@blp.response(200, answers.CompensationSchema)
def withdraw(number: str, claim_id: int) -> dict[str, Any]:
    """Taken back before anybody decided."""
    version = if_match()
    return _told(number, lambda work: complaints.withdraw(work, number, claim_id, version))


def _told(number: str, deed: Callable[[Work], CompensationClaim]) -> dict[str, Any]:
    claim_id = do(current_actor(), lambda work: deed(work).id)
    with reading() as session:
        found = seen(session, number).compensations
        return answers.compensation(next(one for one in found if one.id == claim_id))
