"""What may be sent about tickets; whatever is not named here is refused."""

from enum import StrEnum
from typing import Any, TypeVar

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code, day, instant, line, prose
from ticketing.api.requests import PageArgs
from ticketing.domain.complaints import CHANNELS, FLAGS, Severity
from ticketing.domain.tickets import NoteKind, Priority, TicketKind, TicketState
from ticketing.queries.finding import Sort

LONGEST_PHONE = 40
# What a person may say of where a matter came from; the others the system says itself.
SOURCES = ("call_in", "call_out", "letter", "visit", "web")

MOST_DETAILS = 40


def details_field(**options: Any) -> ma.fields.Dict:
    """Values of a category's own fields by key: texts, numbers, days, yes or no."""
    keys, values = ma.fields.String(validate=validate.Length(1, 40)), ma.fields.Raw(allow_none=True)
    return ma.fields.Dict(keys=keys, values=values, validate=validate.Length(max=MOST_DETAILS), **options)


Word = TypeVar("Word", bound=StrEnum)


def word(words: type[Word], **options: Any) -> ma.fields.Enum[Word]:
    """One of these words."""
    return ma.fields.Enum(words, by_value=True, **options)


class TicketsArgs(PageArgs):
    """`state` may be several, with commas, or `active` for all in work; so may `priority`. `owner` is me, none or
    a code; `from` and `to` are the days on which it was opened; `q` is every word of the ticket, its customer's names,
    pinyin initials and numbers (4 digits and more); `sort` by `due` and `priority` lists what is in work."""

    state = ma.fields.String(validate=validate.Length(max=200), load_default="")
    kind = word(TicketKind, load_default=None)
    priority = ma.fields.String(validate=validate.Length(max=60), load_default="")
    owner = code(load_default=None)
    queue = code(load_default=None)
    category = line(100, load_default="", shortest=0)
    customer = ma.fields.Integer(load_default=None, validate=validate.Range(1, 2**62))
    breached = ma.fields.Boolean(load_default=False)
    overdue = ma.fields.Boolean(load_default=False)
    from_ = day(load_default=None, data_key="from")
    to = day(load_default=None)
    q = ma.fields.String(validate=validate.Length(max=100), load_default="")
    sort = ma.fields.Enum(Sort, by_value=True, load_default=Sort.NEWEST)


class CallerBody(ma.Schema):
    name = line(load_default="", shortest=0)
    phone = line(LONGEST_PHONE, load_default=None, allow_none=True)


class LastWordBody(ma.Schema):
    """How it was settled; a complaint also needs `root_cause`, and `reply` unless it was given before."""

    code = line(64, required=True)
    text = prose(required=True, shortest=1)
    root_cause = line(load_default="", shortest=0)
    cause_category = line(load_default="", shortest=0)
    reply = prose(load_default="")


class PromiseBody(ma.Schema):
    window_start = instant(required=True)
    window_end = instant(required=True)
    note = line(500, load_default="", shortest=0)


class ComplaintBody(ma.Schema):
    """Without a severity the flags decide: what concerns a regulator, the press or somebody's safety is S1."""

    severity = word(Severity, load_default=None, allow_none=True)
    target = line(load_default="", shortest=0)
    demand = prose(load_default="")
    category = line(load_default="", shortest=0)
    channel = ma.fields.String(validate=validate.OneOf(CHANNELS), load_default=None, allow_none=True)
    flags = ma.fields.List(ma.fields.String(validate=validate.OneOf(FLAGS)), load_default=list)


