"""A team's week over HTTP: what it breaks, publish it, close it, its versions."""

from typing import Any

import marshmallow as ma
from flask import request
from flask.views import MethodView
from flask_babel import gettext

from ticketing.actions import shifts
from ticketing.api.fields import line
from ticketing.api.shifts.door import FindingSchema, blp, day_of
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, reading
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Invalid, NotFound
from ticketing.models.shifts import Roster
from ticketing.queries import people, rosters
from ticketing.queries.rosters import history
from ticketing.reports.roster_words import said


class PublicationBody(ma.Schema):
    """`reason` is required from the second version on."""

    reason = line(load_default="", shortest=0)


class PublicationSchema(ma.Schema):
    version = ma.fields.Integer(attribute="published_version")
    published_at = ma.fields.AwareDateTime()
    week_on = ma.fields.Date()
    closed_at = ma.fields.AwareDateTime(allow_none=True)


class FindingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FindingSchema))


class ChangeSchema(ma.Schema):
    person = ma.fields.String(allow_none=True)
    on_day = ma.fields.String()
    from_ = ma.fields.String(allow_none=True, data_key="from", attribute="from")
    to = ma.fields.String(allow_none=True)


class VersionSchema(ma.Schema):
    """Who published it, when, why, what differs from the version before, and what was broken and known."""

    version = ma.fields.Integer(attribute="version.version")
    at = ma.fields.AwareDateTime(attribute="version.at")
    by = ma.fields.String(allow_none=True)
    reason = ma.fields.String(attribute="version.reason")
    changes = ma.fields.List(ma.fields.Nested(ChangeSchema))
    findings = ma.fields.List(ma.fields.Nested(FindingSchema), attribute="version.findings")


class VersionsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(VersionSchema))


@blp.route("/rosters/<team>/<week>/publication")
class Publication(MethodView):
    @needs(Permission.ROSTER_PUBLISH)
    @blp.arguments(PublicationBody, required=False)
    @blp.response(201, PublicationSchema)
    def post(self, body: dict[str, Any], team: str, week: str) -> Roster:
        """Publish the week of a team as its next version."""
        try:
            return do(current_actor(), lambda work: shifts.publish(work, team, _monday(week), body["reason"]))
        except Invalid as refusal:
            if refusal.code == "roster_breaks_rules":
                refusal.params["findings"] = said(refusal.params["findings"], _names(), gettext)  # type: ignore[arg-type]
            raise


@blp.route("/rosters/<team>/<week>/closure", methods=["PUT"])
@needs(Permission.ROSTER_PUBLISH)
@blp.response(200, PublicationSchema)
def close(team: str, week: str) -> Roster:
    """Close a week that is over: no cell of it changes any more."""
    return do(current_actor(), lambda work: shifts.close(work, team, _monday(week)))


@blp.route("/rosters/<team>/<week>/findings", methods=["GET"])
@needs(Permission.ROSTER_READ)
@blp.response(200, FindingsSchema)
def findings(team: str, week: str) -> dict[str, Any]:
    """Which rules the draft breaks, in words, with what would cure it."""
    with reading() as session:
        team_id = _team(session, team)
        found = rosters.findings(session, _monday(week), [team_id], centre())[team_id]
        return {"items": said([one.document() for one in found], people.names(session), gettext)}


@blp.route("/rosters/<team>/<week>/versions", methods=["GET"])
@needs(Permission.ROSTER_READ)
@blp.response(200, VersionsSchema)
def versions(team: str, week: str) -> dict[str, Any]:
    """Every version with its author, its reason and its changes, the newest first."""
    with reading() as session:
        _team(session, team)
        return {"items": history.versions(session, team, _monday(week))}


def _monday(text: str) -> Any:
    return monday_of(day_of(text))


def _names() -> dict[str, str]:
    with reading() as session:
        return people.names(session)


def _team(session: Any, code: str) -> int:
    """The team's id; hidden from whoever may not look at that team's roster."""
    actor = current_actor()
    reaches = reaches_of(actor, Permission.ROSTER_READ)
    for team in people.teams(session):
        if team.code == code and (Reach.ALL in reaches or (Reach.TEAM in reaches and team.id == actor.scope.team_id)):
            return int(team.id)
    raise NotFound(path=request.path)
