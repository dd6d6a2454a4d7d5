"""What is done with a call-back: held, tried, moved, settled, called off, given to somebody."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import audit, callbacks
from ticketing.actions.callbacks import Outcome
from ticketing.api.callbacks import bodies
from ticketing.api.callbacks.answers import seen
from ticketing.api.callbacks.blueprint import blp
from ticketing.api.idempotent import idempotent
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.callbacks import Window
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.models.callbacks import Callback
from ticketing.work import Work


@blp.route("/<int:callback_id>/claim")
class Claim(MethodView):
    @needs(Permission.CALLBACK_WORK)
    @blp.response(200, bodies.CallbackSchema)
    def post(self, callback_id: int) -> dict[str, Any]:
        """Hold it for ten minutes and see the number; 409 `already_claimed` when somebody else does."""

        def deed(work: Work) -> Callback:
            callback = callbacks.claim(work, callback_id)
            audit.record(work, "phone_opened", f"callback:{callback_id}")
            return callback

        return seen(do(current_actor(), deed).id)

    @needs(Permission.CALLBACK_WORK)
    @blp.response(200, bodies.CallbackSchema)
    def delete(self, callback_id: int) -> dict[str, Any]:
        """Give it back untried."""
        return seen(do(current_actor(), lambda work: callbacks.release(work, callback_id)).id)


@blp.route("/<int:callback_id>/attempts", methods=["POST"])
@needs(Permission.CALLBACK_WORK)
@idempotent
@blp.arguments(bodies.AttemptBody)
@blp.response(201, bodies.CallbackSchema)
def attempt(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """Write down what came of ringing; the answer says when to try again, if at all."""
    said = {"score": body["score"], "fault": body["fault"]}
    outcome = Outcome(body["result"], body["note"], body["started_at"], _again(body), **said)
    return seen(do(current_actor(), lambda work: callbacks.attempt(work, callback_id, outcome)).id)


@blp.route("/<int:callback_id>/schedule", methods=["PUT"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(bodies.ScheduleBody)
@blp.response(200, bodies.CallbackSchema)
def reschedule(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """Another window; asked for by the customer in time, the promise stands."""
    window = Window(body["window_start"], body["window_end"])
    asked = body["asked_by"] == "customer"
    return seen(
        do(current_actor(), lambda work: callbacks.reschedule(work, callback_id, window, customer_asked=asked)).id
    )


@blp.route("/<int:callback_id>/settlement", methods=["PUT"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(bodies.SettlementBody)
@blp.response(200, bodies.CallbackSchema)
def settle(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """The customer rang by themselves and it is settled; 409 `did_not_ring` when they have not."""
    return seen(do(current_actor(), lambda work: callbacks.settle(work, callback_id, body["note"])).id)


@blp.route("/<int:callback_id>/cancellation", methods=["PUT"])
@needs(Permission.TICKET_OVERRIDE)
@blp.arguments(bodies.CancellationBody)
@blp.response(200, bodies.CallbackSchema)
def call_off(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """Nobody rings after all; the reason stands beside it."""
    return seen(do(current_actor(), lambda work: callbacks.call_off(work, callback_id, body["reason"])).id)


@blp.route("/<int:callback_id>/owner", methods=["PUT"])
@needs(Permission.TICKET_ASSIGN)
@blp.arguments(bodies.OwnerBody)
@blp.response(200, bodies.CallbackSchema)
def assign(body: dict[str, Any], callback_id: int) -> dict[str, Any]:
    """Somebody else's, or everybody's of its queue."""
    return seen(do(current_actor(), lambda work: callbacks.assign(work, callback_id, body["owner"])).id)


def _again(body: dict[str, Any]) -> Window | None:
    """The window that the customer named; half of one is none."""
    start, end = body["window_start"], body["window_end"]
    if (start is None) != (end is None):
        missing = "window_start" if start is None else "window_end"
        raise Invalid("invalid", errors={missing: ["missing"]})
    return Window(start, end) if start is not None else None
