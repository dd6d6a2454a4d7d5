"""What plans are asked in and answered with."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code, day, line, prose
from ticketing.api.requests import PageArgs
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.domain.campaigns import CampaignKind, CampaignState, Progress, TargetState
from ticketing.domain.metrics import percent
from ticketing.domain.phones import masked
from ticketing.models.campaigns import Campaign, CampaignTarget

DAY_MIN = 1_440


class CampaignsArgs(PageArgs):
    state = ma.fields.Enum(CampaignState, by_value=True, load_default=None, allow_none=True)


class TargetsArgs(PageArgs):
    state = ma.fields.Enum(TargetState, by_value=True, load_default=None, allow_none=True)


class CampaignBody(ma.Schema):
    """Hours in minutes after midnight; without them whenever customers may be rung."""

    name = line(100, required=True)
    kind = ma.fields.Enum(CampaignKind, by_value=True, required=True)
    queue = code(required=True)
    first_on = day(required=True)
    last_on = day(required=True)
    purpose = line(300, load_default="", shortest=0)
    audience = line(200, load_default="", shortest=0)
    script = ma.fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**62))
    from_min = ma.fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, DAY_MIN - 1))
    to_min = ma.fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, DAY_MIN))
    max_attempts = ma.fields.Integer(load_default=3, validate=validate.Range(1, 10))
    summary = prose(2_000, load_default="")


class StateBody(ma.Schema):
    state = ma.fields.Enum(CampaignState, by_value=True, required=True)


class ProgressSchema(ma.Schema):
    """`done_pct`: ended ÷ all; `reached_pct`: reached ÷ ended; null over nothing. `why`: how the others ended."""

    total = ma.fields.Integer()
    waiting = ma.fields.Integer()
    calling = ma.fields.Integer()
    ended = ma.fields.Integer()
    reached = ma.fields.Integer()
    done_pct = ma.fields.Float(allow_none=True)
    reached_pct = ma.fields.Float(allow_none=True)
    why = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


class CampaignSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    kind = ma.fields.String()
    state = ma.fields.String()
    queue = ma.fields.String()
    purpose = ma.fields.String()
    audience = ma.fields.String()
    script = ma.fields.Integer(allow_none=True)
    first_on = ma.fields.Date()
    last_on = ma.fields.Date()
    from_min = ma.fields.Integer(allow_none=True)
    to_min = ma.fields.Integer(allow_none=True)
    max_attempts = ma.fields.Integer()
    summary = ma.fields.String()
    created_by = ma.fields.Nested(HolderSchema, allow_none=True)
    reviewed_by = ma.fields.Nested(HolderSchema, allow_none=True)
    reviewed_at = ma.fields.AwareDateTime(allow_none=True)
    progress = ma.fields.Nested(ProgressSchema)


class CampaignsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CampaignSchema))
    next = ma.fields.String(allow_none=True)


class TargetSchema(ma.Schema):
    """Numbers are masked; whoever draws one sees it on the call-back."""

    id = ma.fields.Integer()
    state = ma.fields.String()
    name = ma.fields.String()
    phone = ma.fields.String()
    product = ma.fields.String()
    ref = ma.fields.String()
    note = ma.fields.String()
    planned_on = ma.fields.Date(allow_none=True)
    answer = ma.fields.String()
    ended_at = ma.fields.AwareDateTime(allow_none=True)


class TargetsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TargetSchema))
    next = ma.fields.String(allow_none=True)


def campaign(row: Campaign, progress: Progress) -> dict[str, Any]:
    names = (
        *("id", "version", "name", "purpose", "audience", "first_on", "last_on", "from_min", "to_min"),
        *("max_attempts", "summary", "reviewed_at"),
    )
    return {name: getattr(row, name) for name in names} | {
        "kind": row.kind.value,
        "state": row.state.value,
        "queue": row.queue.code,
        "script": row.script_id,
        "created_by": person(row.creator),
        "reviewed_by": person(row.reviewer),
        "progress": sums(progress),
    }


def sums(progress: Progress) -> dict[str, Any]:
    counts = progress.counts
    others = (TargetState.NOT_REACHED, TargetState.INVALID_NUMBER, TargetState.REFUSED, TargetState.CANCELLED)
    return {
        "total": progress.total,
        "waiting": counts.get(TargetState.WAITING, 0),
        "calling": counts.get(TargetState.CALLING, 0),
        "ended": progress.ended,
        "reached": progress.reached,
        "done_pct": percent(progress.ended, progress.total),
        "reached_pct": percent(progress.reached, progress.ended),
        "why": {state.value: counts[state] for state in others if counts.get(state)},
    }


def target(row: CampaignTarget) -> dict[str, Any]:
    names = ("id", "name", "product", "ref", "note", "planned_on", "answer", "ended_at")
    return {name: getattr(row, name) for name in names} | {"state": row.state.value, "phone": masked(row.phone)}
