"""What questionnaires and plans of surveys are asked in and answered with."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code, day, line, prose
from ticketing.api.requests import PageArgs
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.domain.satisfaction import Tally
from ticketing.domain.surveys import Drawing, Method, Population, QuestionKind, SubjectState, SurveyState
from ticketing.domain.surveys.questions import LONGEST_TEXT, MOST_OPTIONS, MOST_QUESTIONS
from ticketing.domain.tickets import TicketKind
from ticketing.models.surveys import Questionnaire, QuestionnaireEdition, SurveyPlan


class QuestionBody(ma.Schema):
    """`key` stays through all editions; `options` of `choice` and `multiple` alone."""

    key = code(required=True)
    kind = ma.fields.Enum(QuestionKind, by_value=True, required=True)
    text = line(300, required=True)
    text_en = line(300, load_default="", shortest=0)
    required = ma.fields.Boolean(load_default=True)
    options = ma.fields.List(line(100), load_default=list, validate=validate.Length(max=MOST_OPTIONS))


class QuestionnaireChangeBody(ma.Schema):
    name = line(100, required=True)
    name_en = line(100, load_default="", shortest=0)
    active = ma.fields.Boolean(load_default=True)
    intro = prose(500, load_default="")
    questions = ma.fields.List(
        ma.fields.Nested(QuestionBody), required=True, validate=validate.Length(max=MOST_QUESTIONS)
    )


class QuestionnaireBody(QuestionnaireChangeBody):
    code = code(required=True)


class EditionSchema(ma.Schema):
    """`used_at`: since then it stays as it is."""

    no = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    used_at = ma.fields.AwareDateTime(allow_none=True)
    intro = ma.fields.String()
    questions = ma.fields.List(ma.fields.Dict())


class QuestionnaireSchema(ma.Schema):
    """Editions the newest first; that one is asked from now on."""

    id = ma.fields.Integer()
    version = ma.fields.Integer()
    code = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    active = ma.fields.Boolean()
    editions = ma.fields.List(ma.fields.Nested(EditionSchema))


class QuestionnairesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QuestionnaireSchema))


class SurveysArgs(PageArgs):
    state = ma.fields.Enum(SurveyState, by_value=True, load_default=None, allow_none=True)


class SubjectsArgs(PageArgs):
    state = ma.fields.Enum(SubjectState, by_value=True, load_default=None, allow_none=True)


class SurveyBody(ma.Schema):
    """Days both included; without a queue of its own, of all; `owner` by code, whoever makes it unless told."""

    name = line(100, required=True)
    purpose = line(300, load_default="", shortest=0)
    questionnaire = code(required=True)
    population = ma.fields.Enum(Population, by_value=True, required=True)
    first_on = day(required=True)
    last_on = day(required=True)
    kinds = ma.fields.List(ma.fields.Enum(TicketKind, by_value=True), load_default=list)
    queue = line(64, load_default="", shortest=0)
    drawing = ma.fields.Enum(Drawing, by_value=True, required=True)
    sample_size = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 5_000))
    quiet_days = ma.fields.Integer(strict=True, load_default=30, validate=validate.Range(0, 366))
    method = ma.fields.Enum(Method, by_value=True, required=True)
    ask_from = day(required=True)
    ask_until = day(required=True)
    caller_queue = line(64, load_default="", shortest=0)
    owner = line(64, load_default="", shortest=0)
    invitation = prose(300, load_default="")


class SurveyReasonBody(ma.Schema):
    reason = line(300, required=True)


class ConclusionBody(ma.Schema):
    findings = prose(4_000, load_default="")
    advice = prose(4_000, load_default="")
    responsible = line(100, load_default="", shortest=0)


class SurveySchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    number = ma.fields.String()
    name = ma.fields.String()
    purpose = ma.fields.String()
    state = ma.fields.String()
    population = ma.fields.String()
    first_on = ma.fields.Date()
    last_on = ma.fields.Date()
    kinds = ma.fields.List(ma.fields.String())
    queue = ma.fields.String(allow_none=True)
    drawing = ma.fields.String()
    sample_size = ma.fields.Integer()
    quiet_days = ma.fields.Integer()
    method = ma.fields.String()
    ask_from = ma.fields.Date()
    ask_until = ma.fields.Date()
    caller_queue = ma.fields.String(allow_none=True)
    invitation = ma.fields.String()
    questionnaire = ma.fields.String()
    edition = ma.fields.Integer(allow_none=True)
    owner = ma.fields.Nested(HolderSchema, allow_none=True)
    approved_by = ma.fields.Nested(HolderSchema, allow_none=True)
    approved_at = ma.fields.AwareDateTime(allow_none=True)
    remark = ma.fields.String()
    # Of the draw; null before it.
    population_size = ma.fields.Integer(allow_none=True)
    excluded = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    seed = ma.fields.String()
    campaign = ma.fields.Integer(allow_none=True)
    findings = ma.fields.String()
    advice = ma.fields.String()
    responsible = ma.fields.String()


class SurveysSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SurveySchema))
    next = ma.fields.String(allow_none=True)


class SubjectSchema(ma.Schema):
    """Numbers are masked; what was said is for those who read surveys."""

    no = ma.fields.Integer()
    name = ma.fields.String()
    phone = ma.fields.String()
    ticket = ma.fields.String(allow_none=True)
    queue = ma.fields.String()
    category = ma.fields.String()
    state = ma.fields.String()
    via = ma.fields.String()
    score = ma.fields.Integer(allow_none=True)
    answers = ma.fields.Dict(allow_none=True)
    answered_at = ma.fields.AwareDateTime(allow_none=True)


class SubjectsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SubjectSchema))
    next = ma.fields.String(allow_none=True)


class AnswersBody(ma.Schema):
    """By key of the question: a number, an option, a list of options, or words."""

    answers = ma.fields.Dict(
        keys=ma.fields.String(validate=validate.Length(1, 64)), values=ma.fields.Raw(allow_none=True), required=True
    )
    note = prose(LONGEST_TEXT, load_default="")


def questionnaire(row: Questionnaire, editions: Any) -> dict[str, Any]:
    names = ("id", "version", "code", "name", "name_en", "active")
    return {name: getattr(row, name) for name in names} | {"editions": [edition(one) for one in editions]}


def edition(row: QuestionnaireEdition) -> dict[str, Any]:
    return {"no": row.no, "at": row.at, "used_at": row.used_at, **row.content}


def survey(row: SurveyPlan) -> dict[str, Any]:
    names = (
        *("id", "version", "number", "name", "purpose", "first_on", "last_on", "kinds", "sample_size", "quiet_days"),
        *("ask_from", "ask_until", "invitation", "approved_at", "remark", "population_size", "excluded", "seed"),
        *("findings", "advice", "responsible"),
    )
    words = ("state", "population", "drawing", "method")
    return {
        **{name: getattr(row, name) for name in names},
        **{name: getattr(row, name).value for name in words},
        "queue": row.queue.code if row.queue else None,
        "caller_queue": row.caller_queue.code if row.caller_queue else None,
        "questionnaire": row.questionnaire.code,
        "edition": row.edition.no if row.edition else None,
        "owner": person(row.owner),
        "approved_by": person(row.approver),
        "campaign": row.campaign_id,
    }


def sums(tally: Tally) -> dict[str, Any]:
    """A score never without the rate of those who answered."""
    names = ("invited", "rated", "satisfied", "neutral", "dissatisfied", "rated_pct", "satisfaction_pct")
    return {name: getattr(tally, name) for name in names}
