"""What is told of tickets; telephone numbers are masked wherever they are listed."""

from typing import Any

import marshmallow as ma

from ticketing.domain.phones import masked
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries.explanations import Explanation
from ticketing.queries.tickets import ClockView, Told, Whole


class HolderSchema(ma.Schema):
    code = ma.fields.String()
    name = ma.fields.String()


class CallerSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    grade = ma.fields.String()
    phone = ma.fields.String(allow_none=True)


class TicketRowSchema(ma.Schema):
    number = ma.fields.String()
    version = ma.fields.Integer()
    kind = ma.fields.String()
    category = ma.fields.String()
    priority = ma.fields.String()
    state = ma.fields.String()
    source = ma.fields.String()
    subject = ma.fields.String()
    queue = ma.fields.String(allow_none=True)
    team = ma.fields.String(allow_none=True)
    owner = ma.fields.Nested(HolderSchema, allow_none=True)
    customer = ma.fields.Nested(CallerSchema, allow_none=True)
    contact_phone = ma.fields.String(allow_none=True)
    opened_at = ma.fields.AwareDateTime()
    next_due_at = ma.fields.AwareDateTime(allow_none=True)
    breached = ma.fields.Boolean()
    tags = ma.fields.List(ma.fields.String())


class ClockSchema(ma.Schema):
    kind = ma.fields.String()
    seq = ma.fields.Integer()
    state = ma.fields.String()
    target_s = ma.fields.Integer()
    elapsed_s = ma.fields.Integer()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    breached_at = ma.fields.AwareDateTime(allow_none=True)
    warn_at = ma.fields.List(ma.fields.AwareDateTime())
    flags = ma.fields.List(ma.fields.String())


class ResolutionSchema(ma.Schema):
    code = ma.fields.String()
    text = ma.fields.String()
    root_cause = ma.fields.String(allow_none=True)


class ComplaintSchema(ma.Schema):
    severity = ma.fields.String()
    stage = ma.fields.String()
    channel = ma.fields.String()
    target = ma.fields.String()
    demand = ma.fields.String()
    department = ma.fields.String(attribute="liable_department")
    reply = ma.fields.String(attribute="reply_text")
    replied_at = ma.fields.AwareDateTime(allow_none=True)
    satisfaction = ma.fields.Integer(allow_none=True)
    flags = ma.fields.List(ma.fields.String())


class TicketSchema(TicketRowSchema):
    content = ma.fields.String()
    demand = ma.fields.String()
    department = ma.fields.String()
    product_ref = ma.fields.String()
    details = ma.fields.Dict()
    first_response_at = ma.fields.AwareDateTime(allow_none=True)
    resolved_at = ma.fields.AwareDateTime(allow_none=True)
    closed_at = ma.fields.AwareDateTime(allow_none=True)
    wake_at = ma.fields.AwareDateTime(allow_none=True)
    reopen_count = ma.fields.Integer()
    follow_up_of = ma.fields.String(allow_none=True)
    resolution = ma.fields.Nested(ResolutionSchema, allow_none=True)
    complaint = ma.fields.Nested(ComplaintSchema, allow_none=True)
    clocks = ma.fields.List(ma.fields.Nested(ClockSchema))


class TicketsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TicketRowSchema))
    next = ma.fields.String(allow_none=True)


class StepSchema(ma.Schema):
    to = ma.fields.String()
    move = ma.fields.String()
    unmet = ma.fields.List(ma.fields.String())


class StepsSchema(ma.Schema):
    allowed = ma.fields.List(ma.fields.Nested(StepSchema))


class ClocksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ClockSchema))


class StretchSchema(ma.Schema):
    """Open time in which the clock ran; `total_s` includes it. Pauses and closed hours lie between."""

    from_ = ma.fields.AwareDateTime(attribute="began_at", data_key="from")
    to = ma.fields.AwareDateTime(attribute="ended_at")
    working_s = ma.fields.Integer()
    total_s = ma.fields.Integer()


class PauseSchema(ma.Schema):
    from_ = ma.fields.AwareDateTime(attribute="began_at", data_key="from")
    to = ma.fields.AwareDateTime(attribute="ended_at")


