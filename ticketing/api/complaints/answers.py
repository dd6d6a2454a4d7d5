"""What is told of a complaint: the whole record with what it still lacks."""

from typing import Any

import marshmallow as ma

from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.domain.complaints import FIELD_OF, Gate, Stage
from ticketing.models.complaints import CompensationClaim, Measure, Signature
from ticketing.queries.complaints import Whole


class GateSchema(ma.Schema):
    """What is missing, and the field that would meet it."""

    code = ma.fields.String()
    field = ma.fields.String()


class StageAheadSchema(ma.Schema):
    stage = ma.fields.String()
    unmet = ma.fields.List(ma.fields.Nested(GateSchema))


class StagesSchema(ma.Schema):
    stage = ma.fields.String()
    ahead = ma.fields.List(ma.fields.Nested(StageAheadSchema))


class LiabilitySchema(ma.Schema):
    department = ma.fields.String()
    person = ma.fields.String()
    confirmed_by = ma.fields.String()
    confirmed_at = ma.fields.AwareDateTime(allow_none=True)
    note = ma.fields.String()
    disputed = ma.fields.Boolean()
    disputed_by = ma.fields.String()
    disputed_at = ma.fields.AwareDateTime(allow_none=True)
    dispute = ma.fields.String()
    decision = ma.fields.String()
    decided_at = ma.fields.AwareDateTime(allow_none=True)


class InvestigationSchema(ma.Schema):
    investigator = ma.fields.String()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    methods = ma.fields.List(ma.fields.String())
    findings = ma.fields.String()
    evidence = ma.fields.String()
    cause_analysis = ma.fields.String()
    verdict = ma.fields.String(allow_none=True)
    verdict_reason = ma.fields.String()
    found_at = ma.fields.AwareDateTime(allow_none=True)


class ComplaintReplySchema(ma.Schema):
    text = ma.fields.String()
    channel = ma.fields.String()
    at = ma.fields.AwareDateTime(allow_none=True)
    by = ma.fields.Nested(HolderSchema, allow_none=True)
    callid = ma.fields.String(allow_none=True)


class RootCauseSchema(ma.Schema):
    category = ma.fields.String()
    text = ma.fields.String()


class CompensationSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    kind = ma.fields.String()
    amount_minor = ma.fields.Integer()
    currency = ma.fields.String()
    basis = ma.fields.String()
    borne_by = ma.fields.String()
    state = ma.fields.String()
    requested_by = ma.fields.Nested(HolderSchema)
    requested_at = ma.fields.AwareDateTime()
    decided_by = ma.fields.Nested(HolderSchema, allow_none=True)
    decided_at = ma.fields.AwareDateTime(allow_none=True)
    decided_as = ma.fields.String()
    decision_note = ma.fields.String()
    executed_at = ma.fields.AwareDateTime(allow_none=True)
    ref = ma.fields.String()


class CompensationsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CompensationSchema))


class MeasureSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    text = ma.fields.String()
    owner = ma.fields.String()
    due_on = ma.fields.Date()
    done_at = ma.fields.AwareDateTime(allow_none=True)
    done_note = ma.fields.String()
    verified_at = ma.fields.AwareDateTime(allow_none=True)
    verified_note = ma.fields.String()


class FollowUpSchema(ma.Schema):
    id = ma.fields.Integer()
    state = ma.fields.String()
    due_at = ma.fields.AwareDateTime(attribute="window_end")
    attempts = ma.fields.Integer(attribute="counted_attempts")
    outcome = ma.fields.String(allow_none=True)
    done_at = ma.fields.AwareDateTime(allow_none=True)


class FollowUpsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FollowUpSchema))


class SignatureSchema(ma.Schema):
    slot = ma.fields.String()
    by = ma.fields.Nested(HolderSchema)
    at = ma.fields.AwareDateTime()
    note = ma.fields.String()


class LoopsSchema(ma.Schema):
    """How often the customer was not satisfied, and the manager's word from the fifth time on."""

    count = ma.fields.Integer()
    decision = ma.fields.String(allow_none=True)
    text = ma.fields.String()


