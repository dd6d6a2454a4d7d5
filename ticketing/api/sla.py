"""Promises over HTTP: policies with their versions and edits, and stories tried out before anybody lives them."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import policies
from ticketing.actions.policies import PolicyWish
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import begin, do, now, reading
from ticketing.domain.clocks import Apply
from ticketing.domain.clocks.simulation import simulate
from ticketing.domain.documents import DocumentError
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.models.calendars import SlaPolicy
from ticketing.queries import policies as looks

blp = Door("sla", __name__, url_prefix="/sla", description="Policies of deadlines, their versions and edits; try-outs")

MOST_RANK = 1_000_000
MOST_EVENTS = 500
_WORDS = ma.fields.List(ma.fields.String(validate=validate.Length(1, 200)), validate=validate.Length(max=200))


def _apply() -> ma.fields.Enum[Apply]:
    return ma.fields.Enum(Apply, by_value=True, load_default=Apply.NEW_ONLY)


class PolicyBody(ma.Schema):
    """`match` {"kind"|"queue"|"priority"|"category"|"severity": [word]}; `definition` as `rexian clocks simulate`."""

    name = line(required=True)
    rank = ma.fields.Integer(strict=True, validate=validate.Range(0, MOST_RANK), load_default=100)
    match = ma.fields.Dict(keys=ma.fields.String(), values=_WORDS, load_default=dict)
    definition = ma.fields.Dict(keys=ma.fields.String(), required=True)
    active = ma.fields.Boolean(load_default=True)


class PolicyEditBody(PolicyBody):
    """`apply` says whom it binds: new tickets only, open ones from now on, or open ones from their start (R5)."""

    apply = _apply()


class PolicyWishBody(PolicyBody):
    code = code(required=True)


class TrialBody(ma.Schema):
    definition = ma.fields.Dict(keys=ma.fields.String(), required=True)
    apply = _apply()


class PolicySchema(PolicyBody):
    code = ma.fields.String()
    calendar = ma.fields.String()
    version = ma.fields.Integer()


class PoliciesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PolicySchema))


class VersionSchema(ma.Schema):
    version = ma.fields.Integer()
    valid_from = ma.fields.AwareDateTime()
    definition = ma.fields.Dict(keys=ma.fields.String())


class VersionsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(VersionSchema))


class MoveSchema(ma.Schema):
    ticket = ma.fields.String()
    kind = ma.fields.String()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    would_be_due_at = ma.fields.AwareDateTime(allow_none=True)
    breached = ma.fields.Boolean()


class PolicyPreviewSchema(ma.Schema):
    """`tickets` are open under the policy; `looked_at` of them (those due first) were worked out."""

    tickets = ma.fields.Integer()
    looked_at = ma.fields.Integer()
    moved = ma.fields.Integer()
    would_breach = ma.fields.Integer()
    examples = ma.fields.List(ma.fields.Nested(MoveSchema))


class EditSchema(ma.Schema):
    """An edit on its way: `done` of `total` tickets, `breached` of which it found broken."""

    id = ma.fields.Integer()
    code = ma.fields.String()
    apply = ma.fields.String()
    state = ma.fields.String()
    total = ma.fields.Integer()
    done = ma.fields.Integer()
    breached = ma.fields.Integer()
    error = ma.fields.String()
    asked_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)


class EditsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(EditSchema))


class StoryBody(ma.Schema):
    """The document of `rexian clocks simulate`."""

    calendars = ma.fields.Dict(keys=ma.fields.String(), load_default=dict)
    policy = ma.fields.Dict(keys=ma.fields.String(), load_default=None, allow_none=True)
    events = ma.fields.List(ma.fields.Dict(), load_default=list, validate=validate.Length(max=MOST_EVENTS))
    ask = ma.fields.List(ma.fields.Dict(), load_default=list, validate=validate.Length(max=MOST_EVENTS))


class RefusedSchema(ma.Schema):
    index = ma.fields.Integer()
    code = ma.fields.String()


class TellingSchema(ma.Schema):
    """One answer per ask: a list of clocks, an instant, or seconds."""

    answers = ma.fields.List(ma.fields.Raw(allow_none=True))
    refused = ma.fields.List(ma.fields.Nested(RefusedSchema))


@blp.route("/policies")
class Policies(MethodView):
    @needs(Permission.CALENDAR_ADMIN)
    @blp.response(200, PoliciesSchema)
    def get(self) -> dict[str, Any]:
        """Every policy, in the order in which they are tried on a new ticket."""
        with reading() as session:
            return {"items": [_row(policy, calendar) for policy, calendar in looks.everyone(session)]}

    @needs(Permission.CALENDAR_ADMIN)
    @idempotent
    @blp.arguments(PolicyWishBody)
    @blp.response(201, PolicySchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new policy for tickets to come."""
        named = body.pop("code")
        do(current_actor(), lambda work: policies.add(work, named, PolicyWish(**body)).id)
        return _one(named)


