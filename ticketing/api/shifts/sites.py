"""Sites with their rules, and the holidays of a year, over HTTP."""

from datetime import date
from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import sites
from ticketing.api.fields import code as code_field
from ticketing.api.fields import day, line
from ticketing.api.requests import if_match
from ticketing.api.shifts.door import blp
from ticketing.auth import current_actor, needs
from ticketing.db import do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.roster import days_between
from ticketing.errors import Invalid
from ticketing.models.sites import Site
from ticketing.queries.rosters import sites as looks

#: No festival is longer; what is longer was mistyped.
LONGEST_PERIOD = 40


class SiteEditSchema(ma.Schema):
    """`day_start_min`: when the business day begins, in minutes after midnight; `rules`: what differs from the usual
    (`domain/roster/rules.py`): rest_min with rest_reason, days_running, month_rests, week_min, seats, law, …
    """

    name = line(64, required=True)
    timezone = line(64, required=True)
    day_start_min = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 1439))
    rules = ma.fields.Dict(keys=ma.fields.String(), load_default=dict)
    teams = ma.fields.List(code_field(), load_default=list, validate=ma.validate.Length(max=500))


class SiteSchema(SiteEditSchema):
    code = ma.fields.String()
    version = ma.fields.Integer()


class SitesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SiteSchema))


class DaySchema(ma.Schema):
    """A holiday or a make-up day (`as_dow`: the weekday whose hours are worked, 0 is Monday)."""

    on_day = day(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["holiday", "makeup"]))
    name = line(40, required=True)
    as_dow = ma.fields.Integer(load_default=None, allow_none=True, validate=ma.validate.Range(0, 6))


class PeriodSchema(DaySchema):
    """Every day from `on_day` to `last_on`, or `on_day` alone."""

    last_on = day(load_default=None, allow_none=True)


class YearBody(ma.Schema):
    days = ma.fields.List(ma.fields.Nested(PeriodSchema), required=True, validate=ma.validate.Length(max=120))


class YearsSchema(ma.Schema):
    """`known`: the years whose holidays are known; `missing`: the one that should be and is not."""

    known = ma.fields.List(ma.fields.Integer())
    missing = ma.fields.Integer(allow_none=True)
    entered = ma.fields.List(ma.fields.Nested(DaySchema))


class KeptSchema(ma.Schema):
    year = ma.fields.Integer()
    days = ma.fields.Integer()


@blp.route("/sites", methods=["GET"])
@needs(Permission.ROSTER_EDIT)
@blp.response(200, SitesSchema)
def everyone() -> dict[str, Any]:
    """Every site with its rules and teams."""
    with reading() as session:
        teams = looks.team_codes(session)
        return {"items": [_document(site, teams.get(site.id, [])) for site in looks.everyone(session)]}


@blp.route("/sites/<code>")
class One(MethodView):
    @needs(Permission.ROSTER_PUBLISH)
    @blp.arguments(SiteEditSchema)
    @blp.response(200, SiteSchema)
    def put(self, body: dict[str, Any], code: str) -> dict[str, Any]:
        """A site with its rules, made or changed."""
        wish = sites.SiteWish(**body, version=if_match())
        site = do(current_actor(), lambda work: sites.keep(work, code_field().deserialize(code), wish))
        return _document(site, body["teams"])

    @needs(Permission.ROSTER_PUBLISH)
    @blp.response(204)
    def delete(self, code: str) -> None:
        """Its teams keep the centre's clock and the usual rules again."""
        do(current_actor(), lambda work: sites.forget_site(work, code))


@blp.route("/holidays", methods=["GET"])
@needs(Permission.ROSTER_READ)
@blp.response(200, YearsSchema)
def years() -> dict[str, Any]:
    """Which years' holidays are known, and what was entered here."""
    with reading() as session:
        entered = looks.entered(session)
        missing = looks.missing_year(session, now().date())
        return {"known": sorted(looks.known_years(session)), "missing": missing, "entered": entered}


@blp.route("/holidays/<int:year>")
class Year(MethodView):
    @needs(Permission.CALENDAR_ADMIN)
    @blp.arguments(YearBody)
    @blp.response(200, KeptSchema)
    def put(self, body: dict[str, Any], year: int) -> dict[str, int]:
        """The holidays and make-up days of a year, in place of what was entered before."""
        days = [found for one in body["days"] for found in _days(**one)]
        return {"year": year, "days": do(current_actor(), lambda work: sites.enter_year(work, year, days))}


def _days(on_day: date, last_on: date | None, **rest: Any) -> list[sites.SpecialDay]:
    last = last_on or on_day
    if not 0 <= (last - on_day).days < LONGEST_PERIOD:
        raise Invalid("bad_range", errors={"last_on": "after the first day"}, most_days=LONGEST_PERIOD)
    return [sites.SpecialDay(day, **rest) for day in days_between(on_day, last)]


def _document(site: Site, teams: list[str]) -> dict[str, Any]:
    names = ("code", "name", "timezone", "day_start_min", "rules", "version")
    return {name: getattr(site, name) for name in names} | {"teams": teams}
