"""What is said of orders (督办), more time (延期) and bulletins (通报), asked and answered."""

import marshmallow as ma

from ticketing.api.fields import code, instant, line, prose
from ticketing.api.tickets.answers import HolderSchema

LONGEST = 2_000


class OrderBody(ma.Schema):
    """`to` is a person's code; without it the ticket's owner answers."""

    opinion = prose(LONGEST, shortest=1, required=True)
    due_at = instant(required=True)
    to = code(load_default=None, allow_none=True)


class AnswerBody(ma.Schema):
    text = prose(LONGEST, shortest=1, required=True)


class ExtensionBody(ma.Schema):
    until = instant(required=True)
    reason = prose(LONGEST, shortest=1, required=True)


class DecisionBody(ma.Schema):
    approved = ma.fields.Boolean(required=True)
    note = prose(LONGEST, load_default="")


class BulletinBody(ma.Schema):
    """Without `team` (a code) everybody is told; `ticket` is what it is about."""

    title = line(required=True)
    text = prose(LONGEST, shortest=1, required=True)
    ticket = line(40, load_default=None, allow_none=True)
    team = code(load_default=None, allow_none=True)


class OrderSchema(ma.Schema):
    id = ma.fields.Integer()
    ticket = ma.fields.String()
    opinion = ma.fields.String()
    due_at = ma.fields.AwareDateTime()
    ordered_at = ma.fields.AwareDateTime()
    overdue_at = ma.fields.AwareDateTime(allow_none=True)
    answer = ma.fields.String()
    answered_at = ma.fields.AwareDateTime(allow_none=True)
    by = ma.fields.Nested(HolderSchema, allow_none=True)
    to = ma.fields.Nested(HolderSchema, allow_none=True)


class OrdersSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(OrderSchema))


class ExtensionSchema(ma.Schema):
    id = ma.fields.Integer()
    ticket = ma.fields.String()
    reason = ma.fields.String()
    until = ma.fields.AwareDateTime()
    was_due_at = ma.fields.AwareDateTime(allow_none=True)
    asked_at = ma.fields.AwareDateTime()
    asked_by = ma.fields.Nested(HolderSchema, allow_none=True)
    approved = ma.fields.Boolean(allow_none=True)
    note = ma.fields.String()
    decided_at = ma.fields.AwareDateTime(allow_none=True)
    decided_by = ma.fields.Nested(HolderSchema, allow_none=True)


class ExtensionsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ExtensionSchema))


class BulletinSchema(ma.Schema):
    id = ma.fields.Integer()
    title = ma.fields.String()
    text = ma.fields.String()
    ticket = ma.fields.String(allow_none=True)
    at = ma.fields.AwareDateTime()
    told = ma.fields.Integer()
    by = ma.fields.Nested(HolderSchema, allow_none=True)


class BulletinsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(BulletinSchema))
    next = ma.fields.String(allow_none=True)
