"""Call-backs over HTTP: the list, the promise, the hold, the try, the change."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import audit, callbacks, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.api.door import Door
from ticketing.api.fields import code, instant, line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.auth import current_actor, needs
from ticketing.db import do, now, reading
from ticketing.domain import instants
from ticketing.domain.callbacks import AttemptResult, CallbackKind, CallbackState, Window
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import Invalid, NotFound
from ticketing.models.callbacks import Callback
from ticketing.queries import callbacks as looks
from ticketing.work import Work

blp = Door("callbacks", __name__, url_prefix="/callbacks", description="Promised calls, from the word to its keeping")

# What a person may promise; the others come about by themselves.
PROMISED = (CallbackKind.PROMISE.value, CallbackKind.DROPPED_CALL.value)


class CallbacksArgs(PageArgs):
    """`state` may be several, with commas; without it the open ones."""

    state = ma.fields.String(validate=validate.Length(max=200), load_default="")
    mine = ma.fields.Boolean(load_default=False)
    overdue = ma.fields.Boolean(load_default=False)


class CallbackBody(ma.Schema):
    """Without `ticket` one is opened, so that whoever rings knows what about."""

    phone = line(40, required=True)
    window_start = instant(required=True)
    window_end = instant(required=True)
    ticket = code(load_default=None, allow_none=True)
    note = line(500, load_default="", shortest=0)
    kind = ma.fields.String(validate=validate.OneOf(PROMISED), load_default=CallbackKind.PROMISE.value)


class AttemptBody(ma.Schema):
    result = ma.fields.Enum(AttemptResult, by_value=True, required=True)
    note = line(2_000, load_default="", shortest=0)
    started_at = instant(load_default=None, allow_none=True)


class ScheduleBody(ma.Schema):
    window_start = instant(required=True)
    window_end = instant(required=True)
    asked_by = ma.fields.String(required=True, validate=validate.OneOf(["customer", "agent"]))


class CallbackSchema(ma.Schema):
    """`phone` is open only to whoever holds the call-back."""

    id = ma.fields.Integer()
    version = ma.fields.Integer()
    kind = ma.fields.String()
    state = ma.fields.String()
    ticket = ma.fields.String()
    subject = ma.fields.String()
    customer = ma.fields.String(allow_none=True)
    phone = ma.fields.String()
    queue = ma.fields.String(allow_none=True)
    owner = ma.fields.Nested(HolderSchema, allow_none=True)
    priority = ma.fields.String()
    note = ma.fields.String()
    window_start = ma.fields.AwareDateTime()
    window_end = ma.fields.AwareDateTime()
    next_attempt_at = ma.fields.AwareDateTime(allow_none=True)
    counted_attempts = ma.fields.Integer()
    max_attempts = ma.fields.Integer()
    reschedule_count = ma.fields.Integer()
    call_count = ma.fields.Integer()
    claimed = ma.fields.Boolean()
    claim_until = ma.fields.AwareDateTime(allow_none=True)
    outcome = ma.fields.String(allow_none=True)
    promise_kept = ma.fields.Boolean(allow_none=True)
    reached = ma.fields.Boolean()
    done_at = ma.fields.AwareDateTime(allow_none=True)


class CallbacksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CallbackSchema))
    next = ma.fields.String(allow_none=True)


@blp.route("")
class Callbacks(MethodView):
    @needs(Permission.CALLBACK_WORK)
    @blp.arguments(CallbacksArgs, location="query")
    @blp.response(200, CallbacksSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """Who is to be rung, the window that ends first in front."""
        cursor = read_cursor(args["after"], int, int)
        after = (instants.instant(cursor[0]), cursor[1]) if cursor else None
        wanted = looks.Filter(
            states=_states(args["state"]), mine=args["mine"], overdue_at=now() if args["overdue"] else None
        )
        with reading() as session:
            found = looks.page(session, current_actor(), wanted, after, args["limit"] + 1)
            items, following = paged(found, args["limit"], _place)
            return {"items": [_row(callback) for callback in items], "next": following}

    @needs(Permission.CALLBACK_WORK)
    @idempotent
    @blp.arguments(CallbackBody)
    @blp.response(201, CallbackSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Promise a call; it becomes ready ten minutes before its window."""
        window = Window(body["window_start"], body["window_end"])

        def deed(work: Work) -> Callback:
            agreed = Promise(body["phone"], window, body["note"], CallbackKind(body["kind"]), work.actor.id)
            return tickets.promise(work, body["ticket"], agreed)

        return _seen(do(current_actor(), deed).id)


