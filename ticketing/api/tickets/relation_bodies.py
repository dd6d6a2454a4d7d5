"""What is sent and told about how tickets hang together, who follows one, and who has it open."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions.tickets.openings import Company
from ticketing.actions.tickets.watch import MOST_TAGS
from ticketing.api.fields import code, line, prose
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.api.tickets.bodies import LONGEST_PHONE, word
from ticketing.domain.tickets import LinkKind, Priority, TicketKind
from ticketing.models.people import Person
from ticketing.queries.duplicates import Likely
from ticketing.queries.relations import Related

MOST_SPLIT = 200


class MergeBody(ma.Schema):
    """`into` is the ticket that goes on; with `inherit_oldest` it answers for the earlier start."""

    into = code(required=True)
    inherit_oldest = ma.fields.Boolean(load_default=True)


class SplitBody(ma.Schema):
    """The notes that are a matter of their own, and what that is called."""

    notes = ma.fields.List(
        ma.fields.Integer(strict=True, validate=validate.Range(1, 2**62)),
        required=True,
        validate=validate.Length(1, MOST_SPLIT),
    )
    subject = line(required=True)
    kind = word(TicketKind, load_default=TicketKind.INQUIRY)
    category = line(load_default="", shortest=0)
    priority = word(Priority, load_default=Priority.NORMAL)
    queue = code(load_default=None, allow_none=True)
    content = prose(load_default="")


class LinkBody(ma.Schema):
    to = code(required=True)
    kind = word(LinkKind, load_default=LinkKind.RELATED)


class ParentBody(ma.Schema):
    """Null hangs it on its own."""

    parent = code(required=True, allow_none=True)


class TagsBody(ma.Schema):
    tags = ma.fields.List(line(40), required=True, validate=validate.Length(max=MOST_TAGS))


class OpeningBody(ma.Schema):
    """`version` is the one on the screen."""

    writing = ma.fields.Boolean(load_default=False)
    version = ma.fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(1, 2**62))


class DuplicatesArgs(ma.Schema):
    """The customer's id or a telephone number in any notation, or both."""

    customer_id = ma.fields.Integer(load_default=None, validate=validate.Range(1, 2**62))
    phone = ma.fields.String(load_default=None, validate=validate.Length(1, LONGEST_PHONE))
    kind = word(TicketKind, load_default=None)
    category = line(load_default="", shortest=0)
    but = code(load_default=None)


class RelatedSchema(ma.Schema):
    """`how`: parent, child, follow_up, follow_up_of, merged, merged_into or a kind of link; `turned` when it points
    from there to here. `id` only for links."""

    id = ma.fields.Integer(allow_none=True)
    how = ma.fields.String()
    turned = ma.fields.Boolean()
    number = ma.fields.String()
    subject = ma.fields.String()
    state = ma.fields.String()


class RelatedListSchema(ma.Schema):
    """`undo_until` is set for a merged ticket that can still be taken back out."""

    items = ma.fields.List(ma.fields.Nested(RelatedSchema))
    undo_until = ma.fields.AwareDateTime(allow_none=True)


class LinkSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()


class NoteSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    text = ma.fields.String()
    written_at = ma.fields.AwareDateTime()


class WatchersSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HolderSchema))


class OtherSchema(HolderSchema):
    since = ma.fields.AwareDateTime()
    writing = ma.fields.Boolean()


class CompanySchema(ma.Schema):
    """`changed` names the fields that are not what they were in the version on the screen."""

    version = ma.fields.Integer()
    changed = ma.fields.List(ma.fields.String())
    others = ma.fields.List(ma.fields.Nested(OtherSchema))


class LikelySchema(ma.Schema):
    number = ma.fields.String()
    subject = ma.fields.String()
    kind = ma.fields.String()
    state = ma.fields.String()
    opened_at = ma.fields.AwareDateTime()
    owner = ma.fields.Nested(HolderSchema, allow_none=True)
    is_open = ma.fields.Boolean()
    is_repeat = ma.fields.Boolean()
    alike = ma.fields.Boolean()


class LikelyListSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(LikelySchema))


def related(one: Related) -> dict[str, Any]:
    """Another ticket, by number."""
    ticket = one.ticket
    told = {"number": ticket.number, "subject": ticket.subject, "state": ticket.state.value}
    return told | {"id": one.link_id, "how": one.how, "turned": one.turned}


def likely(one: Likely) -> dict[str, Any]:
    """A ticket that may be the same matter."""
    told = related(Related("", one.ticket))
    marks = {"is_open": one.is_open, "is_repeat": one.is_repeat, "alike": one.alike}
    return (
        told
        | marks
        | {"kind": one.ticket.kind.value, "opened_at": one.ticket.opened_at, "owner": person(one.ticket.owner)}
    )


def company(found: Company) -> dict[str, Any]:
    """Who else is there."""
    others = [(person(one.person) or {}) | {"since": one.since, "writing": one.writing} for one in found.others]
    return {"version": found.ticket.version, "changed": list(found.changed), "others": others}


def followers(people: list[Person]) -> dict[str, Any]:
    """Codes and names."""
    return {"items": [person(one) for one in people]}
