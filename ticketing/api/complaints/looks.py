"""Look at one complaint: the record, the stages ahead, the calls in which the customer was asked."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from ticketing.actions import audit, complaints
from ticketing.api.complaints import answers
from ticketing.api.complaints.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import begin, reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import Hidden, NotFound
from ticketing.queries import complaints as looks
from ticketing.queries import tickets


@blp.route("/<number>", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.ComplaintRecordSchema)
def get(number: str) -> dict[str, Any]:
    """The whole record; whoever looks leaves a line in the audit."""
    with reading() as session:
        body = answers.record(seen(session, number))
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "complaint_seen", f"ticket:{number}")
    return body


@blp.route("/<number>/stages", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.StagesSchema)
def stages(number: str) -> dict[str, Any]:
    """Every stage ahead with what is missing on the way there, by code and field."""
    with begin(current_actor(), nudge=False) as work:
        ahead = complaints.steps(work, number)
    with reading() as session:
        stage = seen(session, number).complaint.stage
    return {"stage": stage, "ahead": [answers.step(one, missing) for one, missing in ahead]}


@blp.route("/<number>/followups", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, answers.FollowUpsSchema)
def followups(number: str) -> dict[str, Any]:
    """The calls after the answers, oldest first; they are made at /callbacks."""
    with reading() as session:
        return {"items": seen(session, number).followups}


def seen(session: Session, number: str) -> looks.Whole:
    """404 for what is no complaint, and for what the asker may not see."""
    ticket = tickets.by_number(session, number)
    if ticket is None:
        raise NotFound()
    if judge(current_actor(), Permission.TICKET_READ, ticket.target) is not Verdict.ALLOWED:
        raise Hidden()
    found = looks.whole(session, ticket)
    if found is None:
        raise NotFound()
    return found


def answer(number: str, status: int = 200) -> Response:
    """The record as it now stands, with its version for the next write."""
    with reading() as session:
        body = answers.record(seen(session, number))
        response = jsonify(answers.ComplaintRecordSchema().dump(body))
    response.status_code = status
    response.headers["ETag"] = f'"{body["version"]}"'
    return response