@blp.route("/<int:callback_id>/claim")
class Claim(MethodView):
    @needs(Permission.CALLBACK_WORK)
    @blp.response(200, CallbackSchema)
    def post(self, callback_id: int) -> dict[str, Any]:
        """Hold it for ten minutes and see the number; 409 `already_claimed` when somebody else does."""

        def deed(work: Work) -> Callback:
            callback = callbacks.claim(work, callback_id)
            audit.record(work, "phone_opened", f"callback:{callback_id}")
            return callback

        return _seen(do(current_actor(), deed).id)

    @needs(Permission.CALLBACK_WORK)
    @blp.response(200, CallbackSchema)
    def delete(self, callback_id: int) -> dict[str, Any]:
        """Give it back untried."""
        return _seen(do(current_actor(), lambda work: callbacks.release(work, callback_id)).id)


@blp.route("/<int:callback_id>/attempts", methods=["POST"])
@needs(Permission.CALLBACK_WORK)
@idempotent
@blp.arguments(AttemptBody)
@blp.response(201, CallbackSchema)
def attempt(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """Write down what came of ringing; the answer says when to try again, if at all."""
    outcome = Outcome(body["result"], body["note"], body["started_at"])
    return _seen(do(current_actor(), lambda work: callbacks.attempt(work, callback_id, outcome)).id)


@blp.route("/<int:callback_id>/schedule", methods=["PUT"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(ScheduleBody)
@blp.response(200, CallbackSchema)
def reschedule(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """Another window; asked for by the customer in time, the promise stands."""
    window = Window(body["window_start"], body["window_end"])
    asked = body["asked_by"] == "customer"
    return _seen(
        do(current_actor(), lambda work: callbacks.reschedule(work, callback_id, window, customer_asked=asked)).id
    )


def _seen(callback_id: int) -> dict[str, Any]:
    with reading() as session:
        callback = looks.get(session, callback_id)
        if callback is None:
            raise NotFound()
        return _row(callback)


def _row(callback: Callback) -> dict[str, Any]:
    same = (
        *("id", "version", "note", "window_start", "window_end", "next_attempt_at", "counted_attempts"),
        *("max_attempts", "reschedule_count", "call_count", "claim_until", "outcome", "promise_kept", "reached"),
        "done_at",
    )
    mine = callback.claimed_by is not None and callback.claimed_by == current_actor().id
    return {name: getattr(callback, name) for name in same} | {
        "kind": callback.kind.value,
        "state": callback.state.value,
        "priority": callback.priority.value,
        "ticket": callback.ticket.number,
        "subject": callback.ticket.subject,
        "customer": callback.customer.name if callback.customer else None,
        "phone": callback.phone if mine else masked(callback.phone),
        "queue": callback.queue.code if callback.queue else None,
        "owner": person(callback.owner),
        "claimed": callback.claimed_by is not None,
    }


def _place(callback: Callback) -> tuple[int, int]:
    return instants.micros(callback.window_end), callback.id


def _states(text: str) -> tuple[CallbackState, ...]:
    try:
        return tuple(CallbackState(part) for part in text.split(",") if part)
    except ValueError:
        raise Invalid("unknown_state", errors={"state": ["unknown_state"]}) from None
