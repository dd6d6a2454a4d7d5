"""Views with their counters, searches under a name, columns: /api/v1/views, /saved-searches, /lists."""

from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import lists
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.lists import SavedSearch
from ticketing.queries import finding
from ticketing.queries import lists as looks
from ticketing.reports import choice, ticket_list

blp = Door("lists", __name__, url_prefix="", description="Lists: views, saved searches, columns")


def _wanted(**options: Any) -> ma.fields.Dict:
    """A filter in the words of `GET /tickets`."""
    values = ma.fields.String(validate=validate.Length(max=200))
    return ma.fields.Dict(keys=ma.fields.String(validate=validate.OneOf(finding.WORDS)), values=values, **options)


class SearchBody(ma.Schema):
    """`wanted` is a filter in the words of `GET /tickets`: {"state": "active", "kind": "complaint"}."""

    name = line(80, required=True)
    wanted = _wanted(required=True)
    shared = ma.fields.Boolean(load_default=False)


class SearchEditBody(ma.Schema):
    """Only what is to change."""

    name = line(80)
    wanted = _wanted()
    shared = ma.fields.Boolean()


class SearchSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    wanted = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    shared = ma.fields.Boolean()
    mine = ma.fields.Boolean()


class ViewSchema(ma.Schema):
    """`count` is null where none is kept: a search by text or day has its answer in its list."""

    key = ma.fields.String()
    name = ma.fields.String()
    wanted = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    count = ma.fields.Integer(allow_none=True)


class ViewsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ViewSchema))


class SearchesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SearchSchema))


class ColumnsSchema(ma.Schema):
    """In the order in which they are shown; an empty list is the usual choice."""

    columns = ma.fields.List(
        ma.fields.String(validate=validate.Length(max=40)), required=True, validate=validate.Length(max=50)
    )


class KnownColumnsSchema(ColumnsSchema):
    known = ma.fields.List(ma.fields.String())


@blp.route("/views", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, ViewsSchema)
def views() -> dict[str, Any]:
    """Every view with how many tickets it holds for whoever asks; the counts are kept, not counted."""
    with reading() as session:
        return {"items": looks.views(session, current_actor(), finding.Asked(now(), centre().zone))}


@blp.route("/saved-searches")
class Searches(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.response(200, SearchesSchema)
    def get(self) -> dict[str, Any]:
        """One's own searches and those that are shared."""
        with reading() as session:
            return {"items": [_row(one) for one in looks.searches(session, current_actor())]}

    @needs(Permission.TICKET_READ)
    @idempotent
    @blp.arguments(SearchBody)
    @blp.response(201, SearchSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep a filter under a name; only leads and supervisors share."""
        return _row(
            do(current_actor(), lambda work: lists.save(work, body["name"], body["wanted"], shared=body["shared"]))
        )


@blp.route("/saved-searches/<int:search_id>")
class OneSearch(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.arguments(SearchEditBody)
    @blp.response(200, SearchSchema)
    def patch(self, body: dict[str, Any], search_id: int) -> dict[str, Any]:
        """Another name, filter or reach."""
        version = if_match()
        return _row(do(current_actor(), lambda work: lists.change(work, search_id, version, body)))

    @needs(Permission.TICKET_READ)
    @blp.response(204)
    def delete(self, search_id: int) -> None:
        """Forget it."""
        do(current_actor(), lambda work: lists.forget(work, search_id))


@blp.route("/lists/<subject>/columns")
class Columns(MethodView):
    @needs(Permission.TICKET_READ, Permission.REPORT_READ)
    @blp.response(200, KnownColumnsSchema)
    def get(self, subject: str) -> dict[str, Any]:
        """The columns that one sees, and all that there are: of `tickets`, or of a sheet as `sheet:<key>`."""
        usual, known = _columns_of(subject)
        with reading() as session:
            chosen = looks.columns(session, current_actor(), subject, usual)
        return {"columns": chosen, "known": known}

    @needs(Permission.TICKET_READ, Permission.REPORT_READ)
    @blp.arguments(ColumnsSchema)
    @blp.response(200, KnownColumnsSchema)
    def put(self, body: dict[str, Any], subject: str) -> dict[str, Any]:
        """Choose them; those of a sheet keep its own order."""
        usual, known = _columns_of(subject)
        row = do(current_actor(), lambda work: lists.choose(work, subject, body["columns"]))
        return {"columns": row.columns or usual, "known": known}


def _columns_of(subject: str) -> tuple[Sequence[str], Sequence[str]]:
    """The usual columns and all of them."""
    if subject in lists.COLUMNS:
        return ticket_list.USUAL, ticket_list.KEYS
    known = choice.columns_of(subject)
    if known is None:
        raise NotFound()
    return known, known


def _row(row: SavedSearch) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("id", "version", "name", "wanted", "shared")}
    return told | {"mine": row.person_id == current_actor().id}