@blp.route("/policies/<name_code>", methods=["PUT"])
@needs(Permission.CALENDAR_ADMIN)
@blp.arguments(PolicyEditBody)
@blp.response(200, PolicySchema)
def edit(body: dict[str, Any], name_code: str) -> dict[str, Any]:
    """A further version; more than 500 open tickets follow in the background (see /sla/edits)."""
    version, apply = if_match(), body.pop("apply")
    do(current_actor(), lambda work: policies.edit(work, name_code, version, PolicyWish(**body), apply).id)
    return _one(name_code)


@blp.route("/policies/<name_code>/preview", methods=["POST"])
@needs(Permission.CALENDAR_ADMIN)
@blp.arguments(TrialBody)
@blp.response(200, PolicyPreviewSchema)
def preview(body: dict[str, Any], name_code: str) -> looks.Preview:
    """n tickets, m would breach; changes nothing."""
    definition, apply = body["definition"], body["apply"]
    with begin(current_actor(), nudge=False) as work:
        policies.understood(work, PolicyWish("", 0, {}, definition))
        return looks.preview(work.session, name_code, definition, apply, now())


@blp.route("/policies/<name_code>/versions", methods=["GET"])
@needs(Permission.CALENDAR_ADMIN)
@blp.response(200, VersionsSchema)
def versions(name_code: str) -> dict[str, Any]:
    """What the policy said, newest first."""
    with reading() as session:
        return {"items": list(looks.versions(session, name_code))}


@blp.route("/edits", methods=["GET"])
@needs(Permission.CALENDAR_ADMIN)
@blp.response(200, EditsSchema)
def edits() -> dict[str, Any]:
    """The last edits of policies and calendars and how far each has come."""
    names = ("id", "apply", "state", "total", "done", "breached", "error", "asked_at", "finished_at")
    with reading() as session:
        found = looks.edits(session)
    return {"items": [{name: getattr(one, name) for name in names} | {"code": named} for one, named in found]}


@blp.route("/simulate", methods=["POST"])
@needs(Permission.CALENDAR_ADMIN, Permission.TICKET_READ)
@blp.arguments(StoryBody)
@blp.response(200, TellingSchema)
def tell(body: dict[str, Any]) -> dict[str, object]:
    """What the clocks of an imagined ticket would show, or when working time has passed (R12)."""
    try:
        return simulate(body)
    except DocumentError as error:
        raise Invalid("bad_story", errors={"_schema": [str(error)]}) from error


def _one(named: str) -> dict[str, Any]:
    with reading() as session:
        return next(_row(policy, calendar) for policy, calendar in looks.everyone(session) if policy.code == named)


def _row(policy: SlaPolicy, calendar: str) -> dict[str, Any]:
    names = ("code", "name", "rank", "match", "definition", "active", "version")
    return {name: getattr(policy, name) for name in names} | {"calendar": calendar}
