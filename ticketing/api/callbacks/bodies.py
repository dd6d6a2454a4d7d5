"""What call-backs are asked in and answered with."""

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code, day, instant, line
from ticketing.api.requests import PageArgs
from ticketing.api.tickets.answers import HolderSchema
from ticketing.domain.callbacks import AttemptResult, CallbackKind, OwnerMode
from ticketing.domain.recurrences import Roll
from ticketing.domain.satisfaction import Fault

# What a person may promise; missed calls and what comes round come about by themselves.
PROMISED = (
    CallbackKind.PROMISE.value,
    CallbackKind.DROPPED_CALL.value,
    CallbackKind.FOLLOW_UP.value,
    CallbackKind.SURVEY.value,
)
MOST_ATTEMPTS = 10
DAY_MIN = 1_440


class CallbacksArgs(PageArgs):
    """`state` may be several, with commas; without it the open ones."""

    state = ma.fields.String(validate=validate.Length(max=200), load_default="")
    mine = ma.fields.Boolean(load_default=False)
    overdue = ma.fields.Boolean(load_default=False)


class HandoverArgs(ma.Schema):
    """`since`: an instant; without it twelve hours back."""

    since = instant(load_default=None, allow_none=True)


class CallbackBody(ma.Schema):
    """Without `ticket` one is opened, so that whoever rings knows what about. `tz`: the customer's own zone."""

    phone = line(40, required=True)
    window_start = instant(required=True)
    window_end = instant(required=True)
    ticket = code(load_default=None, allow_none=True)
    note = line(500, load_default="", shortest=0)
    kind = ma.fields.String(validate=validate.OneOf(PROMISED), load_default=CallbackKind.PROMISE.value)
    owner_mode = ma.fields.Enum(OwnerMode, by_value=True, load_default=OwnerMode.AGENT)
    tz = line(60, load_default=None, allow_none=True)
    max_attempts = ma.fields.Integer(validate=validate.Range(1, MOST_ATTEMPTS), load_default=3)


class AttemptBody(ma.Schema):
    """With `customer_reschedule` the window that the customer named may come along."""

    result = ma.fields.Enum(AttemptResult, by_value=True, required=True)
    note = line(2_000, load_default="", shortest=0)
    started_at = instant(load_default=None, allow_none=True)
    window_start = instant(load_default=None, allow_none=True)
    window_end = instant(load_default=None, allow_none=True)
    # Of a follow-up: how satisfied the customer is, 1 (not at all) to 5, and what they hold against us.
    score = ma.fields.Integer(strict=True, validate=validate.Range(1, 5), load_default=None, allow_none=True)
    fault = ma.fields.Enum(Fault, by_value=True, load_default=None, allow_none=True)


class ScheduleBody(ma.Schema):
    window_start = instant(required=True)
    window_end = instant(required=True)
    asked_by = ma.fields.String(required=True, validate=validate.OneOf(["customer", "agent"]))


class SettlementBody(ma.Schema):
    note = line(500, load_default="", shortest=0)


class CancellationBody(ma.Schema):
    reason = line(500, required=True)


class OwnerBody(ma.Schema):
    """By code; null: whoever of its queue takes it."""

    owner = code(required=True, allow_none=True)


class RecurrenceBody(ma.Schema):
    """`from_min`: minutes after midnight of the customer's wall clock; `rrule`: FREQ, INTERVAL, BYDAY, BYMONTHDAY,
    COUNT, UNTIL."""

    ticket = code(required=True)
    phone = line(40, required=True)
    rrule = line(200, required=True)
    start_on = day(required=True)
    from_min = ma.fields.Integer(required=True, validate=validate.Range(0, DAY_MIN - 1))
    length_min = ma.fields.Integer(validate=validate.Range(5, DAY_MIN), load_default=60)
    roll = ma.fields.Enum(Roll, by_value=True, load_default=Roll.SAME)
    calendar = code(load_default="CAL-DAY")
    until_satisfied = ma.fields.Boolean(load_default=False)
    note = line(500, load_default="", shortest=0)
    tz = line(60, load_default=None, allow_none=True)


