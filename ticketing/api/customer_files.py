"""What is done to a customer's file beside its words: notes, merges, the black list, the person's own rights."""

from datetime import datetime
from typing import Any

import marshmallow as ma
from flask import Response

from ticketing.actions import customers
from ticketing.api.customers import CustomerEditBody, CustomerSchema, seen
from ticketing.api.door import Door
from ticketing.api.fields import instant, line, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.customers import CustomerMerge, PersonalRequest
from ticketing.queries import customer_history
from ticketing.queries import customers as looks
from ticketing.reports import personal_copy

blp = Door("customer_files", __name__, url_prefix="/customers", description="Customers' files: history, merge, rights")


class ReasonBody(ma.Schema):
    reason = line(500, 2, required=True)


class MergeBody(ma.Schema):
    """`source_id` becomes part of the file in the address."""

    source_id = ma.fields.Integer(required=True, strict=True)
    reason = line(500, load_default="", shortest=0)


class MergeSchema(ma.Schema):
    id = ma.fields.Integer()
    source_id = ma.fields.Integer()
    target_id = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    undone_at = ma.fields.AwareDateTime(allow_none=True)


class NoteBody(ma.Schema):
    text = prose(2_000, 1, required=True)


class NoteSchema(ma.Schema):
    id = ma.fields.Integer()
    text = ma.fields.String()
    written_at = ma.fields.AwareDateTime()


class HistoryArgs(ma.Schema):
    """`before` is the instant of the last entry that one has."""

    before = instant(load_default=None)


class EntrySchema(ma.Schema):
    """`kind` is call, ticket, callback, survey or notice; `says` are its plain facts."""

    at = ma.fields.AwareDateTime()
    kind = ma.fields.String()
    link = ma.fields.String()
    says = ma.fields.Dict()


class HistorySchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(EntrySchema))
    before = ma.fields.AwareDateTime(allow_none=True)


class CorrectionBody(ma.Schema):
    reason = line(500, 2, required=True)
    fields_ = ma.fields.Nested(CustomerEditBody(exclude=("phones",)), required=True, data_key="fields")


class RequestSchema(ma.Schema):
    """To be answered by `due_at`; `outcome` is {table: rows} once an erasure is done."""

    id = ma.fields.Integer()
    kind = ma.fields.String(attribute="kind.value")
    state = ma.fields.String(attribute="state.value")
    reason = ma.fields.String()
    asked_at = ma.fields.AwareDateTime()
    due_at = ma.fields.AwareDateTime()
    done_at = ma.fields.AwareDateTime(allow_none=True)
    outcome = ma.fields.Dict()


@blp.route("/<int:customer_id>/history", methods=["GET"])
@needs(Permission.CUSTOMER_READ)
@blp.arguments(HistoryArgs, location="query")
@blp.response(200, HistorySchema)
def history(args: dict[str, Any], customer_id: int) -> dict[str, Any]:
    """Calls, tickets, call-backs and surveys, newest first, as far as the asker may see them."""
    seen(customer_id)
    before: datetime = args["before"] or now()
    with reading() as session:
        found = customer_history.contacts(session, current_actor(), customer_id, before)
    more = len(found) == customer_history.MOST
    return {"items": found, "before": found[-1].at if more else None}


@blp.route("/<int:customer_id>/notes", methods=["POST"])
@needs(Permission.CUSTOMER_WRITE)
@idempotent
@blp.arguments(NoteBody)
@blp.response(201, NoteSchema)
def write_note(body: dict[str, Any], customer_id: int) -> Any:
    """A word for colleagues about the customer."""
    return do(current_actor(), lambda work: customers.write_note(work, customer_id, body["text"]))


@blp.route("/<int:customer_id>/phones/<int:phone_id>", methods=["DELETE"])
@needs(Permission.CUSTOMER_WRITE)
@blp.response(200, CustomerSchema)
def drop_phone(customer_id: int, phone_id: int) -> dict[str, Any]:
    """Take a number off the file."""
    return seen(do(current_actor(), lambda work: customers.drop_phone(work, customer_id, phone_id)).id)


