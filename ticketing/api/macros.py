"""Canned texts and macros over HTTP: offered to everybody who works on tickets, kept by those who keep the queues."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import macros
from ticketing.api.door import Door
from ticketing.api.fields import code, line, prose
from ticketing.api.requests import if_match
from ticketing.api.tickets import answers
from ticketing.api.tickets.bodies import word
from ticketing.api.tickets.deeds import after
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import NoteKind, Priority, TicketKind, TicketState
from ticketing.models.macros import Macro
from ticketing.queries import macros as looks

blp = Door("macros", __name__, url_prefix="", description="Canned texts and macros")


class ChangesSchema(ma.Schema):
    """What else is done at one press; `owner` is a code or `me`, `to` a step of the state table."""

    priority = word(Priority)
    category = line(shortest=0)
    owner = code()
    tags = ma.fields.List(line(40), validate=ma.validate.Length(max=10))
    to = word(TicketState)
    reason = line(500, shortest=0)


class MacroEditSchema(ma.Schema):
    """Only the fields to change; {customer}, {number}, {subject} and {agent} in the text are filled in."""

    name = line(60)
    name_en = line(60, 0)
    audience = word(NoteKind)
    text = prose()
    changes = ma.fields.Nested(ChangesSchema)
    kinds = ma.fields.List(word(TicketKind))
    position = ma.fields.Integer(strict=True, validate=ma.validate.Range(0, 10_000))
    active = ma.fields.Boolean()


class MacroWishSchema(MacroEditSchema):
    code = code(required=True)
    name = line(60, required=True)


class MacroSchema(MacroEditSchema):
    code = ma.fields.String()
    version = ma.fields.Integer()


class MacrosSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(MacroSchema))


class RunBody(ma.Schema):
    macro = code(required=True)


@blp.route("/macros")
class Macros(MethodView):
    @needs(Permission.TICKET_READ, Permission.QUEUE_ADMIN)
    @blp.response(200, MacrosSchema)
    def get(self) -> dict[str, Any]:
        """Every one, in its place."""
        with reading() as session:
            return {"items": [_row(one) for one in looks.everyone(session)]}

    @needs(Permission.QUEUE_ADMIN)
    @blp.arguments(MacroWishSchema)
    @blp.response(201, MacroSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new one."""
        return do(current_actor(), lambda work: _row(macros.add(work, body["code"], _plain(body))))


@blp.route("/macros/<code>", methods=["PATCH"])
@needs(Permission.QUEUE_ADMIN)
@blp.arguments(MacroEditSchema)
@blp.response(200, MacroSchema)
def edit(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Change what is named."""
    version = if_match()
    return do(current_actor(), lambda work: _row(macros.edit(work, code, version, _plain(body))))


@blp.route("/tickets/<number>/macros", methods=["POST"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(RunBody)
@blp.response(200, answers.TicketSchema)
def run(body: dict[str, Any], number: str) -> Any:
    """Write its text and do its changes, all or nothing, with one's own rights."""
    version = if_match()
    return after(do(current_actor(), lambda work: macros.run(work, number, version, body["macro"])))


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """Words instead of enums where they are kept as JSON."""
    found = dict(body)
    if "changes" in body:
        found["changes"] = {name: getattr(value, "value", value) for name, value in body["changes"].items()}
    if "kinds" in body:
        found["kinds"] = [kind.value for kind in body["kinds"]]
    return found


def _row(one: Macro) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("code", "version", "name", "name_en", "text", "position", "active")}
    changes = dict(one.changes)
    for name, words in (("priority", Priority), ("to", TicketState)):
        if name in changes:
            changes[name] = words(changes[name])
    return plain | {
        "audience": one.audience or NoteKind.NOTE,
        "changes": changes,
        "kinds": [TicketKind(kind) for kind in one.kinds or ()],
    }
