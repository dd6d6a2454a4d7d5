"""Tokens for other systems; each is shown once, when it is made."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import tokens
from ticketing.actions.tokens import TokenWish
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.auth import current_actor, needs
from ticketing.auth.tokens import new_api_token
from ticketing.db import do, reading
from ticketing.domain.permissions import TOKEN_SCOPES, Permission
from ticketing.queries import admin

blp = Door("tokens", __name__, url_prefix="/tokens", description="Keys of other systems")

SCOPES = (*sorted(TOKEN_SCOPES), tokens.API)


class TokenWishSchema(ma.Schema):
    """`ingest` needs `source_id`; `api` acts as the person who makes it."""

    name = line(100, required=True)
    scope = ma.fields.String(required=True, validate=ma.validate.OneOf(SCOPES))
    source_id = ma.fields.Integer(strict=True, load_default=None, allow_none=True, validate=ma.validate.Range(1))


class TokenSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    scope = ma.fields.String()
    source_id = ma.fields.Integer(allow_none=True)
    person_id = ma.fields.Integer(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    last_used_at = ma.fields.AwareDateTime(allow_none=True)
    revoked_at = ma.fields.AwareDateTime(allow_none=True)


class NewTokenSchema(TokenSchema):
    token = ma.fields.String()


class TokensSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TokenSchema))


@blp.route("")
class Tokens(MethodView):
    @needs(Permission.TOKEN_ADMIN)
    @blp.response(200, TokensSchema)
    def get(self) -> dict[str, Any]:
        """Every token, revoked ones too; never the keys themselves."""
        with reading() as session:
            return {"items": admin.tokens(session)}

    @needs(Permission.TOKEN_ADMIN)
    @blp.arguments(TokenWishSchema)
    @blp.response(201, NewTokenSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new token; `token` is shown this once."""
        actor = current_actor()
        wish = TokenWish(**body, person_id=actor.id if body["scope"] == tokens.API else None)
        token, hashed = new_api_token()
        row = do(actor, lambda work: tokens.add(work, wish, hashed))
        return {name: getattr(row, name) for name in TokenSchema().fields} | {"token": token}


@blp.route("/<int:token_id>", methods=["DELETE"])
@needs(Permission.TOKEN_ADMIN)
@blp.response(204)
def revoke(token_id: int) -> None:
    """The token opens nothing any more."""
    do(current_actor(), lambda work: tokens.revoke(work, token_id))
