"""What goes in at the doors of quality."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions.quality import Scored
from ticketing.api.fields import code, day, line, prose
from ticketing.api.requests import PageArgs
from ticketing.domain.quality import Answer, CaseState, Edition, Fatal, Item, Rule
from ticketing.domain.quality.score_sheets import MOST_FATALS, MOST_ITEMS

MOST_MARKS = 100
#: No call lasts longer than a day.
_SECOND = validate.Range(0, 86_400)
_KEY = validate.Regexp(r"^[a-z0-9_]{1,32}\Z", error="Small letters, digits and '_' only.")


class QualityItemSchema(ma.Schema):
    """`worth` in points; those of all items come to 100."""

    key = ma.fields.String(required=True, validate=_KEY)
    group = line(60, required=True)
    group_en = line(80, 0, load_default="")
    name = line(80, required=True)
    name_en = line(120, 0, load_default="")
    worth = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 100))
    rule = line(200, 0, load_default="")


class QualityFatalSchema(ma.Schema):
    key = ma.fields.String(required=True, validate=_KEY)
    name = line(80, required=True)
    name_en = line(120, 0, load_default="")


class QualityEditionBody(ma.Schema):
    """`excellent`, `good`, `passing`: the least points of 优, 良 and 合格."""

    name = line(80, required=True)
    name_en = line(120, 0, load_default="")
    items = ma.fields.List(ma.fields.Nested(QualityItemSchema), required=True, validate=validate.Length(1, MOST_ITEMS))
    fatals = ma.fields.List(
        ma.fields.Nested(QualityFatalSchema), load_default=lambda: [], validate=validate.Length(0, MOST_FATALS)
    )
    excellent = ma.fields.Integer(strict=True, load_default=95, validate=validate.Range(1, 100))
    good = ma.fields.Integer(strict=True, load_default=85, validate=validate.Range(1, 100))
    passing = ma.fields.Integer(strict=True, load_default=70, validate=validate.Range(1, 100))


class QualitySheetBody(QualityEditionBody):
    code = code(required=True)


class QualityPlanSchema(ma.Schema):
    """How calls are drawn: numbers per agent, lengths in seconds, deadlines in hours."""

    per_agent = ma.fields.Integer(strict=True, required=True, validate=validate.Range(0, 50))
    least_s = ma.fields.Integer(strict=True, required=True, validate=validate.Range(0, 3_600))
    recorded = ma.fields.Boolean(required=True)
    long_s = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 86_400))
    held_s = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 86_400))
    rules = ma.fields.List(ma.fields.Enum(Rule, by_value=True), required=True, validate=validate.Length(max=len(Rule)))
    per_rule = ma.fields.Integer(strict=True, required=True, validate=validate.Range(0, 20))
    weekly = ma.fields.Boolean(required=True)
    confirm_h = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 720))
    decide_h = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 720))


class QualityDrawBody(ma.Schema):
    """Business days, both included, that are over."""

    first_on = day(required=True)
    last_on = day(required=True)


class QualityCasesArgs(PageArgs):
    """`mine`: those that I score or have scored."""

    state = ma.fields.Enum(CaseState, by_value=True, load_default=None, allow_none=True)
    agent = code(load_default=None, allow_none=True)
    mine = ma.fields.Boolean(load_default=False)
    calibration = ma.fields.Boolean(load_default=False)


class QualityChooseBody(ma.Schema):
    """`seats` above one: a calibration of so many."""

    call = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 2**62))
    agent = code(required=True)
    seats = ma.fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 10))


class QualityAnswerSchema(ma.Schema):
    """`at_s`: the second of the recording at which it is heard."""

    lost = ma.fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 100))
    remark = line(300, 0, load_default="")
    at_s = ma.fields.Integer(strict=True, load_default=None, allow_none=True, validate=_SECOND)


class QualityMarkSchema(ma.Schema):
    at_s = ma.fields.Integer(strict=True, required=True, validate=_SECOND)
    text = line(200, 0, load_default="")


class QualityScoreBody(ma.Schema):
    """Answers by the key of their item; an item that is not named has all its points."""

    answers = ma.fields.Dict(
        keys=ma.fields.String(validate=_KEY),
        values=ma.fields.Nested(QualityAnswerSchema),
        load_default=dict,
        validate=validate.Length(max=MOST_ITEMS),
    )
    fatals = ma.fields.List(
        ma.fields.String(validate=_KEY), load_default=lambda: [], validate=validate.Length(max=MOST_FATALS)
    )
    praise = prose(2_000, load_default="")
    advice = prose(2_000, load_default="")
    marks = ma.fields.List(
        ma.fields.Nested(QualityMarkSchema), load_default=lambda: [], validate=validate.Length(max=MOST_MARKS)
    )


class QualityAppealBody(ma.Schema):
    text = prose(2_000, 1, required=True)


class QualityDecisionBody(QualityScoreBody):
    """`change` false lets the score stand; with true the answers are the score that counts."""

    change = ma.fields.Boolean(required=True)
    note = prose(2_000, 1, required=True)


class QualityNoteBody(ma.Schema):
    """`case`: the number of a scored call of the agent's."""

    agent = code(required=True)
    text = prose(4_000, 1, required=True)
    case = line(40, 0, load_default="")
    until_on = day(load_default=None, allow_none=True)


class QualityNotesArgs(PageArgs):
    agent = code(load_default=None, allow_none=True)


class QualityReplyBody(ma.Schema):
    reply = prose(2_000, load_default="")


def edition(body: dict[str, Any]) -> Edition:
    """What a body says a sheet is."""
    return Edition(
        tuple(Item(**one) for one in body["items"]),
        tuple(Fatal(**one) for one in body["fatals"]),
        *(body[name] for name in ("excellent", "good", "passing")),
    )


def scored(body: dict[str, Any]) -> Scored:
    """What a body says of a call."""
    answers = {key: Answer(**said) for key, said in body["answers"].items()}
    said = {name: body[name] for name in ("fatals", "praise", "advice", "marks")}
    return Scored(answers, **said)