class TrySchema(ma.Schema):
    no = ma.fields.Integer()
    agent = ma.fields.Nested(HolderSchema, allow_none=True)
    call = ma.fields.String(allow_none=True)
    started_at = ma.fields.AwareDateTime()
    ended_at = ma.fields.AwareDateTime(allow_none=True)
    result = ma.fields.String(allow_none=True)
    counted = ma.fields.Boolean()
    note = ma.fields.String()


class CallbackSchema(ma.Schema):
    """`phone` is open only to whoever holds the call-back. `promise_kept` and `reached` are two answers: kept by the
    first counted try within the window, reached when somebody spoke."""

    id = ma.fields.Integer()
    version = ma.fields.Integer()
    kind = ma.fields.String()
    state = ma.fields.String()
    ticket = ma.fields.String(allow_none=True)
    subject = ma.fields.String()
    customer = ma.fields.String(allow_none=True)
    phone = ma.fields.String()
    queue = ma.fields.String(allow_none=True)
    owner = ma.fields.Nested(HolderSchema, allow_none=True)
    owner_mode = ma.fields.String()
    moved_from = ma.fields.Nested(HolderSchema, allow_none=True)
    moved_at = ma.fields.AwareDateTime(allow_none=True)
    priority = ma.fields.String()
    note = ma.fields.String()
    window_start = ma.fields.AwareDateTime()
    window_end = ma.fields.AwareDateTime()
    original_start = ma.fields.AwareDateTime()
    original_end = ma.fields.AwareDateTime()
    tz = ma.fields.String(allow_none=True)
    next_attempt_at = ma.fields.AwareDateTime(allow_none=True)
    counted_attempts = ma.fields.Integer()
    max_attempts = ma.fields.Integer()
    reschedule_count = ma.fields.Integer()
    call_count = ma.fields.Integer()
    claimed = ma.fields.Boolean()
    claim_until = ma.fields.AwareDateTime(allow_none=True)
    outcome = ma.fields.String(allow_none=True)
    promise_kept = ma.fields.Boolean(allow_none=True)
    broken_at = ma.fields.AwareDateTime(allow_none=True)
    reached = ma.fields.Boolean()
    rang_at = ma.fields.AwareDateTime(allow_none=True)
    recurrence = ma.fields.Integer(attribute="recurrence_id", allow_none=True)
    cancel_reason = ma.fields.String()
    done_at = ma.fields.AwareDateTime(allow_none=True)


class WholeCallbackSchema(CallbackSchema):
    attempts = ma.fields.List(ma.fields.Nested(TrySchema))


class SaidSchema(ma.Schema):
    title = ma.fields.String(allow_none=True)
    text = ma.fields.String(allow_none=True)


class SlotArgs(ma.Schema):
    """`start` of the window that somebody thinks of; a window is half an hour."""

    start = instant(required=True)


class SlotSchema(ma.Schema):
    """`start`: as asked, or the next time at which customers may be rung; `moved` says so. `mine` of `most`: promises
    of the asker that overlap it."""

    start = ma.fields.AwareDateTime()
    end = ma.fields.AwareDateTime()
    moved = ma.fields.Boolean()
    mine = ma.fields.Integer()
    most = ma.fields.Integer()
    full = ma.fields.Boolean()


class CallbacksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CallbackSchema))
    next = ma.fields.String(allow_none=True)


class HandoverSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CallbackSchema))


class RecurrenceSchema(ma.Schema):
    """`next`: the one occurrence that exists; the number is masked."""

    id = ma.fields.Integer()
    ticket = ma.fields.String()
    phone = ma.fields.String()
    rrule = ma.fields.String()
    start_on = ma.fields.Date()
    from_min = ma.fields.Integer()
    length_min = ma.fields.Integer()
    tz = ma.fields.String()
    roll = ma.fields.String()
    calendar = ma.fields.String()
    until_satisfied = ma.fields.Boolean()
    note = ma.fields.String()
    owner = ma.fields.Nested(HolderSchema, allow_none=True)
    ended_at = ma.fields.AwareDateTime(allow_none=True)
    end_reason = ma.fields.String()
    next = ma.fields.Nested(CallbackSchema, allow_none=True)


class RecurrencesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RecurrenceSchema))
    next = ma.fields.String(allow_none=True)