class TicketBody(ma.Schema):
    """A new ticket, filed by whoever is logged in and theirs unless `owner` is null."""

    kind = word(TicketKind, required=True)
    subject = line(required=True)
    content = prose(load_default="")
    demand = prose(load_default="")
    category = line(load_default="", shortest=0)
    priority = word(Priority, load_default=Priority.NORMAL)
    queue = code(load_default=None, allow_none=True)
    department = line(load_default="", shortest=0)
    customer_id = ma.fields.Integer(load_default=None, allow_none=True, strict=True)
    customer = ma.fields.Nested(CallerBody, load_default=None, allow_none=True)
    contact_phone = line(LONGEST_PHONE, load_default=None, allow_none=True)
    visit_callid = line(150, load_default=None, allow_none=True)
    # How it came to us; a letter or a web form is answered by nobody yet. Without it: the call of whoever files it.
    source = ma.fields.String(validate=validate.OneOf(SOURCES), load_default=None, allow_none=True)
    # When it reached us, if that was before: for leads and supervisors, with why it is registered only now.
    received_at = instant(load_default=None, allow_none=True)
    received_reason = line(500, load_default="", shortest=0)
    # False: nobody has it in hand and nobody has answered yet (T1).
    answered = ma.fields.Boolean(load_default=True)
    resolved = ma.fields.Nested(LastWordBody, load_default=None, allow_none=True)
    promise = ma.fields.Nested(PromiseBody, load_default=None, allow_none=True)
    complaint = ma.fields.Nested(ComplaintBody, load_default=None, allow_none=True)
    # The number of a ticket that is done, and that this one comes after; of one that is not settled before this.
    follow_up_of = code(load_default=None, allow_none=True)
    parent = code(load_default=None, allow_none=True)
    product_ref = line(load_default="", shortest=0)
    # What its category asks for, by key.
    details = details_field(load_default=dict)
    tags = ma.fields.List(line(40), load_default=list, validate=validate.Length(max=20))


class TicketEditBody(ma.Schema):
    """Only the fields to change."""

    subject = line()
    content = prose()
    demand = prose()
    category = line(shortest=0)
    department = line(shortest=0)
    queue = code(allow_none=True)
    customer_id = ma.fields.Integer(allow_none=True, strict=True)
    contact_phone = line(LONGEST_PHONE, allow_none=True)
    product_ref = line(shortest=0)
    details = details_field()


class TransitionBody(ma.Schema):
    to = word(TicketState, required=True)
    reason = line(500, load_default="", shortest=0)
    wake_at = instant(load_default=None, allow_none=True)
    # Settle it though tickets below it are still open.
    force = ma.fields.Boolean(load_default=False)
    resolution = ma.fields.Nested(LastWordBody, load_default=None, allow_none=True)


class AssignmentBody(ma.Schema):
    """`owner` is a code, `me`, or null for nobody."""

    owner = code(required=True, allow_none=True)
    reason = line(500, load_default="", shortest=0)


class NoteBody(ma.Schema):
    """`files` are attachments of the ticket that were sent before and hang on no note yet."""

    text = prose(required=True, shortest=1)
    kind = word(NoteKind, load_default=NoteKind.NOTE)
    files = ma.fields.List(
        ma.fields.Integer(strict=True, validate=validate.Range(1, 2**62)),
        load_default=list,
        validate=validate.Length(max=20),
    )


class ContactBody(ma.Schema):
    direction = ma.fields.String(required=True, validate=validate.OneOf(["in", "out"]))
    answered = ma.fields.Boolean(required=True)
    needs_action = ma.fields.Boolean(load_default=True)


class ReasonBody(ma.Schema):
    reason = line(500, required=True)


class ReplyBody(ma.Schema):
    text = prose(required=True, shortest=1)


class PriorityBody(ma.Schema):
    priority = word(Priority, required=True)
    reason = line(500, load_default="", shortest=0)


class TimelineArgs(ma.Schema):
    after = ma.fields.Integer(load_default=0, validate=validate.Range(0, 2**62))
    limit = ma.fields.Integer(load_default=200, validate=validate.Range(1, 500))


class TransferBody(ma.Schema):
    """To a queue, a team, or both, by code."""

    queue = code(load_default=None, allow_none=True)
    team = code(load_default=None, allow_none=True)
    reason = line(500, load_default="", shortest=0)


class ExplainArgs(ma.Schema):
    """`seq` counts the clocks of one kind from 1; without it the latest."""

    seq = ma.fields.Integer(load_default=None, validate=validate.Range(1, 1_000_000))
