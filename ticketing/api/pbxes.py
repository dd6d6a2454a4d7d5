"""Phone systems, their feeds, and whom their names mean; secrets go in and never come out."""

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
from ticketing.models.telephony import AgentAlias, LinkState, Pbx, PbxSource, SourceKind
from ticketing.queries import admin
from ticketing.telephony.trial import Trial, try_feed

blp = Door("pbxes", __name__, url_prefix="", description="Phone systems and their feeds")


def _a_zone(name: str) -> None:
    try:
        zone(name)
    except ValueError:
        raise ma.ValidationError("Unknown time zone.") from None


class PbxSchema(ma.Schema):
    code = code(required=True)
    name = line(required=True)
    timezone = ma.fields.String(load_default="Asia/Shanghai", validate=[ma.validate.Length(1, 64), _a_zone])
    restart_policy = ma.fields.String(load_default="keep", validate=ma.validate.OneOf(["keep", "drop"]))


class PbxesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PbxSchema))


def _settings(**options: Any) -> ma.fields.Dict:
    value = ma.fields.Raw(allow_none=True)
    return ma.fields.Dict(ma.fields.String(validate=ma.validate.Length(max=40)), value, **options)


class SourceEditSchema(ma.Schema):
    enabled = ma.fields.Boolean(load_default=None)
    settings = _settings(load_default=dict)


class SourceWishSchema(ma.Schema):
    pbx = line(64, required=True)
    name = line(100, required=True)
    kind = ma.fields.Enum(SourceKind, by_value=True, required=True)
    settings = _settings(load_default=dict)


class SourceSchema(ma.Schema):
    id = ma.fields.Integer()
    pbx = ma.fields.Function(lambda source: source.pbx.code, metadata={"type": "string"})
    name = ma.fields.String()
    kind = ma.fields.Enum(SourceKind, by_value=True)
    enabled = ma.fields.Boolean()
    settings = ma.fields.Function(lambda source: pbxes.shown(source.settings), metadata={"type": "object"})
    link_state = ma.fields.Enum(LinkState, by_value=True)
    link_since = ma.fields.AwareDateTime(allow_none=True)
    link_error = ma.fields.String()


class SourcesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SourceSchema))


class TrialSchema(ma.Schema):
    took_s = ma.fields.Float()


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
    @blp.arguments(PbxSchema)
    @blp.response(201, PbxSchema)
    def post(self, body: dict[str, str]) -> Pbx:
        """A new phone system."""
        return do(current_actor(), lambda work: pbxes.add(work, **body))


@blp.route("/pbx-sources")
class Sources(MethodView):
    @needs(Permission.PBX_ADMIN)
    @blp.response(200, SourcesSchema)
    def get(self) -> dict[str, Any]:
        """Every feed with the state of its link."""
        with reading() as session:
            return {"items": admin.sources(session)}

    @needs(Permission.PBX_ADMIN)
    @blp.arguments(SourceWishSchema)
    @blp.response(201, SourceSchema)
    def post(self, body: dict[str, Any]) -> PbxSource:
        """A new feed."""
        return _loaded(do(current_actor(), lambda work: pbxes.add_source(work, **body)).id)


@blp.route("/pbx-sources/<int:source_id>", methods=["PATCH"])
@needs(Permission.PBX_ADMIN)
@blp.arguments(SourceEditSchema)
@blp.response(200, SourceSchema)
def edit_source(body: dict[str, Any], source_id: int) -> PbxSource:
    """Switch a feed on or off, or change the named settings."""
    do(current_actor(), lambda work: pbxes.edit_source(work, source_id, **body))
    return _loaded(source_id)


@blp.route("/pbx-sources/<int:source_id>/trial", methods=["POST"])
@needs(Permission.PBX_ADMIN)
@blp.response(200, TrialSchema)
def try_source(source_id: int) -> Trial:
    """Reach the phone system with the feed's settings, be let in, hang up; says what is wrong, or how long it took."""
    return try_feed(source_id)


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


def _loaded(source_id: int) -> PbxSource:
    with reading() as session:
        return next(source for source in admin.sources(session) if source.id == source_id)


def _alias(alias: AgentAlias, pbx: str, person: str | None) -> dict[str, Any]:
    plain = AliasSchema().fields.keys() - {"pbx", "person"}
    return {name: getattr(alias, name) for name in plain} | {"pbx": pbx, "person": person}
