"""What may be sent about complaints; whatever is not named here is refused."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code, day, instant, line, prose
from ticketing.api.tickets.bodies import word
from ticketing.domain.complaints import (
    CHANNELS,
    FLAGS,
    Compensation,
    LoopDecision,
    MeasureKind,
    Severity,
    SignatureSlot,
    Stage,
    Verdict,
)
from ticketing.domain.complaints.money import HOME_CURRENCY

METHODS = ("on_site", "by_phone", "records", "recordings")
# A sum that no complaint reaches and int64 holds.
LARGEST_MINOR = 10**12


def amount(**options: Any) -> ma.fields.Integer:
    """Minor units (fen, cents) as a whole number: no fractions to lose."""
    return ma.fields.Integer(strict=True, validate=validate.Range(1, LARGEST_MINOR), **options)


def currency(**options: Any) -> ma.fields.String:
    """ISO 4217."""
    return ma.fields.String(validate=validate.Regexp(r"^[A-Z]{3}\Z"), **options)


class ComplaintDetailsBody(ma.Schema):
    """What only some sheets ask for; null takes a value away."""

    gender = line(20, allow_none=True)
    address = line(500, allow_none=True)
    postcode = line(20, allow_none=True)
    company = line(allow_none=True)
    contact_person = line(allow_none=True)
    product = line(allow_none=True)
    model = line(allow_none=True)
    batch_no = line(allow_none=True)
    order_no = line(allow_none=True)
    voucher_no = line(allow_none=True)
    quantity = ma.fields.Integer(strict=True, validate=validate.Range(0, 10**9), allow_none=True)
    bad_quantity = ma.fields.Integer(strict=True, validate=validate.Range(0, 10**9), allow_none=True)
    bought_on = day(allow_none=True)
    delivered_on = day(allow_none=True)
    occurrence = ma.fields.Integer(strict=True, validate=validate.Range(1, 1000), allow_none=True)
    expected_reply_at = instant(allow_none=True)
    letter_no = line(allow_none=True)
    letter_received_on = day(allow_none=True)
    letter_kind = line(32, allow_none=True)
    letter_title = line(allow_none=True)
    letter_recipient = line(allow_none=True)
    attachments = line(500, allow_none=True)
    archive_no = line(allow_none=True)
    reply_no = line(allow_none=True)
    visit_place = line(allow_none=True)
    received_by = line(allow_none=True)
    on_the_spot = prose(2_000, allow_none=True)


class ComplaintRecordBody(ma.Schema):
    """Only the fields to change."""

    channel = ma.fields.String(validate=validate.OneOf(CHANNELS))
    category = line(shortest=0)
    target = line(shortest=0)
    demand = prose()
    amount_minor = amount(allow_none=True)
    currency = currency()
    flags = ma.fields.List(ma.fields.String(validate=validate.OneOf(FLAGS)), validate=validate.Length(max=len(FLAGS)))
    details = ma.fields.Nested(ComplaintDetailsBody)


class ConversionBody(ma.Schema):
    """A ticket that turned out to be a complaint; without a severity its flags decide."""

    ticket = line(32, required=True)
    severity = word(Severity, load_default=None, allow_none=True)
    target = line(load_default="", shortest=0)
    demand = prose(load_default="")
    category = line(load_default="", shortest=0)
    channel = ma.fields.String(validate=validate.OneOf(CHANNELS), load_default="phone")
    flags = ma.fields.List(ma.fields.String(validate=validate.OneOf(FLAGS)), load_default=list)


class TriageBody(ma.Schema):
    severity = word(Severity, required=True)
    department = line(required=True)
    person = line(load_default="", shortest=0)
    category = line(load_default="", shortest=0)
    reason = line(500, load_default="", shortest=0)


class StageBody(ma.Schema):
    to = word(Stage, required=True)
    reason = line(500, load_default="", shortest=0)


class InvestigationBody(ma.Schema):
    investigator = line(required=True)
    due_at = instant(load_default=None, allow_none=True)
    methods = ma.fields.List(ma.fields.String(validate=validate.OneOf(METHODS)), load_default=list)


class FindingBody(ma.Schema):
    findings = prose(required=True, shortest=1)
    verdict = word(Verdict, required=True)
    evidence = prose(load_default="")
    cause_analysis = prose(load_default="")
    verdict_reason = prose(load_default="")


class SignOffBody(ma.Schema):
    """`by`: who of the department said so."""

    by = line(required=True)
    note = prose(2_000, load_default="")


class DisputeBody(ma.Schema):
    by = line(required=True)
    text = prose(2_000, required=True, shortest=1)


class DisputeDecisionBody(ma.Schema):
    text = prose(2_000, required=True, shortest=1)
    department = line(load_default=None, allow_none=True)


class ComplaintProposalBody(ma.Schema):
    text = prose(required=True, shortest=1)


class ComplaintReplyBody(ma.Schema):
    text = prose(required=True, shortest=1)
    channel = ma.fields.String(validate=validate.OneOf((*CHANNELS, "sms")), load_default="phone")
    callid = line(150, load_default=None, allow_none=True)


class LoopBody(ma.Schema):
    decision = word(LoopDecision, required=True)
    text = prose(2_000, required=True, shortest=1)


class CompensationBody(ma.Schema):
    kind = word(Compensation, required=True)
    amount_minor = amount(required=True)
    currency = currency(load_default=HOME_CURRENCY)
    basis = prose(2_000, load_default="")
    borne_by = line(load_default="", shortest=0)


class CompensationApprovalBody(ma.Schema):
    approved = ma.fields.Boolean(required=True)
    note = prose(2_000, load_default="")


class ExecutionBody(ma.Schema):
    """`ref`: the receipt, transfer or parcel number."""

    ref = line(required=True)


class MeasureBody(ma.Schema):
    kind = word(MeasureKind, required=True)
    text = prose(2_000, required=True, shortest=1)
    owner = line(required=True)
    due_on = day(required=True)


class MeasureDoneBody(ma.Schema):
    note = prose(2_000, load_default="")


class MeasureVerifiedBody(ma.Schema):
    effective = ma.fields.Boolean(required=True)
    note = prose(2_000, load_default="")


class SignatureBody(ma.Schema):
    slot = word(SignatureSlot, required=True)
    note = prose(500, load_default="")


class RanksBody(ma.Schema):
    """Personal numbers or log-ins of those who stand above the roster."""

    team_manager = ma.fields.List(code(), required=True, validate=validate.Length(max=50))
    manager = ma.fields.List(code(), required=True, validate=validate.Length(max=50))
    director = ma.fields.List(code(), required=True, validate=validate.Length(max=50))
