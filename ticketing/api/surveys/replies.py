"""The people of a sample: who they are, their links, what they answered, and what the answers come to."""

from typing import Any

import marshmallow as ma
from flask import current_app

from ticketing.actions import audit, surveys
from ticketing.api.fields import line
from ticketing.api.requests import paged, read_cursor
from ticketing.api.surveys import bodies
from ticketing.api.surveys.asking import LinkSchema
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs, public
from ticketing.auth.links import LONGEST, hash_of_link, new_link
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.domain.surveys import Reply, distributions, scores
from ticketing.errors import NotFound
from ticketing.models.surveys import SurveyPlan
from ticketing.queries import surveys as looks
from ticketing.work import Work


class SurveyReplyBody(bodies.AnswersBody):
    token = line(LONGEST, required=True)


class SurveyTakenSchema(ma.Schema):
    no = ma.fields.Integer()
    score = ma.fields.Integer(allow_none=True)


class InvitedSchema(ma.Schema):
    """`invited` 0: nobody is left to be asked."""

    invited = ma.fields.Integer()


class ScoresSchema(ma.Schema):
    """`satisfaction_pct`: satisfied ÷ rated; `rated_pct`: rated ÷ asked. Null over nothing."""

    invited = ma.fields.Integer()
    rated = ma.fields.Integer()
    satisfied = ma.fields.Integer()
    neutral = ma.fields.Integer()
    dissatisfied = ma.fields.Integer()
    rated_pct = ma.fields.Float(allow_none=True)
    satisfaction_pct = ma.fields.Float(allow_none=True)


class DistributionSchema(ma.Schema):
    key = ma.fields.String()
    kind = ma.fields.String()
    text = ma.fields.String()
    answered = ma.fields.Integer()
    counts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    mean = ma.fields.Float(allow_none=True)
    scores = ma.fields.Nested(ScoresSchema, allow_none=True)


class SurveyFiguresSchema(ma.Schema):
    """`states`: how many of the sample stand how; parts by queue and by category, the empty one for neither."""

    edition = ma.fields.Integer(allow_none=True)
    sample = ma.fields.Integer()
    states = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    total = ma.fields.Nested(ScoresSchema)
    questions = ma.fields.List(ma.fields.Nested(DistributionSchema))
    by_queue = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(ScoresSchema))
    by_category = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(ScoresSchema))


@blp.route("/plans/<int:plan_id>/subjects", methods=["GET"])
@needs(Permission.SURVEY_READ)
@blp.arguments(bodies.SubjectsArgs, location="query")
@blp.response(200, bodies.SubjectsSchema)
def subjects(args: dict[str, Any], plan_id: int) -> dict[str, Any]:
    """The sample in the order of the draw, each with how it stands."""
    cursor = read_cursor(args["after"], int)
    with reading() as session:
        _there(looks.one(session, plan_id))
        found = looks.subjects(session, plan_id, args["state"], cursor[0] if cursor else 0, args["limit"] + 1)
        items, following = paged(found, args["limit"], lambda row: (row[0].no,))
        return {"items": [_subject(row, state.value) for row, state in items], "next": following}


@blp.route("/plans/<int:plan_id>/figures", methods=["GET"])
@needs(Permission.SURVEY_READ)
@blp.response(200, SurveyFiguresSchema)
def survey_figures(plan_id: int) -> dict[str, Any]:
    """Question by question, by queue and by category; each score with its response rate."""
    with reading() as session:
        plan = _there(looks.one(session, plan_id))
        replies = looks.replies(session, plan_id)
        states = looks.states(session, plan_id)
    found = distributions(plan.edition.asked, replies) if plan.edition is not None else []
    return {
        "edition": plan.edition.no if plan.edition is not None else None,
        "sample": len(replies),
        "states": states,
        "total": bodies.sums(scores(replies)),
        "questions": [_distribution(one) for one in found],
        "by_queue": _parts(replies, "queue"),
        "by_category": _parts(replies, "category"),
    }


@blp.route("/plans/<int:plan_id>/subjects/<int:no>/link", methods=["POST"])
@needs(Permission.SURVEY_WRITE)
@blp.response(201, LinkSchema)
def give_link(plan_id: int, no: int) -> dict[str, Any]:
    """A link for one of the sample, shown once; one given before is void."""

    def deed(work: Work) -> dict[str, Any]:
        url, subject = surveys.link(work, plan_id, no, _links)
        return {"url": url, "expires_at": subject.expires_at}

    return do(current_actor(), deed)


@blp.route("/plans/<int:plan_id>/invitations", methods=["POST"])
@needs(Permission.SURVEY_WRITE)
@blp.response(202, InvitedSchema)
def invite(plan_id: int) -> dict[str, Any]:
    """Owe the next 500 of the sample a short message with their link."""
    return {"invited": do(current_actor(), lambda work: surveys.invite(work, plan_id, _links))}


@blp.route("/plans/<int:plan_id>/subjects/<int:no>/answers", methods=["PUT"])
@needs(Permission.SURVEY_WRITE)
@blp.arguments(bodies.AnswersBody)
@blp.response(200, SurveyTakenSchema)
def put_down(body: dict[str, Any], plan_id: int, no: int) -> dict[str, Any]:
    """What came on paper, by the number in the sample: 409 `survey_answered`, 422 `answers_wrong`."""
    return do(current_actor(), lambda work: _taken(surveys.put_down(work, plan_id, no, body["answers"])))


@blp.route("/callbacks/<int:callback_id>/answers", methods=["PUT"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(bodies.AnswersBody)
@blp.response(200, SurveyTakenSchema)
def answered_by_call(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """What was said in this call, and that it reached them; the call-back is done with it."""

    def deed(work: Work) -> dict[str, Any]:
        subject = surveys.answer_by_call(work, callback_id, body["answers"], body["note"])
        audit.record(work, "survey_heard", f"callback:{callback_id}")
        return _taken(subject)

    return do(current_actor(), deed)


@blp.route("/reply", methods=["PUT"])
@public
@blp.arguments(SurveyReplyBody)
@blp.response(200, SurveyTakenSchema)
def reply(body: dict[str, Any]) -> dict[str, Any]:
    """The customer's own answers: 404 for a link we never gave, 410 when it is over, 409 when it was used."""
    hashed = hash_of_link(body["token"])
    with begin(SYSTEM) as work:
        return _taken(surveys.answer_by_token(work, hashed, body["answers"]))


def _links() -> tuple[str, str]:
    token, hashed = new_link()
    return f"{current_app.config['REXIAN'].origins[0]}/survey/{token}", hashed


def _there(plan: SurveyPlan | None) -> SurveyPlan:
    if plan is None:
        raise NotFound()
    return plan


def _taken(subject: Any) -> dict[str, Any]:
    return {"no": subject.no, "score": subject.score}


def _subject(row: Any, state: str) -> dict[str, Any]:
    names = ("no", "name", "queue", "category", "via", "score", "answers", "answered_at")
    about = {"state": state, "phone": masked(row.phone), "ticket": row.ticket.number if row.ticket else None}
    return {name: getattr(row, name) for name in names} | about


def _distribution(one: Any) -> dict[str, Any]:
    question = one.question
    about = {"key": question.key, "kind": question.kind.value, "text": question.text}
    sums = bodies.sums(one.tally) if one.tally is not None else None
    return about | {"answered": one.answered, "counts": one.counts, "mean": one.mean, "scores": sums}


def _parts(replies: list[Reply], side: str) -> dict[str, Any]:
    names = sorted({getattr(one, side) for one in replies})
    return {name: bodies.sums(scores(one for one in replies if getattr(one, side) == name)) for name in names}
