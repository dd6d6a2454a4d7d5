"""Scripts over HTTP: kept by who leads, read by who rings."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import scripts
from ticketing.actions.scripts import ScriptWish
from ticketing.api.door import Door
from ticketing.api.fields import line, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.api.tickets.answers import HolderSchema
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.scripts import ScriptUse
from ticketing.errors import NotFound
from ticketing.models.scripts import Script, ScriptWording
from ticketing.queries import scripts as looks

blp = Door("scripts", __name__, url_prefix="/scripts", description="What is said to customers, word for word")


class ScriptsArgs(ma.Schema):
    """`all`: those that are out of use as well."""

    all = ma.fields.Boolean(load_default=False)


class ScriptBody(ma.Schema):
    """Gaps in braces are filled by the call: customer, agent, centre, ticket, subject, plan, product, note."""

    title = line(100, required=True)
    use = ma.fields.Enum(ScriptUse, by_value=True, required=True)
    text = prose(10_000, 1, required=True)
    active = ma.fields.Boolean(load_default=True)


class ScriptSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    title = ma.fields.String()
    use = ma.fields.String(attribute="use.value")
    text = ma.fields.String()
    active = ma.fields.Boolean()
    changed_at = ma.fields.AwareDateTime()
    changed_by = ma.fields.Nested(HolderSchema, attribute="changer", allow_none=True)


class ScriptsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ScriptSchema))


class WordingSchema(ma.Schema):
    version = ma.fields.Integer()
    title = ma.fields.String()
    text = ma.fields.String()
    at = ma.fields.AwareDateTime()
    by = ma.fields.Nested(HolderSchema, allow_none=True)


class WordingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(WordingSchema))


@blp.route("")
class Scripts(MethodView):
    @needs(Permission.CALLBACK_WORK, Permission.SCRIPT_WRITE)
    @blp.arguments(ScriptsArgs, location="query")
    @blp.response(200, ScriptsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """By what they are for."""
        with reading() as session:
            return {"items": looks.every(session, active=not args["all"])}

    @needs(Permission.SCRIPT_WRITE)
    @idempotent
    @blp.arguments(ScriptBody)
    @blp.response(201, ScriptSchema)
    def post(self, body: dict[str, Any]) -> Script:
        """A new script."""
        return _seen(do(current_actor(), lambda work: scripts.add(work, ScriptWish(**body)).id))


@blp.route("/<int:script_id>")
class One(MethodView):
    @needs(Permission.CALLBACK_WORK, Permission.SCRIPT_WRITE)
    @blp.response(200, ScriptSchema)
    def get(self, script_id: int) -> Script:
        """One script with its gaps."""
        return _seen(script_id)

    @needs(Permission.SCRIPT_WRITE)
    @blp.arguments(ScriptBody)
    @blp.response(200, ScriptSchema)
    def put(self, body: dict[str, Any], script_id: int) -> Script:
        """Another wording from now on; the old one stays readable."""
        version, wish = if_match(), ScriptWish(**body)
        return _seen(do(current_actor(), lambda work: scripts.edit(work, script_id, version, wish).id))


@blp.route("/<int:script_id>/wordings", methods=["GET"])
@needs(Permission.SCRIPT_WRITE)
@blp.response(200, WordingsSchema)
def wordings(script_id: int) -> dict[str, list[ScriptWording]]:
    """What it said when, the newest first."""
    _seen(script_id)
    with reading() as session:
        return {"items": list(looks.wordings(session, script_id))}


def _seen(script_id: int) -> Script:
    with reading() as session:
        found = looks.one(session, script_id)
    if found is None:
        raise NotFound()
    return found