class ComplaintRecordSchema(ma.Schema):
    number = ma.fields.String()
    version = ma.fields.Integer()
    state = ma.fields.String()
    severity = ma.fields.String()
    stage = ma.fields.String()
    channel = ma.fields.String()
    category = ma.fields.String()
    target = ma.fields.String()
    demand = ma.fields.String()
    amount_minor = ma.fields.Integer(allow_none=True)
    currency = ma.fields.String()
    flags = ma.fields.List(ma.fields.String())
    details = ma.fields.Dict()
    repeat_of = ma.fields.String(allow_none=True)
    liability = ma.fields.Nested(LiabilitySchema)
    investigation = ma.fields.Nested(InvestigationSchema)
    proposal = ma.fields.String()
    compensations = ma.fields.List(ma.fields.Nested(CompensationSchema))
    reply = ma.fields.Nested(ComplaintReplySchema)
    root_cause = ma.fields.Nested(RootCauseSchema)
    measures = ma.fields.List(ma.fields.Nested(MeasureSchema))
    followups = ma.fields.List(ma.fields.Nested(FollowUpSchema))
    satisfaction = ma.fields.Integer(allow_none=True)
    loops = ma.fields.Nested(LoopsSchema)
    signatures = ma.fields.List(ma.fields.Nested(SignatureSchema))


class RanksSchema(ma.Schema):
    team_manager = ma.fields.List(ma.fields.Nested(HolderSchema))
    manager = ma.fields.List(ma.fields.Nested(HolderSchema))
    director = ma.fields.List(ma.fields.Nested(HolderSchema))


def step(stage: Stage, missing: tuple[Gate, ...]) -> dict[str, Any]:
    """A stage ahead and what stands before it."""
    return {"stage": stage.value, "unmet": [{"code": gate.value, "field": FIELD_OF[gate]} for gate in missing]}


def record(found: Whole) -> dict[str, Any]:
    """The whole record."""
    complaint, ticket = found.complaint, found.ticket
    plain = ("severity", "stage", "channel", "category", "target", "demand", "amount_minor", "currency", "flags")
    return {name: getattr(complaint, name) for name in (*plain, "details", "proposal", "satisfaction")} | {
        "number": ticket.number,
        "version": ticket.version,
        "state": ticket.state.value,
        "repeat_of": found.repeat_of,
        "liability": _liability(found),
        "investigation": _investigation(found),
        "compensations": [compensation(one) for one in found.compensations],
        "reply": _reply(found),
        "root_cause": {"category": complaint.cause_category, "text": ticket.root_cause or ""},
        "measures": [measure(one) for one in found.measures],
        "followups": found.followups,
        "loops": {
            "count": ticket.reopen_count,
            "decision": complaint.loop_decision.value if complaint.loop_decision else None,
            "text": complaint.loop_decision_text,
        },
        "signatures": [signature(one) for one in found.signatures],
    }


def compensation(claim: CompensationClaim) -> dict[str, Any]:
    same = ("id", "version", "amount_minor", "currency", "basis", "borne_by", "requested_at", "decided_at")
    return {name: getattr(claim, name) for name in (*same, "decided_as", "decision_note", "executed_at", "ref")} | {
        "kind": claim.kind.value,
        "state": claim.state.value,
        "requested_by": person(claim.requester),
        "decided_by": person(claim.decider),
    }


def measure(one: Measure) -> dict[str, Any]:
    same = ("id", "text", "owner", "due_on", "done_at", "done_note", "verified_at", "verified_note")
    return {name: getattr(one, name) for name in same} | {"kind": one.kind.value}


def signature(one: Signature) -> dict[str, Any]:
    return {"slot": one.slot.value, "by": person(one.person), "at": one.at, "note": one.note}


def _liability(found: Whole) -> dict[str, Any]:
    one = found.complaint
    return {
        "department": one.liable_department,
        "person": one.liable_person,
        "confirmed_by": one.signed_by,
        "confirmed_at": one.signed_at,
        "note": one.signed_note,
        "disputed": one.is_disputed,
        "disputed_by": one.disputed_by,
        "disputed_at": one.disputed_at,
        "dispute": one.dispute_text,
        "decision": one.dispute_decision,
        "decided_at": one.dispute_decided_at,
    }


def _investigation(found: Whole) -> dict[str, Any]:
    one = found.complaint
    same = ("investigator", "findings", "evidence", "cause_analysis", "verdict_reason", "found_at")
    return {name: getattr(one, name) for name in same} | {
        "due_at": one.investigation_due_at,
        "methods": one.investigation_methods,
        "verdict": one.verdict.value if one.verdict else None,
    }


def _reply(found: Whole) -> dict[str, Any]:
    one = found.complaint
    same = {"text": one.reply_text, "channel": one.reply_channel, "at": one.replied_at, "callid": one.reply_callid}
    return same | {"by": person(found.people.get(one.replied_by or 0))}
