"""What the doors of quality answer with."""

from typing import Any

import marshmallow as ma

from ticketing.api.quality.bodies import QualityAnswerSchema, QualityFatalSchema, QualityItemSchema, QualityMarkSchema
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.models.quality import CoachingNote, QualityAppeal, QualityCase, QualityScore, ScoreEdition, ScoreSheet


class QualityEditionSchema(ma.Schema):
    no = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    by = ma.fields.Nested(HolderSchema, allow_none=True)
    items = ma.fields.List(ma.fields.Nested(QualityItemSchema))
    fatals = ma.fields.List(ma.fields.Nested(QualityFatalSchema))
    excellent = ma.fields.Integer()
    good = ma.fields.Integer()
    passing = ma.fields.Integer()


class QualitySheetSchema(ma.Schema):
    id = ma.fields.Integer()
    code = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    active = ma.fields.Boolean()
    version = ma.fields.Integer()


class QualityWholeSheetSchema(QualitySheetSchema):
    editions = ma.fields.List(ma.fields.Nested(QualityEditionSchema))


class QualitySheetsSchema(ma.Schema):
    items: Any = ma.fields.List(ma.fields.Nested(QualitySheetSchema))


class QualityDrawSchema(ma.Schema):
    """`seed`: rank = HMAC-SHA256(seed, key of the call); the plan that held is kept with it."""

    id = ma.fields.Integer()
    first_on = ma.fields.Date()
    last_on = ma.fields.Date()
    seed = ma.fields.String()
    plan = ma.fields.Dict(keys=ma.fields.String())
    frame = ma.fields.Integer()
    times = ma.fields.Integer()
    drawn_at = ma.fields.AwareDateTime()


class QualityDrawsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QualityDrawSchema))


class QualityPickSchema(ma.Schema):
    call = ma.fields.Integer()
    person = ma.fields.Integer()
    key = ma.fields.String()
    rank = ma.fields.String()
    rule = ma.fields.String(allow_none=True)
    stands = ma.fields.Boolean()


class QualityProofSchema(QualityDrawSchema):
    """The draw worked out again: `same` when what it chooses now is what stands, whoever chose otherwise."""

    same = ma.fields.Boolean()
    picks = ma.fields.List(ma.fields.Nested(QualityPickSchema))


class QualityCaseSchema(ma.Schema):
    number = ma.fields.String()
    version = ma.fields.Integer()
    state = ma.fields.String()
    origin = ma.fields.String()
    rule = ma.fields.String(allow_none=True)
    call = ma.fields.Integer(allow_none=True)
    at = ma.fields.AwareDateTime()
    talk_s = ma.fields.Integer()
    queue = ma.fields.String()
    kind = ma.fields.String()
    has_recording = ma.fields.Boolean()
    agent = ma.fields.Nested(HolderSchema)
    seats = ma.fields.Integer()
    total = ma.fields.Integer(allow_none=True)
    grade = ma.fields.String(allow_none=True)
    fatal = ma.fields.Boolean()
    scored_at = ma.fields.AwareDateTime(allow_none=True)
    due_at = ma.fields.AwareDateTime(allow_none=True)
    confirmed_at = ma.fields.AwareDateTime(allow_none=True)


class QualityCasesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QualityCaseSchema))
    next = ma.fields.String(allow_none=True)


class QualityScoreSchema(ma.Schema):
    """`submitted_at` null: a draft, which nobody but its writer sees."""

    version = ma.fields.Integer()
    part = ma.fields.String()
    by = ma.fields.Nested(HolderSchema)
    edition = ma.fields.Integer()
    answers = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(QualityAnswerSchema))
    fatals = ma.fields.List(ma.fields.String())
    praise = ma.fields.String()
    advice = ma.fields.String()
    marks = ma.fields.List(ma.fields.Nested(QualityMarkSchema))
    saved_at = ma.fields.AwareDateTime()
    submitted_at = ma.fields.AwareDateTime(allow_none=True)
    total = ma.fields.Integer(allow_none=True)


class QualityAppealSchema(ma.Schema):
    at = ma.fields.AwareDateTime()
    text = ma.fields.String()
    due_at = ma.fields.AwareDateTime()
    decided_at = ma.fields.AwareDateTime(allow_none=True)
    decided_by = ma.fields.Nested(HolderSchema, allow_none=True)
    decision = ma.fields.String(allow_none=True)
    note = ma.fields.String()
    before = ma.fields.Integer()
    after = ma.fields.Integer(allow_none=True)