class UnusualSchema(ma.Schema):
    """A day within the run that had other hours: holiday, makeup or special."""

    on = ma.fields.Date()
    type = ma.fields.String()
    name = ma.fields.String()


class ExplanationSchema(ma.Schema):
    """`teams` are the working seconds of each team (by code; empty: of none), which add up to the elapsed ones."""

    clock = ma.fields.Nested(ClockSchema)
    stretches = ma.fields.List(ma.fields.Nested(StretchSchema))
    pauses = ma.fields.List(ma.fields.Nested(PauseSchema))
    unusual_days = ma.fields.List(ma.fields.Nested(UnusualSchema))
    teams = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


class ToldSchema(ma.Schema):
    id = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    actor = ma.fields.String(allow_none=True)
    name = ma.fields.String()
    payload = ma.fields.Dict()


class TimelineSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ToldSchema))
    next = ma.fields.Integer(allow_none=True)


_PLAIN = ("content", "demand", "department", "product_ref", "details")
_AT = ("first_response_at", "resolved_at", "closed_at", "wake_at")


def row(ticket: Ticket) -> dict[str, Any]:
    """A line of a list."""
    told = {name: getattr(ticket, name) for name in ("number", "version", "category", "subject", "opened_at", "tags")}
    told |= {name: getattr(ticket, name).value for name in ("kind", "priority", "state", "source")}
    return told | {
        "queue": ticket.queue.code if ticket.queue else None,
        "team": ticket.team.code if ticket.team else None,
        "owner": person(ticket.owner),
        "customer": _caller(ticket),
        "contact_phone": masked(ticket.contact_phone),
        "next_due_at": ticket.next_due_at,
        "breached": ticket.breached,
    }


def whole(found: Whole, follow_up_of: str | None = None) -> dict[str, Any]:
    """The whole ticket."""
    ticket = found.ticket
    return row(ticket) | {
        **{name: getattr(ticket, name) for name in (*_PLAIN, *_AT)},
        "reopen_count": ticket.reopen_count,
        "follow_up_of": follow_up_of,
        "resolution": _resolution(ticket),
        "complaint": found.complaint,
        "clocks": [clock(one) for one in found.clocks],
    }


def clock(view: ClockView) -> dict[str, Any]:
    """A clock as it stands; a warning or a breach to come is an instant, never a countdown."""
    record = view.clock
    return {
        "kind": record.kind.value,
        "seq": record.seq,
        "state": record.state.value,
        "target_s": record.target_s,
        "elapsed_s": view.elapsed_s,
        "due_at": record.due_at,
        "breached_at": record.breached_at,
        "warn_at": list(record.warn_at),
        "flags": sorted(flag.value for flag in record.flags),
    }


def explanation(found: Explanation) -> dict[str, Any]:
    """A clock with everything that it counted."""
    elapsed = found.stretches[-1].total_s if found.stretches else 0
    return {
        "clock": clock(ClockView(found.row.record, elapsed)),
        "stretches": found.stretches,
        "pauses": found.pauses,
        "unusual_days": found.unusual,
        "teams": found.teams,
    }


def entry(told: Told) -> dict[str, Any]:
    """An entry of the timeline; a note carries its text."""
    one = told.entry
    payload = one.payload if told.note is None else one.payload | {"text": told.note}
    return {"id": one.id, "at": one.happened_at, "actor": told.actor, "name": one.name, "payload": payload}


def person(one: Person | None) -> dict[str, Any] | None:
    """Code and name; who has no code is known by their login."""
    return {"code": one.code or one.login, "name": one.name} if one else None


def _caller(ticket: Ticket) -> dict[str, Any] | None:
    customer = ticket.customer
    if customer is None:
        return None
    return {
        "id": customer.id,
        "name": customer.name,
        "grade": customer.grade,
        "phone": masked(ticket.contact_phone),
    }


def _resolution(ticket: Ticket) -> dict[str, Any] | None:
    if ticket.resolution_code is None:
        return None
    return {"code": ticket.resolution_code, "text": ticket.resolution_text, "root_cause": ticket.root_cause}
