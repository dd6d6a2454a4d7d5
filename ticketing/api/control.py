"""Moving calls over HTTP: ask for an act, see what came of it, and the numbers that nobody dials."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import blocked_numbers, control
from ticketing.actions.control import Wish
from ticketing.actions.control.dial import Subject
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.control import RULES, Act
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.control import BlockedNumber
from ticketing.queries import control as looks
from ticketing.queries.board.control import row_of

blp = Door("control", __name__, url_prefix="", description="Acts asked of phone systems")

_ANY = sorted({rule.permission for rule in RULES.values()})
_ID = validate.Range(1, 2**62)


class ActBody(ma.Schema):
    """`key` is drawn by the client for each click: sent twice it is one act. To dial, name one of `callback`,
    `ticket`, `customer` (with `phone_no`) or `number`; `agent` names another's phone; a transfer goes to one of `to_*`.
    """

    act = ma.fields.Enum(Act, by_value=True, required=True)
    key = ma.fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_.\-]{8,64}\Z"))
    agent = code(load_default=None)
    callback = ma.fields.Integer(strict=True, validate=_ID, load_default=None)
    ticket = line(20, load_default=None)
    customer = ma.fields.Integer(strict=True, validate=_ID, load_default=None)
    phone_no = ma.fields.Integer(strict=True, validate=validate.Range(0, 50), load_default=0)
    number = line(40, 0, load_default="")
    to_agent = line(64, 0, load_default="")
    to_queue = line(64, 0, load_default="")
    to_number = line(40, 0, load_default="")
    queue = line(64, 0, load_default="")
    reason = line(200, 0, load_default="")


class CommandSchema(ma.Schema):
    """`state`: open, done, refused, expired or lost; `result` is a stable word for why."""

    id = ma.fields.Integer()
    act = ma.fields.String()
    feature = ma.fields.String()
    state = ma.fields.String()
    result = ma.fields.String()
    message = ma.fields.String()
    target = ma.fields.String()
    agent = ma.fields.String(allow_none=True)
    at = ma.fields.String()
    expires_at = ma.fields.String()


class BlockedBody(ma.Schema):
    number = line(40, required=True)
    reason = line(200, required=True)


class BlockedSchema(ma.Schema):
    id = ma.fields.Integer()
    number = ma.fields.String(attribute="e164")
    reason = ma.fields.String()
    blocked_at = ma.fields.AwareDateTime()


class BlockedListSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(BlockedSchema))


@blp.route("/phone-acts", methods=["POST"])
@needs(*_ANY)
@blp.arguments(ActBody)
@blp.response(202, CommandSchema)
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """Ask a phone system for something; it is done or over within seconds, and the console hears of it."""
    subject = Subject(**{name: body.pop(name) for name in ("callback", "ticket", "customer", "phone_no", "number")})
    wish = Wish(subject=subject, **body)
    return _seen(do(current_actor(), lambda work: control.ask(work, wish)).id)


@blp.route("/phone-acts/<int:command_id>", methods=["GET"])
@needs(*_ANY)
@blp.response(200, CommandSchema)
def look(command_id: int) -> dict[str, Any]:
    """One of one's own acts."""
    return _seen(command_id)


@blp.route("/blocked-numbers")
class Blocked(MethodView):
    @needs(Permission.NUMBER_BLOCK)
    @blp.response(200, BlockedListSchema)
    def get(self) -> dict[str, Any]:
        """The numbers that nobody dials."""
        with reading() as session:
            return {"items": looks.blocked(session)}

    @needs(Permission.NUMBER_BLOCK)
    @blp.arguments(BlockedBody)
    @blp.response(201, BlockedSchema)
    def post(self, body: dict[str, str]) -> BlockedNumber:
        """Let nobody dial this number any more; again changes the reason."""
        return do(current_actor(), lambda work: blocked_numbers.block(work, body["number"], body["reason"]))


@blp.route("/blocked-numbers/<int:blocked_id>", methods=["DELETE"])
@needs(Permission.NUMBER_BLOCK)
@blp.response(204)
def unblock(blocked_id: int) -> None:
    """Let it be dialled again."""
    do(current_actor(), lambda work: blocked_numbers.unblock(work, blocked_id))


def _seen(command_id: int) -> dict[str, Any]:
    with reading() as session:
        found = looks.one(session, command_id)
        if found is None or found[0].asked_by != current_actor().id:
            raise NotFound(what="phone-acts")
        command, person = found
        return row_of(command, person.code)
