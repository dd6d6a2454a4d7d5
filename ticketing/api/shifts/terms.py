"""What rosters must know of people, over HTTP."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import shifts
from ticketing.api.fields import day
from ticketing.api.requests import if_match
from ticketing.api.shifts.cells import reader_of
from ticketing.api.shifts.door import blp
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.queries.rosters import terms as looks


class TermsEditSchema(ma.Schema):
    """`new_until`: not alone on a shift until then; `only`: nothing else is given; `likes`, `rest_weekdays`: wishes."""

    new_until = day(load_default=None, allow_none=True)
    only_ = ma.fields.String(
        load_default=None, allow_none=True, validate=ma.validate.Length(1, 16), data_key="only", attribute="only"
    )
    likes = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(1, 16))
    week_hours = ma.fields.Integer(load_default=None, allow_none=True, validate=ma.validate.Range(1, 168))
    rest_weekdays = ma.fields.List(
        ma.fields.Integer(validate=ma.validate.Range(0, 6)), load_default=list, validate=ma.validate.Length(max=6)
    )


class TermsSchema(TermsEditSchema):
    """`version` nought: nothing was ever said of this person."""

    person = ma.fields.String()
    name = ma.fields.String()
    team = ma.fields.String()
    version = ma.fields.Integer()


class AllTermsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TermsSchema))


@blp.route("/roster-terms", methods=["GET"])
@needs(Permission.ROSTER_EDIT)
@blp.response(200, AllTermsSchema)
def terms() -> dict[str, Any]:
    """Everybody whose roster one may edit, with what was said of them."""
    with reading() as session:
        return {"items": looks.everyone(session, reader_of(current_actor(), Permission.ROSTER_EDIT))}


@blp.route("/roster-terms/<person>")
class Terms(MethodView):
    @needs(Permission.ROSTER_EDIT)
    @blp.arguments(TermsEditSchema)
    @blp.response(200, TermsSchema)
    def put(self, body: dict[str, Any], person: str) -> dict[str, Any]:
        """What rosters know of somebody from now on."""
        weekdays = tuple(body.pop("rest_weekdays"))
        wish = shifts.TermsWish(**body, rest_weekdays=weekdays, version=if_match())
        kept = do(current_actor(), lambda work: shifts.keep_terms(work, person, wish))
        return {**body, "rest_weekdays": list(weekdays), "person": person, "version": kept.version}
