"""The tree of categories over HTTP."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import categories
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.requests import if_match
from ticketing.api.tickets.bodies import word
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.categories import FieldType, Need
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.models.categories import Category
from ticketing.queries import categories as looks

blp = Door("categories", __name__, url_prefix="/categories", description="What tickets are about")

MOST_FIELDS, MOST_OPTIONS = 30, 60
# A stroke parts the names of a path.
_NAME = ma.validate.Regexp(r"^[^/]+\Z", error="No '/' in a name.")


class FieldSchema(ma.Schema):
    """A field that tickets of the branch have beside the usual ones; `kinds` empty for all."""

    key = code(required=True)
    name = line(60, required=True)
    name_en = line(60, 0)
    type = word(FieldType, load_default=FieldType.TEXT)
    need = word(Need, load_default=Need.OPTIONAL)
    options = ma.fields.List(line(100), load_default=list, validate=ma.validate.Length(max=MOST_OPTIONS))
    kinds = ma.fields.List(word(TicketKind), load_default=list)


class CategoryEditSchema(ma.Schema):
    name_en = line(60, 0)
    kinds = ma.fields.List(word(TicketKind))
    # A schema's own `fields` is something else.
    fields_ = ma.fields.List(
        ma.fields.Nested(FieldSchema),
        data_key="fields",
        attribute="fields",
        validate=ma.validate.Length(max=MOST_FIELDS),
    )
    skill = line(60, 0)
    position = ma.fields.Integer(strict=True, validate=ma.validate.Range(0, 10_000))
    active = ma.fields.Boolean()


class CategoryWishSchema(CategoryEditSchema):
    """`parent` is the path of the branch it hangs below."""

    name = ma.fields.String(required=True, validate=[ma.validate.Length(1, 60), _NAME])
    parent = line(load_default=None, allow_none=True)


class CategorySchema(CategoryEditSchema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    path = ma.fields.String()
    name = ma.fields.String()


class CategoriesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CategorySchema))


@blp.route("")
class Categories(MethodView):
    @needs(Permission.TICKET_READ, Permission.QUEUE_ADMIN)
    @blp.response(200, CategoriesSchema)
    def get(self) -> dict[str, Any]:
        """Every branch, each behind the one it hangs on."""
        with reading() as session:
            return {"items": [_row(one) for one in looks.tree(session)]}

    @needs(Permission.QUEUE_ADMIN)
    @blp.arguments(CategoryWishSchema)
    @blp.response(201, CategorySchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new branch."""
        return do(current_actor(), lambda work: _row(categories.add(work, body["name"], body["parent"], _plain(body))))


@blp.route("/<int:category_id>", methods=["PATCH"])
@needs(Permission.QUEUE_ADMIN)
@blp.arguments(CategoryEditSchema)
@blp.response(200, CategorySchema)
def edit(body: dict[str, Any], category_id: int) -> dict[str, Any]:
    """Change what is named; a branch's name stays, because it stands on tickets."""
    version = if_match()
    return do(current_actor(), lambda work: _row(categories.edit(work, category_id, version, _plain(body))))


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    found = dict(body)
    if "kinds" in body:
        found["kinds"] = _words(body["kinds"])
    if "fields" in body:
        found["fields"] = [{name: _words(value) for name, value in one.items()} for one in body["fields"]]
    return found


def _words(value: Any) -> Any:
    return [_words(one) for one in value] if isinstance(value, list) else getattr(value, "value", value)


def _row(one: Category) -> dict[str, Any]:
    names = ("id", "version", "path", "name", "name_en", "skill", "position", "active")
    fields = [
        field
        | {"type": FieldType(field["type"]), "need": Need(field["need"])}
        | {"kinds": [TicketKind(kind) for kind in field["kinds"]]}
        for field in one.fields or ()
    ]
    return {name: getattr(one, name) for name in names} | {
        "kinds": [TicketKind(kind) for kind in one.kinds or ()],
        "fields": fields,
    }
