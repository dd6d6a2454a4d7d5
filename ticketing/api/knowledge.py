"""What the centre knows, over HTTP: read by whoever answers, kept by who leads."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import knowledge
from ticketing.actions.knowledge import ArticleWish
from ticketing.api.door import Door
from ticketing.api.fields import line, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.api.scripts import WordingsSchema
from ticketing.api.tickets.answers import HolderSchema
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.errors import NotFound
from ticketing.models.knowledge import Article, ArticleWording
from ticketing.queries import knowledge as looks

blp = Door("knowledge", __name__, url_prefix="/knowledge", description="What the centre knows")
KINDS = [kind.value for kind in TicketKind]


class KnowledgeArgs(ma.Schema):
    """`q`: any words of it; `kind`: articles for this kind of call first; `all`: those out of use as well."""

    q = ma.fields.String(validate=ma.validate.Length(max=100), load_default="")
    kind = ma.fields.String(validate=ma.validate.OneOf(["", *KINDS]), load_default="")
    all = ma.fields.Boolean(load_default=False)
    limit = ma.fields.Integer(load_default=50, validate=ma.validate.Range(1, 200))


class ArticleBody(ma.Schema):
    title = line(100, required=True)
    text = prose(10_000, 1, required=True)
    category = line(60, 0, load_default="")
    kinds = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(KINDS)), load_default=list)
    active = ma.fields.Boolean(load_default=True)


class ArticleSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    title = ma.fields.String()
    text = ma.fields.String()
    category = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
    active = ma.fields.Boolean()
    marked = ma.fields.Boolean()
    changed_at = ma.fields.AwareDateTime()
    changed_by = ma.fields.Nested(HolderSchema, attribute="changer", allow_none=True)


class ArticlesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ArticleSchema))


@blp.route("")
class Articles(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.arguments(KnowledgeArgs, location="query")
    @blp.response(200, ArticlesSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """What fits the words best, else one's own marks first."""
        wanted = looks.Wanted(args["q"].strip(), args["kind"], not args["all"], args["limit"])
        with reading() as session:
            return {"items": [_row(*found) for found in looks.search(session, current_actor().id, wanted)]}

    @needs(Permission.SCRIPT_WRITE)
    @idempotent
    @blp.arguments(ArticleBody)
    @blp.response(201, ArticleSchema)
    def post(self, body: dict[str, Any]) -> Article:
        """A new article. `name_taken`."""
        return _seen(do(current_actor(), lambda work: knowledge.add(work, _wish(body)).id))


@blp.route("/<int:article_id>")
class One(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.response(200, ArticleSchema)
    def get(self, article_id: int) -> Article:
        """One article."""
        return _seen(article_id)

    @needs(Permission.SCRIPT_WRITE)
    @blp.arguments(ArticleBody)
    @blp.response(200, ArticleSchema)
    def put(self, body: dict[str, Any], article_id: int) -> Article:
        """Another wording from now on; the old one stays readable."""
        version = if_match()
        return _seen(do(current_actor(), lambda work: knowledge.edit(work, article_id, version, _wish(body)).id))


@blp.route("/<int:article_id>/mark")
class Mark(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.response(204)
    def put(self, article_id: int) -> None:
        """Stands first from now on, for the asker alone."""
        do(current_actor(), lambda work: knowledge.mark(work, article_id, on=True))

    @needs(Permission.TICKET_READ)
    @blp.response(204)
    def delete(self, article_id: int) -> None:
        """Stands among the others again."""
        do(current_actor(), lambda work: knowledge.mark(work, article_id, on=False))


@blp.route("/<int:article_id>/wordings", methods=["GET"])
@needs(Permission.SCRIPT_WRITE)
@blp.response(200, WordingsSchema)
def wordings(article_id: int) -> dict[str, list[ArticleWording]]:
    """What it said when, the newest first."""
    _seen(article_id)
    with reading() as session:
        return {"items": list(looks.wordings(session, article_id))}


def _wish(body: dict[str, Any]) -> ArticleWish:
    return ArticleWish(**(body | {"kinds": tuple(dict.fromkeys(body["kinds"]))}))


def _seen(article_id: int) -> Article:
    with reading() as session:
        found = looks.one(session, article_id)
    if found is None:
        raise NotFound()
    return found


def _row(article: Article, marked: bool) -> dict[str, Any]:
    names = ("id", "version", "title", "text", "category", "kinds", "active", "changed_at", "changer")
    return {name: getattr(article, name) for name in names} | {"marked": marked}