class QualityStepSchema(ma.Schema):
    at = ma.fields.AwareDateTime()
    by = ma.fields.Nested(HolderSchema, allow_none=True)
    deed = ma.fields.String()
    detail = ma.fields.Dict(keys=ma.fields.String())


class QualityWholeCaseSchema(QualityCaseSchema):
    """`differences`: of a calibration that is over, points between the highest and the lowest by item."""

    scores = ma.fields.List(ma.fields.Nested(QualityScoreSchema))
    appeal = ma.fields.Nested(QualityAppealSchema, allow_none=True)
    steps = ma.fields.List(ma.fields.Nested(QualityStepSchema))
    differences = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


class QualityNoteSchema(ma.Schema):
    id = ma.fields.Integer()
    agent = ma.fields.Nested(HolderSchema)
    by = ma.fields.Nested(HolderSchema, allow_none=True)
    case = ma.fields.String(allow_none=True)
    at = ma.fields.AwareDateTime()
    text = ma.fields.String()
    until_on = ma.fields.Date(allow_none=True)
    acknowledged_at = ma.fields.AwareDateTime(allow_none=True)
    reply = ma.fields.String()


class QualityNotesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QualityNoteSchema))
    next = ma.fields.String(allow_none=True)


class QualityMonthRowSchema(ma.Schema):
    """`mean` is points ÷ calls scored."""

    team = ma.fields.String(allow_none=True)
    code = ma.fields.String()
    name = ma.fields.String()
    mean = ma.fields.Float(allow_none=True)
    sheets = ma.fields.Integer()
    points = ma.fields.Integer()
    lowest = ma.fields.Integer()
    highest = ma.fields.Integer()
    fatal = ma.fields.Integer()
    excellent = ma.fields.Integer()
    good = ma.fields.Integer()
    passing = ma.fields.Integer()
    fail = ma.fields.Integer()
    confirmed = ma.fields.Integer()
    appeals = ma.fields.Integer()
    changed = ma.fields.Integer()
    notes = ma.fields.Integer()


class QualityMonthsSchema(ma.Schema):
    month = ma.fields.String()
    items = ma.fields.List(ma.fields.Nested(QualityMonthRowSchema))


def whole_sheet(sheet: ScoreSheet, editions: list[ScoreEdition]) -> dict[str, Any]:
    named = {name: getattr(sheet, name) for name in ("id", "code", "name", "name_en", "active", "version")}
    return named | {"editions": [{"no": one.no, "at": one.at, "by": person(one.by), **one.content} for one in editions]}


def case(row: QualityCase) -> dict[str, Any]:
    names = ("number", "version", "at", "talk_s", "queue", "kind", "has_recording", "seats", "total", "scored_at")
    return {name: getattr(row, name) for name in (*names, "due_at", "confirmed_at")} | {
        "state": row.state.value,
        "origin": row.origin.value,
        "rule": row.rule.value if row.rule else None,
        "call": row.call_id,
        "agent": person(row.person),
        "grade": row.grade.value if row.grade else None,
        "fatal": row.is_fatal,
    }


def score(row: QualityScore) -> dict[str, Any]:
    names = ("version", "answers", "fatals", "praise", "advice", "marks", "saved_at", "submitted_at", "total")
    return {name: getattr(row, name) for name in names} | {
        "part": row.part.value,
        "by": person(row.by),
        "edition": row.edition.no,
    }


def appeal(row: QualityAppeal | None) -> dict[str, Any] | None:
    if row is None:
        return None
    names = ("at", "text", "due_at", "decided_at", "note", "before", "after")
    decision = row.decision.value if row.decision else None
    return {name: getattr(row, name) for name in names} | {"decided_by": person(row.decider), "decision": decision}


def note(row: CoachingNote) -> dict[str, Any]:
    names = ("id", "at", "text", "until_on", "acknowledged_at", "reply")
    about = {"agent": person(row.person), "by": person(row.by), "case": row.case.number if row.case else None}
    return {name: getattr(row, name) for name in names} | about
