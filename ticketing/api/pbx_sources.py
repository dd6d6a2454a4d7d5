"""The feeds of the phone systems and the states of their links; secrets go in and never come out."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import pbxes
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.telephony import LinkState, PbxSource, SourceKind
from ticketing.queries import admin
from ticketing.telephony.trial import Trial, try_feed

blp = Door("pbx_sources", __name__, url_prefix="/pbx-sources", description="Feeds of phone systems")


def _settings(**options: Any) -> ma.fields.Dict:
    value = ma.fields.Raw(allow_none=True)
    return ma.fields.Dict(ma.fields.String(validate=ma.validate.Length(max=40)), value, **options)


class SourceEditSchema(ma.Schema):
    """A setting that is null goes; a secret that is left out stays."""

    name = line(100, load_default=None)
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


@blp.route("")
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


@blp.route("/<int:source_id>", methods=["PATCH"])
@needs(Permission.PBX_ADMIN)
@blp.arguments(SourceEditSchema)
@blp.response(200, SourceSchema)
def edit_source(body: dict[str, Any], source_id: int) -> PbxSource:
    """Rename a feed, switch it on or off, or change the named settings."""
    do(current_actor(), lambda work: pbxes.edit_source(work, source_id, **body))
    return _loaded(source_id)


@blp.route("/<int:source_id>/trial", methods=["POST"])
@needs(Permission.PBX_ADMIN)
@blp.response(200, TrialSchema)
def try_source(source_id: int) -> Trial:
    """Reach the phone system with the feed's settings, be let in, hang up; says what is wrong, or how long it took."""
    return try_feed(source_id)


def _loaded(source_id: int) -> PbxSource:
    with reading() as session:
        return next(source for source in admin.sources(session) if source.id == source_id)