@blp.route("/<int:customer_id>/merges", methods=["POST"])
@needs(Permission.CUSTOMER_MERGE)
@idempotent
@blp.arguments(MergeBody)
@blp.response(201, MergeSchema)
def merge(body: dict[str, Any], customer_id: int) -> CustomerMerge:
    """Make another file part of this one; it can be undone within a day."""
    version = if_match()
    return do(
        current_actor(),
        lambda work: customers.merge(work, customer_id, body["source_id"], version, body["reason"]),
    )


@blp.route("/<int:customer_id>/merges/<int:merge_id>", methods=["DELETE"])
@needs(Permission.CUSTOMER_MERGE)
@blp.response(200, MergeSchema)
def part(customer_id: int, merge_id: int) -> CustomerMerge:
    """Undo a merge: what went over goes back."""
    with reading() as session:
        row = session.get(CustomerMerge, merge_id)
        if row is None or row.target_id != customer_id:
            raise NotFound()
    return do(current_actor(), lambda work: customers.part(work, merge_id))


@blp.route("/<int:customer_id>/bar", methods=["PUT"])
@needs(Permission.NUMBER_BLOCK)
@blp.arguments(ReasonBody)
@blp.response(200, CustomerSchema)
def bar(body: dict[str, Any], customer_id: int) -> dict[str, Any]:
    """On the black list: nobody dials their own numbers, and whoever meets them is told."""
    version = if_match()
    return seen(do(current_actor(), lambda work: customers.bar(work, customer_id, version, body["reason"])).id)


@blp.route("/<int:customer_id>/bar", methods=["DELETE"])
@needs(Permission.NUMBER_BLOCK)
@blp.response(200, CustomerSchema)
def allow(customer_id: int) -> dict[str, Any]:
    """Off the black list."""
    version = if_match()
    return seen(do(current_actor(), lambda work: customers.allow(work, customer_id, version)).id)


@blp.route("/<int:customer_id>/personal-copy", methods=["GET"])
@needs(Permission.PERSONAL_DATA)
@blp.arguments(ReasonBody, location="query")
@blp.file("application/zip")
@blp.refuses(409)
def copy(args: dict[str, Any], customer_id: int) -> Response:
    """A copy of everything that we know of the person, for the person; audited."""
    with begin(current_actor()) as work:
        request = customers.copied(work, customer_id, args["reason"])
        content = personal_copy.zipped(work.session, customer_id, work.now, centre().zone)
    answer = Response(content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="personal-{request.id}.zip"'
    return answer


@blp.route("/<int:customer_id>/corrections", methods=["POST"])
@needs(Permission.PERSONAL_DATA)
@blp.arguments(CorrectionBody)
@blp.response(200, CustomerSchema)
def correct(body: dict[str, Any], customer_id: int) -> dict[str, Any]:
    """Put right what the person says is wrong; which fields and why is kept."""
    version = if_match()
    told = body["fields_"], body["reason"]
    return seen(do(current_actor(), lambda work: customers.correct(work, customer_id, version, *told)).id)


@blp.route("/<int:customer_id>/erasure", methods=["POST"])
@needs(Permission.PERSONAL_DATA)
@idempotent
@blp.arguments(ReasonBody)
@blp.response(202, RequestSchema)
def ask_erasure(body: dict[str, Any], customer_id: int) -> PersonalRequest:
    """Owe the erasure of the person, done in the background; 409 `open_matters` while anything is in work."""
    return do(current_actor(), lambda work: customers.ask_erasure(work, customer_id, body["reason"]))


class FoundArgs(ma.Schema):
    phone = line(40, required=True)


class FoundSchema(ma.Schema):
    """Where a number stands: the files that have it, and how many rows there are of each kind."""

    customers = ma.fields.List(ma.fields.Nested(CustomerSchema(only=("id", "name", "grade", "merged_into"))))
    found = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


@blp.route("/personal-data", methods=["GET"])
@needs(Permission.PERSONAL_DATA)
@blp.arguments(FoundArgs, location="query")
@blp.response(200, FoundSchema)
def find(args: dict[str, Any]) -> dict[str, Any]:
    """Where somebody's number stands among what we keep; audited."""
    with begin(current_actor(), nudge=False) as work:
        files = looks.by_phone(work.session, args["phone"], work.centre.phone_region)
        found = customers.where_found(work, args["phone"])
    rows = [{"id": one.id, "name": one.name, "grade": one.grade, "merged_into": None} for one in files]
    return {"customers": rows, "found": found}
