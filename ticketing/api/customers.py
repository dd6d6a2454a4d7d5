"""Customers over HTTP: find one by number in any notation, keep the file."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import customers
from ticketing.actions.customers import CustomerWish
from ticketing.api.door import Door
from ticketing.api.fields import line, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, reading
from ticketing.domain.deliveries import LONGEST_ADDRESS, masked_address
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import NotFound
from ticketing.models.customers import Customer
from ticketing.queries import customers as looks

blp = Door("customers", __name__, url_prefix="/customers", description="Who calls, and from which numbers")

GRADES = ("normal", "vip", "key")
#: Empty: the centre's own.
TONGUES = ("", "zh", "en")
MOST_PHONES = 10


class CustomersArgs(PageArgs):
    """`q`: part of a name, a company, its pinyin or initials, or four and more digits of a number."""

    q = ma.fields.String(validate=validate.Length(max=100), load_default="")


class LookupArgs(ma.Schema):
    phone = ma.fields.String(required=True, validate=validate.Length(1, 40))


class CustomerBody(ma.Schema):
    name = line(required=True)
    phones = ma.fields.List(line(40), load_default=list, validate=validate.Length(max=MOST_PHONES))
    grade = ma.fields.String(validate=validate.OneOf(GRADES), load_default="normal")
    company = line(load_default="", shortest=0)
    address = line(500, load_default="", shortest=0)
    product = line(load_default="", shortest=0)
    note = prose(load_default="")
    email = line(LONGEST_ADDRESS, load_default="", shortest=0)
    language = ma.fields.String(validate=validate.OneOf(TONGUES), load_default="")
    no_notices = ma.fields.Boolean(load_default=False)


class CustomerEditBody(ma.Schema):
    """Only the fields to change; `phones` are added to those on file."""

    name = line()
    phones = ma.fields.List(line(40), validate=validate.Length(max=MOST_PHONES))
    grade = ma.fields.String(validate=validate.OneOf(GRADES))
    company = line(shortest=0)
    address = line(500, shortest=0)
    product = line(shortest=0)
    note = prose()
    email = line(LONGEST_ADDRESS, shortest=0)
    language = ma.fields.String(validate=validate.OneOf(TONGUES))
    no_notices = ma.fields.Boolean()


class PhoneSchema(ma.Schema):
    id = ma.fields.Integer()
    phone = ma.fields.String()
    shared = ma.fields.Boolean()


class CustomerSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    grade = ma.fields.String()
    company = ma.fields.String()
    address = ma.fields.String()
    product = ma.fields.String()
    note = ma.fields.String()
    # Masked, as the numbers are.
    email = ma.fields.String()
    language = ma.fields.String()
    no_notices = ma.fields.Boolean()
    created_at = ma.fields.AwareDateTime()
    barred = ma.fields.Boolean()
    barred_reason = ma.fields.String()
    merged_into = ma.fields.Integer(allow_none=True)
    phones = ma.fields.List(ma.fields.Nested(PhoneSchema))


class CustomersSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CustomerSchema))
    next = ma.fields.String(allow_none=True)


class LookupSchema(ma.Schema):
    """`customer` only when the number is one person's; several are for the agent to choose from."""

    customer = ma.fields.Nested(CustomerSchema, allow_none=True)
    candidates = ma.fields.List(ma.fields.Nested(CustomerSchema))


@blp.route("")
class Customers(MethodView):
    @needs(Permission.CUSTOMER_READ)
    @blp.arguments(CustomersArgs, location="query")
    @blp.response(200, CustomersSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """Files that hold the words, newest first."""
        cursor = read_cursor(args["after"], int)
        with reading() as session:
            found = looks.search(session, args["q"].strip(), cursor[0] if cursor else 0, args["limit"] + 1)
            items, following = paged(found, args["limit"], lambda customer: (customer.id,))
            return {"items": [_row(customer) for customer in items], "next": following}

    @needs(Permission.CUSTOMER_WRITE)
    @idempotent
    @blp.arguments(CustomerBody)
    @blp.response(201, CustomerSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new file."""
        wish = CustomerWish(**body | {"phones": tuple(body["phones"])})
        return seen(do(current_actor(), lambda work: customers.add(work, wish)).id)


@blp.route("/<int:customer_id>")
class OneCustomer(MethodView):
    @needs(Permission.CUSTOMER_READ)
    @blp.response(200, CustomerSchema)
    def get(self, customer_id: int) -> dict[str, Any]:
        """One file, its numbers masked."""
        return seen(customer_id)

    @needs(Permission.CUSTOMER_WRITE)
    @blp.arguments(CustomerEditBody)
    @blp.response(200, CustomerSchema)
    def patch(self, body: dict[str, Any], customer_id: int) -> dict[str, Any]:
        """Change the named fields."""
        version, phones = if_match(), body.pop("phones", [])
        return seen(do(current_actor(), lambda work: customers.edit(work, customer_id, version, body, phones)).id)


@blp.route("/lookup", methods=["GET"])
@needs(Permission.CUSTOMER_READ)
@blp.arguments(LookupArgs, location="query")
@blp.response(200, LookupSchema)
def lookup(args: dict[str, Any]) -> dict[str, Any]:
    """Who has this number, in whatever notation it comes."""
    with reading() as session:
        found = [_row(one) for one in looks.by_phone(session, args["phone"], centre().phone_region)]
        return {"customer": found[0] if len(found) == 1 else None, "candidates": found}


def seen(customer_id: int) -> dict[str, Any]:
    """The body of GET; an erased file is not there."""
    with reading() as session:
        customer = looks.get(session, customer_id)
        if customer is None or customer.erased_at is not None:
            raise NotFound()
        return _row(customer)


def _row(customer: Customer) -> dict[str, Any]:
    same = ("id", "version", "name", "grade", "company", "address", "product", "note", "created_at", "barred_reason")
    return {name: getattr(customer, name) for name in same} | {
        "email": masked_address(customer.email) if customer.email else "",
        "language": customer.language,
        "no_notices": customer.no_notices,
        "barred": customer.barred_at is not None,
        "merged_into": customer.merged_into_id,
        "phones": [{"id": one.id, "phone": masked(one.e164), "shared": one.shared} for one in customer.phones],
    }
