"""Rows of the topics `wallboard` and `floor`."""

import marshmallow as ma

from ticketing.api.live_schemas.parts import (
    RowSchema,
    figure,
    flag,
    instant,
    many,
    params,
    text,
    whole,
    word,
)
from ticketing.domain.console import AgentState
from ticketing.domain.tickets import TicketKind

LEVELS = ("ok", "warn", "bad")


class LimitSchema(RowSchema):
    metric = text()
    value = figure()
    limit = figure()


class QueueRowSchema(RowSchema):
    """`queue:<code>`."""

    code = text()
    name = text()
    name_en = text()
    kind = word(TicketKind)
    position = whole()
    sl_name = text()
    sl_threshold_s = whole()
    sl_target_pct = figure()
    waiting = whole()
    connecting = whole()
    talking = whole()
    longest_since = instant(maybe=True)
    offered = whole()
    answered = whole()
    abandoned = whole()
    short = whole()
    other = whole()
    sl_pct = figure(maybe=True)
    lost_pct = figure(maybe=True)
    ready = whole()
    ringing = whole()
    acw = whole()
    paused = whole()
    staffed = whole()
    level = word(LEVELS)
    why = many(LimitSchema)


class WaiterSchema(RowSchema):
    callid = text()
    since = instant()
    caller = text(maybe=True)


class FloorQueueRowSchema(QueueRowSchema):
    """`queue:<code>` of the floor: who waits, too."""

    waiting_list = many(WaiterSchema)


class AgentRowSchema(RowSchema):
    """`agent:<code or raw name>`; `raw` and no `code` is a name that means nobody."""

    code = text(maybe=True)
    raw = text(maybe=True)
    name = text()
    team = text(maybe=True)
    state = word(AgentState)
    reason = text(maybe=True)
    since = instant(maybe=True)
    queue = text(maybe=True)
    partly_paused = many(ma.fields.String())
    next_state = text(maybe=True)
    forced_by = text(maybe=True)
    forced_reason = text(maybe=True)
    mapped = flag()
    should_be_here = flag()
    break_limit_s = whole(maybe=True)


class FloorAgentRowSchema(AgentRowSchema):
    """`agent:…` of the floor: with whom they talk, masked."""

    caller = text(maybe=True)


class SlaRowSchema(RowSchema):
    """`sla:today`."""

    sl_pct = figure(maybe=True)
    offered = whole()
    answered = whole()
    abandoned = whole()
    lost_pct = figure(maybe=True)
    sl_name = text()
    target_pct = figure()


class TrendRowSchema(RowSchema):
    """`trend:60`: calls by the minute of their arrival."""

    from_ = ma.fields.AwareDateTime(required=True, format="iso", data_key="from")
    step_s = whole()
    offered = many(whole())
    answered = many(whole())


class CallbacksRowSchema(RowSchema):
    """`callbacks:today`."""

    open = whole()
    due = whole()
    overdue = whole()
    kept = whole()
    broken = whole()
    next_at = instant(maybe=True)


class ShiftNowSchema(RowSchema):
    code = text()
    name = text()
    name_en = text()
    start_at = instant()
    end_at = instant()
    planned = whole()
    present = whole()
    leader = text(maybe=True)


class AttendingSchema(RowSchema):
    person = text(maybe=True)
    name = text()
    since = instant()


class ShiftsRowSchema(RowSchema):
    """`shift:now`."""

    shifts = many(ShiftNowSchema)
    should = whole()
    present = whole()
    missing = many(AttendingSchema)
    over = many(AttendingSchema)


class AlertRowSchema(RowSchema):
    """`alert:<kind>:<id>`; who has seen it is said of what a rule raised."""

    at = instant()
    kind = text()
    level = word(("info", "warn", "bad"))
    params = params()
    acknowledged_by = ma.fields.String(allow_none=True)


class LinkRowSchema(RowSchema):
    """`link:<source id>`."""

    pbx = text()
    name = text()
    kind = text()
    state = text()
    since = instant(maybe=True)
    error = text()


SHARED = {
    "sla": SlaRowSchema,
    "trend": TrendRowSchema,
    "callbacks": CallbacksRowSchema,
    "shift": ShiftsRowSchema,
    "alert": AlertRowSchema,
    "link": LinkRowSchema,
}
WALLBOARD = {"queue": QueueRowSchema, "agent": AgentRowSchema} | SHARED
FLOOR = {"queue": FloorQueueRowSchema, "agent": FloorAgentRowSchema} | SHARED
