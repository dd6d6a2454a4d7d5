"""An agent's state over HTTP: one's own, the one booked for after the call, and somebody else's by force."""

from typing import Any

import marshmallow as ma

from ticketing.actions import presence
from ticketing.actions.codes import by_code
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.console import ConsoleWord
from ticketing.domain.permissions import Permission
from ticketing.models.presence import ConsoleState
from ticketing.work import Work

blp = Door("presence", __name__, url_prefix="/agents", description="Agent states")

# Stands for the asker where an agent's code stands otherwise.
ME = "me"


class StateWishSchema(ma.Schema):
    """`force_reason` is required for another agent's state and meaningless for one's own."""

    state = ma.fields.Enum(ConsoleWord, by_value=True, required=True)
    reason = line(100, 0, load_default="")
    force_reason = line(200, 0, load_default="")


class NextStateSchema(ma.Schema):
    state = ma.fields.Enum(ConsoleWord, by_value=True, required=True, allow_none=True)
    reason = line(100, 0, load_default="")


class StateSchema(ma.Schema):
    state = ma.fields.String()
    reason = ma.fields.String()
    since = ma.fields.AwareDateTime()
    next_state = ma.fields.String(allow_none=True)
    next_reason = ma.fields.String(allow_none=True)
    forced_reason = ma.fields.String(allow_none=True)
    version = ma.fields.Integer()


@blp.route("/<code>/state", methods=["PUT"])
@needs(Permission.OWN_STATE, Permission.AGENT_STATE_FORCE)
@blp.arguments(StateWishSchema)
@blp.response(200, StateSchema)
def state(body: dict[str, Any], code: str) -> ConsoleState:
    """Say one's own state (`me` or the own code), or force another's with a reason they are told."""

    def deed(work: Work) -> ConsoleState:
        if _is_own(work, code):
            return presence.say(work, body["state"], body["reason"])
        return presence.force(work, code, body["state"], body["force_reason"], body["reason"])

    return do(current_actor(), deed)


@blp.route(f"/{ME}/next-state", methods=["PUT"])
@needs(Permission.OWN_STATE)
@blp.arguments(NextStateSchema)
@blp.response(200, StateSchema)
def next_state(body: dict[str, Any]) -> ConsoleState:
    """Book what comes after the call; null takes it back."""
    return do(current_actor(), lambda work: presence.book(work, body["state"], body["reason"]))


class HelpBody(ma.Schema):
    """`callid`: the call that it is about; `note`: what it is about."""

    callid = line(100, 0, load_default="")
    note = line(200, 0, load_default="")


class HelpersSchema(ma.Schema):
    helpers = ma.fields.List(ma.fields.String())


@blp.route(f"/{ME}/help", methods=["POST"])
@needs(Permission.OWN_STATE)
@blp.arguments(HelpBody)
@blp.response(200, HelpersSchema)
def help_wanted(body: dict[str, Any]) -> dict[str, list[str]]:
    """Ask the lead for help; the answer names who is told. 409 `nobody_to_help`."""
    return do(
        current_actor(),
        lambda work: {"helpers": [one.name for one in presence.ask_help(work, body["callid"], body["note"])]},
    )


@blp.route("/<code>/help", methods=["PUT"])
@needs(Permission.AGENT_STATE_FORCE)
@blp.response(204)
def help_comes(code: str) -> None:
    """A lead says to the agent who asked that they come."""
    do(current_actor(), lambda work: presence.come_and_help(work, code).id)


def _is_own(work: Work, code: str) -> bool:
    return code == ME or by_code(work, code).id == work.actor.id
