"""What doors of attendance read and write."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions.attendance.excuse import KINDS
from ticketing.api.fields import code, day, instant, line
from ticketing.domain.attendance import Source

WAYS = ("in", "out")
MOST_PUNCHES = 500


class DaysArgs(ma.Schema):
    """`from` and `to` are business days, both included; at most two months."""

    from_ = day(required=True, data_key="from")
    to = day(required=True)
    team = ma.fields.String(validate=validate.Length(max=64), load_default=None)


class TeamArgs(ma.Schema):
    team = ma.fields.String(validate=validate.Length(max=64), load_default=None)


class FindingSchema(ma.Schema):
    """A fact: `half_days` of absence, or seconds and the band that holds them."""

    code = ma.fields.String()
    seconds = ma.fields.Integer()
    band = ma.fields.String()
    half_days = ma.fields.Integer()


class DaySchema(ma.Schema):
    """`is_settled` false: the shift still runs, and this is how it stands."""

    person = ma.fields.String(attribute="code")
    name = ma.fields.String()
    team = ma.fields.String()
    on_day = ma.fields.Date()
    template = ma.fields.String(allow_none=True)
    start_at = ma.fields.AwareDateTime()
    end_at = ma.fields.AwareDateTime()
    extended_at = ma.fields.AwareDateTime()
    in_at = ma.fields.AwareDateTime(allow_none=True)
    in_source = ma.fields.String(allow_none=True)
    out_at = ma.fields.AwareDateTime(allow_none=True)
    out_source = ma.fields.String(allow_none=True)
    late_s = ma.fields.Integer()
    early_s = ma.fields.Integer()
    overtime_s = ma.fields.Integer()
    findings = ma.fields.List(ma.fields.Nested(FindingSchema))
    marks = ma.fields.List(ma.fields.String())
    excused = ma.fields.List(ma.fields.Dict())
    figures = ma.fields.Function(lambda row: row.kept.figures())
    revision = ma.fields.Integer()
    why = ma.fields.String()
    is_settled = ma.fields.Boolean()


class DaysSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(DaySchema))


class RevisionSchema(ma.Schema):
    revision = ma.fields.Integer()
    is_current = ma.fields.Boolean()
    why = ma.fields.String()
    made_at = ma.fields.AwareDateTime()
    late_s = ma.fields.Integer()
    early_s = ma.fields.Integer()
    overtime_s = ma.fields.Integer()
    findings = ma.fields.List(ma.fields.Nested(FindingSchema))
    evidence = ma.fields.List(ma.fields.Dict())
    rules_version = ma.fields.Integer()


class RevisionsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RevisionSchema))


class MonthSchema(ma.Schema):
    """Counters and the texts that they reach; no money anywhere."""

    person = ma.fields.String(attribute="code")
    name = ma.fields.String()
    team = ma.fields.String()
    days = ma.fields.Integer()
    late_s = ma.fields.Integer()
    early_s = ma.fields.Integer()
    overtime_s = ma.fields.Integer()
    probation_until = ma.fields.Date(allow_none=True)
    month = ma.fields.Function(lambda row: row.month.to_dict())
    figures = ma.fields.Function(lambda row: row.kept.figures())
    complaints = ma.fields.Function(
        lambda row: [
            {"on_day": on_day.isoformat(), "text": step.text, "text_en": step.text_en}
            for on_day, step in row.complaints
        ]
    )


class MonthsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(MonthSchema))


class WeekSchema(ma.Schema):
    """`changed` names the cells that a later revision says otherwise, with what they said and say."""

    week_on = ma.fields.Date()
    revision = ma.fields.Integer()
    published_at = ma.fields.AwareDateTime()
    cells = ma.fields.List(ma.fields.Dict())
    changed = ma.fields.List(ma.fields.Dict())


class WeeksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(WeekSchema))


class OwnPunchSchema(ma.Schema):
    way = ma.fields.String(required=True, validate=validate.OneOf(WAYS))


class PunchBody(OwnPunchSchema):
    person = code(required=True)
    at = instant(required=True)
    source = ma.fields.Enum(Source, by_value=True, load_default=Source.BADGE)
    device = line(60, 0, load_default="")


class PunchesBody(ma.Schema):
    items = ma.fields.List(
        ma.fields.Nested(PunchBody), required=True, validate=validate.Length(min=1, max=MOST_PUNCHES)
    )


class PunchesTakenSchema(ma.Schema):
    taken = ma.fields.Integer()
    known = ma.fields.Integer()


class CertificateBody(OwnPunchSchema):
    """`corrects` is the id of a wrong punch that this one stands for; without it the punch was missed."""

    person = code(required=True)
    at = instant(required=True)
    certificate = line(200, 0, required=True)
    corrects = ma.fields.Integer(load_default=None, allow_none=True)


class PunchSchema(ma.Schema):
    id = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    way = ma.fields.String()
    source = ma.fields.Enum(Source, by_value=True)


class ExcuseBody(ma.Schema):
    person = code(required=True)
    from_ = instant(required=True, data_key="from")
    to = instant(required=True)
    kind = ma.fields.String(load_default="errand", validate=validate.OneOf(KINDS))
    reason = line(200, 0, required=True)


class ExcuseSchema(ma.Schema):
    id = ma.fields.Integer()
    from_at = ma.fields.AwareDateTime()
    to_at = ma.fields.AwareDateTime()
    kind = ma.fields.String()
    reason = ma.fields.String()
    revoked_at = ma.fields.AwareDateTime(allow_none=True)


class AgainBody(DaysArgs):
    """Business days, both included, and why they are judged again."""

    reason = line(200, 0, required=True)


class AgainSchema(ma.Schema):
    """How many days of people will be judged again."""

    days = ma.fields.Integer()


class ProbationBody(ma.Schema):
    until = day(required=True, allow_none=True)


class ProbationSchema(ma.Schema):
    person = ma.fields.String(attribute="code")
    until = ma.fields.Date(attribute="probation_until", allow_none=True)


class UncertifiedSchema(ma.Schema):
    """`ways` are the signs that are missing (in, out); `is_overdue` after three working days."""

    person = ma.fields.String(attribute="code")
    name = ma.fields.String()
    on_day = ma.fields.Date()
    ways = ma.fields.List(ma.fields.String())
    is_overdue = ma.fields.Boolean()


class UncertifiedListSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(UncertifiedSchema))


class BandSchema(ma.Schema):
    """Seconds from `from_s` to `to_s` (null: without end), each end within or not."""

    code = line(8, required=True)
    from_s = ma.fields.Integer(required=True, validate=validate.Range(0, 86_400))
    to_s = ma.fields.Integer(required=True, allow_none=True, validate=validate.Range(1, 86_400))
    from_closed = ma.fields.Boolean(load_default=False)
    to_closed = ma.fields.Boolean(load_default=True)
    text = line(60, 0, load_default="")
    text_en = line(60, 0, load_default="")


class RulesBody(ma.Schema):
    """What is named is changed; `order` is which source governs, the first in front."""

    order = ma.fields.List(
        ma.fields.Enum(Source, by_value=True), validate=[validate.Length(min=1, max=len(Source)), lambda x: _once(x)]
    )
    must_punch = ma.fields.Boolean()
    count_outside_shift = ma.fields.Boolean()
    half_day_over_s = ma.fields.Integer(validate=validate.Range(60, 86_400))
    grace_s = ma.fields.Integer(validate=validate.Range(0, 3_600))
    before_s = ma.fields.Integer(validate=validate.Range(0, 4 * 3_600))
    after_s = ma.fields.Integer(validate=validate.Range(0, 8 * 3_600))
    free_missed = ma.fields.Integer(validate=validate.Range(0, 31))
    extension_most_s = ma.fields.Integer(validate=validate.Range(0, 4 * 3_600))
    tolerance_s = ma.fields.Integer(validate=validate.Range(0, 900))
    bands = ma.fields.List(ma.fields.Nested(BandSchema), validate=validate.Length(min=1, max=12))


class RulesSchema(RulesBody):
    version = ma.fields.Integer()


def _once(sources: list[Any]) -> None:
    if len(set(sources)) != len(sources):
        raise ma.ValidationError("Each source once.")
