"""Phone systems, and whom their names mean."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import calls, pbxes
from ticketing.api.door import Door
from ticketing.api.fields import code, instant, line
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.calendars import zone
from ticketing.domain.permissions import Permission
from ticketing.models.telephony import AgentAlias, Pbx
from ticketing.queries import admin

blp = Door("pbxes", __name__, url_prefix="", description="Phone systems")


def _a_zone(name: str) -> None:
    try:
        zone(name)
    except ValueError:
        raise ma.ValidationError("Unknown time zone.") from None


_POLICY = ma.validate.OneOf(["keep", "drop"])


class PbxWishSchema(ma.Schema):
    code = code(required=True)
    name = line(required=True)
    timezone = ma.fields.String(load_default="Asia/Shanghai", validate=[ma.validate.Length(1, 64), _a_zone])
    restart_policy = ma.fields.String(load_default="keep", validate=_POLICY)


class PbxEditSchema(ma.Schema):
    """`inner_digits`, `trunks` and `ivr` tell inside from outside and what menu keys mean; null is the usual."""

    name = line()
    timezone = ma.fields.String(validate=[ma.validate.Length(1, 64), _a_zone])
    restart_policy = ma.fields.String(validate=_POLICY)
    one_call_per_agent = ma.fields.Boolean()
    inner_digits = ma.fields.Integer(strict=True, allow_none=True, validate=ma.validate.Range(1, 15))
    trunks = ma.fields.List(line(80), allow_none=True, validate=ma.validate.Length(max=100))
    ivr = ma.fields.Dict(line(16), line(40), allow_none=True, validate=ma.validate.Length(max=100))


class PbxSchema(ma.Schema):
    code = ma.fields.String()
    name = ma.fields.String()
    timezone = ma.fields.String()
    restart_policy = ma.fields.String()
    one_call_per_agent = ma.fields.Boolean()
    inner_digits = ma.fields.Integer(attribute="settings.inner_digits")
    trunks = ma.fields.List(ma.fields.String(), attribute="settings.trunks")
    ivr = ma.fields.Dict(attribute="settings.ivr")
    recordings = ma.fields.Dict(attribute="settings.recordings")


class PbxesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PbxSchema))


class AliasSchema(ma.Schema):
    id = ma.fields.Integer()
    pbx = ma.fields.String()
    raw_name = ma.fields.String()
    person_id = ma.fields.Integer(allow_none=True)
    person = ma.fields.String(allow_none=True)
    valid_from = ma.fields.AwareDateTime()
    valid_to = ma.fields.AwareDateTime(allow_none=True)
    first_seen_at = ma.fields.AwareDateTime()


class AliasesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(AliasSchema))


class MappingSchema(ma.Schema):
    """From and until when the name means the person; left out, for as long as the period of this id lasts."""

    person_id = ma.fields.Integer(required=True, allow_none=True, strict=True, validate=ma.validate.Range(1))
    valid_from = instant(load_default=None, allow_none=True)
    valid_to = instant(load_default=None, allow_none=True)


@blp.route("/pbxes")
class Pbxes(MethodView):
    @needs(Permission.PBX_ADMIN)
    @blp.response(200, PbxesSchema)
    def get(self) -> dict[str, Any]:
        """Every phone system."""
        with reading() as session:
            return {"items": admin.pbxes(session)}

    @needs(Permission.PBX_ADMIN)
    @blp.arguments(PbxWishSchema)
    @blp.response(201, PbxSchema)
    def post(self, body: dict[str, str]) -> Pbx:
        """A new phone system."""
        return do(current_actor(), lambda work: pbxes.add(work, **body))


@blp.route("/pbxes/<code>", methods=["PATCH"])
@needs(Permission.PBX_ADMIN)
@blp.arguments(PbxEditSchema)
@blp.response(200, PbxSchema)
def edit(body: dict[str, Any], code: str) -> Pbx:
    """Change a phone system; what tells inside from outside holds for calls that are worked out from now on."""
    return do(current_actor(), lambda work: pbxes.edit(work, code, body))


@blp.route("/agent-aliases", methods=["GET"])
@needs(Permission.PBX_ADMIN)
@blp.response(200, AliasesSchema)
def aliases() -> dict[str, Any]:
    """Every name the phone systems use, those that mean nobody yet first."""
    with reading() as session:
        return {"items": [_alias(*found) for found in admin.aliases(session)]}


@blp.route("/agent-aliases/<int:alias_id>", methods=["PUT"])
@needs(Permission.PBX_ADMIN)
@blp.arguments(MappingSchema)
@blp.response(200, AliasSchema)
def map_alias(body: dict[str, Any], alias_id: int) -> dict[str, Any]:
    """Say whom a name means; what was recorded under it becomes that person's."""
    said = (body["person_id"], body["valid_from"], body["valid_to"])
    stands = do(current_actor(), lambda work: calls.map_alias(work, alias_id, *said).id)
    with reading() as session:
        return next(_alias(*found) for found in admin.aliases(session) if found[0].id == stands)


def _alias(alias: AgentAlias, pbx: str, person: str | None) -> dict[str, Any]:
    plain = AliasSchema().fields.keys() - {"pbx", "person"}
    return {name: getattr(alias, name) for name in plain} | {"pbx": pbx, "person": person}
