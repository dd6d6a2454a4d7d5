"""The first steps of a fresh centre over HTTP."""

from typing import Any

import marshmallow as ma
from flask import current_app
from flask.views import MethodView

from ticketing.actions import first_steps
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.tickets.bodies import word
from ticketing.auth import current_actor, needs
from ticketing.clock import Clock
from ticketing.db import do, reading
from ticketing.domain.first_steps import Standing, Step, standing
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict
from ticketing.queries import admin
from ticketing.queries import first_steps as looks
from ticketing.telephony import practice
from ticketing.telephony.practice import Deed

blp = Door("first_steps", __name__, url_prefix="/first-steps", description="Setting up a fresh centre")


class StepSchema(ma.Schema):
    step = word(Step)
    standing = word(Standing)


class FirstStepsSchema(ma.Schema):
    """`call` is the stage of the call that was practised last, null before the first."""

    name = ma.fields.String()
    put_off = ma.fields.Boolean()
    items = ma.fields.List(ma.fields.Nested(StepSchema))
    call = ma.fields.String(allow_none=True)


class NameBody(ma.Schema):
    name = line(60, required=True)


class PutOffBody(ma.Schema):
    put_off = ma.fields.Boolean(required=True)


class SkippedBody(ma.Schema):
    skipped = ma.fields.Boolean(required=True)


class CallBody(ma.Schema):
    """`agent` is a number; the call comes in by the first queue."""

    deed = word(Deed, required=True)
    agent = code(required=True)


@blp.route("")
class FirstSteps(MethodView):
    @needs(Permission.CENTRE_SETUP)
    @blp.response(200, FirstStepsSchema)
    def get(self) -> dict[str, Any]:
        """How far it is; a step is done when what it asks for is there."""
        return _told()

    @needs(Permission.CENTRE_SETUP)
    @blp.arguments(PutOffBody)
    @blp.response(200, FirstStepsSchema)
    def patch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Put all of it off, or take it up again."""
        do(current_actor(), lambda work: first_steps.put_off(work, body["put_off"]))
        return _told()


@blp.route("/name", methods=["PUT"])
@needs(Permission.CENTRE_SETUP)
@blp.arguments(NameBody)
@blp.response(200, FirstStepsSchema)
def name(body: dict[str, Any]) -> dict[str, Any]:
    """What the centre is called."""
    do(current_actor(), lambda work: first_steps.name_centre(work, body["name"]))
    return _told()


@blp.route("/usual-shifts", methods=["PUT"])
@needs(Permission.CENTRE_SETUP)
@blp.response(200, FirstStepsSchema)
def usual_shifts() -> dict[str, Any]:
    """The usual shifts, as far as they are missing."""
    do(current_actor(), first_steps.plant_shifts)
    return _told()


@blp.route("/usual-queues", methods=["PUT"])
@needs(Permission.CENTRE_SETUP)
@blp.response(200, FirstStepsSchema)
def usual_queues() -> dict[str, Any]:
    """The usual queues, as far as they are missing."""
    do(current_actor(), first_steps.plant_queues)
    return _told()


@blp.route("/<any(name,shifts,queues,agents,call):step>/skipped", methods=["PUT"])
@needs(Permission.CENTRE_SETUP)
@blp.arguments(SkippedBody)
@blp.response(200, FirstStepsSchema)
def skipped(body: dict[str, Any], step: str) -> dict[str, Any]:
    """Leave a step out, or take it up again."""
    do(current_actor(), lambda work: first_steps.skip(work, Step(step), body["skipped"]))
    return _told()


@blp.route("/call", methods=["POST"])
@needs(Permission.CENTRE_SETUP)
@blp.arguments(CallBody)
@blp.response(200, FirstStepsSchema)
def call(body: dict[str, Any]) -> dict[str, Any]:
    """Let a call of nobody's ring, be answered or end; 409 `wrong_moment` when it is not its turn."""
    clock: Clock = current_app.extensions["clock"]
    with reading() as session:
        practised = looks.practised(session)
        queues = [queue.code for queue in admin.queues(session) if queue.active]
    if not practice.fits(body["deed"], practised):
        raise Conflict("wrong_moment")
    if not queues:
        raise Conflict("no_queue")
    source_id = do(current_actor(), lambda work: first_steps.practice_phone(work, body["agent"]))
    practice.say(source_id, body["deed"], practised, queues[0], body["agent"], clock.now())
    return _told()


def _told() -> dict[str, Any]:
    with reading() as session:
        skipped_, put_off = looks.said(session)
        steps = standing(looks.facts(session), skipped_)
        practised = looks.practised(session)
        items = [{"step": step, "standing": one} for step, one in steps.items()]
        told = {"name": looks.name_of_centre(session), "put_off": put_off, "items": items}
        return told | {"call": practised.stage if practised else None}
