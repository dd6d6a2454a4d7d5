"""Ask by a link, take the answer of whoever holds it, and what a phone system heard after a call."""

from typing import Any

import marshmallow as ma
from flask import current_app
from marshmallow import validate

from ticketing.actions import surveys
from ticketing.api.fields import line, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs, public
from ticketing.auth.links import LONGEST, hash_of_link, new_link
from ticketing.db import begin, do
from ticketing.domain.actors import SYSTEM
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import Fault
from ticketing.work import Work


class LinkBody(ma.Schema):
    ticket = line(32, required=True)


class LinkSchema(ma.Schema):
    """Shown once: only a hash of it is kept."""

    url = ma.fields.String()
    expires_at = ma.fields.AwareDateTime()


class SurveyAnswerBody(ma.Schema):
    token = line(LONGEST, required=True)
    score = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    fault = ma.fields.Enum(Fault, by_value=True, load_default=None, allow_none=True)
    comment = prose(2_000, load_default="")


class SurveyAnswerSchema(ma.Schema):
    score = ma.fields.Integer()
    contentment = ma.fields.String()


class CallAnswerBody(ma.Schema):
    """`score` null: the caller was asked and pressed nothing."""

    callid = line(150, required=True)
    score = ma.fields.Integer(strict=True, required=True, allow_none=True, validate=validate.Range(1, 5))


class CallAnswerSchema(ma.Schema):
    callid = ma.fields.String()
    taken = ma.fields.Boolean()


@blp.route("/links", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@idempotent
@blp.arguments(LinkBody)
@blp.response(201, LinkSchema)
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """A link for the customer of a ticket, good for seven days and one answer."""
    token, hashed = new_link()
    expires_at = do(current_actor(), lambda work: surveys.ask_by_link(work, body["ticket"], hashed)[1])
    return {"url": f"{current_app.config['REXIAN'].origins[0]}/survey/{token}", "expires_at": expires_at}


@blp.route("/answer", methods=["PUT"])
@public
@blp.arguments(SurveyAnswerBody)
@blp.response(200, SurveyAnswerSchema)
def answer(body: dict[str, Any]) -> dict[str, Any]:
    """The customer's word: 404 for a link we never gave, 410 for one that is too old, 409 for one that was used."""
    hashed = hash_of_link(body["token"])
    with begin(SYSTEM) as work:
        rating = surveys.answer_by_link(work, hashed, body["score"], body["fault"], body["comment"])
        return {"score": rating.score, "contentment": rating.contentment.value if rating.contentment else None}


@blp.route("/calls", methods=["POST"])
@needs(Permission.TELEPHONY_INGEST)
@blp.arguments(CallAnswerBody)
@blp.response(200, CallAnswerSchema)
def after_call(body: dict[str, Any]) -> dict[str, Any]:
    """What an IVR heard after a call; sent again it changes nothing."""

    def deed(work: Work) -> bool:
        return surveys.from_ivr(work, body["callid"], body["score"])

    return {"callid": body["callid"], "taken": do(current_actor(), deed)}
