"""Rows of the topic `me`: one's own state, call, numbers, shift, notices, phone and work."""

import marshmallow as ma

from ticketing.api.live_schemas.parts import (
    RowSchema,
    figure,
    flag,
    instant,
    many,
    params,
    part,
    text,
    whole,
    word,
)
from ticketing.domain.adherence import Does
from ticketing.domain.console import AgentState
from ticketing.domain.control import Act, Feature
from ticketing.domain.tickets import Priority, TicketKind


class StateRowSchema(RowSchema):
    """`state`: what one is doing, by phone and console."""

    state = word(AgentState)
    reason = text(maybe=True)
    since = instant(maybe=True)
    next_state = text(maybe=True)
    next_reason = text(maybe=True)
    forced_by = text(maybe=True)
    forced_reason = text(maybe=True)
    phone_state = text(maybe=True)
    phone_since = instant(maybe=True)
    wrapup_until = instant(maybe=True)
    break_limit_s = whole(maybe=True)
    version = whole()


class CustomerSchema(RowSchema):
    id = whole()
    name = text()
    grade = text()
    address = text()
    product = text()
    note = text()


class CandidateSchema(RowSchema):
    id = whole()
    name = text()


class OpenTicketSchema(RowSchema):
    number = text()
    subject = text()
    kind = word(TicketKind)
    state = text()
    due_at = instant(maybe=True)


class PromisedSchema(RowSchema):
    callback_id = whole()
    window_end = instant()
    note = text()


class ContactSchema(RowSchema):
    at = instant(maybe=True)
    kind = word(("call", "ticket", "callback"))
    outcome = text()
    said = ma.fields.String(required=True, data_key="text")


class CallRowSchema(RowSchema):
    """`call`: who is on the line, and what the house knows of them."""

    callid = text()
    queue = text()
    queue_name = text()
    stage = word(("ringing", "talking", "wrapup"))
    since = instant()
    caller = text(maybe=True)
    caller_name = text(maybe=True)
    wait_s = whole(maybe=True)
    number_shared = flag()
    customer = part(CustomerSchema, maybe=True)
    candidates = many(CandidateSchema)
    repeat_24h = whole()
    repeat_48h = whole()
    open_tickets = many(OpenTicketSchema)
    promised = part(PromisedSchema, maybe=True)
    history = many(ContactSchema)


class NumbersRowSchema(RowSchema):
    """`numbers`: one's own day, and who waits in one's queues."""

    answered = whole()
    missed = whole()
    outbound = whole()
    talk_avg_s = whole(maybe=True)
    acw_avg_s = whole(maybe=True)
    occupancy_pct = figure(maybe=True)
    satisfaction_pct = figure(maybe=True)
    quality_mean = figure(maybe=True)
    waiting = whole()
    longest_since = instant(maybe=True)


class OwnShiftSchema(RowSchema):
    """`shift`: the one that runs or comes next; all null without one."""

    code = text(maybe=True)
    name = text(maybe=True)
    name_en = text(maybe=True)
    start_at = instant(maybe=True)
    end_at = instant(maybe=True)
    breaks = ma.fields.List(ma.fields.Tuple((instant(), instant())), required=True)
    handover_at = instant(maybe=True)


class KeepingRowSchema(RowSchema):
    """`keeping`: how a shift that runs is kept to up to `upto`, what is done since then, and what is planned."""

    start_at = instant()
    end_at = instant()
    upto = instant()
    does = word(Does)
    counted_s = figure()
    kept_s = figure()
    tolerance_s = whole()
    plan = ma.fields.List(ma.fields.Tuple((instant(), instant(), word(Does))), required=True)
    excused = ma.fields.List(ma.fields.Tuple((instant(), instant())), required=True)


class NoticeRowSchema(RowSchema):
    """`notice:<id>`."""

    kind = text()
    params = params()
    at = instant()
    read = flag()


class ControlRowSchema(RowSchema):
    """`control`: per feature null, or what stands in its way."""

    dial = text(maybe=True)
    hangup = text(maybe=True)
    hold = text(maybe=True)
    transfer = text(maybe=True)
    force = text(maybe=True)
    spy = text(maybe=True)


class CommandRowSchema(RowSchema):
    """`command:<id>`: what was asked of the phone."""

    id = whole()
    act = word(Act)
    feature = word(Feature)
    state = word(("open", "done", "refused", "expired", "lost"))
    result = text()
    message = text()
    target = text()
    agent = text(maybe=True)
    at = instant()
    expires_at = instant()


class WorkRowSchema(RowSchema):
    """`work:<kind>:<id>`: something of one's own, or that lies open in one's queues."""

    kind = word(("callback", "missed", "ticket", "escalation", "order"))
    id = whole()
    number = text(maybe=True)
    title = text()
    customer = text(maybe=True)
    phone = text(maybe=True)
    due_at = instant(maybe=True)
    attempts = whole(maybe=True)
    max_attempts = whole(maybe=True)
    state = text()
    priority = word(Priority)
    level = whole(maybe=True)


OWN = {
    "state": StateRowSchema,
    "call": CallRowSchema,
    "numbers": NumbersRowSchema,
    "shift": OwnShiftSchema,
    "keeping": KeepingRowSchema,
    "notice": NoticeRowSchema,
    "control": ControlRowSchema,
    "command": CommandRowSchema,
}
KEEPING = {"keeping": KeepingRowSchema}
WORK = {"work": WorkRowSchema}
