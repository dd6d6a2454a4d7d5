"""The investigation, its finding and what the department says to it; measures against the next time."""

from collections.abc import Callable
from typing import Any

from ticketing.actions import complaints
from ticketing.api.complaints import answers, bodies
from ticketing.api.complaints.blueprint import blp
from ticketing.api.complaints.looks import answer
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.permissions import Permission
from ticketing.work import Work


@blp.route("/<number>/investigation", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.InvestigationBody)
@blp.response(200, answers.ComplaintRecordSchema)
def investigate(body: dict[str, Any], number: str) -> Any:
    """Who looks into it, until when."""
    version = if_match()
    said = complaints.Investigation(body["investigator"], body["due_at"], tuple(body["methods"]))
    return _done(number, lambda work: complaints.investigate(work, number, version, said))


@blp.route("/<number>/finding", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.FindingBody)
@blp.response(200, answers.ComplaintRecordSchema)
def find(body: dict[str, Any], number: str) -> Any:
    """What was found, and whether the complaint holds."""
    version = if_match()
    return _done(number, lambda work: complaints.find(work, number, version, complaints.Finding(**body)))


@blp.route("/<number>/finding/sign-off", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.SignOffBody)
@blp.response(200, answers.ComplaintRecordSchema)
def sign_off(body: dict[str, Any], number: str) -> Any:
    """The department stands by the finding (调查结果确认单)."""
    version = if_match()
    return _done(number, lambda work: complaints.sign_off(work, number, version, body["by"], body["note"]))


@blp.route("/<number>/finding/dispute", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.DisputeBody)
@blp.response(200, answers.ComplaintRecordSchema)
def dispute(body: dict[str, Any], number: str) -> Any:
    """The department says no."""
    version = if_match()
    return _done(number, lambda work: complaints.dispute(work, number, version, body["by"], body["text"]))


@blp.route("/<number>/finding/decision", methods=["PUT"])
@needs(Permission.COMPLAINT_DECIDE)
@blp.arguments(bodies.DisputeDecisionBody)
@blp.response(200, answers.ComplaintRecordSchema)
def decide_dispute(body: dict[str, Any], number: str) -> Any:
    """A supervisor decides, once the argument has lasted a working day (409 `dispute_too_fresh` says from when)."""
    version = if_match()
    return _done(
        number, lambda work: complaints.decide_dispute(work, number, version, body["text"], body["department"])
    )


@blp.route("/<number>/measures", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@idempotent
@blp.arguments(bodies.MeasureBody)
@blp.response(201, answers.ComplaintRecordSchema)
def plan_measure(body: dict[str, Any], number: str) -> Any:
    """A corrective or preventive action."""
    return _done(number, lambda work: complaints.plan_measure(work, number, complaints.MeasureWish(**body)), 201)


@blp.route("/<number>/measures/<int:measure_id>/completion", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.MeasureDoneBody)
@blp.response(200, answers.ComplaintRecordSchema)
def complete(body: dict[str, Any], number: str, measure_id: int) -> Any:
    """It is done."""
    return _done(number, lambda work: complaints.complete(work, number, measure_id, body["note"]))


@blp.route("/<number>/measures/<int:measure_id>/verification", methods=["PUT"])
@needs(Permission.COMPENSATION_DECIDE)
@blp.arguments(bodies.MeasureVerifiedBody)
@blp.response(200, answers.ComplaintRecordSchema)
def verify(body: dict[str, Any], number: str, measure_id: int) -> Any:
    """Somebody else has looked whether it helped; if not, it is to be done again."""
    return _done(number, lambda work: complaints.verify_measure(work, number, measure_id, **body))


def _done(number: str, deed: Callable[[Work], Any], status: int = 200) -> Any:
    def silent(work: Work) -> None:
        deed(work)

    do(current_actor(), silent)
    return answer(number, status)
